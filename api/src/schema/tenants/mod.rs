//! The Microsoft 365 tenants of the MSP's customers.

mod object;
mod query;

pub(crate) use object::Tenant;
pub(crate) use query::TenantQuery;
