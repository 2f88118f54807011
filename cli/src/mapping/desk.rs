//! What it takes to map, for one MSP.

use std::sync::Arc;
use std::time::Duration;

use tenantry_api::Mapping;
use tenantry_domain::ids::MspId;
use tenantry_engine::commands::Engine;
use tenantry_engine::time::SystemClock;
use tenantry_projections::Projections;

use crate::config::Config;
use crate::failure::Failure;
use crate::installation;

/// What records are judged by.
const TABLES: &[&str] = &["vendor_records", "customers", "tenants", "tenant_consents"];
/// For tables that somebody else follows, or that stand still.
const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) struct Desk {
    pub(crate) msp: MspId,
    pub(crate) engine: Arc<Engine>,
    pub(crate) projections: Projections,
    pub(crate) mapping: Mapping,
}

impl Desk {
    pub(crate) async fn of(msp: MspId, config: &Config) -> Result<Self, Failure> {
        let engine = Arc::new(installation::engine(config).await?);
        let ledger = Arc::clone(engine.ledger());
        let projections = installation::projections(config, ledger).await?;
        let mapping = Mapping::upon(&engine, &projections, Arc::new(SystemClock));
        Ok(Self {
            msp,
            engine,
            projections,
            mapping,
        })
    }

    /// The same with query tables that hold all there is. A server follows the ledger all the time; here
    /// perhaps nobody does, and what many records are decided from must miss none of them.
    pub(crate) async fn abreast(msp: MspId, config: &Config) -> Result<Self, Failure> {
        let desk = Self::of(msp, config).await?;
        desk.projections.catch_up().await?;
        let head = desk.engine.ledger().head(msp).await?.position;
        if head > 0 {
            let reached = desk.projections.wait_for(msp, head, TABLES, PATIENCE);
            reached.await?;
        }
        Ok(desk)
    }
}
