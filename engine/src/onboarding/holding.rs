//! The tenant, held for the customer while it is onboarded and managed; and let go.

use tenantry_domain::onboarding::OnboardingEvent;
use tenantry_domain::record::{Actor, ActorKind, Source};
use tenantry_domain::saga::{Fault, FaultClass};
use tenantry_domain::tenant_consent::TenantConsent;

use super::{Desk, Outcome, fact};
use crate::commands::Context;
use crate::sagas::Trouble;

impl Desk<'_> {
    pub(super) async fn release_tenant(&self) -> Outcome {
        let (tenant, customer) = (self.attempt.tenant_id, self.attempt.customer_id);
        // Connected by consent as well: it is held on for that.
        if self.consent().await?.standing().is_some() {
            return fact(OnboardingEvent::HoldReleased { at: self.now });
        }
        let released = self
            .holdings
            .release(self.msp, tenant, customer, self.context());
        match released.await {
            Ok(_) => fact(OnboardingEvent::HoldReleased { at: self.now }),
            Err(error) => Err(passing(error.code(), error.to_string())),
        }
    }

    /// By its administrator's consent a tenant is connected as well: that is a connection of its own.
    pub(super) async fn consent(&self) -> Result<TenantConsent, Trouble> {
        let id = self.attempt.tenant_id.to_string();
        let found = self.engine.load::<TenantConsent>(self.msp, &id).await;
        found.map_err(|error| passing(error.code(), error.to_string()))
    }

    /// As this worker, for what the onboarding was begun for.
    pub(super) fn context(&self) -> Context {
        let actor = Actor {
            kind: ActorKind::Saga,
            id: self.worker.to_owned(),
        };
        let mut context = Context::new(actor, Source::Engine);
        context.correlation_id = self.attempt.correlation_id;
        context
    }
}

/// Nothing was changed: it is tried again.
fn passing(code: &'static str, why: String) -> Trouble {
    Fault::own(code, FaultClass::Transient, why).into()
}
