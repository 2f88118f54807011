//! Builds a projection's table anew beside the one that is read, then lets it take that one's
//! place in one moment.
//!
//! Two tasks at most: one reads the ledgers page by page, one folds in memory and writes in bulk.
//! Rows and checkpoints are committed together all along, so that a rebuild that was killed goes
//! on where it was; the fence of its lease keeps a killed one that is not quite dead from writing.

mod fold;
mod pages;
mod progress;
mod under_way;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tenantry_domain::ids::MspId;
use uuid::Uuid;

use crate::decisions::Decisions;
use crate::declaration::Declaration;
use crate::error::ProjectionError;
use crate::house::{House, position, stored};
use crate::store::{Hold, Partition, Shadow, Switch, Table};
use fold::Folding;
use under_way::Shown;

pub use progress::Progress;
pub(crate) use progress::Report;
pub use under_way::Claim;
pub(crate) use under_way::UnderWay;

/// How often the last step is tried: against a daemon that keeps ahead, readers that do not end.
const ATTEMPTS: u32 = 300;

/// Builds the table of a projection anew. Answers how many events went in.
pub(crate) async fn rebuild(
    house: &Arc<House>,
    declared: &'static Declaration,
    report: Report<'_>,
) -> Result<u64, ProjectionError> {
    let (place, _) = house.declaration(declared.name)?;
    let decisions = read_decisions(house).await?;
    if decisions.paused(place) {
        return Err(ProjectionError::Paused {
            name: declared.name.to_owned(),
        });
    }
    let (table, hold) = begin(house, declared).await?;
    let _shown = Shown::begin(&house.under_way, declared.name);
    let mut told = |progress: Progress| {
        house.under_way.post(declared.name, progress);
        report(progress);
    };
    let mut work = Work {
        house,
        place,
        table: &table,
        hold,
        decisions,
        report: progress::Meter::new(&mut told),
    };
    let outcome = while_renewing(house, &table, hold, Box::pin(work.run())).await;
    if outcome.is_err() {
        // It runs out by itself if this fails.
        house.store.release_lease(&table, hold).await.ok();
    }
    outcome
}

async fn read_decisions(house: &House) -> Result<Decisions, ProjectionError> {
    let mut decisions = Decisions::default();
    decisions
        .refresh(house.ledger.as_ref(), house.declared)
        .await?;
    Ok(decisions)
}

/// Takes the shadow table. A living holder renews its lease while we look on: that is "busy". A
/// dead one does not, and is waited out.
async fn begin(
    house: &House,
    declared: &'static Declaration,
) -> Result<(Table, Hold), ProjectionError> {
    let lease = house.tuning.lease;
    let owner = Uuid::now_v7();
    let began = Instant::now();
    let mut seen = None;
    loop {
        match house.store.begin_shadow(declared, owner, lease).await? {
            Shadow::Begun { table, hold } => return Ok((table, hold)),
            Shadow::Busy { until } => {
                let renewed = seen.is_some_and(|seen| seen != until);
                if renewed || began.elapsed() > lease * 2 {
                    return Err(busy(declared));
                }
                seen = Some(until);
            }
        }
        tokio::time::sleep(house.tuning.renewal() / 8).await;
    }
}

fn busy(declared: &Declaration) -> ProjectionError {
    ProjectionError::Busy {
        name: declared.name.to_owned(),
    }
}

/// Does the work and keeps the lease alive beside it.
async fn while_renewing<T>(
    house: &House,
    table: &Table,
    hold: Hold,
    work: impl Future<Output = Result<T, ProjectionError>> + Unpin,
) -> Result<T, ProjectionError> {
    let tuning = house.tuning;
    let renewing = async {
        loop {
            tokio::time::sleep(tuning.renewal()).await;
            // When the database is away, the work notices it too; only a lost lease ends here.
            let rate = house.under_way.rate(table.declared.name);
            let renewed = house
                .store
                .renew_lease(table, hold, tuning.lease, rate)
                .await;
            if renewed == Ok(false) {
                return;
            }
        }
    };
    tokio::select! {
        // The work first: after the switch the lease is gone because all is done.
        biased;
        outcome = work => outcome,
        () = renewing => Err(busy(table.declared)),
    }
}

struct Work<'a, 'r> {
    house: &'a Arc<House>,
    place: usize,
    table: &'a Table,
    hold: Hold,
    decisions: Decisions,
    report: progress::Meter<'r>,
}

/// How far one MSP has to be taken.
#[derive(Debug, Clone)]
pub(crate) struct Stretch {
    pub(crate) partition: Partition,
    pub(crate) to: i64,
}

impl Work<'_, '_> {
    async fn run(&mut self) -> Result<u64, ProjectionError> {
        let mut events = self.catch_up().await?;
        // Indexes are made over the finished table: far cheaper than row by row.
        self.house.store.index(self.table).await?;
        for _ in 0..ATTEMPTS {
            events += self.catch_up().await?;
            let no_step_back = !self.is_of_another_history().await?;
            let store = &self.house.store;
            match store.switch(self.table, self.hold, no_step_back).await? {
                Switch::Done => {
                    self.report.done();
                    return Ok(events);
                }
                Switch::Behind => {}
                Switch::InUse => tokio::time::sleep(Duration::from_millis(50)).await,
                Switch::Lost => return Err(busy(self.table.declared)),
            }
        }
        Err(busy(self.table.declared))
    }

    /// Folds until the heads as of now.
    async fn catch_up(&mut self) -> Result<u64, ProjectionError> {
        let stretches = self.stretches().await?;
        self.report.aim(&stretches);
        let mut folding = Folding::new(
            self.house,
            self.place,
            self.table,
            self.hold,
            &self.decisions,
        );
        let open: Vec<Stretch> = stretches
            .into_iter()
            .filter(|stretch| stretch.partition.position < stretch.to)
            .collect();
        folding.all(open, &mut self.report).await
    }

    async fn stretches(&mut self) -> Result<Vec<Stretch>, ProjectionError> {
        let store = &self.house.store;
        let heads = self.house.heads().await?;
        let msps: Vec<MspId> = heads.iter().map(|head| head.msp).collect();
        let mut partitions = store.partitions(self.table).await?;
        let known: Vec<MspId> = partitions.iter().map(|p| p.msp).collect();
        let new: Vec<MspId> = msps
            .into_iter()
            .filter(|msp| known.binary_search(msp).is_err())
            .collect();
        if !new.is_empty() {
            store.open_partitions(self.table, &new).await?;
            partitions = store.partitions(self.table).await?;
        }
        let standing = self.standing().await?;
        let mut stretches = Vec::with_capacity(heads.len());
        for head in heads {
            let to = if self.decisions.orders(self.place, head.msp).paused() {
                // A paused partition stands where readers see it now.
                standing
                    .iter()
                    .find(|p| p.msp == head.msp)
                    .map_or(0, |p| p.position)
            } else {
                stored(head.position)
            };
            if let Some(partition) = partitions.iter().find(|p| p.msp == head.msp) {
                stretches.push(Stretch {
                    partition: partition.clone(),
                    to,
                });
            }
        }
        Ok(stretches)
    }

    /// Whether the table that readers see is ahead of the ledger, as after a backup was restored:
    /// then going back is what has to be done.
    async fn is_of_another_history(&mut self) -> Result<bool, ProjectionError> {
        let standing = self.standing().await?;
        let heads = self.house.heads().await?;
        Ok(standing.iter().any(|partition| {
            let head = heads.iter().find(|head| head.msp == partition.msp);
            partition.position > head.map_or(0, |head| stored(head.position))
        }))
    }

    /// The partitions of the table that readers see.
    async fn standing(&mut self) -> Result<Vec<Partition>, ProjectionError> {
        let declared = self.table.declared;
        let generations = self.house.store.generations().await?;
        let live = generations
            .iter()
            .find(|g| g.live && g.projection == declared.name);
        match live {
            None => Ok(Vec::new()),
            Some(live) => {
                let table = Table::live(declared, live.number);
                self.house.store.partitions(&table).await
            }
        }
    }
}

pub(crate) fn poisoned(
    declared: &Declaration,
    msp: MspId,
    failure: &crate::store::Failure,
) -> ProjectionError {
    ProjectionError::Poisoned {
        name: declared.name.to_owned(),
        msp,
        position: position(failure.position),
        code: failure.code.clone(),
        detail: failure.detail.clone(),
    }
}
