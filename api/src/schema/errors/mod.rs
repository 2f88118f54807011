//! What a code means.

mod query;

pub(crate) use query::ErrorQuery;
