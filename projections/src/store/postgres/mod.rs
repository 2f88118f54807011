//! Query tables in PostgreSQL: schema `query` of the ledger's database.
//!
//! Commits of rows do not wait for the disk (`synchronous_commit` off, per transaction): the
//! server keeps the order of transactions, so a crash loses the last moments of rows and
//! checkpoints together, and the daemon folds them again. It saves the ledger's own commits from
//! queueing behind ours at the disk.

mod bulk;
mod control;
mod migrate;
mod reading;
mod rows;
mod shadow;

use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, Postgres};
use sqlx::{ConnectOptions as _, Connection as _, Transaction};
use tenantry_domain::ids::MspId;
use uuid::Uuid;

use self::migrate::READER;
use super::fault::fault;
use super::{
    Committed, Generation, Hold, Lease, Partition, Parts, Pass, Shadow, Sink, Step, Store, Stored,
    Switch, Table,
};
use crate::declaration::{Declaration, Kind};
use crate::error::ProjectionError;
use crate::select::Select;
use crate::tally::{Sort, Tally};

/// Microseconds since 1970 by the server's clock: the one clock that all nodes share.
const NOW: &str = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

/// Rows and checkpoints, and leases, need not be on disk to be true.
const BEGIN_LIGHT: &str = "BEGIN; SET LOCAL synchronous_commit TO off";

/// How long an idle connection is taken to be alive.
const TRUSTED: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct PostgresStore {
    pool: PgPool,
    /// Whose connections are the readers' role, and read only.
    readers: PgPool,
}

impl PostgresStore {
    pub(super) async fn open(url: &str) -> Result<Self, ProjectionError> {
        let options = PgConnectOptions::from_str(url)
            .map_err(fault)?
            .application_name("tenantry-projections")
            .disable_statement_logging();
        // A pool would try until its patience ends; a first connection says at once what is wrong.
        let first = options.connect().await.map_err(fault)?;
        first.close().await.ok();
        // The role may not be there yet: whoever reads first is told.
        let reading = [("role", READER), ("default_transaction_read_only", "on")];
        let readers = pool_of(options.clone().options(reading));
        let pool = pool_of(options);
        Ok(Self { pool, readers })
    }

    async fn begin_light(&self) -> Result<Transaction<'static, Postgres>, ProjectionError> {
        self.pool.begin_with(BEGIN_LIGHT).await.map_err(fault)
    }
}

/// Connections are made when they are needed.
fn pool_of(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(10)
        .acquire_timeout(Duration::from_secs(10))
        // A ping before each use costs a fifth of a small query. Only a connection that lay
        // idle is asked: after a restart of the server, readers would meet one dead one after
        // the other.
        .test_before_acquire(false)
        .before_acquire(|connection, known| {
            Box::pin(async move {
                if known.idle_for > TRUSTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options)
}

fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Uuid => "uuid",
        // Byte order is the order of code points, the same as SQLite's, whatever the locale.
        Kind::Text => "text COLLATE \"C\"",
        Kind::Integer => "bigint",
        Kind::Bool => "boolean",
        Kind::List => "jsonb",
    }
}

fn qualified(table: &Table) -> String {
    format!("query.{}", table.name())
}

fn uuids(msps: &[MspId]) -> Vec<Uuid> {
    msps.iter().map(|msp| msp.as_uuid()).collect()
}

#[async_trait]
impl Store for PostgresStore {
    async fn migrate(&self, declared: &'static [Declaration]) -> Result<(), ProjectionError> {
        migrate::migrate(&self.pool, declared).await
    }

    async fn check(&self) -> Result<(), ProjectionError> {
        migrate::check(&self.pool).await
    }

    async fn generations(&self) -> Result<Vec<Generation>, ProjectionError> {
        control::generations(&self.pool).await
    }

    async fn partitions(&self, of: &Table) -> Result<Vec<Partition>, ProjectionError> {
        control::partitions(&self.pool, of).await
    }

    async fn partition(
        &self,
        of: &Table,
        msp: MspId,
    ) -> Result<Option<Partition>, ProjectionError> {
        control::one_partition(&self.pool, of, msp).await
    }

    async fn open_partitions(&self, of: &Table, msps: &[MspId]) -> Result<(), ProjectionError> {
        control::open_partitions(self, of, msps).await
    }

    async fn take_lease(
        &self,
        of: &Table,
        owner: Uuid,
        length: Duration,
    ) -> Result<Lease, ProjectionError> {
        let mut tx = self.begin_light().await?;
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
        control::renew_lease(self, of, hold, length, rate).await
    }

    async fn release_lease(&self, of: &Table, hold: Hold) -> Result<(), ProjectionError> {
        control::renew_lease(self, of, hold, Duration::ZERO, 0).await?;
        Ok(())
    }

    async fn load(
        &self,
        from: &Table,
        keys: &[(MspId, Uuid)],
    ) -> Result<Vec<(MspId, Stored)>, ProjectionError> {
        rows::load(&self.pool, from, keys).await
    }

    async fn commit(
        &self,
        to: &Table,
        fence: i64,
        steps: &[Step],
        parts: Parts<'_>,
    ) -> Result<Committed, ProjectionError> {
        let (mut next, mut after) = (parts(), None);
        if let [step] = steps
            && let Some(part) = next.take_if(|part| rows::are_few(part))
        {
            after = parts();
            if after.is_none() {
                return rows::write_at_once(&self.pool, to, fence, step, part).await;
            }
            next = Some(part);
        }
        let mut tx = self.begin_light().await?;
        if !control::advance(&mut tx, to, fence, steps).await? {
            tx.rollback().await.map_err(fault)?;
            return Ok(Committed::Lost);
        }
        while let Some(part) = next {
            rows::write(&mut tx, to, part).await?;
            next = after.take().or_else(&mut *parts);
        }
        tx.commit().await.map_err(fault)?;
        Ok(Committed::Done)
    }

    async fn pass(&self, passes: &[Pass<'_>]) -> Result<Vec<bool>, ProjectionError> {
        control::pass(&self.pool, passes).await
    }

    async fn begin_shadow(
        &self,
        of: &'static Declaration,
        owner: Uuid,
        length: Duration,
    ) -> Result<Shadow, ProjectionError> {
        shadow::begin(&self.pool, of, owner, length).await
    }

    async fn index(&self, table: &Table) -> Result<(), ProjectionError> {
        shadow::index(&self.pool, table).await
    }

    async fn switch(
        &self,
        shadow: &Table,
        hold: Hold,
        no_step_back: bool,
    ) -> Result<Switch, ProjectionError> {
        shadow::switch(&self.pool, shadow, hold, no_step_back).await
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
        reading::scan(&self.pool, of, sink).await
    }

    async fn close(&self) {
        self.readers.close().await;
        self.pool.close().await;
    }
}
