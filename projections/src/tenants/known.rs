//! The tenants known so far, for discovery to hold against what it hears.

use async_trait::async_trait;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_engine::discovery::{KnownTenant, KnownTenants, KnownUnreadable};

use super::Tenants;
use crate::projections::Projections;

#[async_trait]
impl KnownTenants for Projections {
    async fn after(
        &self,
        msp: MspId,
        tenant: Option<TenantId>,
    ) -> Result<Vec<KnownTenant>, KnownUnreadable> {
        let after = tenant.map(TenantId::as_uuid);
        let known = self.first_of::<Tenants, _>(msp, after, |row| {
            // A tenant that was onboarded before it was ever seen is not known to discovery.
            (!row.sources.is_empty()).then(|| KnownTenant {
                tenant: TenantId::new(row.id),
                sighting: row.sighting(),
                missed: row.missed,
            })
        });
        Ok(known.await?)
    }
}
