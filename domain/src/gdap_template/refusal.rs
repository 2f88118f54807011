//! Why a command to a template is turned down.

use super::{ImpossibleTerms, TermsChange};
use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GdapTemplateRefusal {
    #[error("no such template is defined")]
    TemplateNotFound,
    #[error("a template with this id exists already, with another name or other terms, or retired")]
    TemplateExists,
    #[error("this template is retired and changes no more")]
    TemplateRetired,
    #[error("the terms were made from version {from}, but the newest is {newest}")]
    TemplateVersionOutdated { from: u32, newest: u32 },
    #[error("{change}")]
    TemplateNeedsNewApprovals { change: Box<TermsChange> },
    #[error(transparent)]
    Impossible(#[from] ImpossibleTerms),
}

impl Refusal for GdapTemplateRefusal {
    const CODES: &'static [&'static str] = &[
        "TEMPLATE_NOT_FOUND",
        "TEMPLATE_EXISTS",
        "TEMPLATE_RETIRED",
        "TEMPLATE_VERSION_OUTDATED",
        "TEMPLATE_NEEDS_NEW_APPROVALS",
        "TEMPLATE_ROLES_MISSING",
        "TEMPLATE_GROUP_TWICE",
        "TEMPLATE_APPROVAL_DAYS_INVALID",
        "TEMPLATE_ATTENTION_HOURS_INVALID",
        "GDAP_GLOBAL_ADMINISTRATOR_REFUSED",
        "GDAP_ROLE_UNKNOWN",
        "TEMPLATE_APP_ROLE_MISSING",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::TemplateNotFound => "TEMPLATE_NOT_FOUND",
            Self::TemplateExists => "TEMPLATE_EXISTS",
            Self::TemplateRetired => "TEMPLATE_RETIRED",
            Self::TemplateVersionOutdated { .. } => "TEMPLATE_VERSION_OUTDATED",
            Self::TemplateNeedsNewApprovals { .. } => "TEMPLATE_NEEDS_NEW_APPROVALS",
            Self::Impossible(impossible) => impossible.code(),
        }
    }
}
