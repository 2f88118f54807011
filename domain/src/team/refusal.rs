//! Why a command to a team is turned down.

use super::MOST_RULES;
use crate::aggregate::{Refusal, Severity};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TeamRefusal {
    #[error("nobody with this id is a member of the MSP's team")]
    MemberNotFound,
    #[error("the member is suspended")]
    MemberSuspended,
    #[error("a member with this id signs in from another tenant")]
    MemberTenantDiffers,
    #[error("this would leave the MSP without an Admin")]
    LastAdminProtected,
    #[error("no rule names this group")]
    GroupRuleNotFound,
    #[error("a team has {MOST_RULES} rules for groups at most")]
    GroupRulesFull,
}

impl Refusal for TeamRefusal {
    const CODES: &'static [&'static str] = &[
        "MEMBER_NOT_FOUND",
        "MEMBER_SUSPENDED",
        "MEMBER_TENANT_DIFFERS",
        "LAST_ADMIN_PROTECTED",
        "GROUP_RULE_NOT_FOUND",
        "GROUP_RULES_FULL",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::MemberNotFound => "MEMBER_NOT_FOUND",
            Self::MemberSuspended => "MEMBER_SUSPENDED",
            Self::MemberTenantDiffers => "MEMBER_TENANT_DIFFERS",
            Self::LastAdminProtected => "LAST_ADMIN_PROTECTED",
            Self::GroupRuleNotFound => "GROUP_RULE_NOT_FOUND",
            Self::GroupRulesFull => "GROUP_RULES_FULL",
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::MemberTenantDiffers => Severity::Suspicious,
            Self::MemberNotFound
            | Self::MemberSuspended
            | Self::LastAdminProtected
            | Self::GroupRuleNotFound
            | Self::GroupRulesFull => Severity::Expected,
        }
    }
}
