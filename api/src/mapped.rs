//! What maps: records onto customers, products onto services; and what an MSP has set.

use std::sync::Arc;

use tenantry_engine::commands::Engine;
use tenantry_engine::mapping::{
    Catalogues, CataloguesLimits, MappingParts, Mappings, Preferences, Products, ProductsParts,
};
use tenantry_engine::time::Clock;
use tenantry_projections::Projections;

#[derive(Debug, Clone)]
pub struct Mapping {
    pub mappings: Mappings,
    pub products: Products,
    pub preferences: Preferences,
}

impl Mapping {
    /// Upon the query tables: they say what there is to be mapped.
    pub fn upon(engine: &Arc<Engine>, projections: &Projections, clock: Arc<dyn Clock>) -> Self {
        let view = Arc::new(projections.clone());
        let catalogues = Catalogues::new(
            view.clone(),
            engine.ledger().clone(),
            clock.clone(),
            CataloguesLimits::default(),
        );
        Self {
            mappings: Mappings::new(MappingParts {
                engine: engine.clone(),
                view: view.clone(),
                catalogues: Arc::new(catalogues),
                clock: clock.clone(),
            }),
            products: Products::new(ProductsParts {
                engine: engine.clone(),
                view: view.clone(),
                records: view,
                clock,
            }),
            preferences: Preferences::new(engine.clone()),
        }
    }
}
