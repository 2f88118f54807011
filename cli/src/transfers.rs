//! `tenantry transfers`: tenants that change hands.

use std::sync::Arc;

use clap::{Args, Subcommand};
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::approval::Operation;
use tenantry_domain::ids::{CustomerId, MspId, TenantId};
use tenantry_domain::tenant_holding::{Party, SeenHolding, TenantHolding, TransferEnding};
use tenantry_domain::text::Reason;
use tenantry_engine::commands::Done;
use tenantry_engine::holdings::Holdings;
use tenantry_engine::time::SystemClock;

use crate::asked;
use crate::command::{Ask, print, receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, plain};
use crate::work::Ground;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask the holder of a tenant for it; --reason is what the holder is told
    Request {
        /// The tenant, as Microsoft names it
        tenant: String,
        /// The customer that is to hold it
        #[arg(long, value_name = "ID")]
        customer: String,
        #[command(flatten)]
        ask: Ask,
    },
    /// Ask for a tenant to be given to the side that wants it; another admin approves. --reason says why
    Approve(Answer),
    /// Keep a tenant; --reason is what the side that asked is told
    Refuse(Answer),
    /// Take back a request
    Withdraw(Answer),
    /// Show who holds a tenant and who asks for it, as far as the MSP may know
    Show {
        /// The tenant, as Microsoft names it
        tenant: String,
        /// Who wants to know
        #[arg(long, value_name = "MSP")]
        msp: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Answer {
    /// The tenant, as Microsoft names it
    tenant: String,
    /// The number of the request, as `transfers show` says
    number: u32,
    #[command(flatten)]
    ask: Ask,
}

async fn holdings(config: &Config) -> Result<Holdings, Failure> {
    let engine = Arc::new(installation::engine(config).await?);
    Ok(Holdings::new(engine, Arc::new(SystemClock)))
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::Request {
            tenant,
            customer,
            ask,
        } => request(&tenant, &customer, &ask, config, output).await,
        Command::Approve(answer) => approve(&answer, config, output).await,
        Command::Refuse(answer) => {
            let reason = answer.ask.needed_reason()?;
            step(Step::Refuse(reason), &answer, config, output).await
        }
        Command::Withdraw(answer) => step(Step::Withdraw, &answer, config, output).await,
        Command::Show { tenant, msp } => show(&tenant, &msp, config, output).await,
    }
}

async fn request(
    tenant: &str,
    customer: &str,
    ask: &Ask,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let (tenant, customer): (TenantId, CustomerId) = (tenant.parse()?, customer.parse()?);
    let (msp, context) = (installation::msp(&ask.msp)?, ask.context()?);
    let reason = ask.needed_reason()?;
    let holdings = holdings(config).await?;
    let done = holdings.request(msp, tenant, customer, reason, context);
    recorded(tenant, done.await?, output)
}

async fn approve(answer: &Answer, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let operation = Operation::ApproveTransfer {
        tenant_id: answer.tenant.parse()?,
        transfer: answer.number,
    };
    let ground = Ground::of(config).await?;
    asked::ask(&ground, operation, &answer.ask, output).await
}

enum Step {
    Refuse(Reason),
    Withdraw,
}

async fn step(
    step: Step,
    answer: &Answer,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let (tenant, number): (TenantId, u32) = (answer.tenant.parse()?, answer.number);
    let (msp, context) = (installation::msp(&answer.ask.msp)?, answer.ask.context()?);
    let holdings = holdings(config).await?;
    let done = match step {
        Step::Refuse(reason) => holdings.refuse(msp, tenant, number, reason, context).await,
        Step::Withdraw => holdings.withdraw(msp, tenant, number, context).await,
    };
    recorded(tenant, done?, output)
}

fn recorded(tenant: TenantId, done: Done, output: &Output) -> Result<Exit, Failure> {
    let stream = format!("{}/{tenant}", TenantHolding::TYPE);
    print(&receipt(MspId::INSTALLATION, stream, done), output)?;
    Ok(Exit::Ok)
}

#[derive(Debug, Serialize)]
struct Shown {
    tenant: TenantId,
    held_by: Option<Party>,
    request: Option<Request>,
    last: Option<Ended>,
}

#[derive(Debug, Serialize)]
struct Request {
    number: u32,
    wanted_by: Party,
    reason: String,
    requested_at: String,
    may_approve: bool,
    may_withdraw: bool,
}

#[derive(Debug, Serialize)]
struct Ended {
    number: u32,
    ending: TransferEnding,
    reason: Option<String>,
}

async fn show(tenant: &str, msp: &str, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let (tenant, msp): (TenantId, MspId) = (tenant.parse()?, installation::msp(msp)?);
    let seen = holdings(config).await?.seen_by(msp, tenant).await?;
    if output.json {
        output.document(&shown(tenant, seen))?;
        return Ok(Exit::Ok);
    }
    let holder = seen.holder.map(|by| by.to_string());
    output.line(&format!(
        "held by   {}",
        holder.as_deref().unwrap_or("nobody")
    ))?;
    if let Some(open) = seen.transfer {
        let (by, at) = (open.wanted_by, moment::show(open.requested_at));
        output.line(&format!("request   {}, by {by}, {at}", open.transfer))?;
        output.line(&format!("because   {}", plain(open.reason.as_str())))?;
    }
    if let Some(last) = seen.last {
        let reason = last.reason.map(|it| format!(": {}", plain(it.as_str())));
        let reason = reason.unwrap_or_default();
        let ending = word(last.ending);
        output.line(&format!("before    {}, {ending}{reason}", last.transfer))?;
    }
    Ok(Exit::Ok)
}

fn shown(tenant: TenantId, seen: SeenHolding) -> Shown {
    Shown {
        tenant,
        held_by: seen.holder,
        request: seen.transfer.map(|open| Request {
            number: open.transfer,
            wanted_by: open.wanted_by,
            reason: open.reason.as_str().to_owned(),
            requested_at: moment::show(open.requested_at),
            may_approve: open.may_approve,
            may_withdraw: open.may_withdraw,
        }),
        last: seen.last.map(|last| Ended {
            number: last.transfer,
            ending: last.ending,
            reason: last.reason.map(|it| it.as_str().to_owned()),
        }),
    }
}

fn word(ending: TransferEnding) -> &'static str {
    match ending {
        TransferEnding::Approved => "approved",
        TransferEnding::Refused => "refused",
        TransferEnding::Withdrawn => "withdrawn",
        TransferEnding::Released => "ended: the holder let go of the tenant",
    }
}
