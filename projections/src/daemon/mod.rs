//! Follows the ledgers: whatever is recorded is soon in the query tables.
//!
//! A round looks at the heads of all ledgers, or hears of what this process itself recorded, gathers those that
//! moved into a few batches, and takes each batch through: read events once for all projections, fold, write
//! rows and checkpoints in one transaction per projection. When events come fast the daemon waits a little
//! longer between rounds, so that they come in fewer and larger transactions: a row that five events touch
//! within a moment is written once. Where somebody in this process waits to see what was just recorded, it
//! does not linger. Checkpoints of tables that an event does not concern follow when it is quiet (`marking`).

mod batch;
mod catching_up;
mod follower;
mod leases;
mod marking;

pub(crate) use batch::{gap, offer};
pub(crate) use catching_up::catch_up;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use tenantry_domain::ids::MspId;
use tenantry_engine::ledger::{LedgerError, Wake};
use tokio::sync::watch;
use uuid::Uuid;

use crate::decisions::Decisions;
use crate::error::ProjectionError;
use crate::house::{House, stored};
use batch::{Batch, Plan};
use follower::Follower;
use leases::{Held, Rebuilds};
use marking::Owed;

/// Batches under way at once.
const PARALLEL: usize = 4;

/// How long nothing may be looked at when nobody wakes us.
const IDLE: Duration = Duration::from_secs(1);

/// How long one may go by what one heard, without a look at the heads.
const LOOK: Duration = Duration::from_millis(100);

/// Pause between rounds when little happens, and when much does.
const LINGER: Duration = Duration::from_millis(10);
const LONG_LINGER: Duration = Duration::from_millis(60);

/// Timers know nothing finer, and shorter rests would last longer than meant.
const FINEST: Duration = Duration::from_millis(1);

/// Events in one round from which on it is "much".
const BUSY: usize = 200;

#[derive(Debug)]
pub(crate) struct Daemon {
    house: Arc<House>,
    /// Who this daemon is to a lease.
    owner: Uuid,
    /// What we advance, by the place of the projection.
    held: Vec<Option<Held>>,
    followers: BTreeMap<MspId, Follower>,
    decisions: Arc<Decisions>,
    decisions_read: Option<Instant>,
    /// When the heads of all ledgers were last looked at.
    heads_read: Option<Instant>,
    /// The last round went by what it heard: what others recorded at the same time is not seen yet.
    by_hearsay: bool,
    leases_minded: Option<Instant>,
    owed: Owed,
    rebuilds: Rebuilds,
}

/// What a round came to.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Round {
    pub(crate) events: usize,
    /// There is more to read already.
    pub(crate) more: bool,
    /// How long looking for work took.
    looked: Duration,
}

impl Daemon {
    pub(crate) fn new(house: Arc<House>) -> Self {
        Self {
            held: house.declared.iter().map(|_| None).collect(),
            rebuilds: Rebuilds::new(house.declared.len()),
            house,
            owner: Uuid::now_v7(),
            followers: BTreeMap::new(),
            decisions: Arc::default(),
            decisions_read: None,
            heads_read: None,
            by_hearsay: false,
            leases_minded: None,
            owed: Owed::default(),
        }
    }

    /// Follows until told to stop. Errors of the database are waited out.
    pub(crate) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut wake = Wake::default();
        let mut backoff = Backoff::default();
        let mut quiet = false;
        loop {
            if *stop.borrow() {
                break;
            }
            let done = if quiet {
                self.mark().await.map(|()| Round::default())
            } else {
                self.round().await
            };
            let rest = match done {
                Ok(round) => {
                    backoff = Backoff::default();
                    Rest::After(round)
                }
                Err(error) => {
                    tracing::warn!(code = error.code(), %error, "projections wait for the database");
                    Rest::Backoff(backoff.next())
                }
            };
            tokio::select! {
                // A signal whose sender is gone will never come: that is a stop as well.
                changed = stop.changed() => if changed.is_err() { break },
                calm = self.rest(rest, &mut wake) => quiet = calm,
            }
        }
        self.release().await;
    }

    /// Whether it was quiet for so long that what is owed is due.
    async fn rest(&self, rest: Rest, wake: &mut Wake) -> bool {
        match rest {
            Rest::Backoff(pause) => {
                tokio::time::sleep(pause).await;
                false
            }
            Rest::After(round) if round.more => false,
            Rest::After(round) => {
                if round.events > 0 {
                    let linger = if round.events >= BUSY {
                        LONG_LINGER
                    } else {
                        LINGER
                    };
                    // With very many ledgers, looking at all heads takes a fifth of the time at most, and
                    // half of it while somebody waits.
                    let looked = round.looked;
                    if looked >= FINEST {
                        tokio::time::sleep(looked).await;
                    }
                    tokio::select! {
                        () = tokio::time::sleep(linger.max(looked * 4).saturating_sub(looked)) => {}
                        () = self.house.board.hurried() => {}
                    }
                }
                let at_most = if self.by_hearsay { LOOK } else { IDLE };
                let news = self.house.ledger.wait(wake, at_most);
                if let Some(due) = self.owed.due(self.house.tuning.mark) {
                    // Whoever stops waiting before there is news is told of it the next time.
                    tokio::time::timeout(due, news).await.is_err()
                } else {
                    news.await;
                    false
                }
            }
        }
    }

    /// Looks for work once and does it.
    pub(crate) async fn round(&mut self) -> Result<Round, ProjectionError> {
        let began = Instant::now();
        self.by_hearsay = self.hear_of_own();
        if !self.by_hearsay {
            self.read_heads().await?;
        }
        self.mind_decisions().await?;
        self.mind_leases().await?;
        self.open_partitions().await?;
        let looked = began.elapsed();
        let batches = self.batches();
        let plan = Arc::new(Plan {
            house: Arc::clone(&self.house),
            held: self
                .held
                .iter()
                .map(|held| held.as_ref().map(|h| (h.table.clone(), h.hold)))
                .collect(),
            decisions: Arc::clone(&self.decisions),
            memory: self.house.tuning.daemon_memory / self.followers.len().max(1),
        });
        let mut done = futures::stream::iter(batches)
            .map(|batch| batch::advance(Arc::clone(&plan), batch))
            .buffer_unordered(PARALLEL);
        let mut round = Round {
            looked,
            ..Round::default()
        };
        let mut trouble = None;
        let mut lost = Vec::new();
        while let Some(batch) = done.next().await {
            round.events += batch.events;
            for (held, events) in self.held.iter_mut().zip(&batch.folded) {
                if let Some(held) = held {
                    held.folded += events;
                }
            }
            if batch.decided {
                self.decisions_read = None;
            }
            lost.extend(batch.lost);
            trouble = trouble.or(batch.trouble);
            for follower in batch.followers {
                self.owed.note(&follower);
                self.followers.insert(follower.msp, follower);
            }
        }
        drop(done);
        for projection in lost {
            self.let_go(projection);
        }
        if self.owed.is_overdue(self.house.tuning.mark) {
            self.mark().await?;
        }
        if let Some(error) = trouble {
            return Err(error);
        }
        round.more = self.followers.values().any(|f| f.has_work(&plan));
        Ok(round)
    }

    /// Whether this process recorded something that was not heard of yet. What others record is looked
    /// for all the same, now and then.
    fn hear_of_own(&mut self) -> bool {
        if self.heads_read.is_none_or(|at| at.elapsed() >= LOOK) {
            return false;
        }
        let projections = self.house.declared.len();
        let mut news = false;
        for (msp, end) in self.house.ledger.fresh_ends() {
            let follower = self.followers.entry(msp);
            let follower = follower.or_insert_with(|| Follower::new(msp, projections));
            news |= stored(end) > follower.head;
            follower.head = follower.head.max(stored(end));
        }
        news
    }

    pub(super) async fn read_heads(&mut self) -> Result<(), ProjectionError> {
        let projections = self.house.declared.len();
        for head in self.house.heads().await? {
            self.followers
                .entry(head.msp)
                .or_insert_with(|| Follower::new(head.msp, projections))
                .head = stored(head.position);
        }
        self.heads_read = Some(Instant::now());
        Ok(())
    }

    /// Each second, or at once after an operator's decision went by.
    async fn mind_decisions(&mut self) -> Result<(), ProjectionError> {
        if self.decisions_read.is_some_and(|at| at.elapsed() < IDLE) {
            return Ok(());
        }
        let mut decisions = (*self.decisions).clone();
        decisions
            .refresh(self.house.ledger.as_ref(), self.house.declared)
            .await?;
        self.decisions = Arc::new(decisions);
        self.decisions_read = Some(Instant::now());
        Ok(())
    }

    /// Takes the ledgers that moved out of our list, in batches of about equal size.
    fn batches(&mut self) -> Vec<Batch> {
        let plan_held: Vec<bool> = self.held.iter().map(Option::is_some).collect();
        let decisions = Arc::clone(&self.decisions);
        let size = self.house.tuning.batch;
        let declared = self.house.declared;
        let due: Vec<MspId> = self
            .followers
            .values()
            .filter(|f| f.next(declared, &plan_held, &decisions).is_some())
            .map(|f| f.msp)
            .collect();
        let mut batches = Vec::new();
        let mut batch = Batch::default();
        let mut events = 0;
        for msp in due {
            let Some(follower) = self.followers.remove(&msp) else {
                continue;
            };
            if follower.alone {
                batches.push(Batch::of(follower));
                continue;
            }
            events += follower.backlog(size);
            batch.followers.push(follower);
            if events >= size {
                batches.push(std::mem::take(&mut batch));
                events = 0;
            }
        }
        if !batch.followers.is_empty() {
            batches.push(batch);
        }
        batches
    }
}

enum Rest {
    After(Round),
    Backoff(Duration),
}

/// Doubling pauses while the database is away.
#[derive(Debug, Default)]
struct Backoff(u32);

impl Backoff {
    fn next(&mut self) -> Duration {
        let pause = Duration::from_millis(100 << self.0.min(5));
        self.0 += 1;
        pause
    }
}

/// Whether trying again soon may help.
fn is_transient(error: &ProjectionError) -> bool {
    matches!(error, ProjectionError::Database(error)
        if error.is_transient() || matches!(error,
            LedgerError::DiskFull { .. } | LedgerError::ReadOnly { .. } | LedgerError::AccessDenied { .. }))
}
