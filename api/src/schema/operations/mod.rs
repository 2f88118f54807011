//! How the machinery does for this MSP.

mod mutation;
mod query;

pub(crate) use mutation::OperationsMutation;
pub(crate) use query::OperationsQuery;
