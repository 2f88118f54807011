//! The tenants known so far, as a port: a query table answers it.

use std::fmt::Debug;

use async_trait::async_trait;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::tenant::Sighting;

use super::KnownUnreadable;

/// A tenant that was seen before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTenant {
    pub tenant: TenantId,
    pub sighting: Sighting,
    /// No source named it when it was looked for last.
    pub missed: bool,
}

/// The MSP's tenants in the order of their ids. It may be a moment behind the ledger: then a command
/// is sent that finds everything done, or a change waits for the next discovery.
#[async_trait]
pub trait KnownTenants: Debug + Send + Sync {
    /// Those after this one; none when there are no more.
    async fn after(
        &self,
        msp: MspId,
        tenant: Option<TenantId>,
    ) -> Result<Vec<KnownTenant>, KnownUnreadable>;
}
