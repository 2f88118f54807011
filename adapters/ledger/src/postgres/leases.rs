//! Leases, each call one statement over a connection of its own: work in the ledger, however
//! much, holds up no renewal.
//!
//! Rows are locked in the order of their names everywhere: two workers cannot wait for each other.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{Postgres, Row};
use tenantry_engine::leases::{Fence, Leased, Leases};
use tenantry_engine::ledger::LedgerError;
use uuid::Uuid;

use super::commit::Writer;
use super::{connect_options, schema};
use crate::Options;
use crate::error::ledger_error;
use crate::lessee::{in_order, micros};
use crate::numbers::unsigned;

/// Names that others have are left out by a look first: a row that only turned out to be taken
/// under its lock would be written to each time. Between the look and the lock another may have
/// been quicker, so the compare-and-set asks again.
const TAKE: &str = "
    with clock as materialized (
        select (extract(epoch from clock_timestamp()) * 1000000)::bigint as now
    )
    insert into leases as held (name, owner, fence, until)
    select asked.name, $2, 1, clock.now + $3
    from clock, unnest($1::text[]) with ordinality as asked (name, place)
    left join leases as seen on seen.name = asked.name
    where seen.owner is null or seen.owner = $2 or seen.until <= clock.now
    order by asked.place
    on conflict (name) do update set
        owner = excluded.owner,
        fence = held.fence + case
            when held.owner = excluded.owner and held.until > excluded.until - $3 then 0
            else 1 end,
        until = excluded.until
    where held.owner is null or held.owner = excluded.owner
        or held.until <= excluded.until - $3
    returning name, fence";

const RENEW: &str = "
    with clock as materialized (
        select (extract(epoch from clock_timestamp()) * 1000000)::bigint as now
    ), mine as (
        select held.name from leases as held, clock
        where held.name = any($1) and held.owner = $2 and held.until > clock.now
        order by held.name
        for update of held
    )
    update leases set until = clock.now + $3
    from mine, clock where leases.name = mine.name
    returning leases.name";

const RELEASE: &str = "
    with mine as (
        select name from leases where name = any($1) and owner = $2 order by name for update
    )
    update leases set owner = null from mine where leases.name = mine.name";

const LOOK: &str = "
    select name, owner, until, until > (extract(epoch from clock_timestamp()) * 1000000)::bigint
    from leases where name = any($1) and owner is not null order by name collate \"C\"";

/// A database that says nothing for longer is gone: whoever waits for it must know before its
/// leases have long ended.
const SILENCE: Duration = Duration::from_secs(10);

pub(crate) struct PostgresLeases(Writer);

impl PostgresLeases {
    /// On a database that somebody else looked at already.
    pub(crate) fn lazy(url: &str, options: &Options) -> Result<Self, LedgerError> {
        let connect = connect_options(url)?;
        Ok(Self(Writer::new(connect, options.acquire_timeout)))
    }

    pub(crate) async fn open(url: &str, options: &Options) -> Result<Self, LedgerError> {
        let leases = Self::lazy(url, options)?;
        let mut connection = leases.0.connect().await?;
        schema::check(&mut connection).await?;
        *leases.0.slot.lock().await = Some(connection);
        Ok(leases)
    }

    /// A connection that lay idle may be dead without anybody having noticed: then once more, on
    /// a new one. Asking twice is the same as asking once.
    async fn ask(
        &self,
        query: impl Fn() -> Query<'static, Postgres, PgArguments> + Send + Sync,
    ) -> Result<Vec<PgRow>, LedgerError> {
        let mut slot = self.0.slot.lock().await;
        // Out of the slot while in use: a call that is dropped half-way takes its connection along.
        if let Some(mut connection) = slot.take() {
            match within(query().fetch_all(&mut connection)).await {
                Ok(rows) => {
                    *slot = Some(connection);
                    return Ok(rows);
                }
                Err(error) if error.is_transient() => {}
                Err(error) => return Err(error),
            }
        }
        let mut connection = self.0.connect().await?;
        let rows = within(query().fetch_all(&mut connection)).await?;
        *slot = Some(connection);
        Ok(rows)
    }
}

async fn within(
    answer: impl Future<Output = Result<Vec<PgRow>, sqlx::Error>>,
) -> Result<Vec<PgRow>, LedgerError> {
    let answer = tokio::time::timeout(SILENCE, answer).await;
    let rows = answer.map_err(|_| LedgerError::Unreachable {
        detail: "the database fell silent when it was asked for leases".to_owned(),
    })?;
    rows.map_err(|error| ledger_error(&error))
}

#[async_trait]
impl Leases for PostgresLeases {
    async fn take(
        &self,
        names: &[String],
        owner: Uuid,
        length: Duration,
    ) -> Result<Vec<(String, Fence)>, LedgerError> {
        let (names, length) = (owned(in_order(names)?), micros(length)?);
        let rows = self
            .ask(|| {
                sqlx::query(TAKE)
                    .bind(names.clone())
                    .bind(owner)
                    .bind(length)
            })
            .await?;
        let mut taken = rows.iter().map(lease).collect::<Result<Vec<_>, _>>()?;
        taken.sort_unstable();
        Ok(taken)
    }

    async fn renew(
        &self,
        names: &[String],
        owner: Uuid,
        length: Duration,
    ) -> Result<Vec<String>, LedgerError> {
        let (names, length) = (owned(in_order(names)?), micros(length)?);
        let rows = self
            .ask(|| {
                sqlx::query(RENEW)
                    .bind(names.clone())
                    .bind(owner)
                    .bind(length)
            })
            .await?;
        let mut kept = rows.iter().map(name).collect::<Result<Vec<_>, _>>()?;
        kept.sort_unstable();
        Ok(kept)
    }

    async fn release(&self, names: &[String], owner: Uuid) -> Result<(), LedgerError> {
        let names = owned(in_order(names)?);
        self.ask(|| sqlx::query(RELEASE).bind(names.clone()).bind(owner))
            .await
            .map(drop)
    }

    async fn look(&self, names: &[String]) -> Result<Vec<Leased>, LedgerError> {
        let names = owned(in_order(names)?);
        let rows = self.ask(|| sqlx::query(LOOK).bind(names.clone())).await?;
        rows.iter().map(leased).collect()
    }
}

fn leased(row: &PgRow) -> Result<Leased, LedgerError> {
    let read = || -> Result<Leased, sqlx::Error> {
        Ok(Leased {
            name: row.try_get(0)?,
            owner: row.try_get(1)?,
            until: row.try_get(2)?,
            alive: row.try_get(3)?,
        })
    };
    read().map_err(|error| ledger_error(&error))
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

fn lease(row: &PgRow) -> Result<(String, Fence), LedgerError> {
    let fence = row.try_get(1).map_err(|error| ledger_error(&error))?;
    Ok((name(row)?, unsigned(fence)?))
}

fn name(row: &PgRow) -> Result<String, LedgerError> {
    row.try_get(0).map_err(|error| ledger_error(&error))
}

impl fmt::Debug for PostgresLeases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresLeases").finish_non_exhaustive()
    }
}
