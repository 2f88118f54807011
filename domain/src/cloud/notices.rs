//! Telling people elsewhere: the port to whoever takes notices.
//!
//! A notice says that something waits, and where. It carries no power: nothing is decided with what is in
//! it, and nobody at a customer is named.

use std::fmt::{self, Debug};

use async_trait::async_trait;
use uuid::Uuid;

use super::vault::SecretValue;
use crate::approval::{OperationKind, Risk};
use crate::ids::{ApprovalId, MspId};
use crate::notice_channel::{NoticeKind, NoticeTarget};
use crate::record::Micros;
use crate::saga::{Fault, FaultClass};
use crate::text::CustomerName;

/// Hands notices over.
#[async_trait]
pub trait NoticeTaker: Debug + Send + Sync {
    /// Whether anything is sent there from here, as far as that shows without asking anybody.
    fn accepts(&self, target: &NoticeTarget) -> Result<(), NoticeFault>;

    /// When this returns without a fault, the receiver has it. It may have it otherwise as well: whoever
    /// hands it over again uses the same id. All of the keys sign, where the receiver checks that.
    async fn hand_over(
        &self,
        target: &NoticeTarget,
        keys: &[SecretValue],
        notice: &Notice,
    ) -> Result<(), NoticeFault>;
}

/// One thing that people are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The same for the same thing, however often it is handed over.
    pub id: Uuid,
    pub msp: MspId,
    pub kind: NoticeKind,
    /// When it happened.
    pub at: Micros,
    /// None in a test.
    pub about: Option<About>,
}

/// The approval that it is about, as it stands when it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    pub approval: ApprovalId,
    pub operation: OperationKind,
    pub risk: Risk,
    pub customer: Option<CustomerName>,
    pub status: &'static str,
    pub valid_until: Micros,
}

/// Why a notice was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeFault {
    pub cause: NoticeCause,
    /// What the receiver answered with, as a number.
    pub status: Option<u16>,
    /// In our words: a stranger's are not repeated.
    pub detail: String,
}

macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $class:ident, $sentence:literal;)+) => {
        /// What is the matter, as a closed list.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum NoticeCause {
            $($(#[$doc])* $name,)+
        }

        impl NoticeCause {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            pub fn class(self) -> FaultClass {
                match self { $(Self::$name => FaultClass::$class,)+ }
            }

            /// One sentence for people.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)+ }
            }
        }
    };
}

causes! {
    Unreachable, "NOTICE_RECEIVER_UNREACHABLE", Transient, "the receiver of notices could not be reached";
    Untrusted, "NOTICE_RECEIVER_UNTRUSTED", Waiting, "the certificate of the receiver of notices is not one we trust";
    Silent, "NOTICE_RECEIVER_SILENT", Transient, "the receiver of notices did not answer in time";
    Refused, "NOTICE_RECEIVER_REFUSED", Waiting, "the receiver did not take the notice";
    /// It said so for good.
    Gone, "NOTICE_RECEIVER_GONE", Permanent, "the receiver wants no notices any more";
    AddressRefused, "NOTICE_ADDRESS_REFUSED", Waiting, "notices are not sent to this address";
    SecretMissing, "NOTICE_SECRET_MISSING", Waiting, "the secret that notices are signed with is not in the vault";
    MailOff, "NOTICE_MAIL_OFF", Waiting, "this installation sends no mail";
    MailRefused, "NOTICE_MAIL_REFUSED", Waiting, "the mail server did not take the mail";
}

impl NoticeCause {
    /// Every code, for those who look codes up.
    pub const CODES: &'static [&'static str] = &[
        "NOTICE_RECEIVER_UNREACHABLE",
        "NOTICE_RECEIVER_UNTRUSTED",
        "NOTICE_RECEIVER_SILENT",
        "NOTICE_RECEIVER_REFUSED",
        "NOTICE_RECEIVER_GONE",
        "NOTICE_ADDRESS_REFUSED",
        "NOTICE_SECRET_MISSING",
        "NOTICE_MAIL_OFF",
        "NOTICE_MAIL_REFUSED",
    ];
}

impl NoticeFault {
    pub fn new(cause: NoticeCause, detail: impl Into<String>) -> Self {
        Self {
            cause,
            status: None,
            detail: detail.into(),
        }
    }

    /// The receiver answered with this number.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    pub fn code(&self) -> &'static str {
        self.cause.code()
    }
}

impl fmt::Display for NoticeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.cause.sentence())?;
        if let Some(status) = self.status {
            write!(f, " (status {status})")?;
        }
        if self.detail.is_empty() {
            Ok(())
        } else {
            write!(f, ": {}", self.detail)
        }
    }
}

impl std::error::Error for NoticeFault {}

impl From<&NoticeFault> for Fault {
    fn from(fault: &NoticeFault) -> Self {
        let mut told = Self::own(fault.code(), fault.cause.class(), fault.detail.clone());
        told.status = fault.status;
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_codes_is_that_of_the_causes() {
        let codes: Vec<&str> = NoticeCause::ALL.iter().map(|cause| cause.code()).collect();
        assert_eq!(codes, NoticeCause::CODES);
    }
}
