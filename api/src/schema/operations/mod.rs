//! How the machinery does for this MSP.

mod query;

pub(crate) use query::OperationsQuery;
