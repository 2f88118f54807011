//! Why a wish about a procedure is turned down.

use crate::schema::told::user_errors;

user_errors! {
    /// Why a wish about a procedure was turned down.
    ProcedureUserError, ProcedureErrorCode {
        /// No such procedure is defined.
        ProcedureNotFound,
        /// A procedure with this id exists already, and says something else.
        ProcedureExists,
        /// The procedure is retired and changes no more.
        ProcedureRetired,
        /// Somebody was faster: there is a newer version than the one that it was made from.
        ProcedureVersionOutdated,
        /// It cannot be followed: the message says where, and why.
        ProcedureImpossible,
        /// The procedure has no such step.
        ProcedureStepUnknown,
        /// Only an Admin marks steps as low risk, and takes marks away.
        MarkNeedsAdmin,
        /// The step carries a high risk: people decide about it each time.
        MarkOfHighRisk,
        /// A mark is good until an instant to come, 366 days ahead at most, and 1 to 1000 times a day.
        MarkOutOfRange,
        /// A key has 1 to 40 small letters, digits and dashes, a letter first.
        MalformedKey,
        /// A country has two letters.
        MalformedCountry,
        /// Only people mark steps.
        RequestOfNobody,
    }
}
