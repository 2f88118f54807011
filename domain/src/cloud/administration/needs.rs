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

/// How new an answer about permissions has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// As it was when a token was last given, which may be an hour ago.
    Lately,
    /// As the cloud says at this moment.
    Now,
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

    /// Whether any change needs a permission of this name.
    pub fn is_needed(name: &str) -> bool {
        Self::ALL.iter().any(|it| it.needs().name == name)
    }

    /// Whether this permission is enough for it: the least one, or one that holds more.
    pub fn is_covered_by(self, permission: &str) -> bool {
        let wider: &[&str] = match self {
            Self::Restore => &[],
            Self::Create | Self::UsageLocation => &["Directory.ReadWrite.All"],
            Self::Delete => &["User.DeleteRestore.All"],
            Self::SignIn | Self::Sessions | Self::Licences => {
                &["User.ReadWrite.All", "Directory.ReadWrite.All"]
            }
        };
        self.needs().name == permission || wider.contains(&permission)
    }

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
