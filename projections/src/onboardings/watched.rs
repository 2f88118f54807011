//! Which tenants are looked after, for those who look.

use async_trait::async_trait;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::drift::WatchedTenants;

use super::Onboardings;
use super::row::OnboardingStatus;
use crate::projections::Projections;

#[async_trait]
impl WatchedTenants for Projections {
    async fn after(
        &self,
        msp: MspId,
        tenant: Option<TenantId>,
    ) -> Result<Vec<TenantId>, KnownUnreadable> {
        let after = tenant.map(TenantId::as_uuid);
        let watched = self.first_of::<Onboardings, _>(msp, after, |row| {
            let in_place = row.status == OnboardingStatus::Active;
            in_place.then(|| TenantId::new(row.id))
        });
        Ok(watched.await?)
    }
}
