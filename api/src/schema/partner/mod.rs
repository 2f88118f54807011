//! The MSP's own side at Microsoft.

mod query;

pub(crate) use query::PartnerQuery;
