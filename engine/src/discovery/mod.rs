//! Which Microsoft 365 tenants an MSP's customers have: four sources read at the same time, merged
//! by tenant, and every change recorded.
//!
//! A source that fails leaves the others going: what it said before still holds, and nothing is
//! called missing on its account. Only a fault of the MSP's whole account ends a discovery, and then
//! nothing is recorded. Looking twice, or from two places at once, records nothing twice.

mod fault;
mod known;
mod reading;
mod recording;
mod report;

use std::sync::Arc;

use tenantry_domain::ids::{CorrelationId, MspId};

use crate::clouds::PartnerClouds;
use crate::commands::Engine;
use crate::time::Clock;

pub use fault::{DiscoveryFault, KnownUnreadable};
pub use known::{KnownTenant, KnownTenants};
pub use report::{Report, SourceReport};

/// Looks for tenants, and records what it finds.
#[derive(Debug, Clone)]
pub struct Discovery {
    engine: Arc<Engine>,
    known: Arc<dyn KnownTenants>,
    clock: Arc<dyn Clock>,
}

impl Discovery {
    pub fn new(engine: Arc<Engine>, known: Arc<dyn KnownTenants>, clock: Arc<dyn Clock>) -> Self {
        Self {
            engine,
            known,
            clock,
        }
    }

    /// One look at all sources of this MSP. All that it records bears the correlation id.
    pub async fn run(
        &self,
        msp: MspId,
        clouds: &PartnerClouds,
        correlation: CorrelationId,
    ) -> Result<Report, DiscoveryFault> {
        let at = self.clock.now();
        let heard = reading::all(clouds).await?;
        let report = recording::Recording::new(self, msp, correlation, at, heard)
            .run()
            .await?;
        tracing::info!(%msp, correlation = %correlation, seen = report.seen, new = report.new.len(),
            changed = report.changed.len(), missed = report.missed.len(), "discovered tenants");
        Ok(report)
    }
}
