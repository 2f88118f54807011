//! `tenantry onboardings`: bringing customers' tenants under management.

use std::sync::Arc;

use clap::{Args, Subcommand};
use serde::Serialize;
use tenantry_domain::ids::{CustomerId, TenantId};
use tenantry_domain::text::Reason;
use tenantry_engine::onboardings::{Onboardings, Wish};
use tenantry_engine::time::SystemClock;
use tenantry_projections::onboardings::{self, OnboardingFilter, OnboardingRow};
use uuid::Uuid;

use crate::command::{self, Ask};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, plain};
use crate::paging::{Paging, say_behind, say_more};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start an onboarding; a second start of the same is the first
    Start(Start),
    /// List onboardings, the latest first
    List(List),
    /// Call an onboarding off, and undo what was done; --reason says why
    Cancel(Of),
    /// Try the step at hand now
    Retry(Of),
    /// Give up what cannot be undone; --reason says who answers for what is left
    Abandon(Of),
}

#[derive(Debug, Args)]
pub(crate) struct Start {
    /// The customer
    #[arg(long, value_name = "ID")]
    customer: String,
    /// The customer's tenant, as Microsoft names it
    #[arg(long, value_name = "ID")]
    tenant: String,
    /// What the customer is asked for
    #[arg(long, value_name = "ID")]
    template: String,
    /// Which version of it [default: the newest]
    #[arg(long, value_name = "NUMBER")]
    template_version: Option<u32>,
    /// Also when access is in place: look at it again and put it right
    #[arg(long)]
    repair: bool,
    #[command(flatten)]
    ask: Ask,
}

/// One onboarding.
#[derive(Debug, Args)]
pub(crate) struct Of {
    /// The customer's tenant, as Microsoft names it
    tenant: String,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Whose onboardings
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those of this customer
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    id: Uuid,
    customer: CustomerId,
    tenant: TenantId,
    status: &'static str,
    error: Option<String>,
    started_at: String,
    ended_at: Option<String>,
    position: u64,
}

impl From<OnboardingRow> for Shown {
    fn from(row: OnboardingRow) -> Self {
        Self {
            id: row.id,
            customer: row.customer_id,
            tenant: row.tenant_id,
            status: row.status.as_str(),
            error: row.error_code,
            started_at: moment::show(row.started_at),
            ended_at: row.ended_at.map(moment::show),
            position: row.position,
        }
    }
}

async fn list(asked: List, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let customer = asked.customer.map(|it| it.parse()).transpose()?;
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let filter = OnboardingFilter {
        status: None,
        customer,
    };
    let first = asked.paging.first;
    let page = onboardings::list(&projections, msp, &filter, after.as_ref(), first).await?;
    print(page.rows, output)?;
    say_more(page.next.as_ref());
    say_behind(&projections, "onboardings").await?;
    Ok(Exit::Ok)
}

pub(crate) fn print(rows: Vec<OnboardingRow>, output: &Output) -> Result<(), Failure> {
    let shown: Vec<Shown> = rows.into_iter().map(Shown::from).collect();
    output.list(
        ["status", "started", "customer", "tenant", "id"],
        &shown,
        |it| {
            let error = it.error.as_ref().map(|code| format!(" {code}"));
            [
                format!("{}{}", it.status, plain(&error.unwrap_or_default())),
                it.started_at.clone(),
                it.customer.to_string(),
                it.tenant.to_string(),
                it.id.to_string(),
            ]
        },
    )
}

pub(crate) async fn run(asked: Command, config: &Config, output: &Output) -> Result<Exit, Failure> {
    match asked {
        Command::List(asked) => list(asked, config, output).await,
        Command::Start(asked) => start(asked, config, output).await,
        Command::Cancel(asked) => tell(What::Cancel, &asked, config, output).await,
        Command::Retry(asked) => tell(What::Retry, &asked, config, output).await,
        Command::Abandon(asked) => tell(What::Abandon, &asked, config, output).await,
    }
}

async fn desk(config: &Config) -> Result<Onboardings, Failure> {
    let engine = Arc::new(installation::engine(config).await?);
    Ok(Onboardings::new(engine, Arc::new(SystemClock)))
}

async fn start(asked: Start, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    let tenant: TenantId = asked.tenant.parse()?;
    let wish = Wish {
        customer: asked.customer.parse()?,
        tenant,
        template: asked.template.parse()?,
        version: asked.template_version,
        repair: asked.repair,
    };
    let done = desk(config)
        .await?
        .start(msp, wish, asked.ask.context()?)
        .await?;
    let stream = format!("onboarding/{tenant}");
    command::print(&command::receipt(msp, stream, done), output)?;
    Ok(Exit::Ok)
}

#[derive(Clone, Copy)]
enum What {
    Cancel,
    Retry,
    Abandon,
}

async fn tell(what: What, asked: &Of, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    let tenant: TenantId = asked.tenant.parse()?;
    let reason = || Reason::new(asked.ask.reason.as_deref().unwrap_or_default());
    let context = asked.ask.context()?;
    let desk = desk(config).await?;
    let done = match what {
        What::Cancel => desk.cancel(msp, tenant, reason()?, context).await?,
        What::Retry => desk.retry(msp, tenant, context).await?,
        What::Abandon => desk.abandon(msp, tenant, reason()?, context).await?,
    };
    let stream = format!("onboarding/{tenant}");
    command::print(&command::receipt(msp, stream, done), output)?;
    Ok(Exit::Ok)
}
