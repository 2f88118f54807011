//! Why a command about who holds a tenant is turned down.

use super::Party;
use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TenantHoldingRefusal {
    /// Says what the one who asked may know.
    #[error("the tenant is held by {by}")]
    TenantHeld { by: Party },
    #[error("nobody holds the tenant; it can be connected without being handed over")]
    TenantNotHeld,
    #[error("a request for this tenant is open already; one at a time")]
    TransferOpen,
    #[error("no such request for this tenant is open")]
    TransferNotFound,
    #[error("this is for the other side of the transfer to do")]
    TransferNotYours,
}

impl Refusal for TenantHoldingRefusal {
    const CODES: &'static [&'static str] = &[
        "TENANT_HELD",
        "TENANT_NOT_HELD",
        "TRANSFER_OPEN",
        "TRANSFER_NOT_FOUND",
        "TRANSFER_NOT_YOURS",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::TenantHeld { .. } => "TENANT_HELD",
            Self::TenantNotHeld => "TENANT_NOT_HELD",
            Self::TransferOpen => "TRANSFER_OPEN",
            Self::TransferNotFound => "TRANSFER_NOT_FOUND",
            Self::TransferNotYours => "TRANSFER_NOT_YOURS",
        }
    }
}
