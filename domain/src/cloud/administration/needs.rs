//! What each change must have been permitted, and no more.

use crate::cloud::NeededPermission;

/// A change to an account, as far as permissions go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountWrite {
    Create,
    Delete,
    Restore,
    /// Blocking as well as allowing.
    SignIn,
    Sessions,
    UsageLocation,
    Licences,
}

impl AccountWrite {
    pub const ALL: [Self; 7] = [
        Self::Create,
        Self::Delete,
        Self::Restore,
        Self::SignIn,
        Self::Sessions,
        Self::UsageLocation,
        Self::Licences,
    ];

    /// What whoever consents is asked for beside what reading takes.
    pub const fn needs(self) -> NeededPermission {
        let (name, why) = match self {
            Self::Create => ("User.ReadWrite.All", "to make accounts for new people"),
            Self::Delete => (
                "User.ReadWrite.All",
                "to take back an account that was made here",
            ),
            Self::Restore => (
                "User.DeleteRestore.All",
                "to bring back an account from the bin",
            ),
            Self::SignIn => (
                "User.EnableDisableAccount.All",
                "to keep leavers from signing in, and to let them in again",
            ),
            Self::Sessions => (
                "User.RevokeSessions.All",
                "to sign leavers out wherever they are signed in",
            ),
            Self::UsageLocation => (
                "User.ReadWrite.All",
                "to say where an account is used, before it gets licences",
            ),
            Self::Licences => (
                "LicenseAssignment.ReadWrite.All",
                "to give people licences and to take them back",
            ),
        };
        NeededPermission { name, why }
    }
}
