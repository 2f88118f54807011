//! `tenantry onboardings repair`: access that is in place, put right again.

use std::sync::Arc;

use clap::Args;
use tenantry_domain::gdap_template::GdapTemplateRefusal;
use tenantry_domain::ids::TenantId;
use tenantry_domain::onboarding::{Onboarding, OnboardingRefusal};
use tenantry_domain::text::Reason;
use tenantry_engine::commands::CommandError;
use tenantry_engine::onboarding::dry_run::DryRun;
use tenantry_engine::onboardings::{Onboardings, Wish};
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
    let wish = asked.wish(tenant, &desk.of(msp, tenant).await?)?;
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

impl Asked {
    fn wish(&self, tenant: TenantId, stands: &Onboarding) -> Result<Wish, Failure> {
        let Some(attempt) = stands.attempt().filter(|_| stands.has_access()) else {
            let refusal = match stands {
                Onboarding::Unknown => OnboardingRefusal::OnboardingNotFound,
                _ => OnboardingRefusal::OnboardingNotInPlace,
            };
            return Err(CommandError::Refused(refusal).into());
        };
        let named = self.template.as_deref().map(str::parse).transpose()?;
        let on_record = attempt.template;
        let template = named.or(on_record.map(|it| it.id));
        let template = template.ok_or(GdapTemplateRefusal::TemplateNotFound)?;
        let same = on_record.filter(|it| it.id == template);
        Ok(Wish {
            customer: attempt.customer_id,
            tenant,
            template,
            version: self.template_version.or(same.map(|it| it.version)),
            repair: true,
        })
    }
}
