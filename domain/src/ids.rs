//! One type per kind of identifier, so that a customer can never be passed where an MSP is meant.
//!
//! All are UUIDs; ours are version 7, whose order is roughly the order of creation, which keeps
//! database indexes dense. The domain never draws one: ids arrive with the command.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
    /// The operators' record about one projection.
    ProjectionId => "projection id";
    /// Everything that one request set in motion.
    CorrelationId => "correlation id";
}

impl MspId {
    /// The ledger of the installation itself: operators' actions that concern no single MSP.
    pub const INSTALLATION: Self = Self(Uuid::nil());
}
