//! Where query tables live, and what must hold for them whatever the database.
//!
//! Two stores stand side by side, [`postgres`] and [`sqlite`], held to the same behaviour by one
//! contract suite. Both keep, besides one table per projection:
//!
//! - `projections`: which generation of a projection's table is read (live) or being made
//!   (building);
//! - `partitions`: per generation and MSP, how far the events are folded in, or why it stands; events that
//!   are not for the table may have been looked at further than that;
//! - `leases`: who advances a generation. A lease is a row taken by compare-and-set with a fence
//!   that rises, never a lock of a session: those do not survive poolers.
//!
//! Nothing here is the truth. A store that is lost is made again from the ledger, which is why
//! commits of rows need not wait for the disk: rows and checkpoint are lost together or not at all.

mod fault;
mod postgres;
mod sqlite;
mod table;

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;
use tenantry_engine::ledger::LedgerError;
use uuid::Uuid;

use crate::declaration::{Cell, Declaration, Unreadable};
use crate::error::ProjectionError;
use crate::select::Select;
use crate::sheet::Changes;
use crate::tally::{Sort, Tally};

pub(crate) use table::Table;

/// The schema of the control tables that this program knows.
pub(crate) const SCHEMA: i64 = 1;

pub(crate) type Stored = (Uuid, Vec<Cell<'static>>);

/// Gives the next part of what a commit writes; `None` after the last.
pub(crate) type Parts<'a> = &'a mut (dyn FnMut() -> Option<Changes> + Send);

/// Is given row after row, in the order of MSP and id.
pub(crate) type Sink<'a> = &'a mut (dyn FnMut(MspId, Stored) + Send);

#[async_trait]
pub(crate) trait Store: Debug + Send + Sync {
    /// Makes what is missing: control tables, the role of readers, and an empty live table for
    /// each projection that has none. Safe to run from many nodes at once.
    async fn migrate(&self, declared: &'static [Declaration]) -> Result<(), ProjectionError>;

    /// Whether the store is of the form this program knows.
    async fn check(&self) -> Result<(), ProjectionError>;

    /// The generations that are live or being built, by projection and generation.
    async fn generations(&self) -> Result<Vec<Generation>, ProjectionError>;

    async fn partitions(&self, of: &Table) -> Result<Vec<Partition>, ProjectionError>;

    async fn partition(&self, of: &Table, msp: MspId)
    -> Result<Option<Partition>, ProjectionError>;

    /// Makes checkpoints at zero for MSPs that have none, unless the generation was retired.
    async fn open_partitions(&self, of: &Table, msps: &[MspId]) -> Result<(), ProjectionError>;

    /// Takes the lease if it is free, expired or the owner's own already.
    async fn take_lease(
        &self,
        of: &Table,
        owner: Uuid,
        length: Duration,
    ) -> Result<Lease, ProjectionError>;

    /// Prolongs a lease; false when it is no longer ours.
    async fn renew_lease(
        &self,
        of: &Table,
        hold: Hold,
        length: Duration,
        rate: i64,
    ) -> Result<bool, ProjectionError>;

    async fn release_lease(&self, of: &Table, hold: Hold) -> Result<(), ProjectionError>;

    /// The stored rows among these.
    async fn load(
        &self,
        from: &Table,
        keys: &[(MspId, Uuid)],
    ) -> Result<Vec<(MspId, Stored)>, ProjectionError>;

    /// Rows and checkpoints in one transaction, the checkpoints by compare-and-set on position
    /// and fence: when one of them is not as assumed, nothing is changed.
    async fn commit(
        &self,
        to: &Table,
        fence: i64,
        steps: &[Step],
        parts: Parts<'_>,
    ) -> Result<Committed, ProjectionError>;

    /// Moves checkpoints of tables in which nothing changes, each by itself: whether it was where it
    /// was assumed. Most events concern few tables, and so this is most of a store's work.
    async fn pass(&self, passes: &[Pass<'_>]) -> Result<Vec<bool>, ProjectionError>;

    /// The shadow table of a projection: one left behind by an earlier rebuild of the same
    /// version is taken up again, any other is made anew. The lease on it is taken as well.
    async fn begin_shadow(
        &self,
        of: &'static Declaration,
        owner: Uuid,
        length: Duration,
    ) -> Result<Shadow, ProjectionError>;

    /// Makes the indexes of a table that has none yet.
    async fn index(&self, table: &Table) -> Result<(), ProjectionError>;

    /// Lets the shadow take the place of the live table, in one transaction; with `no_step_back`
    /// only if it has come at least as far for every MSP.
    async fn switch(
        &self,
        shadow: &Table,
        hold: Hold,
        no_step_back: bool,
    ) -> Result<Switch, ProjectionError>;

    /// Reads rows of one MSP, as the reader who may see no other.
    async fn one(
        &self,
        of: &'static Declaration,
        scope: MspId,
        id: Uuid,
    ) -> Result<Option<Stored>, ProjectionError>;

    async fn page(
        &self,
        of: &'static Declaration,
        scope: MspId,
        select: &Select,
    ) -> Result<Vec<Stored>, ProjectionError>;

    /// Counts rows of one MSP, as the reader who may see no other.
    async fn tally(
        &self,
        of: &'static Declaration,
        scope: MspId,
        tally: &Tally,
    ) -> Result<Vec<Sort>, ProjectionError>;

    /// All rows of all MSPs, in the order of MSP and id, as of one moment.
    async fn scan(&self, of: &'static Declaration, sink: Sink<'_>) -> Result<(), ProjectionError>;

    async fn close(&self);
}

/// One table of a projection, live or in the making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Generation {
    pub(crate) projection: String,
    pub(crate) number: i64,
    pub(crate) version: i64,
    pub(crate) live: bool,
    /// When it was begun.
    pub(crate) begun_at: Micros,
    /// Events per second, as the holder of the lease last reported; none when nobody holds it.
    pub(crate) rate: Option<i64>,
    /// Who holds the lease, and until when.
    pub(crate) holder: Option<(Uuid, Micros)>,
}

/// How far the events of one MSP are folded in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Partition {
    pub(crate) msp: MspId,
    pub(crate) position: i64,
    /// When the event at the position was recorded.
    pub(crate) recorded_at: Micros,
    pub(crate) failure: Option<Failure>,
}

/// Why a partition stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) position: i64,
    pub(crate) code: String,
    pub(crate) detail: String,
    /// How many retries operators had asked for when it failed.
    pub(crate) retries: i64,
}

/// One checkpoint on its way from a position to another, or to a stand.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) msp: MspId,
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) recorded_at: Micros,
    pub(crate) failure: Option<Failure>,
}

/// A step over events that concern nothing in the table. There is no failure in it.
#[derive(Debug)]
pub(crate) struct Pass<'a> {
    pub(crate) table: &'a Table,
    pub(crate) fence: i64,
    pub(crate) step: &'a Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Committed {
    Done,
    /// Somebody else moved a checkpoint, or the generation was retired.
    Lost,
}

/// Who we are to a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hold {
    pub(crate) owner: Uuid,
    pub(crate) fence: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lease {
    Taken(Hold),
    /// Somebody else's until this instant, by the database's clock.
    Held {
        until: Micros,
    },
}

#[derive(Debug)]
pub(crate) enum Shadow {
    Begun { table: Table, hold: Hold },
    Busy { until: Micros },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Switch {
    Done,
    /// The live table is further; catch up and try again.
    Behind,
    /// Readers are in the way just now; try again.
    InUse,
    /// The lease is no longer ours.
    Lost,
}

/// Opens the store that belongs to a ledger's database.
pub(crate) async fn open(url: &str) -> Result<Arc<dyn Store>, ProjectionError> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Ok(Arc::new(postgres::PostgresStore::open(url).await?))
    } else if let Some(path) = sqlite::path_beside(url) {
        Ok(Arc::new(sqlite::SqliteStore::open(&path)))
    } else {
        Err(LedgerError::UrlMalformed {
            // What stands before an @ may hold a password.
            text: url
                .rsplit('@')
                .next()
                .unwrap_or_default()
                .chars()
                .take(120)
                .collect(),
        }
        .into())
    }
}

/// A stored row of a form that this program did not write.
pub(crate) fn unreadable(error: &Unreadable) -> ProjectionError {
    LedgerError::Database {
        detail: error.to_string(),
    }
    .into()
}
