//! `tenantry onboardings`: attempts to bring a customer's tenant under management.

use clap::{Args, Subcommand};
use serde::Serialize;
use tenantry_domain::ids::{CustomerId, OnboardingId, TenantId};
use tenantry_domain::onboarding::{
    CancelOnboarding, Onboarding, OnboardingCommand, StartOnboarding,
};
use tenantry_domain::text::Reason;
use tenantry_projections::onboardings::{self, OnboardingFilter, OnboardingRow};
use uuid::Uuid;

use crate::command::{Ask, Subject, send};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, plain};
use crate::paging::{Paging, say_behind, say_more};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start an onboarding
    Start {
        /// The customer
        #[arg(long, value_name = "ID")]
        customer: String,
        /// The customer's tenant, as Microsoft names it
        #[arg(long, value_name = "ID")]
        tenant: String,
        /// The onboarding's id [default: a new one]
        #[arg(long)]
        id: Option<String>,
        #[command(flatten)]
        ask: Ask,
    },
    /// List onboardings, the latest first
    List(List),
    /// Call an onboarding off; --reason says why
    Cancel {
        /// Its id
        id: String,
        #[command(flatten)]
        ask: Ask,
    },
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

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let (subject, command, ask) = match command {
        Command::List(asked) => return list(asked, config, output).await,
        Command::Start {
            customer,
            tenant,
            id,
            ask,
        } => {
            let customer_id: CustomerId = customer.parse()?;
            let tenant_id: TenantId = tenant.parse()?;
            let command = OnboardingCommand::Start(StartOnboarding {
                customer_id,
                tenant_id,
            });
            (
                Subject::new_or::<OnboardingId>(id.as_deref(), &ask)?,
                command,
                ask,
            )
        }
        Command::Cancel { id, ask } => {
            let reason = Reason::new(ask.reason.as_deref().unwrap_or_default())?;
            let command = OnboardingCommand::Cancel(CancelOnboarding { reason });
            (Subject::of::<OnboardingId>(&id)?, command, ask)
        }
    };
    send::<Onboarding>(subject, command, ask, config, output).await
}
