//! The Microsoft 365 tenants of the MSP's customers.

mod discovery;
mod mutation;
mod object;
mod query;
mod subscription;

pub(crate) use mutation::TenantMutation;
pub(crate) use object::Tenant;
pub(crate) use query::TenantQuery;
pub(crate) use subscription::TenantSubscription;
