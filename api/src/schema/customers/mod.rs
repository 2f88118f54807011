//! The MSP's customers.

mod mutation;
mod object;
mod query;

pub(crate) use mutation::CustomerMutation;
pub(crate) use object::Customer;
pub(crate) use query::CustomerQuery;
