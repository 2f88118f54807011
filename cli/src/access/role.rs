//! Roles as they are typed.

use clap::ValueEnum;
use tenantry_domain::role::Role;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RoleWord {
    /// Looks at customers, tenants, onboardings and templates
    Viewer,
    /// Reads everything, the record included, and changes nothing
    Auditor,
    /// Does the daily work
    Tech,
    /// Decides who may do what, and how the MSP is connected
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
