//! Migrations, and the check that a database is one to work with.

use sqlx::{Connection, Executor, PgConnection};
use tenantry_engine::ledger::LedgerError;

use super::connect_options;
use crate::Migrated;
use crate::error::ledger_error;
use crate::migrations::{KNOWN_SCHEMA, must_be_current, pending};

/// Any fixed number will do: nodes that migrate at once wait for each other on it.
const LOCK: i64 = 0x7465_6e61_6e74;

pub(crate) async fn migrate(url: &str) -> Result<Migrated, LedgerError> {
    let mut connection = PgConnection::connect_with(&connect_options(url)?)
        .await
        .map_err(|e| ledger_error(&e))?;
    let migrated = walk(&mut connection).await;
    // The work is committed or not by now; how the connection ends changes nothing.
    drop(connection.close().await);
    migrated
}

async fn walk(connection: &mut PgConnection) -> Result<Migrated, LedgerError> {
    let failed = |error: sqlx::Error| ledger_error(&error);
    let mut tx = connection.begin().await.map_err(failed)?;
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(LOCK)
        .execute(&mut *tx)
        .await
        .map_err(failed)?;
    let from = found(&mut tx).await?;
    let steps = pending(from.unwrap_or(0))?;
    if from.is_none() {
        refuse_a_strangers_table(&mut tx).await?;
        tx.execute(
            "create table tenantry_schema (version bigint primary key, applied_at bigint not null)",
        )
        .await
        .map_err(failed)?;
    }
    for step in steps {
        tx.execute(step.postgres).await.map_err(failed)?;
        sqlx::query(
            "insert into tenantry_schema (version, applied_at)
             values ($1, (extract(epoch from clock_timestamp()) * 1000000)::bigint)",
        )
        .bind(step.version)
        .execute(&mut *tx)
        .await
        .map_err(failed)?;
    }
    tx.commit().await.map_err(failed)?;
    Ok(Migrated {
        from: from.unwrap_or(0),
        to: KNOWN_SCHEMA,
    })
}

pub(super) async fn check(connection: &mut PgConnection) -> Result<(), LedgerError> {
    must_be_current(found(connection).await?)
}

/// The schema the database is at; none when it holds nothing of ours.
async fn found(connection: &mut PgConnection) -> Result<Option<i64>, LedgerError> {
    let failed = |error: sqlx::Error| ledger_error(&error);
    let ours: bool = sqlx::query_scalar("select to_regclass('tenantry_schema') is not null")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    if !ours {
        return Ok(None);
    }
    sqlx::query_scalar("select max(version) from tenantry_schema")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)
}

async fn refuse_a_strangers_table(connection: &mut PgConnection) -> Result<(), LedgerError> {
    let taken: bool = sqlx::query_scalar("select to_regclass('events') is not null")
        .fetch_one(connection)
        .await
        .map_err(|error| ledger_error(&error))?;
    if taken {
        let detail = "it already has a table `events` of another program; give Tenantry a \
                      database of its own and bring the events over with `tenantry ledger import`";
        return Err(LedgerError::WrongKind {
            detail: detail.to_owned(),
        });
    }
    Ok(())
}
