//! A procedure that is followed once: for one customer, with what was given for it.
//!
//! Life: (nothing) → running → done | stopped
//!
//! - It follows the version that was the newest when it began, to its end.
//! - It changes nothing itself: each step is asked for as an approval of its own, under an id that follows
//!   from the run and the step. So a step is asked for once, however often somebody tries.
//! - A step is asked for when all that it comes after is done, and not before.
//! - A step that came to nothing stops the run. What was not asked for yet is not asked for any more; what
//!   was, goes on by itself, and what becomes of it is still noted here.
//! - It is done when all steps are.

mod command;
mod decide;
mod event;
mod refusal;
mod run;
#[cfg(test)]
mod spec;
mod state;

pub use command::{
    AskStep, NoteDelayed, NoteDone, NoteEnded, NoteNotAsked, NoteUndoing, ProcedureRunCommand,
    StartRun, StopRun,
};
pub use event::ProcedureRunEvent;
pub use refusal::ProcedureRunRefusal;
pub use run::{CameTo, Run, RunStep, Standing, StopCause, approval_of};
pub use state::ProcedureRun;
