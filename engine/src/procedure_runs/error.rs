//! Why a wish about a run came to nothing.

use tenantry_domain::procedure::ProcedureRefusal;
use tenantry_domain::procedure_run::ProcedureRunRefusal;
use tenantry_domain::saga::{Fault, FaultClass};

use crate::access::AccessError;
use crate::approvals::ApprovalError;
use crate::commands::CommandError;
use crate::sagas::Trouble;

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProcedureRunError {
    #[error(transparent)]
    Run(#[from] CommandError<ProcedureRunRefusal>),
    #[error(transparent)]
    Procedure(#[from] CommandError<ProcedureRefusal>),
    /// What is given does not fit, or a step cannot be asked for.
    #[error(transparent)]
    Approval(#[from] ApprovalError),
    #[error(transparent)]
    Access(#[from] AccessError),
    #[error("whoever started this run may not ask for changes any more")]
    RightGone,
}

impl ProcedureRunError {
    pub const CODES: &'static [&'static str] = &["PROCEDURE_RUN_RIGHT_GONE"];

    pub fn code(&self) -> &'static str {
        match self {
            Self::Run(error) => error.code(),
            Self::Procedure(error) => error.code(),
            Self::Approval(error) => error.code(),
            Self::Access(error) => error.code(),
            Self::RightGone => "PROCEDURE_RUN_RIGHT_GONE",
        }
    }
}

/// What becomes of a step that met it.
impl From<ProcedureRunError> for Trouble {
    fn from(error: ProcedureRunError) -> Self {
        let class = match error {
            ProcedureRunError::Approval(error) => return error.into(),
            ProcedureRunError::RightGone => FaultClass::Permanent,
            // A ledger that does not answer passes.
            ProcedureRunError::Run(_)
            | ProcedureRunError::Procedure(_)
            | ProcedureRunError::Access(_) => FaultClass::Transient,
        };
        Fault::own(error.code(), class, error.to_string()).into()
    }
}
