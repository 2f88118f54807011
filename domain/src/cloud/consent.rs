//! A customer's administrator consents to our app in the browser: what we send them out with, and
//! how we make sure of what they come back with.
//!
//! Whatever comes back passed through somebody else's browser and may have been written by anybody.
//! So the address they leave with carries a `state` that we signed, that runs out, and that is good
//! once; and which tenant consented is only believed when the cloud itself says so.

use super::{CloudFault, TenantId};
use crate::ids::{CustomerId, MspId};
use async_trait::async_trait;
use jiff::Timestamp;
use std::fmt::Debug;

/// Whom we ask for consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRequest {
    pub msp: MspId,
    pub customer: CustomerId,
    /// The customer's tenant, where it is known: consent from another one is refused then.
    pub tenant: Option<TenantId>,
    /// Until when the invitation may be used.
    pub valid_until: Timestamp,
}

/// Where the administrator is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentInvitation {
    /// To be opened in the administrator's browser.
    pub address: String,
    pub valid_until: Timestamp,
}

/// Somebody came back from an invitation of ours and says that consent was given. Which tenant it
/// was is only what they say until it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenConsent {
    pub msp: MspId,
    pub customer: CustomerId,
    pub claimed_tenant: TenantId,
}

/// The cloud itself says that our app may act in this tenant.
///
/// It does not say that the tenant is the customer's: an administrator may have consented in a
/// tenant of somebody else. Whoever registers it compares the names with what is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmedConsent {
    pub msp: MspId,
    pub customer: CustomerId,
    pub tenant: TenantId,
    pub organization: String,
    /// The domains that the organization has proven to be its own.
    pub domains: Vec<String>,
}

/// Why consent is not believed. A closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConsentFault {
    #[error("this is no invitation of ours, or it was altered on the way")]
    StateForged,
    #[error("the invitation was good until {until}")]
    StateExpired { until: Timestamp },
    #[error("the invitation was used before")]
    StateReplayed,
    #[error("the invitation is another MSP's")]
    StateForeign,
    #[error("consent came from tenant {came} and was asked of tenant {asked}")]
    TenantDiffers { asked: TenantId, came: TenantId },
    #[error("what came back from the cloud lacks something: {what}")]
    CallbackIncomplete { what: &'static str },
    #[error("an invitation can be good for {days} days at most, and not for the past")]
    ValidityOutOfRange { days: i64 },
    #[error("it cannot be recorded that the invitation was used: {reason}")]
    StatesUnavailable { reason: String },
    /// The cloud's own answer: consent declined, not yet effective, tenant unknown …
    #[error(transparent)]
    Cloud(#[from] CloudFault),
}

impl ConsentFault {
    /// Every code of our own; those of a cloud's fault are with its causes.
    pub const CODES: &'static [&'static str] = &[
        "CONSENT_STATE_FORGED",
        "CONSENT_STATE_EXPIRED",
        "CONSENT_STATE_REPLAYED",
        "CONSENT_STATE_FOREIGN",
        "CONSENT_TENANT_DIFFERS",
        "CONSENT_CALLBACK_INCOMPLETE",
        "CONSENT_VALIDITY_OUT_OF_RANGE",
        "CONSENT_STATES_UNAVAILABLE",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::StateForged => "CONSENT_STATE_FORGED",
            Self::StateExpired { .. } => "CONSENT_STATE_EXPIRED",
            Self::StateReplayed => "CONSENT_STATE_REPLAYED",
            Self::StateForeign => "CONSENT_STATE_FOREIGN",
            Self::TenantDiffers { .. } => "CONSENT_TENANT_DIFFERS",
            Self::CallbackIncomplete { .. } => "CONSENT_CALLBACK_INCOMPLETE",
            Self::ValidityOutOfRange { .. } => "CONSENT_VALIDITY_OUT_OF_RANGE",
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

/// Remembers which one-time values were used.
#[async_trait]
pub trait ConsentStates: Send + Sync + Debug {
    /// Marks the value as used, for good: of two who come at once, one is told that it is the
    /// first. After `until` the value is refused anyway, so it need not be remembered longer.
    async fn take(&self, nonce: &str, until: Timestamp) -> Result<Taken, ConsentFault>;
}

/// Asks for an administrator's consent, and makes sure of it.
#[async_trait]
pub trait AdminConsents: Send + Sync + Debug {
    /// The address to send the administrator to.
    fn invite(&self, request: &ConsentRequest) -> Result<ConsentInvitation, ConsentFault>;

    /// Reads what came back, as the query of the address that was called. Good once per invitation.
    async fn receive(&self, msp: MspId, query: &str) -> Result<GivenConsent, ConsentFault>;

    /// Asks the cloud whether it is so. For some minutes after the consent it may say no with a
    /// fault that passes by waiting: asked again, this starts from the beginning.
    async fn confirm(&self, given: &GivenConsent) -> Result<ConfirmedConsent, ConsentFault>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_codes_is_that_of_the_faults() {
        let tenant = TenantId::new(uuid::Uuid::nil());
        let until = Timestamp::UNIX_EPOCH;
        let faults = [
            ConsentFault::StateForged,
            ConsentFault::StateExpired { until },
            ConsentFault::StateReplayed,
            ConsentFault::StateForeign,
            ConsentFault::TenantDiffers {
                asked: tenant,
                came: tenant,
            },
            ConsentFault::CallbackIncomplete { what: "" },
            ConsentFault::ValidityOutOfRange { days: 1 },
            ConsentFault::StatesUnavailable {
                reason: String::new(),
            },
        ];
        assert_eq!(faults.map(|fault| fault.code()), ConsentFault::CODES);
    }
}
