//! The services of a PSA that Microsoft's products are billed as; and whether that is enough to go on.

mod input;
mod mutation;
mod object;
mod query;

pub(crate) use mutation::ProductMutation;
pub(crate) use query::ProductQuery;
