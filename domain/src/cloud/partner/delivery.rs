//! What arrives at our address, and why it may not be believed.

use crate::cloud::CloudFault;
use crate::cloud::partner::{Subject, Topic};
use jiff::Timestamp;
use std::fmt;

/// Something that arrived, as it came: nothing of it is believed yet.
#[derive(Clone)]
pub struct Delivery {
    pub body: Vec<u8>,
    /// The scheme `Signature` and the signature.
    pub authorization: Option<String>,
    /// The signature alone, where it was asked for in a header of its own.
    pub signature: Option<String>,
    /// Where the certificate is that the signature was made with.
    pub certificate_address: Option<String>,
    pub algorithm: Option<String>,
    pub arrived: Timestamp,
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("bytes", &self.body.len())
            .field("arrived", &self.arrived)
            .finish_non_exhaustive()
    }
}

/// The same for every copy of one notice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoticeId(String);

impl NoticeId {
    pub fn new(digest: impl Into<String>) -> Self {
        Self(digest.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a delivery says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: NoticeId,
    pub topic: Topic,
    pub subject: Subject,
    pub happened: Timestamp,
    /// Where more is noted about it, if anywhere: only Partner Center itself is asked there.
    pub audit_address: Option<String>,
}

/// A notice whose signature holds. Whoever verifies makes it, and nobody else has a reason to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedNotice {
    notice: Notice,
}

impl VerifiedNotice {
    /// Only after the signature was found to be good.
    pub fn signed(notice: Notice) -> Self {
        Self { notice }
    }

    pub fn notice(&self) -> &Notice {
        &self.notice
    }
}

/// What Partner Center noted about a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// The thing's id after the change.
    pub resource: Option<String>,
    /// Partner Center's word for what was done.
    pub operation: Option<String>,
    pub customer_name: Option<String>,
    pub at: Option<Timestamp>,
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $sentence:literal;)+) => {
        /// Why a delivery is not believed. Each has a page that says what to do.
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        pub enum DeliveryRefused {
            $($(#[$doc])* #[error($sentence)] $name,)+
            /// The certificate could not be fetched now: Partner Center will deliver again.
            #[error("the certificate of the signature could not be fetched: {0}")]
            CertificateUnavailable(CloudFault),
        }

        impl DeliveryRefused {
            /// Those that stay, however often the same is delivered.
            pub const FINAL: &'static [Self] = &[$(Self::$name,)+];

            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                    Self::CertificateUnavailable(_) => "WEBHOOK_CERTIFICATE_UNAVAILABLE",
                }
            }

            /// A second delivery of the same may be believed.
            pub fn may_pass(&self) -> bool {
                matches!(self, Self::CertificateUnavailable(_))
            }
        }
    };
}

refusals! {
    TooLarge, "WEBHOOK_BODY_TOO_LARGE", "the body is larger than any notice";
    SignatureMissing, "WEBHOOK_SIGNATURE_MISSING", "there is no signature, or no certificate for it";
    AlgorithmRefused, "WEBHOOK_ALGORITHM_REFUSED", "the signature is of a kind that we do not accept";
    /// The address is not where Partner Center keeps its certificates: nothing was fetched.
    CertificateHostUnknown, "WEBHOOK_CERTIFICATE_HOST_UNKNOWN",
        "the certificate lies where Partner Center keeps none";
    CertificateUntrusted, "WEBHOOK_CERTIFICATE_UNTRUSTED",
        "the certificate was not issued to Partner Center by an authority that we trust";
    CertificateExpired, "WEBHOOK_CERTIFICATE_EXPIRED", "the certificate is not valid now";
    SignatureWrong, "WEBHOOK_SIGNATURE_WRONG", "the signature does not fit the body";
    Unreadable, "WEBHOOK_BODY_UNREADABLE", "the body is signed, but it is no notice";
    TooOld, "WEBHOOK_NOTICE_TOO_OLD", "the notice is too old to act on";
    FromTheFuture, "WEBHOOK_NOTICE_FROM_THE_FUTURE", "the notice tells of the future";
}

impl DeliveryRefused {
    /// Every code, for those who look codes up.
    pub const CODES: &'static [&'static str] = &[
        "WEBHOOK_BODY_TOO_LARGE",
        "WEBHOOK_SIGNATURE_MISSING",
        "WEBHOOK_ALGORITHM_REFUSED",
        "WEBHOOK_CERTIFICATE_HOST_UNKNOWN",
        "WEBHOOK_CERTIFICATE_UNTRUSTED",
        "WEBHOOK_CERTIFICATE_EXPIRED",
        "WEBHOOK_SIGNATURE_WRONG",
        "WEBHOOK_BODY_UNREADABLE",
        "WEBHOOK_NOTICE_TOO_OLD",
        "WEBHOOK_NOTICE_FROM_THE_FUTURE",
        "WEBHOOK_CERTIFICATE_UNAVAILABLE",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::Cause;

    #[test]
    fn the_list_of_codes_is_that_of_the_refusals() {
        let fault = CloudFault::new(Cause::Silent, "partner-certificates", "");
        let unavailable = DeliveryRefused::CertificateUnavailable(fault);
        assert!(unavailable.may_pass());
        let codes: Vec<&str> = DeliveryRefused::FINAL
            .iter()
            .chain([&unavailable])
            .map(DeliveryRefused::code)
            .collect();
        assert_eq!(codes, DeliveryRefused::CODES);
        assert!(!DeliveryRefused::FINAL.iter().any(DeliveryRefused::may_pass));
    }
}
