//! Why a command to a run is turned down.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProcedureRunRefusal {
    #[error("no such run of a procedure was started")]
    ProcedureRunNotFound,
    #[error("a run with this id exists already, and is another one")]
    ProcedureRunExists,
    #[error("the run goes on: it can be stopped, and undone then")]
    ProcedureRunUnderWay,
    #[error("the run is over")]
    ProcedureRunOver,
    #[error("this is not what comes next")]
    StepNotAtHand,
}

impl Refusal for ProcedureRunRefusal {
    const CODES: &'static [&'static str] = &[
        "PROCEDURE_RUN_NOT_FOUND",
        "PROCEDURE_RUN_EXISTS",
        "PROCEDURE_RUN_UNDER_WAY",
        "PROCEDURE_RUN_OVER",
        "STEP_NOT_AT_HAND",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::ProcedureRunNotFound => "PROCEDURE_RUN_NOT_FOUND",
            Self::ProcedureRunExists => "PROCEDURE_RUN_EXISTS",
            Self::ProcedureRunUnderWay => "PROCEDURE_RUN_UNDER_WAY",
            Self::ProcedureRunOver => "PROCEDURE_RUN_OVER",
            Self::StepNotAtHand => "STEP_NOT_AT_HAND",
        }
    }
}
