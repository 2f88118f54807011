//! Why runs come to nothing, as the command line tells it.

use tenantry_engine::approvals::ApprovalError;
use tenantry_engine::procedure_runs::ProcedureRunError;

use crate::exit::Exit;
use crate::failure::Failure;

impl From<ProcedureRunError> for Failure {
    fn from(error: ProcedureRunError) -> Self {
        match error {
            ProcedureRunError::Run(error) => error.into(),
            ProcedureRunError::Procedure(error) => error.into(),
            ProcedureRunError::Access(error) => error.into(),
            ProcedureRunError::Approval(error) => of_approval(error),
            own @ ProcedureRunError::RightGone => {
                Self::new(own.code(), Exit::Refused, own.to_string())
            }
        }
    }
}

/// What is given is looked at as a step of an approval would be.
pub(super) fn of_approval(error: ApprovalError) -> Failure {
    match error {
        ApprovalError::Approval(error) => error.into(),
        ApprovalError::Customer(error) => error.into(),
        ApprovalError::Procedure(error) => error.into(),
        ApprovalError::Onboarding(error) => error.into(),
        ApprovalError::TenantConsent(error) => error.into(),
        ApprovalError::Holding(error) => error.into(),
        ApprovalError::Ledger(error) => error.into(),
        ApprovalError::Cloud(fault) => fault.into(),
        ApprovalError::Vault(fault) => fault.into(),
        own => Failure::new(own.code(), Exit::Refused, own.to_string()),
    }
}
