//! The tenant, held for the customer while it is onboarded and managed; and let go.

use tenantry_domain::onboarding::OnboardingEvent;
use tenantry_domain::record::{Actor, ActorKind, Source};
use tenantry_domain::saga::{Fault, FaultClass};

use super::{Desk, Outcome, fact};
use crate::commands::Context;

impl Desk<'_> {
    pub(super) async fn release_tenant(&self) -> Outcome {
        let (tenant, customer) = (self.attempt.tenant_id, self.attempt.customer_id);
        let released = self
            .holdings
            .release(self.msp, tenant, customer, self.context());
        match released.await {
            Ok(_) => fact(OnboardingEvent::HoldReleased { at: self.now }),
            Err(error) => {
                Err(Fault::own(error.code(), FaultClass::Transient, error.to_string()).into())
            }
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
