//! Beginning an onboarding, and what can be done to one that is under way.

use std::sync::Arc;

use clap::Args;
use tenantry_domain::ids::TenantId;
use tenantry_domain::text::Reason;
use tenantry_engine::onboardings::{Onboardings, Wish};
use tenantry_engine::time::SystemClock;

use crate::command::{self, Ask};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;

/// Who is to be onboarded with what.
#[derive(Debug, Args)]
pub(crate) struct Wanted {
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
}

impl Wanted {
    pub(super) fn wish(&self) -> Result<Wish, Failure> {
        Ok(Wish {
            customer: self.customer.parse()?,
            tenant: self.tenant.parse()?,
            template: self.template.parse()?,
            version: self.template_version,
            repair: self.repair,
        })
    }
}

#[derive(Debug, Args)]
pub(crate) struct Start {
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    ask: Ask,
}

/// One onboarding.
#[derive(Debug, Args)]
pub(crate) struct Of {
    /// The customer's tenant, as Microsoft names it
    pub(super) tenant: String,
    #[command(flatten)]
    pub(super) ask: Ask,
}

#[derive(Clone, Copy)]
pub(super) enum What {
    Cancel,
    Retry,
    Abandon,
}

async fn desk(config: &Config) -> Result<Onboardings, Failure> {
    let engine = Arc::new(installation::engine(config).await?);
    Ok(Onboardings::new(engine, Arc::new(SystemClock)))
}

pub(super) async fn start(asked: Start, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    let wish = asked.wanted.wish()?;
    let done = desk(config)
        .await?
        .start(msp, wish, asked.ask.context()?)
        .await?;
    let stream = format!("onboarding/{}", wish.tenant);
    command::print(&command::receipt(msp, stream, done), output)?;
    Ok(Exit::Ok)
}

pub(super) async fn tell(
    what: What,
    asked: &Of,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
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
