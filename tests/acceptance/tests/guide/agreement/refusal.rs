//! Why a command to an agreement is turned down.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgreementRefusal {
    #[error("no such agreement was signed")]
    AgreementNotFound,
    #[error("an agreement with this id exists already, with other terms, or has ended")]
    AgreementExists,
}

impl Refusal for AgreementRefusal {
    const CODES: &'static [&'static str] = &["AGREEMENT_NOT_FOUND", "AGREEMENT_EXISTS"];

    fn code(&self) -> &'static str {
        match self {
            Self::AgreementNotFound => "AGREEMENT_NOT_FOUND",
            Self::AgreementExists => "AGREEMENT_EXISTS",
        }
    }
}
