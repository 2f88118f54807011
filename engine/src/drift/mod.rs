//! Whether the access that an onboarding brought about is still there. It is looked at, and what
//! differs is recorded when it changes. Nothing is put right here: that is an onboarding of its own.

mod look;
mod watch;

use std::sync::Arc;

use tenantry_domain::cloud::CloudFault;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::onboarding::{
    Drift, NoteDrift, Onboarding, OnboardingCommand, OnboardingRefusal,
};
use tenantry_domain::record::Micros;

use crate::clouds::Clouds;
use crate::commands::{CommandError, Context, Engine, Request};
use crate::time::Clock;
use look::Look;

pub use watch::{DriftWatch, WatchParts, WatchedTenants, next_probe};

/// Why a tenant cannot be looked at.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DriftError {
    #[error(transparent)]
    Onboarding(#[from] CommandError<OnboardingRefusal>),
    #[error(transparent)]
    Cloud(#[from] CloudFault),
}

impl DriftError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Onboarding(error) => error.code(),
            Self::Cloud(fault) => fault.code(),
        }
    }
}

/// What a look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub attempt: u32,
    pub findings: Vec<Drift>,
    pub at: Micros,
}

/// Looks after tenants.
#[derive(Debug, Clone)]
pub struct DriftProbe {
    clouds: Arc<dyn Clouds>,
    engine: Arc<Engine>,
    clock: Arc<dyn Clock>,
}

impl DriftProbe {
    pub fn new(clouds: Arc<dyn Clouds>, engine: Arc<Engine>, clock: Arc<dyn Clock>) -> Self {
        Self {
            clouds,
            engine,
            clock,
        }
    }

    /// What differs now. None where there is nothing to look after.
    pub async fn probe(&self, msp: MspId, tenant: TenantId) -> Result<Option<Seen>, DriftError> {
        let stands: Onboarding = self.engine.load(msp, &tenant.to_string()).await?;
        let Some(attempt) = stands.watched() else {
            return Ok(None);
        };
        let at = self.clock.now();
        let clouds = self.clouds.of(msp).await?;
        let look = Look {
            msp,
            clouds: &clouds,
            attempt,
            now: at,
        };
        let mut findings = look.at_what_is_in_place().await?;
        // In one order, so that the same findings are the same record.
        findings.sort();
        findings.dedup();
        Ok(Some(Seen {
            attempt: attempt.number,
            findings,
            at,
        }))
    }

    /// The same, and on record where it is not what was found before.
    pub async fn check(
        &self,
        msp: MspId,
        tenant: TenantId,
        context: Context,
    ) -> Result<Option<Seen>, DriftError> {
        let Some(seen) = self.probe(msp, tenant).await? else {
            return Ok(None);
        };
        let command = OnboardingCommand::NoteDrift(NoteDrift {
            attempt: seen.attempt,
            findings: seen.findings.clone(),
            at: seen.at,
        });
        let request = Request::<Onboarding> {
            msp,
            id: tenant.to_string(),
            command,
            context,
        };
        match self.engine.execute(request).await {
            Ok(_) => Ok(Some(seen)),
            // It is being put right, or given up, by now.
            Err(CommandError::Refused(OnboardingRefusal::OnboardingNotInPlace)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
