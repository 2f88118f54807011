//! What an MSP does again and again, as steps built from the operations that there are.

mod object;
mod query;
mod step;

pub(crate) use object::Procedure;
pub(crate) use query::ProcedureQuery;
