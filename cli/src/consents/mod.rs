//! `tenantry consents`: tenants that are connected by the consent of their own administrators.

mod list;
mod more;
mod service;

use clap::{Args, Subcommand};
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::Operation;
use tenantry_domain::ids::TenantId;
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_engine::consents::ConsentWish;

use crate::asked;
use crate::command::{self, Ask, Receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, say};
use crate::work::Ground;

pub(crate) use service::{inviting, verified_by};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask a tenant's administrator for consent, and print the link to send them to
    Ask(Wanted),
    /// Ask the administrator of a connected tenant for what a change needs beside reading, and print the link
    AskMore(more::Wanted),
    /// List consents, those asked for last first
    List(list::List),
    /// Show how one stands
    Show(list::Of),
    /// Take back an invitation that nobody used; or ask for a connection to be given up, which another admin
    /// approves. --reason says why
    Withdraw(Withdrawn),
}

/// Whose tenant, and which.
#[derive(Debug, Args)]
pub(crate) struct Wanted {
    /// The customer's tenant: its id at Microsoft, or one of its domains
    tenant: String,
    /// The customer
    #[arg(long, value_name = "ID")]
    customer: String,
    /// For how many days the link is good
    #[arg(long, value_name = "DAYS", default_value_t = ConsentWish::USUAL_DAYS)]
    valid_days: u16,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct Withdrawn {
    /// The customer's tenant, as Microsoft names it
    tenant: String,
    #[command(flatten)]
    ask: Ask,
}

/// What came of asking, and where the administrator is to be sent. No link where the same was asked
/// before and is no longer open.
#[derive(Debug, Serialize)]
struct Invited {
    #[serde(flatten)]
    receipt: Receipt,
    link: Option<String>,
}

async fn ask(asked: Wanted, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    let wish = ConsentWish {
        customer: asked.customer.parse()?,
        tenant: asked.tenant.parse()?,
        valid_days: asked.valid_days,
    };
    let ground = Ground::of(config).await?;
    let consents = inviting(config, ground.consents.clone(), &*ground.vault).await?;
    let (tenant, done) = consents.ask(msp, wish, asked.ask.context()?).await?;
    let stream = format!("{}/{tenant}", TenantConsent::TYPE);
    let receipt = command::receipt(msp, stream, done);
    let link = match consents.of(msp, tenant).await? {
        TenantConsent::Asked(open) => Some(consents.address(&open.invitation_of(msp))?),
        _ => None,
    };
    if output.json {
        output.document(&Invited { receipt, link })?;
        return Ok(Exit::Ok);
    }
    command::print(&receipt, output)?;
    if let Some(link) = link {
        say("The administrator consents here, once:");
        output.line(&link)?;
    }
    Ok(Exit::Ok)
}

async fn withdraw(wish: Withdrawn, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&wish.ask.msp)?;
    let tenant: TenantId = wish.tenant.parse()?;
    let (reason, context) = (wish.ask.needed_reason()?, wish.ask.context()?);
    let ground = Ground::of(config).await?;
    let consents = &ground.consents;
    let stands = consents.of(msp, tenant).await?;
    let customer = match (stands.used(), stands.asked()) {
        (Some(used), _) => Some(used.customer_id),
        // What was asked for stays what it was, whatever became of the consent since.
        (None, Some(ended)) if asked::is_asked(&ground.approvals, &wish.ask).await? => {
            Some(ended.customer_id)
        }
        (None, _) => None,
    };
    if let Some(customer_id) = customer {
        let operation = Operation::WithdrawConsent {
            customer_id,
            tenant_id: tenant,
        };
        return asked::ask(&ground, operation, &wish.ask, output).await;
    }
    let done = consents.take_back(msp, tenant, reason, context).await?;
    let stream = format!("{}/{tenant}", TenantConsent::TYPE);
    command::print(&command::receipt(msp, stream, done), output)?;
    Ok(Exit::Ok)
}

pub(crate) async fn run(asked: Command, config: &Config, output: &Output) -> Result<Exit, Failure> {
    match asked {
        Command::Ask(asked) => ask(asked, config, output).await,
        Command::AskMore(asked) => more::ask(asked, config, output).await,
        Command::List(asked) => list::list(asked, config, output).await,
        Command::Show(asked) => list::show(asked, config, output).await,
        Command::Withdraw(asked) => withdraw(asked, config, output).await,
    }
}
