//! `tenantry onboardings`: bringing customers' tenants under management.

mod drift;
mod dry_run;
mod ending;
mod repair;
mod show;
mod start;

use clap::{Args, Subcommand};
use serde::Serialize;
use tenantry_domain::ids::{CustomerId, TenantId};
use tenantry_projections::onboardings::{self, OnboardingFilter, OnboardingRow};
use uuid::Uuid;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, plain};
use crate::paging::{Paging, say_behind, say_more};
use start::{Of, Start, What};

pub(crate) use show::{answered, marked};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say what an onboarding would create, reuse or skip, and change nothing
    DryRun(dry_run::Asked),
    /// Start an onboarding; a second start of the same is the first
    Start(Start),
    /// List onboardings, the latest first
    List(List),
    /// Show how one goes: each step, what was asked and answered, what is waited for
    Show(show::Asked),
    /// Print the link under which the customer approves
    Invitation(show::Invited),
    /// Call an onboarding off, and undo what was done; --reason says why
    Cancel(Of),
    /// Try the step at hand now
    Retry(Of),
    /// Give up what cannot be undone; --reason says who answers for what is left
    Abandon(Of),
    /// Compare what is in place with what is there now
    Drift(drift::Asked),
    /// Put access that is in place right again; --reason says why
    Repair(repair::Asked),
    /// Ask for access that is in place to be ended; --reason says why, and somebody else decides
    EndAccess(Of),
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
    drift: Option<String>,
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
            drift: row.drift,
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
        customer,
        ..OnboardingFilter::default()
    };
    let first = asked.paging.first;
    let page = onboardings::list(&projections, msp, &filter, after.as_ref(), first).await?;
    print(page.rows, output)?;
    say_more(page.next.as_ref());
    say_behind(&projections, "onboardings").await?;
    Ok(Exit::Ok)
}

fn print(rows: Vec<OnboardingRow>, output: &Output) -> Result<(), Failure> {
    let shown: Vec<Shown> = rows.into_iter().map(Shown::from).collect();
    output.list(
        ["status", "started", "customer", "tenant", "id"],
        &shown,
        |it| {
            let matter = it.error.as_ref().or(it.drift.as_ref());
            let error = matter.map(|code| format!(" {code}"));
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
        Command::Show(asked) => show::run(&asked, config, output).await,
        Command::Invitation(asked) => show::invitation(&asked, config, output).await,
        Command::DryRun(asked) => dry_run::run(&asked, config, output).await,
        Command::Start(asked) => start::start(asked, config, output).await,
        Command::Cancel(asked) => start::tell(What::Cancel, &asked, config, output).await,
        Command::Retry(asked) => start::tell(What::Retry, &asked, config, output).await,
        Command::Abandon(asked) => start::tell(What::Abandon, &asked, config, output).await,
        Command::Drift(asked) => drift::run(&asked, config, output).await,
        Command::Repair(asked) => repair::run(&asked, config, output).await,
        Command::EndAccess(asked) => ending::run(&asked, config, output).await,
    }
}
