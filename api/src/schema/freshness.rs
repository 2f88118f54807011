//! How new what one request reads is. Query tables follow the ledger one by one: whoever was shown an event in one of
//! them is not shown, further down in the same answer, what another one told before it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tenantry_domain::ids::MspId;
use tenantry_domain::record::Position;
use tenantry_projections::{ProjectionError, Projections};

use super::fault::Fault;
use crate::Parts;
use crate::transport::Fresh;

#[derive(Debug)]
pub(crate) struct Freshness {
    projections: Projections,
    msp: MspId,
    patience: Duration,
    /// A field asked for it and has it: what is read below it holds this position, or is an error.
    needed: AtomicU64,
    /// What is read holds this position, unless that takes too long.
    wished: AtomicU64,
}

impl Freshness {
    pub(crate) fn of(parts: &Parts, msp: MspId, wished: Option<Fresh>) -> Self {
        Self {
            projections: parts.projections.clone(),
            msp,
            patience: parts.patience,
            needed: AtomicU64::new(0),
            wished: AtomicU64::new(wished.map_or(0, |Fresh(position)| position)),
        }
    }

    /// Waits until the tables hold this position, whatever else is read.
    pub(crate) async fn wait(
        &self,
        position: Position,
        names: &[&str],
    ) -> Result<(), ProjectionError> {
        let waited = self
            .projections
            .wait_for(self.msp, position, names, self.patience);
        waited.await
    }

    /// Waits until the tables hold this position; from then on, what is read below them is waited for as well.
    pub(crate) async fn need(&self, position: Position, names: &[&str]) -> Result<(), Fault> {
        self.wait(position, names).await?;
        // Not before it was met: a position that never comes fails one field, and not those beside it.
        self.needed.fetch_max(position, Ordering::Relaxed);
        Ok(())
    }

    /// Whether the tables hold this position in time.
    pub(crate) async fn wish(&self, position: Position, names: &[&str]) -> Result<bool, Fault> {
        match self.wait(position, names).await {
            Ok(()) => {
                self.wished.fetch_max(position, Ordering::Relaxed);
                Ok(true)
            }
            Err(
                ProjectionError::Lagging { .. }
                | ProjectionError::Building { .. }
                | ProjectionError::Poisoned { .. },
            ) => {
                // Whoever waited in vain once is not kept at every field.
                self.wished.store(0, Ordering::Relaxed);
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What was just recorded is going to be asked for.
    pub(crate) fn announce(&self) {
        self.projections.hurry();
    }

    /// Before the tables are read for a request that may have seen others of them already.
    pub(crate) async fn keep(&self, names: &[&str]) -> Result<(), Fault> {
        let needed = self.needed.load(Ordering::Relaxed);
        if needed > 0 {
            self.wait(needed, names).await?;
        }
        let wished = self.wished.load(Ordering::Relaxed);
        if wished > needed {
            self.wish(wished, names).await?;
        }
        Ok(())
    }
}
