//! Leases, each call one statement and so one transaction of the writer.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Row, Sqlite, SqliteConnection};
use tenantry_engine::leases::{Fence, Leased, Leases};
use tenantry_engine::ledger::LedgerError;
use uuid::Uuid;

use super::commit::{Writer, json};
use super::{connect_options, schema};
use crate::error::ledger_error;
use crate::lessee::{in_order, micros};
use crate::numbers::unsigned;

// The clock is the machine's, looked at under the write lock and once in a statement. Who shares
// the file shares the machine.

const TAKE: &str = "
    insert into leases as held (name, owner, fence, until)
    select asked.value, ?2, 1, cast(unixepoch('subsec') * 1000000 as integer) + ?3
    from json_each(?1) as asked
    where true
    on conflict (name) do update set
        owner = excluded.owner,
        fence = held.fence
            + (held.owner is not excluded.owner or held.until <= excluded.until - ?3),
        until = excluded.until
    where held.owner is null or held.owner = excluded.owner
        or held.until <= excluded.until - ?3
    returning name, fence";

const RENEW: &str = "
    update leases set until = cast(unixepoch('subsec') * 1000000 as integer) + ?3
    where name in (select value from json_each(?1)) and owner = ?2
        and until > cast(unixepoch('subsec') * 1000000 as integer)
    returning name";

const RELEASE: &str = "
    update leases set owner = null
    where name in (select value from json_each(?1)) and owner = ?2";

const LOOK: &str = "
    select name, owner, until, until > cast(unixepoch('subsec') * 1000000 as integer)
    from leases where name in (select value from json_each(?1)) and owner is not null
    order by name";

pub(crate) struct SqliteLeases(Arc<Writer>);

impl SqliteLeases {
    pub(crate) async fn open(path: &Path) -> Result<Self, LedgerError> {
        schema::check(path).await?;
        Ok(Self::over(Arc::new(Writer::new(connect_options(path)))))
    }

    pub(super) fn over(writer: Arc<Writer>) -> Self {
        Self(writer)
    }

    async fn ask<'q>(
        &self,
        query: Query<'q, Sqlite, SqliteArguments<'q>>,
    ) -> Result<Vec<SqliteRow>, LedgerError> {
        let mut slot = self.0.slot.lock().await;
        // Out of the slot while in use, as for a group of commands.
        let mut connection: SqliteConnection = self.0.connection(&mut slot).await?;
        let rows = query
            .fetch_all(&mut connection)
            .await
            .map_err(|error| ledger_error(&error))?;
        *slot = Some(connection);
        Ok(rows)
    }
}

#[async_trait]
impl Leases for SqliteLeases {
    async fn take(
        &self,
        names: &[String],
        owner: Uuid,
        length: Duration,
    ) -> Result<Vec<(String, Fence)>, LedgerError> {
        let (names, length) = (json(&in_order(names)?)?, micros(length)?);
        let query = sqlx::query(TAKE)
            .bind(names)
            .bind(owner.to_string())
            .bind(length);
        let rows = self.ask(query).await?;
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
        let (names, length) = (json(&in_order(names)?)?, micros(length)?);
        let query = sqlx::query(RENEW)
            .bind(names)
            .bind(owner.to_string())
            .bind(length);
        let rows = self.ask(query).await?;
        let mut kept = rows.iter().map(name).collect::<Result<Vec<_>, _>>()?;
        kept.sort_unstable();
        Ok(kept)
    }

    async fn release(&self, names: &[String], owner: Uuid) -> Result<(), LedgerError> {
        let names = json(&in_order(names)?)?;
        let query = sqlx::query(RELEASE).bind(names).bind(owner.to_string());
        self.ask(query).await.map(drop)
    }

    async fn look(&self, names: &[String]) -> Result<Vec<Leased>, LedgerError> {
        let names = json(&in_order(names)?)?;
        let rows = self.ask(sqlx::query(LOOK).bind(names)).await?;
        rows.iter().map(leased).collect()
    }
}

fn leased(row: &SqliteRow) -> Result<Leased, LedgerError> {
    let read = || -> Result<(String, String, i64, bool), sqlx::Error> {
        Ok((
            row.try_get(0)?,
            row.try_get(1)?,
            row.try_get(2)?,
            row.try_get(3)?,
        ))
    };
    let (name, owner, until, alive) = read().map_err(|error| ledger_error(&error))?;
    let owner = owner.parse().map_err(|_| LedgerError::Corrupt {
        detail: format!("the lease {name} has an owner that is no UUID"),
    })?;
    Ok(Leased {
        name,
        owner,
        until,
        alive,
    })
}

fn lease(row: &SqliteRow) -> Result<(String, Fence), LedgerError> {
    let fence = row.try_get(1).map_err(|error| ledger_error(&error))?;
    Ok((name(row)?, unsigned(fence)?))
}

fn name(row: &SqliteRow) -> Result<String, LedgerError> {
    row.try_get(0).map_err(|error| ledger_error(&error))
}

impl fmt::Debug for SqliteLeases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteLeases").finish_non_exhaustive()
    }
}
