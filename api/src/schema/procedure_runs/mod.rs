//! Procedures that are followed, each step an approval of its own.

mod input;
mod mutation;
mod object;
mod preview;
mod query;
mod refusal;
mod step;

pub(crate) use mutation::ProcedureRunMutation;
pub(crate) use object::ProcedureRun;
pub(crate) use query::{ProcedureRunConnection, ProcedureRunQuery, runs_of};
