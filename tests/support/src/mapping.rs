//! Mapping where no query table knows of any record.

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::ids::{CustomerId, MspId, RecordId, TenantId};
use tenantry_domain::record::Position;
use tenantry_engine::commands::Engine;
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::mapping::{
    Catalogues, CataloguesLimits, MappableRecord, MappedCustomer, MappedTenant, MappingParts,
    MappingView, Mappings,
};
use tenantry_engine::time::Clock;

#[derive(Debug)]
struct Empty;

#[async_trait]
impl MappingView for Empty {
    async fn reached(&self, _: MspId) -> Result<Option<Position>, KnownUnreadable> {
        Ok(None)
    }

    async fn customers(
        &self,
        _: MspId,
        _: Option<CustomerId>,
    ) -> Result<Vec<MappedCustomer>, KnownUnreadable> {
        Ok(Vec::new())
    }

    async fn tenants(
        &self,
        _: MspId,
        _: Option<TenantId>,
    ) -> Result<Vec<MappedTenant>, KnownUnreadable> {
        Ok(Vec::new())
    }

    async fn records(
        &self,
        _: MspId,
        _: Option<RecordId>,
    ) -> Result<Vec<MappableRecord>, KnownUnreadable> {
        Ok(Vec::new())
    }
}

/// There is nothing to map.
pub fn nowhere(engine: Arc<Engine>, clock: Arc<dyn Clock>) -> Mappings {
    let view = Arc::new(Empty);
    let (ledger, limits) = (engine.ledger().clone(), CataloguesLimits::default());
    let catalogues = Catalogues::new(view.clone(), ledger, clock.clone(), limits);
    Mappings::new(MappingParts {
        engine,
        view,
        catalogues: Arc::new(catalogues),
        clock,
    })
}
