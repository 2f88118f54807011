//! Which tenants are looked after, for those who look.

use async_trait::async_trait;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::drift::WatchedTenants;

use super::Onboardings;
use super::row::{OnboardingRow, OnboardingStatus};
use crate::projections::Projections;
use crate::walks::by_id;

#[async_trait]
impl WatchedTenants for Projections {
    async fn after(
        &self,
        msp: MspId,
        tenant: Option<TenantId>,
    ) -> Result<Vec<TenantId>, KnownUnreadable> {
        let mut last = tenant.map(TenantId::as_uuid);
        loop {
            let rows = self
                .part::<Onboardings>(msp, &by_id(Vec::new(), last))
                .await?;
            let Some(end) = rows.last() else {
                return Ok(Vec::new());
            };
            last = Some(end.id);
            let in_place = |row: &&OnboardingRow| row.status == OnboardingStatus::Active;
            let watched = rows.iter().filter(in_place);
            let watched: Vec<TenantId> = watched.map(|row| TenantId::new(row.id)).collect();
            if !watched.is_empty() {
                return Ok(watched);
            }
        }
    }
}
