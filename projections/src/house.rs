//! What daemon, rebuild and readers of one process share.

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tenantry_domain::ids::MspId;
use tenantry_engine::ledger::{Head, Ledger};
use tenantry_engine::together::Together;
use tokio::sync::{Notify, watch};

use crate::declaration::Declaration;
use crate::error::ProjectionError;
use crate::rebuild::UnderWay;
use crate::select::Select;
use crate::store::{Store, Stored};

#[derive(Debug)]
pub(crate) struct House {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) declared: &'static [Declaration],
    pub(crate) tuning: Tuning,
    pub(crate) board: Board,
    pub(crate) under_way: UnderWay,
    /// Statements that readers caused.
    pub(crate) reads: AtomicU64,
    pub(crate) pages: Together<PageAsked, PageFound>,
}

/// A page of a projection that somebody of an MSP wants.
pub(crate) type PageAsked = (&'static str, MspId, Select);

pub(crate) type PageFound = Result<Arc<Vec<Stored>>, ProjectionError>;

/// The measures of the machinery. Tests make them small.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tuning {
    /// How long a lease lasts unless it is renewed: how long a killed process is waited for.
    pub(crate) lease: Duration,
    /// The most events of one MSP in one batch of the daemon.
    pub(crate) batch: usize,
    /// The most events in one page of a rebuild.
    pub(crate) page: usize,
    /// Bytes of rows a rebuild holds before it writes them.
    pub(crate) rebuild_memory: usize,
    /// Bytes of rows the daemon keeps from one batch to the next, all MSPs together.
    pub(crate) daemon_memory: usize,
    /// How long others may be kept waiting for a checkpoint with which no rows come, however much happens.
    pub(crate) mark: Duration,
    /// A projection that has never run is rebuilt, not followed, when there is more than this.
    pub(crate) rebuild_from: i64,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(6),
            batch: 5_000,
            page: 3_000,
            rebuild_memory: 112 << 20,
            daemon_memory: 48 << 20,
            mark: Duration::from_millis(100),
            rebuild_from: 50_000,
        }
    }
}

impl Tuning {
    /// How often a lease is renewed: often enough that a missed one does no harm.
    pub(crate) fn renewal(&self) -> Duration {
        self.lease / 4
    }
}

impl House {
    pub(crate) fn declaration(
        &self,
        name: &str,
    ) -> Result<(usize, &'static Declaration), ProjectionError> {
        self.declared
            .iter()
            .enumerate()
            .find(|(_, declared)| declared.name == name)
            .ok_or_else(|| ProjectionError::Unknown {
                name: name.chars().take(80).collect(),
                known: self
                    .declared
                    .iter()
                    .map(|declared| declared.name)
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }

    /// The heads of all ledgers.
    pub(crate) async fn heads(&self) -> Result<Vec<Head>, ProjectionError> {
        const PAGE: usize = 1_000;
        let mut all: Vec<Head> = Vec::new();
        loop {
            let page = self.ledger.heads(all.last().map(|h| h.msp), PAGE).await?;
            let last = page.len() < PAGE;
            all.extend(page);
            if last {
                return Ok(all);
            }
        }
    }
}

/// A projection, whose part of it, and how far that is.
pub(crate) type Posted = (&'static str, MspId, i64);

/// How far this process's own daemon has come, for those in this process who wait for it. Checkpoints in the
/// database may be a moment behind it: all that concerns the table up to here is in its rows, though.
#[derive(Debug)]
pub(crate) struct Board {
    reached: Mutex<HashMap<(&'static str, MspId), i64>>,
    changed: watch::Sender<u64>,
    hurry: Notify,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            reached: Mutex::default(),
            changed: watch::Sender::new(0),
            hurry: Notify::new(),
        }
    }
}

impl Board {
    pub(crate) fn post(&self, positions: impl Iterator<Item = Posted>) {
        {
            // A map of numbers is whole whatever happened to its last holder.
            let mut reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
            for (projection, msp, position) in positions {
                reached.insert((projection, msp), position);
            }
        }
        self.changed
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(crate) fn reached(&self, projection: &'static str, msp: MspId) -> Option<i64> {
        let reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        reached.get(&(projection, msp)).copied()
    }

    /// This process no longer follows the projection.
    pub(crate) fn clear(&self, projection: &'static str) {
        let mut reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        reached.retain(|(name, _), _| *name != projection);
    }

    /// Somebody waits for what is not there yet.
    pub(crate) fn hurry(&self) {
        self.hurry.notify_one();
    }

    /// Until somebody waits. One who came while nobody looked counts: at worst a round comes early.
    pub(crate) async fn hurried(&self) {
        self.hurry.notified().await;
    }

    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }
}

/// A position as databases store it.
pub(crate) fn stored(position: u64) -> i64 {
    // The ledger's positions are signed 64-bit numbers in the database too.
    i64::try_from(position).unwrap_or(i64::MAX)
}

/// A stored position as the ledger counts it.
pub(crate) fn position(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or_default()
}
