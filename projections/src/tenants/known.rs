//! The tenants known so far, for discovery to hold against what it hears.

use async_trait::async_trait;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_engine::discovery::{KnownTenant, KnownTenants, KnownUnreadable};

use super::Tenants;
use super::query::cursor_of;
use crate::declaration::Cell;
use crate::paging::PAGE_ROWS;
use crate::projections::Projections;
use crate::select::{Direction, Select};

#[async_trait]
impl KnownTenants for Projections {
    async fn after(
        &self,
        msp: MspId,
        tenant: Option<TenantId>,
    ) -> Result<Vec<KnownTenant>, KnownUnreadable> {
        let mut last = tenant.map(TenantId::as_uuid);
        loop {
            let select = Select {
                conditions: Vec::new(),
                // By id: names may change while the list is read.
                order: "id",
                direction: Direction::Rising,
                after: last.map(|id| (Cell::Uuid(id), id)),
                first: PAGE_ROWS,
            };
            let page = self.page::<Tenants>(msp, select, cursor_of).await;
            let page = page.map_err(|error| KnownUnreadable {
                code: error.code(),
                detail: error.to_string(),
            })?;
            let Some(end) = page.rows.last() else {
                return Ok(Vec::new());
            };
            last = Some(end.id);
            // A tenant that was onboarded before it was ever seen is not known to discovery.
            let seen = page.rows.iter().filter(|row| !row.sources.is_empty());
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
