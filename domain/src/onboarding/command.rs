//! What can be asked of an onboarding.

use serde::{Deserialize, Serialize};

use crate::ids::{CustomerId, TenantId};
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnboardingCommand {
    Start(StartOnboarding),
    Activate(ActivateOnboarding),
    Fail(FailOnboarding),
    Cancel(CancelOnboarding),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StartOnboarding {
    pub customer_id: CustomerId,
    pub tenant_id: TenantId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActivateOnboarding {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FailOnboarding {
    /// The stable code of the cause.
    pub code: String,
    pub detail: Reason,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CancelOnboarding {
    pub reason: Reason,
}
