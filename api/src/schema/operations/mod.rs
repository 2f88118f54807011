//! How the machinery does for this MSP.

mod mutation;
mod query;
mod work;

pub(crate) use mutation::OperationsMutation;
pub(crate) use query::OperationsQuery;
pub(crate) use work::WorkQuery;
