//! Why a sign-in through somebody's browser did not come about, whoever it was that signed in.

use super::CloudFault;
use jiff::Timestamp;

/// Why a sign-in did not come about. A closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInFault {
    #[error(
        "after a sign-in nobody is led to such an address: a path of this installation is expected"
    )]
    ReturnRefused,
    #[error("the browser did not bring the value by which it is known again")]
    BrowserUnknown,
    #[error(
        "this is no sign-in that was begun here by the same person, or it was altered on the way"
    )]
    StateForged,
    #[error("the sign-in had to end until {until}")]
    StateExpired { until: Timestamp },
    #[error("the sign-in was ended before")]
    StateReplayed,
    #[error("whoever was to sign in called it off")]
    Cancelled,
    #[error("what came back from the cloud lacks something: {what}")]
    CallbackIncomplete { what: &'static str },
    #[error("the cloud's word about who signed in is not believed: {reason}")]
    IdentityUntrusted { reason: Untrusted },
    #[error("it cannot be recorded that the sign-in was ended: {reason}")]
    StatesUnavailable { reason: String },
    /// The cloud's own answer: account blocked, second factor missing, code used …
    #[error(transparent)]
    Cloud(#[from] CloudFault),
}

/// Why a token is not believed. A closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    #[error("it is no token")]
    Malformed,
    #[error("it is signed in a way that is not accepted")]
    Algorithm,
    #[error("there is no key of this name to sign it")]
    KeyUnknown,
    #[error("its signature is not the tenant's")]
    Signature,
    #[error("somebody else issued it")]
    Issuer,
    #[error("it is made out to somebody else")]
    Audience,
    #[error("it is of another tenant")]
    Tenant,
    #[error("its time is over")]
    Expired,
    #[error("its time has not come")]
    TooEarly,
    #[error("it belongs to another sign-in")]
    Nonce,
    /// The keys to check it with cannot be had.
    #[error(transparent)]
    Cloud(#[from] CloudFault),
}

impl SignInFault {
    /// Every code of our own; those of a cloud's fault are with its causes.
    pub const CODES: &'static [&'static str] = &[
        "SIGN_IN_RETURN_REFUSED",
        "SIGN_IN_BROWSER_UNKNOWN",
        "SIGN_IN_STATE_FORGED",
        "SIGN_IN_STATE_EXPIRED",
        "SIGN_IN_STATE_REPLAYED",
        "SIGN_IN_CANCELLED",
        "SIGN_IN_CALLBACK_INCOMPLETE",
        "SIGN_IN_IDENTITY_UNTRUSTED",
        "SIGN_IN_STATES_UNAVAILABLE",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::ReturnRefused => "SIGN_IN_RETURN_REFUSED",
            Self::BrowserUnknown => "SIGN_IN_BROWSER_UNKNOWN",
            Self::StateForged => "SIGN_IN_STATE_FORGED",
            Self::StateExpired { .. } => "SIGN_IN_STATE_EXPIRED",
            Self::StateReplayed => "SIGN_IN_STATE_REPLAYED",
            Self::Cancelled => "SIGN_IN_CANCELLED",
            Self::CallbackIncomplete { .. } => "SIGN_IN_CALLBACK_INCOMPLETE",
            Self::IdentityUntrusted { .. } => "SIGN_IN_IDENTITY_UNTRUSTED",
            Self::StatesUnavailable { .. } => "SIGN_IN_STATES_UNAVAILABLE",
            Self::Cloud(fault) => fault.code(),
        }
    }
}

impl From<Untrusted> for SignInFault {
    fn from(reason: Untrusted) -> Self {
        if let Untrusted::Cloud(fault) = reason {
            Self::Cloud(fault)
        } else {
            Self::IdentityUntrusted { reason }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::Cause;

    #[test]
    fn the_list_of_codes_is_that_of_the_faults() {
        let faults = [
            SignInFault::ReturnRefused,
            SignInFault::BrowserUnknown,
            SignInFault::StateForged,
            SignInFault::StateExpired {
                until: Timestamp::UNIX_EPOCH,
            },
            SignInFault::StateReplayed,
            SignInFault::Cancelled,
            SignInFault::CallbackIncomplete { what: "" },
            SignInFault::IdentityUntrusted {
                reason: Untrusted::Malformed,
            },
            SignInFault::StatesUnavailable {
                reason: String::new(),
            },
        ];
        assert_eq!(faults.map(|fault| fault.code()), SignInFault::CODES);
    }

    #[test]
    fn a_fault_of_the_cloud_stays_one() {
        let fault = CloudFault::new(Cause::Silent, "x", "");
        let fault = SignInFault::from(Untrusted::from(fault));
        assert_eq!(fault.code(), "CLOUD_SILENT");
    }
}
