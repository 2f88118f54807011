//! Proofs and verifications for those who ask: each reads much, so there are few at a time.

mod proofs;
mod runs;

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::ids::MspId;
use tenantry_domain::record::Position;
use tenantry_engine::evidence::{EventProof, Evidence};

pub(crate) use proofs::Unproven;
pub(crate) use runs::{Run, Stage};

/// One for the whole node.
#[derive(Debug, Clone)]
pub struct Proving {
    port: Arc<dyn Evidence>,
    proofs: proofs::Turns,
    runs: runs::Runs,
}

impl Proving {
    pub fn new(port: Arc<dyn Evidence>) -> Self {
        Self {
            port,
            proofs: proofs::Turns::default(),
            runs: runs::Runs::default(),
        }
    }

    /// That the event at a position is in the MSP's ledger. One at a time for each MSP: a proof reads all leaves.
    pub(crate) async fn proof(
        &self,
        msp: MspId,
        position: Position,
        patience: Duration,
    ) -> Result<EventProof, Unproven> {
        let _turn = self.proofs.turn(msp, patience).await?;
        Ok(self.port.proof(msp, position).await?)
    }

    /// The verification of the MSP's ledger that is under way, or a new one.
    pub(crate) fn verification(&self, msp: MspId) -> Option<Run> {
        self.runs.join(msp, &self.port)
    }
}
