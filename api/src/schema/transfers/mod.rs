//! Who holds a tenant, and tenants that change hands.
//!
//! The matter concerns several MSPs, so it is on record in the installation's ledger. No position of
//! that ledger is told: it would say how much goes on at others.

mod mutation;
mod object;
mod query;

pub(crate) use mutation::TransferMutation;
pub(crate) use query::TransferQuery;
