//! The port to the ledger. Two adapters stand behind it, SQLite and PostgreSQL, held to the same
//! behaviour by one contract suite.
//!
//! Writing goes through [`Ledger::commit`] alone: many commands in one transaction, each with its
//! own verdict. Reading is by stream, by MSP from a position, or as of a moment.

mod error;
mod proposal;

use std::fmt::Debug;

use async_trait::async_trait;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, Position, RecordedEvent, Sequence, StreamId};

pub use error::LedgerError;
pub use proposal::{
    KEY_LIMIT, NewEvent, Outcome, Proposal, Receipt, RequestHash, StreamFacts, Verdict,
};

/// The most events one feed page may hold; adapters may answer with fewer.
pub const PAGE_LIMIT: usize = 10_000;

#[async_trait]
pub trait Ledger: Debug + Send + Sync {
    /// Commits many commands in one durable transaction and says for each what became of it, in
    /// the order given. A command that fails leaves the others alone. An error means that nothing
    /// is known to be committed: the connection may have died after the commit, and only asking
    /// again with the same idempotency keys tells.
    async fn commit(&self, group: &[Proposal]) -> Result<Vec<Verdict>, LedgerError>;

    /// The events of a stream after a sequence, in order, `limit` at most.
    async fn stream(
        &self,
        msp: MspId,
        stream: &StreamId,
        after: Sequence,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError>;

    /// The events of several streams of one type, in the order of their positions, `limit` at most:
    /// what a page of things shows of their past.
    async fn streams(
        &self,
        msp: MspId,
        aggregate_type: &str,
        ids: &[String],
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError>;

    /// How long a stream is now and whether a command with this key was committed before: what
    /// has to be known, fresh from the database, before a refusal is final.
    async fn stream_facts(
        &self,
        msp: MspId,
        stream: &StreamId,
        key: &str,
    ) -> Result<StreamFacts, LedgerError>;

    /// The MSPs in whose ledgers this stream exists. Ids are unique by construction, so this is
    /// one or none but for the operators' records, which exist per MSP.
    async fn holders(&self, stream: &StreamId) -> Result<Vec<MspId>, LedgerError>;

    /// The MSP's events after a position, in order, `limit` at most ([`PAGE_LIMIT`] caps it).
    async fn feed(
        &self,
        msp: MspId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError>;

    /// What this process itself recorded right after a position, if it is still at hand: as much of
    /// it as is known to be there, without a look at the database. For those who follow a ledger;
    /// what is to be proven is read by [`Ledger::feed`].
    fn fresh(&self, msp: MspId, after: Position, limit: usize) -> Vec<RecordedEvent> {
        let _ = (msp, after, limit);
        Vec::new()
    }

    /// How far the ledgers are at least that this process wrote to a moment ago.
    fn fresh_ends(&self) -> Vec<(MspId, Position)> {
        Vec::new()
    }

    /// The leaf hashes of the MSP's events after a position, in order: what proofs are made of.
    async fn leaves(
        &self,
        msp: MspId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<[u8; 32]>, LedgerError>;

    /// The head of one MSP's ledger; a ledger nobody wrote to has its head at position zero.
    async fn head(&self, msp: MspId) -> Result<Head, LedgerError>;

    /// The heads of all ledgers, ordered by MSP, after the given one, `limit` at most.
    async fn heads(&self, after: Option<MspId>, limit: usize) -> Result<Vec<Head>, LedgerError>;

    /// The last position recorded at or before an instant.
    async fn position_at(&self, msp: MspId, at: Micros) -> Result<Position, LedgerError>;

    /// Every (aggregate type, event type, event version) that was ever recorded.
    async fn shapes(&self) -> Result<Vec<StoredShape>, LedgerError>;

    /// Waits until something may have been recorded since the last call, by this process or by
    /// another, or until `at_most` has passed. Spurious wake-ups are allowed, missed ones are
    /// made good by the time limit.
    async fn wait(&self, seen: &mut Wake, at_most: std::time::Duration);
}

/// How far one caller of [`Ledger::wait`] has followed the wake-ups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wake(pub u64);

/// The end of one MSP's ledger, and the Merkle log over everything up to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub msp: MspId,
    pub position: Position,
    /// The roots of the perfect subtrees, largest first, 32 bytes each.
    pub frontier: Vec<u8>,
    pub recorded_at: Micros,
}

impl Head {
    /// The head of a ledger that nobody wrote to.
    pub fn empty(msp: MspId) -> Self {
        Self {
            msp,
            position: 0,
            frontier: Vec::new(),
            recorded_at: 0,
        }
    }
}

/// A kind of event as it stands in the ledger, known to this program or not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StoredShape {
    pub aggregate_type: String,
    pub event_type: String,
    pub event_version: String,
}
