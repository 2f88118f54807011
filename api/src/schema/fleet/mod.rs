//! How all of an MSP's things stand, in numbers.

mod object;
mod query;

pub(crate) use query::FleetQuery;
