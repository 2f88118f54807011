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
use tenantry_domain::record::{Actor, Source};

use crate::clouds::PartnerClouds;
use crate::commands::{CommandError, Context, Engine, is_valid_key};
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
        let mut context = Context::new(Actor::service("discovery"), Source::Engine);
        context.correlation_id = Some(correlation);
        self.run_for(msp, clouds, context).await
    }

    /// The same when somebody asked for it, in whose name all is recorded. A key has to be one, and
    /// makes no difference: another look with it is another look.
    pub async fn run_for(
        &self,
        msp: MspId,
        clouds: &PartnerClouds,
        mut context: Context,
    ) -> Result<Report, DiscoveryFault> {
        let key = context.idempotency_key.take();
        if key.is_some_and(|key| !is_valid_key(&key)) {
            return Err(CommandError::KeyMalformed.into());
        }
        let at = self.clock.now();
        let correlation = context.correlation_id;
        let heard = reading::all(clouds).await?;
        let report = recording::Recording::new(self, msp, context, at, heard)
            .run()
            .await?;
        tracing::info!(%msp, ?correlation, seen = report.seen, new = report.new.len(),
            changed = report.changed.len(), missed = report.missed.len(), "discovered tenants");
        Ok(report)
    }
}
