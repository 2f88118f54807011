//! The tenants known so far, for discovery to hold against what it hears.

use async_trait::async_trait;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_engine::discovery::{KnownTenant, KnownTenants, KnownUnreadable};

use super::Tenants;
use crate::projections::Projections;
use crate::walks::by_id;

#[async_trait]
impl KnownTenants for Projections {
    async fn after(
        &self,
        msp: MspId,
        tenant: Option<TenantId>,
    ) -> Result<Vec<KnownTenant>, KnownUnreadable> {
        let mut last = tenant.map(TenantId::as_uuid);
        loop {
            // By id: names may change while the list is read.
            let rows = self.part::<Tenants>(msp, &by_id(Vec::new(), last)).await?;
            let Some(end) = rows.last() else {
                return Ok(Vec::new());
            };
            last = Some(end.id);
            // A tenant that was onboarded before it was ever seen is not known to discovery.
            let seen = rows.iter().filter(|row| !row.sources.is_empty());
            let known: Vec<KnownTenant> = seen
                .map(|row| KnownTenant {
                    tenant: TenantId::new(row.id),
                    sighting: row.sighting(),
                    missed: row.missed,
                })
                .collect();
            if !known.is_empty() {
                return Ok(known);
            }
        }
    }
}
