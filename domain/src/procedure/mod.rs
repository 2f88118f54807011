//! What an MSP does again and again, as steps built from the operations that there are.
//!
//! Life: (nothing) → defined → revised … → retired
//!
//! - A version never changes: other steps are a new version, and a revision says which one it was made from.
//! - Every field of a step is fixed, or named as an input of the kind that fits. What cannot be followed
//!   is never recorded.
//! - An admin may mark a step as low risk, within limits and for a time: nobody has to approve it then.
//! - A mark is for a step as it is. A step that changed has lost it.

mod check;
mod command;
mod decide;
mod definition;
mod event;
mod fill;
mod ground;
mod key;
mod refusal;
#[cfg(test)]
mod spec;
mod state;
mod template;

pub use check::{MOST_INPUTS, MOST_STEPS, ProcedureProblem};
pub use command::{
    DefineProcedure, MarkStepLowRisk, ProcedureCommand, RemoveMark, RetireProcedure,
    ReviseProcedure,
};
pub use definition::{Definition, InputKind, InputSpec, InputValue, ProcedureStep};
pub use event::ProcedureEvent;
pub use fill::Filling;
pub use ground::{LONGEST_MARK_DAYS, Limits, LowRiskGround, MOST_PER_DAY, NotGood};
pub use key::{Key, MalformedKey};
pub use refusal::ProcedureRefusal;
pub use state::{Defined, Mark, Procedure};
pub use template::{Field, OperationTemplate, UserField, UserTemplate};
