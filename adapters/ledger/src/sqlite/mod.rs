//! The ledger in an SQLite file.
//!
//! - `commit`: a group of commands in one transaction of the only writer.
//! - `leases`: who works where, over the same connection.
//! - `read`: streams, feeds, heads.
//! - `schema`: migrations and the check at opening.
//! - `wake`: who waits for new events is told.

mod commit;
mod leases;
mod read;
mod schema;
mod wake;

use std::collections::HashSet;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, Position, RecordedEvent, Sequence, StreamId};
use tenantry_engine::ledger::{
    Head, Ledger, LedgerError, Proposal, StoredShape, StreamFacts, Verdict, Wake,
};

use crate::Options;
use crate::error::ledger_error;
use crate::fresh::Fresh;
use crate::known::Known;
use commit::Writer;
pub(crate) use leases::SqliteLeases;
pub(crate) use schema::migrate;
use wake::Waker;

/// How long a writer waits for another process to finish its transaction.
const BUSY: Duration = Duration::from_secs(10);

pub(crate) struct SqliteLedger {
    readers: SqlitePool,
    writer: Arc<Writer>,
    waker: Waker,
    options: Options,
    known: Known,
    fresh: Fresh,
    /// The kinds of events known to be on record already.
    shapes: Mutex<HashSet<StoredShape>>,
}

impl SqliteLedger {
    pub(crate) async fn open(path: &Path, options: Options) -> Result<Self, LedgerError> {
        schema::check(path).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.readers)
            .acquire_timeout(options.acquire_timeout)
            .test_before_acquire(false)
            .connect_with(connect_options(path).pragma("query_only", "on"))
            .await
            .map_err(|error| ledger_error(&error))?;
        let ledger = Self {
            writer: Arc::new(Writer::new(connect_options(path))),
            waker: Waker::new(connect_options(path)),
            readers,
            options,
            known: Known::new(),
            fresh: Fresh::default(),
            shapes: Mutex::default(),
        };
        let known = ledger.read_shapes().await?;
        ledger
            .shapes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(known);
        Ok(ledger)
    }

    /// The leases in the same file, over the same writing connection.
    pub(crate) fn leases(&self) -> SqliteLeases {
        SqliteLeases::over(Arc::clone(&self.writer))
    }
}

impl fmt::Debug for SqliteLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteLedger").finish_non_exhaustive()
    }
}

/// For a ledger of ours. A commit is on the disk when it returns (FULL), and readers never wait
/// for the writer (WAL). Triggers fire for replaced rows as well, or `insert or replace` would get
/// past them.
pub(crate) fn connect_options(path: &Path) -> SqliteConnectOptions {
    plain_options(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("recursive_triggers", "on")
}

/// For a file that may be anybody's: nothing here is written into it, as WAL would be.
fn plain_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
}

#[async_trait]
impl Ledger for SqliteLedger {
    async fn commit(&self, group: &[Proposal]) -> Result<Vec<Verdict>, LedgerError> {
        self.commit_group(group).await
    }

    async fn stream(
        &self,
        msp: MspId,
        stream: &StreamId,
        after: Sequence,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError> {
        self.read_stream(msp, stream, after, limit).await
    }

    async fn streams(
        &self,
        msp: MspId,
        aggregate_type: &str,
        ids: &[String],
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError> {
        self.read_streams(msp, aggregate_type, ids, after, limit)
            .await
    }

    async fn stream_facts(
        &self,
        msp: MspId,
        stream: &StreamId,
        key: &str,
    ) -> Result<StreamFacts, LedgerError> {
        self.read_facts(msp, stream, key).await
    }

    async fn holders(&self, stream: &StreamId) -> Result<Vec<MspId>, LedgerError> {
        self.read_holders(stream).await
    }

    async fn feed(
        &self,
        msp: MspId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError> {
        self.read_feed(msp, after, limit).await
    }

    fn fresh(&self, msp: MspId, after: Position, limit: usize) -> Vec<RecordedEvent> {
        self.fresh.after(msp, after, limit)
    }

    fn fresh_ends(&self) -> Vec<(MspId, Position)> {
        self.fresh.ends()
    }

    async fn leaves(
        &self,
        msp: MspId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<[u8; 32]>, LedgerError> {
        self.read_leaves(msp, after, limit).await
    }

    async fn head(&self, msp: MspId) -> Result<Head, LedgerError> {
        self.read_head(msp).await
    }

    async fn heads(&self, after: Option<MspId>, limit: usize) -> Result<Vec<Head>, LedgerError> {
        self.read_heads(after, limit).await
    }

    async fn position_at(&self, msp: MspId, at: Micros) -> Result<Position, LedgerError> {
        self.read_position_at(msp, at).await
    }

    async fn shapes(&self) -> Result<Vec<StoredShape>, LedgerError> {
        self.read_shapes().await
    }

    async fn wait(&self, seen: &mut Wake, at_most: Duration) {
        self.waker.wait(seen, at_most).await;
    }
}
