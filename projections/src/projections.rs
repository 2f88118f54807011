//! The projections of one installation, opened.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tenantry_domain::ids::MspId;
use tenantry_domain::record::Position;
use tenantry_engine::ledger::Ledger;
use tenantry_engine::together::Together;
use tokio::sync::watch;
use tracing::{Instrument as _, Span, info_span};
use uuid::Uuid;

use crate::daemon::{Daemon, catch_up};
use crate::declaration::{Cell, Declaration, Projection, Row as _};
use crate::error::ProjectionError;
use crate::house::{Board, House, Tuning, position};
use crate::paging::{Cursor, PAGE_ROWS, Page};
use crate::rebuild::{self, Claim, Progress, UnderWay};
use crate::registry::PROJECTIONS;
use crate::select::{Condition, Direction, Select};
use crate::status::{self, Reached, StandingStill, Status};
use crate::store::{self, Stored, Table};
use crate::waiting;
use crate::watched::{self, Holder};

/// A handle on the query tables: for the daemon, for operators, and for those who read.
#[derive(Debug, Clone)]
pub struct Projections {
    house: Arc<House>,
}

/// Looking something up, for whoever follows what the program is busy with.
pub(crate) fn reading(declared: &Declaration) -> Span {
    let table = declared.name;
    info_span!("read", otel.name = format!("read {table}"), table)
}

/// How far a live table is for one MSP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    generation: i64,
    position: Position,
}

impl Projections {
    /// Opens the query tables that belong to a ledger, by the URL of the ledger's database.
    pub async fn open(url: &str, ledger: Arc<dyn Ledger>) -> Result<Self, ProjectionError> {
        Self::open_with(url, ledger, PROJECTIONS).await
    }

    /// Opens with projections of one's own instead of the program's.
    pub async fn open_with(
        url: &str,
        ledger: Arc<dyn Ledger>,
        declared: &'static [Declaration],
    ) -> Result<Self, ProjectionError> {
        Self::open_tuned(url, ledger, declared, Tuning::default()).await
    }

    pub(crate) async fn open_tuned(
        url: &str,
        ledger: Arc<dyn Ledger>,
        declared: &'static [Declaration],
        tuning: Tuning,
    ) -> Result<Self, ProjectionError> {
        let store = store::open(url).await?;
        let house = House {
            store,
            ledger,
            declared,
            tuning,
            board: Board::default(),
            under_way: UnderWay::default(),
            reads: AtomicU64::new(0),
            pages: Together::default(),
        };
        Ok(Self {
            house: Arc::new(house),
        })
    }

    /// The projection of this name.
    pub fn declared(&self, name: &str) -> Result<&'static Declaration, ProjectionError> {
        self.house.declaration(name).map(|(_, declared)| declared)
    }

    /// The projections there are.
    pub fn declarations(&self) -> &'static [Declaration] {
        self.house.declared
    }

    /// Makes the tables that are missing. Safe to run from many nodes at once.
    pub async fn migrate(&self) -> Result<(), ProjectionError> {
        self.house.store.migrate(self.house.declared).await
    }

    /// Whether the tables are of the form this program knows.
    pub async fn check(&self) -> Result<(), ProjectionError> {
        self.house.store.check().await
    }

    /// Follows the ledgers until `stop` turns true or its sender is gone.
    pub async fn run(&self, stop: watch::Receiver<bool>) {
        Daemon::new(Arc::clone(&self.house)).run(stop).await;
    }

    /// Follows until every partition is at its ledger's head as of now, or stands for a recorded
    /// cause; answers with those that stand at an event they cannot read.
    pub async fn catch_up(&self) -> Result<Vec<(&'static str, StandingStill)>, ProjectionError> {
        catch_up(&self.house).await
    }

    /// Builds a projection's table anew while readers keep the old one. Answers how many events
    /// this run folded.
    pub async fn rebuild(
        &self,
        name: &str,
        report: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<u64, ProjectionError> {
        let (_, declared) = self.house.declaration(name)?;
        rebuild::rebuild(&self.house, declared, report).await
    }

    /// Who advances which of the tables that readers see, by whose lease holds until when.
    pub async fn holders(&self) -> Result<Vec<Holder>, ProjectionError> {
        watched::holders(&self.house).await
    }

    /// Takes the place of the one who rebuilds a projection here because somebody asked for it. Refused where
    /// it cannot be built anew now: another process is at it, it is paused, or a newer program serves it.
    pub async fn claim_rebuild(&self, name: &str) -> Result<Claim, ProjectionError> {
        let (_, declared) = self.house.declaration(name)?;
        let claim = Claim::of(&self.house, declared)?;
        status::must_be_free(&self.house, declared).await?;
        Ok(claim)
    }

    pub async fn status(&self) -> Result<Vec<Status>, ProjectionError> {
        status::status(&self.house).await
    }

    /// How far this MSP's part of each projection is.
    pub async fn reached(&self, msp: MspId) -> Result<Vec<Reached>, ProjectionError> {
        status::reached(&self.house, msp).await
    }

    /// Waits until an MSP's position has reached these projections.
    pub async fn wait_for(
        &self,
        msp: MspId,
        position: Position,
        names: &[&str],
        timeout: Duration,
    ) -> Result<(), ProjectionError> {
        waiting::wait_for(&self.house, msp, position, names, timeout).await
    }

    /// Somebody in this process is going to wait for what was just recorded: the daemon does not linger.
    pub fn hurry(&self) {
        self.house.board.hurry();
    }

    /// SHA-256 over all rows of a projection in the order of their keys, the same for the same
    /// content in whichever database.
    pub async fn content_hash(&self, name: &str) -> Result<[u8; 32], ProjectionError> {
        let (_, declared) = self.house.declaration(name)?;
        let mut hasher = Sha256::new_with_prefix(b"tenantry/rows/v1\n");
        for column in declared.columns {
            hasher.update(column.name.as_bytes());
            hasher.update(b"\n");
        }
        let mut sink = |msp: MspId, (id, cells): Stored| {
            hasher.update(msp.as_uuid().as_bytes());
            hasher.update(id.as_bytes());
            for cell in &cells {
                cell.canonical(|bytes| hasher.update(bytes));
            }
        };
        self.house.store.scan(declared, &mut sink).await?;
        Ok(hasher.finalize().into())
    }

    /// Closes the connections.
    pub async fn close(&self) {
        self.house.store.close().await;
    }

    /// How many statements readers have caused so far: what a list costs.
    pub fn reads(&self) -> u64 {
        self.house.reads.load(Relaxed)
    }

    /// One row of this MSP. The questions in the folders ask through this.
    pub async fn one<P: Projection>(
        &self,
        scope: MspId,
        id: Uuid,
    ) -> Result<Option<P::Row>, ProjectionError> {
        let (_, declared) = self.house.declaration(P::NAME)?;
        self.house.reads.fetch_add(1, Relaxed);
        let asked = self.house.store.one(declared, scope, id);
        let stored = asked.instrument(reading(declared)).await?;
        stored.map(read::<P>).transpose()
    }

    /// The rows of this MSP among these, in the order of their ids: one statement for up to
    /// [`PAGE_ROWS`] of them.
    pub async fn many<P: Projection>(
        &self,
        scope: MspId,
        ids: &[Uuid],
    ) -> Result<Vec<P::Row>, ProjectionError> {
        let (_, declared) = self.house.declaration(P::NAME)?;
        let mut rows = Vec::with_capacity(ids.len());
        for ids in ids.chunks(PAGE_ROWS as usize) {
            let select = Select {
                conditions: vec![Condition::IsOneOf(
                    "id",
                    ids.iter().copied().map(Cell::Uuid).collect(),
                )],
                order: "id",
                direction: Direction::Rising,
                after: None,
                first: PAGE_ROWS,
            };
            self.house.reads.fetch_add(1, Relaxed);
            let asked = self.house.store.page(declared, scope, &select);
            let stored = asked.instrument(reading(declared)).await?;
            for row in stored {
                rows.push(read::<P>(row)?);
            }
        }
        Ok(rows)
    }

    /// One page of the rows of this MSP. Where many want the same one at the same time, it is read once.
    pub async fn page<P: Projection>(
        &self,
        scope: MspId,
        mut select: Select,
        cursor_of: fn(&P::Row) -> Cursor,
    ) -> Result<Page<P::Row>, ProjectionError> {
        let (_, declared) = self.house.declaration(P::NAME)?;
        select.first = select.first.clamp(1, PAGE_ROWS);
        let asked = (declared.name, scope, select.clone());
        let read = async || {
            self.house.reads.fetch_add(1, Relaxed);
            let page = self.house.store.page(declared, scope, &select);
            Ok(Arc::new(page.instrument(reading(declared)).await?))
        };
        let stored = self.house.pages.read(asked, read).await?;
        let mut rows = Arc::unwrap_or_clone(stored)
            .into_iter()
            .map(self::read::<P>)
            .collect::<Result<Vec<_>, _>>()?;
        let more = rows.len() > select.first as usize;
        rows.truncate(select.first as usize);
        let next = rows.last().filter(|_| more).map(cursor_of);
        Ok(Page { rows, next })
    }

    /// The row of this MSP that meets the conditions and comes first by a column of numbers, of those that have
    /// something there.
    pub(crate) async fn first_by<P: Projection>(
        &self,
        scope: MspId,
        mut conditions: Vec<Condition>,
        order: &'static str,
    ) -> Result<Option<P::Row>, ProjectionError> {
        let (_, declared) = self.house.declaration(P::NAME)?;
        conditions.push(Condition::AtMost(order, Cell::Integer(i64::MAX)));
        let select = Select {
            conditions,
            order,
            direction: Direction::Rising,
            after: None,
            first: 1,
        };
        self.house.reads.fetch_add(1, Relaxed);
        let asked = self.house.store.page(declared, scope, &select);
        let stored = asked.instrument(reading(declared)).await?;
        stored.into_iter().next().map(read::<P>).transpose()
    }

    /// What is read while the table stands, with the position before it: whatever is recorded later is
    /// not all in there. Nothing when the table cannot be relied on, or became another one meanwhile.
    pub(crate) async fn while_standing<T>(
        &self,
        name: &str,
        msp: MspId,
        read: impl Future<Output = Result<T, ProjectionError>>,
    ) -> Result<Option<(Position, T)>, ProjectionError> {
        let Some(before) = self.standing(name, msp).await? else {
            return Ok(None);
        };
        let found = read.await?;
        let after = self.standing(name, msp).await?;
        // Rows of another table would not be as far as the position says.
        let same = after.is_some_and(|it| it.generation == before.generation);
        Ok(same.then_some((before.position, found)))
    }

    /// Up to where the ledger is in what is read from a table from now on; nothing when it cannot be relied
    /// on.
    pub(crate) async fn reliable_up_to(
        &self,
        name: &str,
        msp: MspId,
    ) -> Result<Option<Position>, ProjectionError> {
        Ok(self.standing(name, msp).await?.map(|it| it.position))
    }

    /// How far the table that readers see is for this MSP; nothing when it cannot be relied on: it
    /// stands at an event, has not begun, is ahead of its ledger, or is not of this program's form.
    async fn standing(&self, name: &str, msp: MspId) -> Result<Option<Standing>, ProjectionError> {
        let (_, declared) = self.house.declaration(name)?;
        let generations = self.house.store.generations().await?;
        let live = generations.iter().find(|it| {
            it.live && it.projection == name && it.version == i64::from(declared.version)
        });
        let Some(live) = live else { return Ok(None) };
        let table = Table::live(declared, live.number);
        let partition = self.house.store.partition(&table, msp).await?;
        let Some(fit) = partition.filter(|it| it.failure.is_none()) else {
            return Ok(None);
        };
        let reached = position(fit.position);
        // A restored ledger may be behind its tables until they are built anew.
        if self.house.ledger.head(msp).await?.position < reached {
            return Ok(None);
        }
        Ok(Some(Standing {
            generation: live.number,
            position: reached,
        }))
    }

    pub(crate) fn house(&self) -> &Arc<House> {
        &self.house
    }
}

pub(crate) fn read<P: Projection>((id, cells): Stored) -> Result<P::Row, ProjectionError> {
    P::Row::read(id, cells).map_err(|error| store::unreadable(&error))
}
