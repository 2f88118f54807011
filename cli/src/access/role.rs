//! Roles as they are typed.

use clap::ValueEnum;
use tenantry_domain::role::Role;

/// From the weakest to the strongest; what each may do is in `docs/operate/access.md`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RoleWord {
    Viewer,
    Auditor,
    Tech,
    Admin,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Viewer => Self::Viewer,
            RoleWord::Auditor => Self::Auditor,
            RoleWord::Tech => Self::Tech,
            RoleWord::Admin => Self::Admin,
        }
    }
}
