//! What an MSP does again and again, as steps built from the operations that there are.

mod defining;
mod input;
mod marking;
mod object;
mod query;
mod refusal;
mod step;

pub(crate) use defining::ProcedureDefiningMutation;
pub(crate) use marking::ProcedureMarkingMutation;
pub(crate) use object::Procedure;
pub(crate) use query::ProcedureQuery;
