//! Why a command to a consent is turned down.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TenantConsentRefusal {
    #[error("nobody was asked for consent in this tenant")]
    ConsentNotFound,
    #[error("consent in this tenant is asked for, or was given, for another customer")]
    ConsentExists,
    #[error("the administrator came back already; consent is being verified")]
    ConsentBeingVerified,
    #[error("consent was given and verified; the tenant is connected")]
    ConsentInPlace,
    #[error("an invitation is good for 1 to {most} days")]
    ConsentValidityOutOfRange { most: u16 },
    #[error("the invitation was used before, or another one took its place")]
    ConsentStateReplayed,
    #[error("the invitation's time is over")]
    ConsentStateExpired,
    #[error("the tenant is not connected by consent, so nothing more can be asked for")]
    ConsentNotInPlace,
    #[error("a change needs at least one permission, and none but those that changes need")]
    ConsentPermissionUnknown,
    #[error("the consent stands differently by now")]
    ConsentMovedOn,
}

impl Refusal for TenantConsentRefusal {
    const CODES: &'static [&'static str] = &[
        "CONSENT_NOT_FOUND",
        "CONSENT_EXISTS",
        "CONSENT_BEING_VERIFIED",
        "CONSENT_IN_PLACE",
        "CONSENT_VALIDITY_OUT_OF_RANGE",
        "CONSENT_STATE_REPLAYED",
        "CONSENT_STATE_EXPIRED",
        "CONSENT_NOT_IN_PLACE",
        "CONSENT_PERMISSION_UNKNOWN",
        "CONSENT_MOVED_ON",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::ConsentNotFound => "CONSENT_NOT_FOUND",
            Self::ConsentExists => "CONSENT_EXISTS",
            Self::ConsentBeingVerified => "CONSENT_BEING_VERIFIED",
            Self::ConsentInPlace => "CONSENT_IN_PLACE",
            Self::ConsentValidityOutOfRange { .. } => "CONSENT_VALIDITY_OUT_OF_RANGE",
            Self::ConsentStateReplayed => "CONSENT_STATE_REPLAYED",
            Self::ConsentStateExpired => "CONSENT_STATE_EXPIRED",
            Self::ConsentNotInPlace => "CONSENT_NOT_IN_PLACE",
            Self::ConsentPermissionUnknown => "CONSENT_PERMISSION_UNKNOWN",
            Self::ConsentMovedOn => "CONSENT_MOVED_ON",
        }
    }
}
