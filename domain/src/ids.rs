//! One type per kind of identifier, so that a customer can never be passed where an MSP is meant.
//!
//! All are UUIDs; ours are version 7, whose order is roughly the order of creation, which keeps
//! database indexes dense. The domain never draws one: ids arrive with the command.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::cloud::vendor::RecordKind;

/// The text was not a UUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not a valid {kind}: a UUID such as 0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11 is expected"
)]
pub struct MalformedId {
    pub kind: &'static str,
    pub text: String,
}

impl MalformedId {
    pub const CODE: &'static str = "MALFORMED_ID";
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident => $kind:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;

            fn from_str(text: &str) -> Result<Self, MalformedId> {
                Uuid::try_parse(text).map(Self).map_err(|_| MalformedId {
                    kind: $kind,
                    text: text.chars().take(80).collect(),
                })
            }
        }
    )+};
}

ids! {
    /// The managed service provider that owns every row, event and secret below it.
    MspId => "MSP id";
    /// A customer of an MSP.
    CustomerId => "customer id";
    /// One attempt to bring a customer's Microsoft 365 tenant under management.
    OnboardingId => "onboarding id";
    /// A Microsoft Entra tenant, as Microsoft names it.
    TenantId => "tenant id";
    /// Terms that an MSP asks its customers for, through all their versions.
    TemplateId => "template id";
    /// Somebody who signs in for an MSP: the object id of the account in its home tenant.
    MemberId => "member id";
    /// One sign-in, until it ends.
    SessionId => "session id";
    /// A secret that a machine signs in with.
    ServiceTokenId => "service token id";
    /// One time that a customer's administrator was asked to consent.
    InvitationId => "invitation id";
    /// An MSP's account at a vendor, as it was connected.
    VendorConnectionId => "vendor connection id";
    /// One change that was asked for, through to its end.
    ApprovalId => "approval id";
    /// Steps that an MSP does again and again, through all their versions.
    ProcedureId => "procedure id";
    /// One time that a procedure is followed.
    ProcedureRunId => "procedure run id";
    /// A place where an MSP is told what happens to its approvals.
    NoticeChannelId => "notice channel id";
    /// What a vendor has about one thing, as one connection of an MSP shows it.
    RecordId => "record id";
    /// The operators' record about one projection.
    ProjectionId => "projection id";
    /// Everything that one request set in motion.
    CorrelationId => "correlation id";
}

impl MspId {
    /// The ledger of the installation itself: operators' actions that concern no single MSP.
    pub const INSTALLATION: Self = Self(Uuid::nil());
}

impl RecordId {
    /// The same for the same record for ever, so that whoever looks finds what is known of it.
    pub fn of(connection: VendorConnectionId, kind: RecordKind, vendor_id: &str) -> Self {
        let name = format!("{}/{vendor_id}", kind.as_str());
        Self(Uuid::new_v5(&connection.as_uuid(), name.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_known_by_its_connection_its_kind_and_the_id_at_the_vendor() {
        let connection = |number| VendorConnectionId::new(Uuid::from_u128(number));
        let id = RecordId::of(connection(1), RecordKind::Account, "29763421");
        assert_eq!(
            id,
            RecordId::of(connection(1), RecordKind::Account, "29763421")
        );
        for other in [
            RecordId::of(connection(2), RecordKind::Account, "29763421"),
            RecordId::of(connection(1), RecordKind::Person, "29763421"),
            RecordId::of(connection(1), RecordKind::Account, "29763422"),
        ] {
            assert_ne!(id, other);
        }
    }
}
