//! What can happen to an onboarding.

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::ids::{CustomerId, TenantId};
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OnboardingEvent {
    /// A technician set out to connect this tenant.
    OnboardingStarted {
        customer_id: CustomerId,
        tenant_id: TenantId,
    },
    /// Access to the tenant is in place and was verified by reading through it.
    OnboardingActivated {},
    /// The attempt ended for a cause that trying again does not mend.
    OnboardingFailed { code: String, detail: Reason },
    /// Somebody called the attempt off.
    OnboardingCancelled { reason: Reason },
}

event_shapes! {
    OnboardingEvent {
        OnboardingStarted = "1",
        OnboardingActivated = "1",
        OnboardingFailed = "1",
        OnboardingCancelled = "1",
    }
    upcasts {}
}
