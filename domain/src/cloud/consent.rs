//! A customer's administrator consents to our app in the browser: what we send them out with, and
//! how we make sure of what they come back with.
//!
//! Whatever comes back passed through somebody else's browser and may have been written by anybody.
//! So the address they leave with carries a `state` that we signed; whether it is still good is
//! decided by what is on record; and which tenant consented is only believed when the cloud itself
//! says so.

use super::partner::AppId;
use super::{CloudFault, TenantId};
use crate::ids::{CustomerId, InvitationId, MspId};
use crate::text::PermissionName;
use async_trait::async_trait;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::fmt::Debug;

/// Whom we ask for consent, and to what. The same one has the same address, whenever it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub msp: MspId,
    pub customer: CustomerId,
    pub tenant: TenantId,
    /// The app to consent to.
    pub app: AppId,
    /// Until when it may be used.
    pub valid_until: Timestamp,
}

/// What a browser brings to the return address, as far as it is looked at. Anybody may have written
/// it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsentReturn {
    pub state: Option<String>,
    pub tenant: Option<String>,
    pub admin_consent: Option<String>,
    pub error: Option<String>,
    pub error_description: Option<String>,
    pub error_subcode: Option<String>,
}

/// Somebody came back from an invitation of ours. Whether it is good is not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedConsent {
    pub invitation: InvitationId,
    pub msp: MspId,
    pub customer: CustomerId,
    /// That was asked.
    pub tenant: TenantId,
    pub answer: ConsentAnswer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentAnswer {
    /// Consent was given, they say, and in this tenant.
    Given { tenant: TenantId },
    /// It was not, and why.
    Refused(CloudFault),
}

/// The cloud itself says that our app may act in this tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmedConsent {
    pub tenant: TenantId,
    pub organization: String,
    /// The domains that the organization has proven to be its own.
    pub domains: Vec<String>,
}

/// A permission that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NeededPermission {
    /// As Microsoft names it.
    pub name: &'static str,
    /// What it is for, for whoever consents.
    pub why: &'static str,
}

/// Why consent is not believed, as far as that shows without looking into the record. A closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConsentFault {
    #[error("this is no invitation of ours, or it was altered on the way")]
    StateForged,
    #[error("what came back from the cloud lacks something: {what}")]
    CallbackIncomplete { what: &'static str },
    #[error("it cannot be recorded that a state was used: {reason}")]
    StatesUnavailable { reason: String },
    /// The cloud's own answer.
    #[error(transparent)]
    Cloud(#[from] CloudFault),
}

impl ConsentFault {
    /// Every code of our own; those of a cloud's fault are with its causes.
    pub const CODES: &'static [&'static str] = &[
        "CONSENT_STATE_FORGED",
        "CONSENT_CALLBACK_INCOMPLETE",
        "CONSENT_STATES_UNAVAILABLE",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::StateForged => "CONSENT_STATE_FORGED",
            Self::CallbackIncomplete { .. } => "CONSENT_CALLBACK_INCOMPLETE",
            Self::StatesUnavailable { .. } => "CONSENT_STATES_UNAVAILABLE",
            Self::Cloud(fault) => fault.code(),
        }
    }
}

/// Whether a one-time value was used before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Taken {
    /// It was not, and is used from now on.
    First,
    Again,
}

/// Remembers which one-time values of sign-ins were used.
#[async_trait]
pub trait ConsentStates: Send + Sync + Debug {
    /// Marks the value as used, for good: of two who come at once, one is told that it is the
    /// first. After `until` the value is refused anyway, so it need not be remembered longer.
    async fn take(&self, nonce: &str, until: Timestamp) -> Result<Taken, ConsentFault>;
}

/// Sends administrators out, and reads what they bring back. No cloud is asked.
pub trait AdminConsents: Send + Sync + Debug {
    /// What an administrator is asked for: what reading takes, and nothing that changes anything.
    fn permissions(&self) -> Vec<NeededPermission>;

    /// The address to send the administrator to.
    fn address(&self, invitation: &Invitation) -> Result<String, ConsentFault>;

    /// Reads what came back, if we signed what it came with.
    fn read(&self, back: &ConsentReturn) -> Result<ReturnedConsent, ConsentFault>;
}

/// Tenants in which an administrator consented to an MSP's app.
#[async_trait]
pub trait ConsentedTenants: Send + Sync + Debug {
    /// Asks the cloud whether it is so. For some minutes after the consent it may say no with a
    /// fault that passes by waiting: asked again, this starts from the beginning.
    async fn confirm(&self, msp: MspId, tenant: TenantId) -> Result<ConfirmedConsent, CloudFault>;

    /// What the app may do there by itself, as the cloud says at this moment.
    async fn permitted(
        &self,
        msp: MspId,
        tenant: TenantId,
    ) -> Result<BTreeSet<PermissionName>, CloudFault>;

    /// Adds these to what the app's registration lists, as consent covers what it lists. That they were
    /// there before is fine. A fault that passes is one; that we may not change it is an outcome.
    async fn list(&self, msp: MspId, permissions: &[PermissionName]) -> Result<Listed, CloudFault>;
}

/// Whether the app's registration lists what an administrator is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Listed {
    All,
    /// We may not see or change it: whoever registered the app has to.
    Unseen,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_codes_is_that_of_the_faults() {
        let faults = [
            ConsentFault::StateForged,
            ConsentFault::CallbackIncomplete { what: "" },
            ConsentFault::StatesUnavailable {
                reason: String::new(),
            },
        ];
        assert_eq!(faults.map(|fault| fault.code()), ConsentFault::CODES);
    }
}
