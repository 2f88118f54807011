//! Why a command to a procedure is turned down.

use super::{InputKind, Key, LONGEST_MARK_DAYS, MOST_PER_DAY, ProcedureProblem};
use crate::aggregate::Refusal;
use crate::approval::OperationProblem;
use crate::text::ShownText;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProcedureRefusal {
    #[error("no such procedure is defined")]
    ProcedureNotFound,
    #[error("a procedure with this id exists already, and says something else")]
    ProcedureExists,
    #[error("this procedure is retired and changes no more")]
    ProcedureRetired,
    #[error("it was made from version {from}, but the newest is {newest}")]
    ProcedureVersionOutdated { from: u32, newest: u32 },
    #[error("it cannot be followed; {place}: {problem}")]
    ProcedureImpossible {
        place: String,
        problem: ProcedureProblem,
    },
    #[error("the procedure has no step {step}")]
    ProcedureStepUnknown { step: Key },
    #[error("only an admin marks steps as low risk, and takes marks away")]
    MarkNeedsAdmin,
    #[error("the step {step} carries a high risk: people decide about it each time")]
    MarkOfHighRisk { step: Key },
    #[error(
        "a mark is good until an instant to come, {LONGEST_MARK_DAYS} days ahead at most, \
         and 1 to {MOST_PER_DAY} times a day"
    )]
    MarkOutOfRange,
    #[error("the input {input} is not given")]
    ProcedureInputMissing { input: Key },
    #[error("the procedure asks for no {input}")]
    ProcedureInputUnknown { input: Key },
    #[error("the input {input} is of the kind {is}, and {wanted} is needed")]
    ProcedureInputUnfit {
        input: Key,
        is: InputKind,
        wanted: InputKind,
    },
    #[error("the step {step} has created nobody yet")]
    ProcedureStepNotDone { step: Key },
    #[error("with this the step {step} cannot be carried out: {problem}")]
    ProcedureStepUnfit {
        step: Key,
        problem: OperationProblem,
    },
    #[error("the text {text} of a step is not sealed for the customer")]
    ProcedureTextUnsealed { text: ShownText },
}

impl Refusal for ProcedureRefusal {
    const CODES: &'static [&'static str] = &[
        "PROCEDURE_NOT_FOUND",
        "PROCEDURE_EXISTS",
        "PROCEDURE_RETIRED",
        "PROCEDURE_VERSION_OUTDATED",
        "PROCEDURE_IMPOSSIBLE",
        "PROCEDURE_STEP_UNKNOWN",
        "MARK_NEEDS_ADMIN",
        "MARK_OF_HIGH_RISK",
        "MARK_OUT_OF_RANGE",
        "PROCEDURE_INPUT_MISSING",
        "PROCEDURE_INPUT_UNKNOWN",
        "PROCEDURE_INPUT_UNFIT",
        "PROCEDURE_STEP_NOT_DONE",
        "PROCEDURE_STEP_UNFIT",
        "PROCEDURE_TEXT_UNSEALED",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::ProcedureNotFound => "PROCEDURE_NOT_FOUND",
            Self::ProcedureExists => "PROCEDURE_EXISTS",
            Self::ProcedureRetired => "PROCEDURE_RETIRED",
            Self::ProcedureVersionOutdated { .. } => "PROCEDURE_VERSION_OUTDATED",
            Self::ProcedureImpossible { .. } => "PROCEDURE_IMPOSSIBLE",
            Self::ProcedureStepUnknown { .. } => "PROCEDURE_STEP_UNKNOWN",
            Self::MarkNeedsAdmin => "MARK_NEEDS_ADMIN",
            Self::MarkOfHighRisk { .. } => "MARK_OF_HIGH_RISK",
            Self::MarkOutOfRange => "MARK_OUT_OF_RANGE",
            Self::ProcedureInputMissing { .. } => "PROCEDURE_INPUT_MISSING",
            Self::ProcedureInputUnknown { .. } => "PROCEDURE_INPUT_UNKNOWN",
            Self::ProcedureInputUnfit { .. } => "PROCEDURE_INPUT_UNFIT",
            Self::ProcedureStepNotDone { .. } => "PROCEDURE_STEP_NOT_DONE",
            Self::ProcedureStepUnfit { .. } => "PROCEDURE_STEP_UNFIT",
            Self::ProcedureTextUnsealed { .. } => "PROCEDURE_TEXT_UNSEALED",
        }
    }
}
