//! `tenantry onboardings repair`: access that is in place, put right again.

use std::sync::Arc;

use clap::Args;
use tenantry_domain::ids::TenantId;
use tenantry_domain::text::Reason;
use tenantry_engine::onboarding::dry_run::DryRun;
use tenantry_engine::onboardings::Onboardings;
use tenantry_engine::time::SystemClock;

use super::dry_run;
use crate::command::{self, Ask};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The customer's tenant, as Microsoft names it
    tenant: String,
    /// Another template [default: the one on record]
    #[arg(long, value_name = "ID")]
    template: Option<String>,
    /// Which version of it [default: the one on record, or the newest of another template]
    #[arg(long, value_name = "NUMBER")]
    template_version: Option<u32>,
    #[command(flatten)]
    ask: Ask,
}

pub(crate) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    let tenant: TenantId = asked.tenant.parse()?;
    Reason::new(asked.ask.reason.as_deref().unwrap_or_default())?;
    let context = asked.ask.context()?;
    let (engine, clouds) = dry_run::reaching(config).await?;
    let clock = Arc::new(SystemClock);
    let desk = Onboardings::new(engine.clone(), clock.clone());
    let template = asked.template.as_deref().map(str::parse).transpose()?;
    let version = asked.template_version;
    let wish = desk.repair(msp, tenant, template, version).await?;
    let forecast = DryRun::new(clouds, engine, clock).of(msp, wish).await?;
    dry_run::print(&forecast, output)?;
    if let Some(block) = forecast.blocked.first() {
        return Err(Failure::new(
            block.code,
            Exit::Refused,
            block.detail.clone(),
        ));
    }
    let done = desk.start(msp, wish, context).await?;
    let stream = format!("onboarding/{tenant}");
    command::print(&command::receipt(msp, stream, done), output)?;
    Ok(Exit::Ok)
}
