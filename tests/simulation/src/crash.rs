//! A ledger at which a process dies.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, Position, RecordedEvent, Sequence, StreamId};
use tenantry_engine::ledger::{
    Head, Ledger, LedgerError, Proposal, StoredShape, StreamFacts, Verdict, Wake,
};
use tokio::sync::Notify;

/// When a process dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Never,
    /// Before its commit of this number is made.
    BeforeCommit(usize),
    /// After it, before anybody is told.
    AfterCommit(usize),
    /// When its request of this number has been sent, and is not carried out.
    BeforeRequest(u32),
    /// When its request of this number was carried out, before anybody is told.
    AfterRequest(u32),
}

/// Stands before a real ledger, and counts commits.
#[derive(Debug)]
pub struct CrashingLedger {
    inner: Arc<dyn Ledger>,
    at: Moment,
    commits: AtomicUsize,
    died: Arc<Notify>,
}

impl CrashingLedger {
    pub fn before(inner: Arc<dyn Ledger>, at: Moment, died: Arc<Notify>) -> Arc<Self> {
        Arc::new(Self {
            inner,
            at,
            commits: AtomicUsize::new(0),
            died,
        })
    }

    /// How many commits were asked for.
    pub fn commits(&self) -> usize {
        self.commits.load(Ordering::SeqCst)
    }

    async fn die(&self) {
        self.died.notify_one();
        pending::<()>().await;
    }
}

#[async_trait]
impl Ledger for CrashingLedger {
    async fn commit(&self, group: &[Proposal]) -> Result<Vec<Verdict>, LedgerError> {
        let number = self.commits.fetch_add(1, Ordering::SeqCst) + 1;
        if self.at == Moment::BeforeCommit(number) {
            self.die().await;
        }
        let verdicts = self.inner.commit(group).await;
        if self.at == Moment::AfterCommit(number) {
            self.die().await;
        }
        verdicts
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
