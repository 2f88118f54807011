//! A ledger, and leases, that count what is asked of them.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, Position, RecordedEvent, Sequence, StreamId};
use tenantry_engine::leases::{Fence, Leased, Leases};
use tenantry_engine::ledger::{
    Head, Ledger, LedgerError, Proposal, StoredShape, StreamFacts, Verdict, Wake,
};
use tokio::sync::watch;
use uuid::Uuid;

/// So far.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Everything that reads.
    pub(crate) reads: AtomicU64,
    pub(crate) commits: AtomicU64,
    pub(crate) events: AtomicU64,
    /// How many onboardings became active.
    pub(crate) active: watch::Sender<usize>,
    last: Mutex<Option<Instant>>,
}

impl Counts {
    /// Everything that was asked of the database.
    pub(crate) fn statements(&self) -> u64 {
        self.reads.load(Relaxed) + self.commits.load(Relaxed)
    }

    /// When something was put on record for the last time.
    pub(crate) fn last(&self) -> Option<Instant> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn committed(&self, group: &[Proposal], verdicts: &[Verdict]) {
        self.commits.fetch_add(1, Relaxed);
        let mut active = 0;
        for (proposal, verdict) in group.iter().zip(verdicts) {
            if !matches!(verdict, Verdict::Committed(_)) {
                continue;
            }
            let events = &proposal.events;
            self.events.fetch_add(events.len() as u64, Relaxed);
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            *last = Some(Instant::now());
            drop(last);
            let ends = events
                .iter()
                .filter(|it| it.event_type == "OnboardingActivated");
            active += ends.count();
        }
        if active > 0 {
            self.active.send_modify(|count| *count += active);
        }
    }

    fn read(&self) {
        self.reads.fetch_add(1, Relaxed);
    }
}

#[derive(Debug)]
pub(crate) struct Counting<T: ?Sized> {
    counts: Arc<Counts>,
    inner: Arc<T>,
}

impl<T: ?Sized> Counting<T> {
    pub(crate) fn before(inner: Arc<T>, counts: Arc<Counts>) -> Arc<Self> {
        Arc::new(Self { counts, inner })
    }
}

#[async_trait]
impl Ledger for Counting<dyn Ledger> {
    async fn commit(&self, group: &[Proposal]) -> Result<Vec<Verdict>, LedgerError> {
        let verdicts = self.inner.commit(group).await?;
        self.counts.committed(group, &verdicts);
        Ok(verdicts)
    }

    async fn stream(
        &self,
        msp: MspId,
        stream: &StreamId,
        after: Sequence,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError> {
        self.counts.read();
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
        self.counts.read();
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
        self.counts.read();
        self.inner.stream_facts(msp, stream, key).await
    }

    async fn holders(&self, stream: &StreamId) -> Result<Vec<MspId>, LedgerError> {
        self.counts.read();
        self.inner.holders(stream).await
    }

    async fn feed(
        &self,
        msp: MspId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError> {
        self.counts.read();
        self.inner.feed(msp, after, limit).await
    }

    async fn leaves(
        &self,
        msp: MspId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<[u8; 32]>, LedgerError> {
        self.counts.read();
        self.inner.leaves(msp, after, limit).await
    }

    async fn head(&self, msp: MspId) -> Result<Head, LedgerError> {
        self.counts.read();
        self.inner.head(msp).await
    }

    async fn heads(&self, after: Option<MspId>, limit: usize) -> Result<Vec<Head>, LedgerError> {
        self.counts.read();
        self.inner.heads(after, limit).await
    }

    async fn position_at(&self, msp: MspId, at: Micros) -> Result<Position, LedgerError> {
        self.counts.read();
        self.inner.position_at(msp, at).await
    }

    async fn shapes(&self) -> Result<Vec<StoredShape>, LedgerError> {
        self.counts.read();
        self.inner.shapes().await
    }

    async fn wait(&self, seen: &mut Wake, at_most: Duration) {
        self.inner.wait(seen, at_most).await;
    }
}

#[async_trait]
impl Leases for Counting<dyn Leases> {
    async fn take(
        &self,
        names: &[String],
        owner: Uuid,
        length: Duration,
    ) -> Result<Vec<(String, Fence)>, LedgerError> {
        self.counts.read();
        self.inner.take(names, owner, length).await
    }

    async fn renew(
        &self,
        names: &[String],
        owner: Uuid,
        length: Duration,
    ) -> Result<Vec<String>, LedgerError> {
        self.counts.read();
        self.inner.renew(names, owner, length).await
    }

    async fn release(&self, names: &[String], owner: Uuid) -> Result<(), LedgerError> {
        self.counts.read();
        self.inner.release(names, owner).await
    }

    async fn look(&self, names: &[String]) -> Result<Vec<Leased>, LedgerError> {
        self.counts.read();
        self.inner.look(names).await
    }
}
