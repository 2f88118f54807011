//! The tenant, held for the customer while it is onboarded and managed; and let go.

use tenantry_domain::onboarding::OnboardingEvent;
use tenantry_domain::record::{Actor, ActorKind, Source};
use tenantry_domain::saga::{Fault, FaultClass};
use tenantry_domain::tenant_consent::TenantConsent;

use super::{Desk, Outcome, fact};
use crate::commands::Context;

impl Desk<'_> {
    pub(super) async fn release_tenant(&self) -> Outcome {
        let (tenant, customer) = (self.attempt.tenant_id, self.attempt.customer_id);
        let again = |code, why| Err(Fault::own(code, FaultClass::Transient, why).into());
        let id = tenant.to_string();
        match self.engine.load::<TenantConsent>(self.msp, &id).await {
            // Connected by consent as well: it is held on for that.
            Ok(it) if it.standing().is_some() => {
                return fact(OnboardingEvent::HoldReleased { at: self.now });
            }
            Ok(_) => {}
            Err(error) => return again(error.code(), error.to_string()),
        }
        let released = self
            .holdings
            .release(self.msp, tenant, customer, self.context());
        match released.await {
            Ok(_) => fact(OnboardingEvent::HoldReleased { at: self.now }),
            Err(error) => again(error.code(), error.to_string()),
        }
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
