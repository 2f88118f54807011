//! `tenantry onboardings drift`: what is in place, compared with what is there.

use std::sync::Arc;

use clap::Args;
use futures::StreamExt as _;
use serde::Serialize;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::onboarding::{Drift, OnboardingRefusal};
use tenantry_engine::commands::{CommandError, Context};
use tenantry_engine::drift::{DriftError, DriftProbe, Seen, WatchedTenants as _};
use tenantry_engine::time::SystemClock;

use super::dry_run;
use super::show::who;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, Tone, plain};
use crate::paging::say_behind;
use tenantry_api::pages;

/// Tenants looked at at once.
const AT_ONCE: usize = 8;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Only this tenant, as Microsoft names it
    tenant: Option<String>,
    /// Whose tenants
    #[arg(long, value_name = "MSP")]
    msp: String,
}

#[derive(Debug, Serialize)]
struct Shown {
    tenant: TenantId,
    findings: Vec<ShownFinding>,
    /// Why it could not be looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ShownError>,
}

#[derive(Debug, Serialize)]
struct ShownFinding {
    code: &'static str,
    #[serde(flatten)]
    drift: Drift,
    who_acts: &'static str,
}

#[derive(Debug, Serialize)]
struct ShownError {
    code: &'static str,
    message: String,
}

pub(crate) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let one: Option<TenantId> = asked.tenant.as_deref().map(str::parse).transpose()?;
    let (engine, clouds) = dry_run::reaching(config).await?;
    let probe = DriftProbe::new(clouds, engine.clone(), Arc::new(SystemClock));
    if let Some(tenant) = one {
        let seen = probe.check(msp, tenant, operator()).await?;
        let nothing = CommandError::Refused(OnboardingRefusal::OnboardingNotInPlace);
        let seen = seen.ok_or_else(|| Failure::from(nothing))?;
        return all(&[shown(tenant, Ok(seen))], output);
    }
    let ledger = engine.ledger().clone();
    let projections = installation::projections(config, ledger).await?;
    say_behind(&projections, "onboardings").await?;
    let (mut found, mut last) = (Vec::new(), None);
    loop {
        let page = projections.after(msp, last).await;
        let page =
            page.map_err(|error| Failure::new(error.code, Exit::Environment, error.to_string()))?;
        last = page.last().copied();
        if last.is_none() {
            return all(&found, output);
        }
        found.extend(look_at(&probe, msp, page).await);
    }
}

fn operator() -> Context {
    installation::operator()
}

/// In the order of the list, whichever is answered first.
async fn look_at(probe: &DriftProbe, msp: MspId, tenants: Vec<TenantId>) -> Vec<Shown> {
    let looks = tenants.into_iter().map(async |tenant| {
        let seen = probe.check(msp, tenant, operator()).await.transpose()?;
        Some(shown(tenant, seen))
    });
    let looks = futures::stream::iter(looks).buffered(AT_ONCE);
    looks.filter_map(async |it| it).collect().await
}

fn shown(tenant: TenantId, seen: Result<Seen, DriftError>) -> Shown {
    let (findings, error) = match seen {
        Ok(seen) => (seen.findings, None),
        Err(error) => {
            let (code, message) = (error.code(), error.to_string());
            (Vec::new(), Some(ShownError { code, message }))
        }
    };
    let findings = findings.into_iter().map(|drift| ShownFinding {
        code: drift.finding.code(),
        who_acts: who(drift.finding.actor()),
        drift,
    });
    Shown {
        tenant,
        findings: findings.collect(),
        error,
    }
}

fn all(found: &[Shown], output: &Output) -> Result<Exit, Failure> {
    for shown in found {
        if output.json {
            output.document(shown)?;
        } else {
            one(shown, output)?;
        }
    }
    let is_right = |it: &Shown| it.findings.is_empty() && it.error.is_none();
    Ok(if found.iter().all(is_right) {
        Exit::Ok
    } else {
        Exit::NotRight
    })
}

fn one(shown: &Shown, output: &Output) -> Result<(), Failure> {
    if let Some(error) = &shown.error {
        let code = output.paint(Tone::Bad, error.code);
        let message = plain(&error.message);
        return output.line(&format!("{}  {code}  {message}", shown.tenant));
    }
    if shown.findings.is_empty() {
        let word = output.paint(Tone::Good, "as it should be");
        return output.line(&format!("{}  {word}", shown.tenant));
    }
    for finding in &shown.findings {
        let code = output.paint(Tone::Warning, finding.code);
        let drift = plain(&finding.drift.to_string());
        output.line(&format!("{}  {code}  {drift}", shown.tenant))?;
        output.line(&format!("{:<38}who acts: {}", "", finding.who_acts))?;
        if let Some(remedy) = pages::remedy(finding.code) {
            output.line(&format!("{:<38}what to do: {remedy}", ""))?;
        }
    }
    Ok(())
}
