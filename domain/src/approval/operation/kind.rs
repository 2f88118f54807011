//! The kinds of operations, as people filter by them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Operation;

macro_rules! kinds {
    ($($name:ident $word:literal $sentence:literal;)+) => {
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum OperationKind {
            $($name,)+
        }

        impl OperationKind {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// One word, as it is written down.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// What it does, for people.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)+ }
            }
        }

        impl Operation {
            pub fn kind(&self) -> OperationKind {
                match self { $(Self::$name { .. } => OperationKind::$name,)+ }
            }
        }
    };
}

kinds! {
    CreateUser "create_user" "create a user";
    DisableUser "disable_user" "block a user's sign-in and end all sessions";
    EnableUser "enable_user" "let a user sign in again";
    AssignLicences "assign_licences" "give a user licences";
    RemoveLicences "remove_licences" "take licences from a user";
    DeleteUser "delete_user" "delete a user that was created here";
    ArchiveCustomer "archive_customer" "close a customer's file";
    DisconnectVendor "disconnect_vendor" "disconnect an account at a vendor";
    DisconnectPartner "disconnect_partner" "disconnect the MSP's own tenant";
    WithdrawConsent "withdraw_consent" "disconnect a tenant that was connected by consent";
    EndAccess "end_access" "end the access to a tenant";
    ApproveTransfer "approve_transfer" "let another MSP have a tenant";
    AcceptMatches "accept_matches" "accept all suggestions from a score on";
}

impl OperationKind {
    /// The kind of this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.as_str() == word)
    }
}

/// The word.
impl fmt::Display for OperationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
