//! Why a discovery ended before its end.

use tenantry_domain::cloud::CloudFault;
use tenantry_domain::tenant::{TenantRefusal, TenantSource};

use crate::commands::CommandError;

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DiscoveryFault {
    /// Of the MSP's account as a whole: every source would answer the same.
    #[error("the MSP's access to Microsoft does not work: {fault}")]
    Account {
        met_at: TenantSource,
        fault: CloudFault,
    },
    #[error(transparent)]
    Known(#[from] KnownUnreadable),
    /// What was recorded before stays recorded; the next discovery goes on.
    #[error(transparent)]
    Recording(#[from] CommandError<TenantRefusal>),
}

impl DiscoveryFault {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Account { fault, .. } => fault.code(),
            Self::Known(unreadable) => unreadable.code,
            Self::Recording(error) => error.code(),
        }
    }
}

/// What is known so far could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("what is known so far cannot be read: {detail}")]
pub struct KnownUnreadable {
    pub code: &'static str,
    pub detail: String,
}
