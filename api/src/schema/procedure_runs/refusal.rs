//! Why a wish about a run is turned down.

use tenantry_engine::procedure_runs::ProcedureRunError;

use crate::schema::approvals;
use crate::schema::told::{Refused, Unmet, unmet, user_errors};

user_errors! {
    /// Why a wish about a run of a procedure was turned down.
    ProcedureRunUserError, ProcedureRunErrorCode {
        /// No such run was started.
        ProcedureRunNotFound,
        /// A run with this id exists already, and is another one.
        ProcedureRunExists,
        /// The run goes on: it can be stopped, and undone then.
        ProcedureRunUnderWay,
        /// The run is over.
        ProcedureRunOver,
        /// Nothing of it was done that could be undone.
        ApprovalNothingToUndo,
        /// No such procedure is defined.
        ProcedureNotFound,
        /// The procedure is retired.
        ProcedureRetired,
        /// There is a newer version than the one that was looked at.
        ProcedureVersionOutdated,
        /// An answer is missing.
        ProcedureInputMissing,
        /// The procedure does not ask for this.
        ProcedureInputUnknown,
        /// An answer is of another kind than what is asked for.
        ProcedureInputUnfit,
        /// With these answers a step cannot be carried out.
        ProcedureStepUnfit,
        /// A key has 1 to 40 small letters, digits and dashes, a letter first.
        MalformedKey,
        /// A country has two letters.
        MalformedCountry,
        /// A name that is to be signed in with cannot be one.
        MalformedAccountName,
        /// A text about a person is empty, too long, or holds what cannot be seen.
        PersonTextInvalid,
        /// Nobody is there by this name or id, or not yet.
        AccountNotSeen,
        /// Only people start and stop runs.
        RequestOfNobody,
        /// No such customer is registered at this MSP.
        CustomerNotFound,
        /// The customer is archived.
        CustomerArchived,
        /// The customer is part of another one.
        CustomerMerged,
        /// The tenant is not held for this customer.
        TenantOfAnother,
        /// The tenant is not connected.
        TenantNotConnected,
    }
}

pub(super) fn unmet_by(error: ProcedureRunError) -> Unmet {
    match error {
        ProcedureRunError::Run(error) => unmet(error),
        ProcedureRunError::Procedure(error) => unmet(error),
        ProcedureRunError::Approval(error) => approvals::unmet_by(error),
        ProcedureRunError::Access(error) => Unmet::Fault(error.into()),
        ProcedureRunError::RightGone => Refused::new(error.code(), error.to_string()).into(),
    }
}
