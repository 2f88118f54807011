//! Which tenants are looked after, for those who look.

use async_trait::async_trait;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::drift::WatchedTenants;

use super::Onboardings;
use super::query::cursor_of;
use super::row::{OnboardingRow, OnboardingStatus};
use crate::declaration::Cell;
use crate::paging::PAGE_ROWS;
use crate::projections::Projections;
use crate::select::{Direction, Select};

#[async_trait]
impl WatchedTenants for Projections {
    async fn after(
        &self,
        msp: MspId,
        tenant: Option<TenantId>,
    ) -> Result<Vec<TenantId>, KnownUnreadable> {
        let mut last = tenant.map(TenantId::as_uuid);
        loop {
            let select = Select {
                conditions: Vec::new(),
                order: "id",
                direction: Direction::Rising,
                after: last.map(|id| (Cell::Uuid(id), id)),
                first: PAGE_ROWS,
            };
            let page = self.page::<Onboardings>(msp, select, cursor_of).await;
            let page = page.map_err(|error| KnownUnreadable {
                code: error.code(),
                detail: error.to_string(),
            })?;
            let Some(end) = page.rows.last() else {
                return Ok(Vec::new());
            };
            last = Some(end.id);
            let in_place = |row: &&OnboardingRow| row.status == OnboardingStatus::Active;
            let watched = page.rows.iter().filter(in_place);
            let watched: Vec<TenantId> = watched.map(|row| TenantId::new(row.id)).collect();
            if !watched.is_empty() {
                return Ok(watched);
            }
        }
    }
}
