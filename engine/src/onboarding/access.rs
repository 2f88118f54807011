//! The proof of it all: the tenant is read through the new access.

use tenantry_domain::cloud::{Class, Effect};
use tenantry_domain::onboarding::{OnboardingEvent, Setback};
use tenantry_domain::record::Micros;
use tenantry_domain::saga::minutes;

use super::{Desk, Outcome, fact, setback};
use crate::sagas::Told;

/// New permissions are known everywhere after so long; what is missing later is really missing.
const PROPAGATED: Micros = minutes(15);

impl Desk<'_> {
    pub(super) async fn verify_access(&self) -> Outcome {
        let tenant = self.attempt.tenant_id;
        match self.clouds.directory.organization(tenant).await {
            Ok(organization) if organization.tenant == tenant => {
                fact(OnboardingEvent::AccessVerified {
                    organization: organization.name,
                    at: self.now,
                })
            }
            Ok(organization) => {
                let other = organization.tenant.to_string();
                setback(Setback::AccessNotVerified, format!("the tenant is {other}"))
            }
            Err(fault) => {
                let may_pass = fault.class() == Class::Waiting && fault.effect == Effect::None;
                if self.is_fresh() && may_pass {
                    return Ok(Told::NotYet);
                }
                Err(fault.into())
            }
        }
    }

    /// What the step at hand builds on may not be known everywhere yet.
    pub(super) fn is_fresh(&self) -> bool {
        self.now - self.attempt.pace.since < PROPAGATED
    }
}
