//! The Microsoft 365 tenants of the MSP's customers.

mod discovery;
mod mutation;
mod object;
mod query;

pub(crate) use mutation::TenantMutation;
pub(crate) use object::Tenant;
pub(crate) use query::TenantQuery;
