//! A ledger that blocks, fails or loses its answer when told to.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, Position, RecordedEvent, Sequence, StreamId};
use tenantry_engine::ledger::{
    Head, Ledger, LedgerError, Proposal, StoredShape, StreamFacts, Verdict, Wake,
};
use tokio::sync::watch;

/// What happens to one commit.
#[derive(Debug, Clone)]
pub enum Fault {
    /// It is committed, and then the connection dies before the answer arrives.
    AnswerLost,
    /// It is answered with this error, and nothing is committed.
    Refused(LedgerError),
}

/// Stands before a real ledger.
#[derive(Debug)]
pub struct FaultyLedger {
    inner: Arc<dyn Ledger>,
    commits: Mutex<VecDeque<Fault>>,
    open: watch::Sender<bool>,
    waiting: watch::Sender<usize>,
    /// How many proposals the groups had that reached the database.
    groups: Mutex<Vec<usize>>,
    /// How often several streams were read together.
    together: AtomicUsize,
    /// How many events each reading of a feed asked for.
    feeds: Mutex<Vec<usize>>,
    /// How many of the next readings of a feed find the database away.
    away: AtomicUsize,
    /// How many commits are left until everything fails.
    lives: Mutex<Option<usize>>,
}

impl FaultyLedger {
    pub fn before(inner: Arc<dyn Ledger>) -> Arc<Self> {
        Arc::new(Self {
            inner,
            commits: Mutex::default(),
            open: watch::Sender::new(true),
            waiting: watch::Sender::new(0),
            groups: Mutex::default(),
            together: AtomicUsize::new(0),
            feeds: Mutex::default(),
            away: AtomicUsize::new(0),
            lives: Mutex::default(),
        })
    }

    /// The next commits meet these faults, one each, in this order.
    pub fn next(&self, faults: impl IntoIterator<Item = Fault>) {
        locked(&self.commits).extend(faults);
    }

    /// From now on so many commits succeed, and all after them fail: as if the process had died there.
    pub fn dies_after(&self, commits: usize) {
        *locked(&self.lives) = Some(commits);
    }

    /// The next readings of a feed find the database away, so many of them.
    pub fn lose_feeds(&self, many: usize) {
        self.away.store(many, Relaxed);
    }

    /// From now on commits wait, before they reach the database, until [`Self::release`].
    pub fn hold(&self) {
        self.open.send_replace(false);
    }

    pub fn release(&self) {
        self.open.send_replace(true);
    }

    /// Returns when a commit waits for [`Self::release`].
    pub async fn somebody_waits(&self) {
        let mut waiting = self.waiting.subscribe();
        // The sender lives as long as we do.
        drop(waiting.wait_for(|count| *count > 0).await);
    }

    /// How often several streams were read together.
    pub fn read_together(&self) -> usize {
        self.together.load(Relaxed)
    }

    /// How many events each reading of a feed asked for so far.
    pub fn feeds(&self) -> Vec<usize> {
        locked(&self.feeds).clone()
    }

    /// How many proposals each group had that reached the database so far.
    pub fn groups(&self) -> Vec<usize> {
        locked(&self.groups).clone()
    }

    async fn pass(&self) {
        let mut open = self.open.subscribe();
        self.waiting.send_modify(|count| *count += 1);
        drop(open.wait_for(|open| *open).await);
        self.waiting.send_modify(|count| *count -= 1);
    }

    fn fault(&self) -> Option<Fault> {
        if let Some(lives) = locked(&self.lives).as_mut() {
            let Some(left) = lives.checked_sub(1) else {
                let detail = "the process died".to_owned();
                return Some(Fault::Refused(LedgerError::Database { detail }));
            };
            *lives = left;
        }
        locked(&self.commits).pop_front()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Ledger for FaultyLedger {
    async fn commit(&self, group: &[Proposal]) -> Result<Vec<Verdict>, LedgerError> {
        self.pass().await;
        let fault = self.fault();
        if let Some(Fault::Refused(error)) = fault {
            return Err(error);
        }
        locked(&self.groups).push(group.len());
        let verdicts = self.inner.commit(group).await?;
        if fault.is_some() {
            let detail = "the connection died".to_owned();
            return Err(LedgerError::Unreachable { detail });
        }
        Ok(verdicts)
    }

    async fn stream(
        &self,
        msp: MspId,
        stream: &StreamId,
        after: Sequence,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError> {
        self.inner.stream(msp, stream, after, limit).await
    }

    async fn streams(
        &self,
        msp: MspId,
        aggregate_type: &str,
        ids: &[String],
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError> {
        self.together.fetch_add(1, Relaxed);
        self.inner
            .streams(msp, aggregate_type, ids, after, limit)
            .await
    }

    async fn stream_facts(
        &self,
        msp: MspId,
        stream: &StreamId,
        key: &str,
    ) -> Result<StreamFacts, LedgerError> {
        self.inner.stream_facts(msp, stream, key).await
    }

    async fn holders(&self, stream: &StreamId) -> Result<Vec<MspId>, LedgerError> {
        self.inner.holders(stream).await
    }

    async fn feed(
        &self,
        msp: MspId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError> {
        locked(&self.feeds).push(limit);
        let left = |left: usize| left.checked_sub(1);
        if self.away.fetch_update(Relaxed, Relaxed, left).is_ok() {
            let detail = "the connection died".to_owned();
            return Err(LedgerError::Unreachable { detail });
        }
        self.inner.feed(msp, after, limit).await
    }

    async fn leaves(
        &self,
        msp: MspId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<[u8; 32]>, LedgerError> {
        self.inner.leaves(msp, after, limit).await
    }

    async fn head(&self, msp: MspId) -> Result<Head, LedgerError> {
        self.inner.head(msp).await
    }

    async fn heads(&self, after: Option<MspId>, limit: usize) -> Result<Vec<Head>, LedgerError> {
        self.inner.heads(after, limit).await
    }

    async fn position_at(&self, msp: MspId, at: Micros) -> Result<Position, LedgerError> {
        self.inner.position_at(msp, at).await
    }

    async fn shapes(&self) -> Result<Vec<StoredShape>, LedgerError> {
        self.inner.shapes().await
    }

    async fn wait(&self, seen: &mut Wake, at_most: Duration) {
        self.inner.wait(seen, at_most).await;
    }
}
