//! Why a wish about a notice channel came to nothing.

use tenantry_domain::aggregate::DecodeError;
use tenantry_domain::approval::ApprovalRefusal;
use tenantry_domain::cloud::notices::NoticeFault;
use tenantry_domain::cloud::vault::VaultFault;
use tenantry_domain::customer::CustomerRefusal;
use tenantry_domain::notice_channel::NoticeChannelRefusal;

use crate::commands::CommandError;
use crate::ledger::LedgerError;

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TellingError {
    #[error(transparent)]
    Channel(#[from] CommandError<NoticeChannelRefusal>),
    #[error(transparent)]
    Approval(#[from] CommandError<ApprovalRefusal>),
    #[error(transparent)]
    Customer(#[from] CommandError<CustomerRefusal>),
    /// What is to be told was recorded by a newer program.
    #[error(transparent)]
    Unreadable(#[from] DecodeError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Vault(#[from] VaultFault),
    /// Nothing is sent there from this installation.
    #[error(transparent)]
    Target(#[from] NoticeFault),
}

impl TellingError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Channel(error) => error.code(),
            Self::Approval(error) => error.code(),
            Self::Customer(error) => error.code(),
            Self::Unreadable(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Vault(fault) => fault.code(),
            Self::Target(fault) => fault.code(),
        }
    }
}
