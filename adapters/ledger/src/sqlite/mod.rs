//! The ledger in an SQLite file.
//!
//! - `commit`: a group of commands in one transaction of the only writer.
//! - `read`: streams, feeds, heads.
//! - `schema`: migrations and the check at opening.
//! - `wake`: who waits for new events is told.

mod commit;
mod read;
mod schema;
mod wake;

use std::collections::HashSet;
use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
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
use commit::Writer;
pub(crate) use schema::migrate;
use wake::Waker;

/// How long a writer waits for another process to finish its transaction.
const BUSY: Duration = Duration::from_secs(10);

pub(crate) struct SqliteLedger {
    readers: SqlitePool,
    writer: Writer,
    waker: Waker,
    options: Options,
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
            writer: Writer::new(connect_options(path)),
            waker: Waker::new(connect_options(path)),
            readers,
            options,
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
}

impl fmt::Debug for SqliteLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteLedger").finish_non_exhaustive()
    }
}

