//! The ledger on PostgreSQL.
//!
//! - `commit`: a group of commands in one round trip, or in a locked transaction when another
//!   node moved the heads.
//! - `leases`: who works where.
//! - `read`: streams, feeds, heads.
//! - `schema`: migrations and the check at opening.
//! - `wake`: who waits for new events is told, across processes.

mod commit;
mod leases;
mod read;
mod schema;
mod wake;

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, Executor, PgConnection, PgPool};
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
pub(crate) use leases::PostgresLeases;
pub(crate) use schema::migrate;
use wake::Waker;

/// How long an idle connection is taken to be alive. Shorter than the engine goes on asking a
/// database that is away, so its last attempt is not spent on a dead connection.
const TRUSTED: Duration = Duration::from_secs(1);

/// Every statement here finds its rows by a key, and is to go on doing so. Planned while a table
/// is new or just imported, when nothing is known of its size, it might read the whole of it, and
/// a plan is kept for long. Planning anew each time would cost as much as an append.
const PLANS: &str = "set plan_cache_mode = force_generic_plan; set enable_seqscan = off";

pub(crate) struct PostgresLedger {
    readers: PgPool,
    writer: Writer,
    waker: Waker,
    options: Options,
    known: Known,
    fresh: Fresh,
    /// The kinds of events known to be on record already.
    shapes: Mutex<HashSet<StoredShape>>,
}

impl PostgresLedger {
    pub(crate) async fn open(url: &str, options: Options) -> Result<Self, LedgerError> {
        let connect = connect_options(url)?;
        must_answer(&connect, options.acquire_timeout).await?;
        let readers = PgPoolOptions::new()
            .max_connections(options.readers)
            .acquire_timeout(options.acquire_timeout)
            // A ping before each use would cost a round trip. Only a connection that lay idle is
            // asked: after a restart of the server, as many reads as there are would fail.
            .test_before_acquire(false)
            .before_acquire(|connection, known| {
                Box::pin(async move {
                    if known.idle_for > TRUSTED {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .after_connect(|connection, _| {
                Box::pin(async move { connection.execute(PLANS).await.map(drop) })
            })
            .connect_with(connect.clone())
            .await
            .map_err(|error| ledger_error(&error))?;
        let mut reader = readers.acquire().await.map_err(|e| ledger_error(&e))?;
        schema::check(&mut reader).await?;
        drop(reader);
        let waker = Waker::start(readers.clone(), connect.clone());
        let ledger = Self {
            writer: Writer::new(connect, options.acquire_timeout),
            readers,
            waker,
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
}

/// A pool knocks until its time is up and then says only that no connection became free. One
/// connection by itself says at once what is in the way.
async fn must_answer(connect: &PgConnectOptions, patience: Duration) -> Result<(), LedgerError> {
    let answer = tokio::time::timeout(patience, PgConnection::connect_with(connect)).await;
    let connection = answer.map_err(|_| LedgerError::Unreachable {
        detail: format!("no answer within {} s", patience.as_secs()),
    })?;
    let connection = connection.map_err(|error| ledger_error(&error))?;
    // It did its duty; how it ends changes nothing.
    drop(connection.close().await);
    Ok(())
}

impl fmt::Debug for PostgresLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresLedger").finish_non_exhaustive()
    }
}

pub(crate) fn connect_options(url: &str) -> Result<PgConnectOptions, LedgerError> {
    PgConnectOptions::from_str(url)
        .map(|options| options.application_name("tenantry"))
        .map_err(|_| LedgerError::UrlMalformed {
            text: crate::DatabaseUrl::Postgres(url.to_owned()).to_string(),
        })
}

#[async_trait]
impl Ledger for PostgresLedger {
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
