//! Query tables in SQLite: a file of its own beside the ledger's, `x.query.db` beside `x.db`.
//!
//! SQLite has one writer per file. In a file of its own the daemon never makes a command wait,
//! and no command makes the daemon wait. The file is written with `synchronous = NORMAL`: a
//! power cut may take the last transactions but never half of one, and what it took is folded
//! again from the ledger, whose own file is written with care.
//!
//! There is no row-level security here: whoever opens the file owns it. Every statement names the
//! MSP, and the same suite that tests PostgreSQL tests that.

mod control;
mod migrate;
mod reading;
mod rows;
mod shadow;

use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _, Sqlite, SqliteConnection, Transaction};
use tenantry_domain::ids::MspId;
use tenantry_engine::ledger::LedgerError;
use uuid::Uuid;

use super::fault::fault;
use super::{
    Committed, Generation, Hold, Lease, Partition, Parts, Pass, Shadow, Sink, Step, Store, Stored,
    Switch, Table,
};
use crate::declaration::{Declaration, Kind};
use crate::error::ProjectionError;
use crate::select::Select;
use crate::tally::{Sort, Tally};

/// Microseconds since 1970: a file is used from one machine only, so its clock is the shared one.
const NOW: &str = "CAST(unixepoch('subsec') * 1000000 AS INTEGER)";

#[derive(Debug)]
pub(super) struct SqliteStore {
    /// One connection, because one can write.
    writer: SqlitePool,
    readers: SqlitePool,
    path: PathBuf,
}

/// The file of the query tables of a ledger, if the URL names an SQLite file.
pub(super) fn path_beside(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() || path.starts_with(':') || path.contains('?') {
        return None;
    }
    Some(Path::new(path).with_extension("query.db"))
}

impl SqliteStore {
    pub(super) fn open(path: &Path) -> Self {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(10))
            .disable_statement_logging();
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(Duration::from_secs(30))
                .test_before_acquire(false)
                .before_acquire(|connection, _| Box::pin(settled(connection)))
        };
        // Lazily: opening the store of a ledger that is not there makes no file.
        Self {
            writer: pool(1).connect_lazy_with(options.clone().create_if_missing(true)),
            readers: pool(4).connect_lazy_with(options.pragma("query_only", "on")),
            path: path.to_owned(),
        }
    }

    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, ProjectionError> {
        begin(&self.writer).await
    }
}

/// A transaction that was given up is rolled back by the connection's own thread a moment later;
/// until then the next one could not begin.
async fn settled(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Writers queue up here, at the beginning, where waiting cannot end in a deadlock.
async fn begin(writer: &SqlitePool) -> Result<Transaction<'static, Sqlite>, ProjectionError> {
    writer.begin_with("BEGIN IMMEDIATE").await.map_err(fault)
}

fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Uuid => "BLOB",
        Kind::Text | Kind::List => "TEXT",
        Kind::Integer | Kind::Bool => "INTEGER",
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn migrate(&self, declared: &'static [Declaration]) -> Result<(), ProjectionError> {
        migrate::migrate(&self.writer, declared).await
    }

    async fn check(&self) -> Result<(), ProjectionError> {
        if !self.path.exists() {
            return Err(LedgerError::NotMigrated.into());
        }
        migrate::check(&self.readers).await
    }

    async fn generations(&self) -> Result<Vec<Generation>, ProjectionError> {
        control::generations(&self.readers).await
    }

    async fn partitions(&self, of: &Table) -> Result<Vec<Partition>, ProjectionError> {
        control::partitions(&self.readers, of).await
    }

    async fn partition(
        &self,
        of: &Table,
        msp: MspId,
    ) -> Result<Option<Partition>, ProjectionError> {
        control::one_partition(&self.readers, of, msp).await
    }

    async fn open_partitions(&self, of: &Table, msps: &[MspId]) -> Result<(), ProjectionError> {
        let mut tx = self.begin().await?;
        control::open_partitions(&mut tx, of, msps).await?;
        tx.commit().await.map_err(fault)
    }

    async fn take_lease(
        &self,
        of: &Table,
        owner: Uuid,
        length: Duration,
    ) -> Result<Lease, ProjectionError> {
        let mut tx = self.begin().await?;
        let lease = control::take_lease(&mut tx, of, owner, length).await?;
        tx.commit().await.map_err(fault)?;
        Ok(lease)
    }

    async fn renew_lease(
        &self,
        of: &Table,
        hold: Hold,
        length: Duration,
        rate: i64,
    ) -> Result<bool, ProjectionError> {
        let mut tx = self.begin().await?;
        let renewed = control::renew_lease(&mut tx, of, hold, length, rate).await?;
        tx.commit().await.map_err(fault)?;
        Ok(renewed)
    }

    async fn release_lease(&self, of: &Table, hold: Hold) -> Result<(), ProjectionError> {
        self.renew_lease(of, hold, Duration::ZERO, 0).await?;
        Ok(())
    }

    async fn load(
        &self,
        from: &Table,
        keys: &[(MspId, Uuid)],
    ) -> Result<Vec<(MspId, Stored)>, ProjectionError> {
        rows::load(&self.readers, from, keys).await
    }

    async fn commit(
        &self,
        to: &Table,
        fence: i64,
        steps: &[Step],
        parts: Parts<'_>,
    ) -> Result<Committed, ProjectionError> {
        let mut tx = self.begin().await?;
        if !control::advance(&mut tx, to, fence, steps).await? {
            tx.rollback().await.map_err(fault)?;
            return Ok(Committed::Lost);
        }
        while let Some(part) = parts() {
            rows::write(&mut tx, to, &part).await?;
        }
        tx.commit().await.map_err(fault)?;
        Ok(Committed::Done)
    }

    async fn pass(&self, passes: &[Pass<'_>]) -> Result<Vec<bool>, ProjectionError> {
        let mut tx = self.begin().await?;
        let mut moved = Vec::with_capacity(passes.len());
        for pass in passes {
            let step = std::slice::from_ref(pass.step);
            moved.push(control::advance(&mut tx, pass.table, pass.fence, step).await?);
        }
        tx.commit().await.map_err(fault)?;
        Ok(moved)
    }

    async fn begin_shadow(
        &self,
        of: &'static Declaration,
        owner: Uuid,
        length: Duration,
    ) -> Result<Shadow, ProjectionError> {
        shadow::begin(&self.writer, of, owner, length).await
    }

    async fn index(&self, table: &Table) -> Result<(), ProjectionError> {
        let mut tx = self.begin().await?;
        migrate::create_indexes(&mut tx, table).await?;
        tx.commit().await.map_err(fault)
    }

    async fn switch(
        &self,
        shadow: &Table,
        hold: Hold,
        no_step_back: bool,
    ) -> Result<Switch, ProjectionError> {
        shadow::switch(&self.writer, shadow, hold, no_step_back).await
    }

    async fn one(
        &self,
        of: &'static Declaration,
        scope: MspId,
        id: Uuid,
    ) -> Result<Option<Stored>, ProjectionError> {
        reading::one(&self.readers, of, scope, id).await
    }

    async fn page(
        &self,
        of: &'static Declaration,
        scope: MspId,
        select: &Select,
    ) -> Result<Vec<Stored>, ProjectionError> {
        reading::page(&self.readers, of, scope, select).await
    }

    async fn tally(
        &self,
        of: &'static Declaration,
        scope: MspId,
        tally: &Tally,
    ) -> Result<Vec<Sort>, ProjectionError> {
        reading::tally(&self.readers, of, scope, tally).await
    }

    async fn scan(&self, of: &'static Declaration, sink: Sink<'_>) -> Result<(), ProjectionError> {
        reading::scan(&self.readers, of, sink).await
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
