//! Consents where no cloud is there to be asked.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::cloud::{
    Cause, CloudFault, ConfirmedConsent, ConsentedTenants, Listed, ResolvedTenant, TenantId,
    TenantName, TenantResolver,
};
use tenantry_domain::ids::MspId;
use tenantry_domain::text::PermissionName;
use tenantry_engine::commands::Engine;
use tenantry_engine::consents::{ConsentParts, Consents};
use tenantry_engine::time::Clock;

#[derive(Debug)]
struct Nowhere;

#[async_trait]
impl TenantResolver for Nowhere {
    async fn resolve(&self, _: &TenantName) -> Result<ResolvedTenant, CloudFault> {
        Err(CloudFault::new(
            Cause::TenantNotFound,
            "nowhere",
            "there is none",
        ))
    }
}

#[async_trait]
impl ConsentedTenants for Nowhere {
    async fn confirm(&self, _: MspId, _: TenantId) -> Result<ConfirmedConsent, CloudFault> {
        Err(CloudFault::new(
            Cause::ConsentMissing,
            "nowhere",
            "nobody was asked",
        ))
    }

    async fn permitted(
        &self,
        _: MspId,
        _: TenantId,
    ) -> Result<BTreeSet<PermissionName>, CloudFault> {
        Ok(BTreeSet::new())
    }

    async fn list(&self, _: MspId, _: &[PermissionName]) -> Result<Listed, CloudFault> {
        Ok(Listed::Unseen)
    }
}

/// Nobody can be asked.
pub fn nowhere(engine: Arc<Engine>, clock: Arc<dyn Clock>) -> Consents {
    Consents::new(ConsentParts {
        engine,
        clock,
        resolver: Arc::new(Nowhere),
        tenants: Arc::new(Nowhere),
        invitations: None,
    })
}
