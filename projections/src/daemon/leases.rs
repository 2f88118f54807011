//! Which projections this process advances, and which it has to build anew first.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use super::Daemon;
use super::follower::{Follower, Part};
use crate::declaration::Declaration;
use crate::error::ProjectionError;
use crate::rebuild;
use crate::store::{Generation, Hold, Lease, Partition, Table};

/// How long a rebuild that failed is left alone.
const PAUSE: Duration = Duration::from_secs(10);

/// A generation we hold the lease of.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) table: Table,
    pub(super) hold: Hold,
    /// Events passed since the lease was last renewed.
    pub(super) folded: u64,
    renewed: Instant,
}

/// Rebuilds the daemon started, by the place of the projection.
#[derive(Debug)]
pub(super) struct Rebuilds(Vec<Rebuild>);

#[derive(Debug, Default)]
struct Rebuild {
    task: Option<JoinHandle<()>>,
    /// The last one met poison.
    failed: Arc<AtomicBool>,
    not_before: Option<Instant>,
}

impl Rebuilds {
    pub(super) fn new(projections: usize) -> Self {
        Self((0..projections).map(|_| Rebuild::default()).collect())
    }
}

// A daemon that is dropped leaves no rebuild behind that nobody watches.
impl Drop for Rebuilds {
    fn drop(&mut self) {
        for task in self.0.iter().filter_map(|rebuild| rebuild.task.as_ref()) {
            task.abort();
        }
    }
}

impl Daemon {
    /// Renews what we hold and takes what is free, a few times within the length of a lease.
    pub(super) async fn mind_leases(&mut self) -> Result<(), ProjectionError> {
        let due = self.house.tuning.renewal();
        let missing = self.held.iter().any(Option::is_none);
        let wait = if missing {
            due.min(Duration::from_millis(250))
        } else {
            due
        };
        if self.leases_minded.is_some_and(|at| at.elapsed() < wait) {
            return Ok(());
        }
        for place in 0..self.held.len() {
            self.renew(place).await?;
        }
        if self.held.iter().any(Option::is_none) {
            let generations = self.house.store.generations().await?;
            for place in 0..self.held.len() {
                if self.held[place].is_none() {
                    self.take_up(place, &generations).await?;
                }
            }
        }
        self.leases_minded = Some(Instant::now());
        Ok(())
    }

    async fn renew(&mut self, place: usize) -> Result<(), ProjectionError> {
        let tuning = self.house.tuning;
        let Some(held) = &mut self.held[place] else {
            return Ok(());
        };
        let since = held.renewed.elapsed();
        if since < tuning.renewal() {
            return Ok(());
        }
        let rate = (u128::from(held.folded) * 1000).checked_div(since.as_millis());
        let rate = i64::try_from(rate.unwrap_or_default()).unwrap_or(i64::MAX);
        let store = &self.house.store;
        if store
            .renew_lease(&held.table, held.hold, tuning.lease, rate)
            .await?
        {
            held.renewed = Instant::now();
            held.folded = 0;
        } else {
            self.let_go(place);
        }
        Ok(())
    }

    /// Takes the lease of a projection's live table, or sees to it that there is one to take.
    async fn take_up(
        &mut self,
        place: usize,
        generations: &[Generation],
    ) -> Result<(), ProjectionError> {
        let declared = &self.house.declared[place];
        if self.is_rebuilding(place) {
            return Ok(());
        }
        let live = generations
            .iter()
            .find(|g| g.live && g.projection == declared.name);
        let Some(live) = live else {
            return Ok(()); // Not migrated for this projection yet.
        };
        let ours = i64::from(declared.version);
        if live.version > ours {
            // A newer program serves this table; our fold would spoil it.
            return Ok(());
        }
        if live.version < ours {
            self.start_rebuild(place, declared);
            return Ok(());
        }
        let table = Table::live(declared, live.number);
        let tuning = self.house.tuning;
        let store = Arc::clone(&self.house.store);
        let Lease::Taken(hold) = store.take_lease(&table, self.owner, tuning.lease).await? else {
            return Ok(());
        };
        let partitions = store.partitions(&table).await?;
        // Whoever had the lease before may have passed the heads we saw.
        self.read_heads().await?;
        if self.needs_rebuild(place, declared, &partitions) {
            store.release_lease(&table, hold).await?;
            self.start_rebuild(place, declared);
            return Ok(());
        }
        self.adopt(place, declared, partitions);
        self.held[place] = Some(Held {
            table,
            hold,
            folded: 0,
            renewed: Instant::now(),
        });
        Ok(())
    }

    fn adopt(&mut self, place: usize, declared: &'static Declaration, partitions: Vec<Partition>) {
        let projections = self.held.len();
        let reached = partitions
            .iter()
            .map(|p| (declared.name, p.msp, p.position));
        self.house.board.post(reached);
        for partition in partitions {
            let msp = partition.msp;
            self.followers
                .entry(msp)
                .or_insert_with(|| Follower::new(msp, projections))
                .parts[place] = Some(Part::new(declared, partition));
        }
    }

    /// Checkpoints for MSPs that are new to a projection we hold.
    pub(super) async fn open_partitions(&mut self) -> Result<(), ProjectionError> {
        for (place, held) in self.held.iter().enumerate() {
            let Some(held) = held else { continue };
            let new: Vec<_> = self
                .followers
                .values()
                .filter(|f| f.parts[place].is_none())
                .map(|f| f.msp)
                .collect();
            if new.is_empty() {
                continue;
            }
            self.house.store.open_partitions(&held.table, &new).await?;
            for follower in self.followers.values_mut() {
                let msp = follower.msp;
                follower.parts[place].get_or_insert_with(|| {
                    let partition = Partition {
                        msp,
                        position: 0,
                        recorded_at: 0,
                        failure: None,
                    };
                    Part::new(held.table.declared, partition)
                });
            }
        }
        Ok(())
    }

    /// Somebody else has moved what we held: what we know of it is worth nothing now.
    pub(super) fn let_go(&mut self, place: usize) {
        self.held[place] = None;
        self.leases_minded = None;
        self.house.board.clear(self.house.declared[place].name);
        for follower in self.followers.values_mut() {
            follower.parts[place] = None;
        }
    }

    /// Gives all leases back, so that others need not wait for them to run out.
    pub(crate) async fn release(&mut self) {
        // Whoever comes next would look at some events again.
        self.mark().await.ok();
        for place in 0..self.held.len() {
            if let Some(held) = self.held[place].take() {
                self.house.board.clear(held.table.declared.name);
                // It runs out by itself if this fails.
                let store = &self.house.store;
                store.release_lease(&held.table, held.hold).await.ok();
            }
        }
    }

    /// A table that is ahead of its ledger belongs to another history, such as that before a
    /// backup was restored; and one that has everything before it is built faster than followed.
    fn needs_rebuild(
        &self,
        place: usize,
        declared: &Declaration,
        partitions: &[Partition],
    ) -> bool {
        let ahead = partitions.iter().find(|p| {
            let head = self.followers.get(&p.msp).map_or(0, |f| f.head);
            p.position > head
        });
        if let Some(ahead) = ahead {
            tracing::warn!(projection = declared.name, msp = %ahead.msp, position = ahead.position,
                "the query table is ahead of the ledger and is built anew");
            return true;
        }
        // One MSP's poison keeps a new table from going live, and all other MSPs with it. Nobody has
        // read this one yet, so it is followed instead, where poison stops its own MSP only.
        if self.rebuilds.0[place].failed.load(Ordering::Relaxed) {
            return false;
        }
        let waiting: i64 = self.followers.values().map(|f| f.head).sum();
        partitions.iter().all(|p| p.position == 0) && waiting >= self.house.tuning.rebuild_from
    }

    pub(crate) fn is_rebuilding(&self, place: usize) -> bool {
        let task = self.rebuilds.0[place].task.as_ref();
        task.is_some_and(|task| !task.is_finished())
    }

    fn start_rebuild(&mut self, place: usize, declared: &'static Declaration) {
        let rebuild = &mut self.rebuilds.0[place];
        if self.decisions.paused(place) {
            return;
        }
        if rebuild.not_before.is_some_and(|at| Instant::now() < at) {
            return;
        }
        rebuild.not_before = Some(Instant::now() + PAUSE);
        let house = Arc::clone(&self.house);
        let failed = Arc::clone(&rebuild.failed);
        rebuild.task = Some(tokio::spawn(async move {
            let outcome = rebuild::rebuild(&house, declared, &mut |_| {}).await;
            match &outcome {
                Ok(events) => {
                    tracing::info!(
                        projection = declared.name,
                        version = declared.version,
                        events,
                        "a projection was built anew"
                    );
                }
                // Another node is at it, which is as good.
                Err(ProjectionError::Busy { .. }) => {}
                Err(error) => {
                    tracing::error!(projection = declared.name, code = error.code(), %error,
                        "a projection could not be built anew; readers keep the old table");
                }
            }
            let poisoned = matches!(outcome, Err(ProjectionError::Poisoned { .. }));
            failed.store(poisoned, Ordering::Relaxed);
        }));
    }
}
