//! Whose relationship a notice is about, for those who take notices.

use async_trait::async_trait;
use tenantry_domain::cloud::gdap::RelationshipId;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::notices::RelationshipTenants;

use super::query::of_relationship;
use crate::projections::Projections;

#[async_trait]
impl RelationshipTenants for Projections {
    async fn tenant_of(
        &self,
        msp: MspId,
        relationship: &RelationshipId,
    ) -> Result<Option<TenantId>, KnownUnreadable> {
        let found = of_relationship(self, msp, relationship).await?;
        Ok(found.map(|row| row.tenant_id))
    }
}
