//! Why a command to a group is turned down.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoleGroupRefusal {
    #[error("another onboarding makes or removes this group just now")]
    GroupBusy,
    #[error("this onboarding has no part in the group")]
    GroupNotInUse,
}

impl Refusal for RoleGroupRefusal {
    const CODES: &'static [&'static str] = &["GROUP_BUSY", "GROUP_NOT_IN_USE"];

    fn code(&self) -> &'static str {
        match self {
            Self::GroupBusy => "GROUP_BUSY",
            Self::GroupNotInUse => "GROUP_NOT_IN_USE",
        }
    }
}
