//! Why a command to a tenant is turned down.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TenantRefusal {
    #[error("no source ever named this tenant")]
    TenantUndiscovered,
    #[error("a sighting that no source stands behind is none")]
    TenantSightingEmpty,
    #[error("a tenant is missed only after all sources were read to their end")]
    TenantSourcesSilent,
    #[error("this tenant is another customer's")]
    TenantLinkedElsewhere,
}

impl Refusal for TenantRefusal {
    const CODES: &'static [&'static str] = &[
        "TENANT_UNDISCOVERED",
        "TENANT_SIGHTING_EMPTY",
        "TENANT_SOURCES_SILENT",
        "TENANT_LINKED_ELSEWHERE",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::TenantUndiscovered => "TENANT_UNDISCOVERED",
            Self::TenantSightingEmpty => "TENANT_SIGHTING_EMPTY",
            Self::TenantSourcesSilent => "TENANT_SOURCES_SILENT",
            Self::TenantLinkedElsewhere => "TENANT_LINKED_ELSEWHERE",
        }
    }
}
