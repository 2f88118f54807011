//! What can be asked of an onboarding.

use serde::{Deserialize, Serialize};

use super::{Drift, OnboardingEvent, Step};
use crate::gdap_template::{TemplateVersion, Terms};
use crate::ids::{CorrelationId, CustomerId, TenantId};
use crate::record::Micros;
use crate::saga::Progress;
use crate::text::{CustomerName, Reason};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnboardingCommand {
    Start(Box<StartOnboarding>),
    Cancel(CancelOnboarding),
    Retry(RetryOnboarding),
    Abandon(AbandonOnboarding),
    /// Once somebody else approved it.
    EndAccess(EndAccess),
    /// Of the engine alone, which looks after what is in place.
    NoteDrift(NoteDrift),
    /// Of the engine alone, which carries the onboarding on.
    Proceed(Box<Progress<Step, OnboardingEvent>>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StartOnboarding {
    pub customer_id: CustomerId,
    pub customer_name: CustomerName,
    pub tenant_id: TenantId,
    pub template: TemplateVersion,
    pub terms: Terms,
    /// Also when access is in place: it is looked at again, and put right where it is not.
    pub repair: bool,
    // Neither is part of what is asked: the same wish a moment later is the same wish.
    #[serde(skip_serializing, default)]
    pub correlation_id: Option<CorrelationId>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CancelOnboarding {
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RetryOnboarding {
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AbandonOnboarding {
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndAccess {
    /// The latest attempt when it was looked at. What was put right since is not what was meant.
    pub attempt: u32,
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteDrift {
    /// The attempt that was looked after.
    pub attempt: u32,
    /// All that differs; nothing when all is as it should be.
    pub findings: Vec<Drift>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}
