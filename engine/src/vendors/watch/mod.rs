//! Connections are read in the MSP's rhythm, and when somebody asks for it: one worker for each MSP.

mod once;
mod round;
mod schedule;
mod tidying;

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::ids::{CorrelationId, MspId, VendorConnectionId};
use tokio::sync::watch;
use uuid::Uuid;

use super::{VendorConnections, VendorDiscovery};
use crate::commands::Engine;
use crate::discovery::KnownUnreadable;
use crate::leases::Leases;
use crate::sagas::Alarm;
use crate::time::Clock;
use round::Round;

pub use schedule::next_look;

/// How long runs may take to come to the end of their page when the watch is stopped.
const GRACE: Duration = Duration::from_secs(20);

/// A view of the ledger. It may be behind: what is recorded after a worker took the MSP over is heard
/// from the ledger itself, and the list is read again now and then.
#[async_trait]
pub trait ConnectedVendors: Debug + Send + Sync {
    /// The MSP's connections after this one that have not ended, in the order of their ids; none when
    /// there are no more.
    async fn after(
        &self,
        msp: MspId,
        connection: Option<VendorConnectionId>,
    ) -> Result<Vec<VendorConnectionId>, KnownUnreadable>;
}

/// Does what there is to do when a run brought news of accounts.
#[async_trait]
pub trait AfterDiscovery: Debug + Send + Sync {
    /// It is told once for each run that brought news, and after the first run that a worker made, in
    /// case that the worker before it died between a run and this.
    async fn discovered(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
        correlation: CorrelationId,
    );
}

/// What it takes to look after connections.
#[derive(Debug, Clone)]
pub struct VendorWatchParts {
    pub engine: Arc<Engine>,
    pub discovery: VendorDiscovery,
    pub connections: VendorConnections,
    pub connected: Arc<dyn ConnectedVendors>,
    pub after: Option<Arc<dyn AfterDiscovery>>,
    pub leases: Arc<dyn Leases>,
    pub clock: Arc<dyn Clock>,
    pub alarm: Arc<dyn Alarm>,
    /// Who this worker is to the leases.
    pub owner: Uuid,
    /// What it is called on record.
    pub worker: String,
}

/// Looks after the connections of all MSPs whose leases it holds.
#[derive(Debug)]
pub struct VendorWatch {
    parts: VendorWatchParts,
}

impl VendorWatch {
    pub fn new(parts: VendorWatchParts) -> Self {
        Self { parts }
    }

    /// Until it is told to stop. Then runs under way end at their next page, and the leases are given
    /// back. To drop the future instead is safe as well: a run that is left open is ended by the next
    /// worker.
    pub async fn run(&self, mut stopping: watch::Receiver<bool>) {
        let mut round = Round::new(&self.parts, stopping.clone());
        while !*stopping.borrow() {
            tokio::select! {
                biased;
                changed = stopping.changed() => {
                    if changed.is_err() {
                        break;
                    }
                }
                () = round.go() => {}
            }
        }
        if tokio::time::timeout(GRACE, round.finish()).await.is_err() {
            tracing::warn!("vendors that did not answer in time are left to the next worker");
            round.break_off().await;
        }
        round.give_back().await;
    }
}
