//! What can be asked of a consent.

use serde::{Deserialize, Serialize};

use crate::cloud::partner::AppId;
use crate::ids::{CorrelationId, CustomerId, InvitationId, TenantId};
use crate::record::Micros;
use crate::saga::Fault;
use crate::text::{DomainName, OrganizationName, PermissionName, Reason};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenantConsentCommand {
    Ask(Box<AskConsent>),
    Withdraw(WithdrawConsent),
    /// The same as long as nobody used the invitation: nothing is connected by then.
    TakeBack(TakeBackInvitation),
    /// For further permissions, while it is connected.
    AskMore(Box<AskMore>),
    /// What a browser brought back.
    NoteReturn(NoteReturn),
    NoteRefusal(NoteRefusal),
    /// Of the engine alone, which verifies what was returned.
    NoteVerified(NoteVerified),
    NoteMoreVerified(NoteMoreVerified),
    NoteDelay(NoteDelay),
    NoteUnverified(NoteUnverified),
    Lapse(LapseConsent),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskConsent {
    pub customer_id: CustomerId,
    pub tenant_id: TenantId,
    pub app: AppId,
    pub valid_days: u16,
    // None of these is part of what is asked: the same wish a moment later is the same wish.
    #[serde(skip_serializing, default)]
    pub permissions: Vec<PermissionName>,
    #[serde(skip_serializing)]
    pub invitation: InvitationId,
    #[serde(skip_serializing, default)]
    pub correlation_id: Option<CorrelationId>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskMore {
    pub app: AppId,
    pub permissions: Vec<PermissionName>,
    pub valid_days: u16,
    // None of these is part of what is asked.
    #[serde(skip_serializing, default)]
    pub listed: bool,
    #[serde(skip_serializing)]
    pub invitation: InvitationId,
    #[serde(skip_serializing, default)]
    pub correlation_id: Option<CorrelationId>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WithdrawConsent {
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TakeBackInvitation {
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteReturn {
    pub invitation: InvitationId,
    /// Where consent was given, they say.
    pub tenant: TenantId,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteRefusal {
    pub invitation: InvitationId,
    pub fault: Fault,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteVerified {
    pub invitation: InvitationId,
    pub organization: OrganizationName,
    pub domains: Vec<DomainName>,
    pub domain_count: u32,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteMoreVerified {
    pub invitation: InvitationId,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteDelay {
    pub invitation: InvitationId,
    pub fault: Fault,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteUnverified {
    pub invitation: InvitationId,
    pub fault: Fault,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LapseConsent {
    pub at: Micros,
}
