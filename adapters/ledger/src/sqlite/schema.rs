//! Migrations, and the check that a file is one to work with.

use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::{Connection, Executor, SqliteConnection};
use tenantry_engine::ledger::LedgerError;

use super::{BUSY, plain_options};
use crate::Migrated;
use crate::error::ledger_error;
use crate::migrations::{KNOWN_SCHEMA, must_be_current, pending};

pub(crate) async fn migrate(path: &Path) -> Result<Migrated, LedgerError> {
    let failed = |error: sqlx::Error| ledger_error(&error);
    let options = plain_options(path).create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options)
        .await
        .map_err(failed)?;
    // The lock comes with the transaction: whoever migrates at the same time waits here.
    connection
        .execute("begin immediate")
        .await
        .map_err(failed)?;
    let migrated = walk(&mut connection).await;
    let ending = if migrated.is_ok() {
        "commit"
    } else {
        "rollback"
    };
    connection.execute(ending).await.map_err(failed)?;
    if migrated.is_ok() {
        keep_a_journal_of_ours(&mut connection).await?;
    }
    connection.close().await.map_err(failed)?;
    migrated
}

/// The file is ours now; how it keeps its journal is part of it. The change needs the file for
/// itself, and SQLite does not wait for that as it does for a transaction.
async fn keep_a_journal_of_ours(connection: &mut SqliteConnection) -> Result<(), LedgerError> {
    let begun = Instant::now();
    loop {
        match connection.execute("pragma journal_mode = wal").await {
            Ok(_) => return Ok(()),
            Err(error) => match ledger_error(&error) {
                LedgerError::Exhausted if begun.elapsed() < BUSY => {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                error => return Err(error),
            },
        }
    }
}

async fn walk(connection: &mut SqliteConnection) -> Result<Migrated, LedgerError> {
    let failed = |error: sqlx::Error| ledger_error(&error);
    let from = found(connection).await?;
    let steps = pending(from.unwrap_or(0))?;
    if from.is_none() {
        refuse_a_strangers_table(connection).await?;
        connection
            .execute(
                "create table tenantry_schema (
                     version integer primary key, applied_at integer not null) strict",
            )
            .await
            .map_err(failed)?;
    }
    for step in steps {
        connection.execute(step.sqlite).await.map_err(failed)?;
        sqlx::query(
            "insert into tenantry_schema (version, applied_at)
             values (?, cast(unixepoch('subsec') * 1000000 as integer))",
        )
        .bind(step.version)
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
    }
    Ok(Migrated {
        from: from.unwrap_or(0),
        to: KNOWN_SCHEMA,
    })
}

/// Looks without leaving a trace: the file may be another program's, or not be there.
pub(super) async fn check(path: &Path) -> Result<(), LedgerError> {
    let failed = |error: sqlx::Error| ledger_error(&error);
    if !path.exists() {
        return Err(LedgerError::NotMigrated);
    }
    let mut connection = SqliteConnection::connect_with(&plain_options(path))
        .await
        .map_err(failed)?;
    must_be_current(found(&mut connection).await?)?;
    connection.close().await.map_err(failed)
}

/// The schema the file is at; none when it holds nothing of ours.
async fn found(connection: &mut SqliteConnection) -> Result<Option<i64>, LedgerError> {
    if !has_table(connection, "tenantry_schema").await? {
        return Ok(None);
    }
    sqlx::query_scalar("select max(version) from tenantry_schema")
        .fetch_one(connection)
        .await
        .map_err(|error| ledger_error(&error))
}

async fn refuse_a_strangers_table(connection: &mut SqliteConnection) -> Result<(), LedgerError> {
    if has_table(connection, "events").await? {
        let detail = "it already has a table `events` of another program; give Tenantry a \
                      file of its own and bring the events over with `tenantry ledger import`";
        return Err(LedgerError::WrongKind {
            detail: detail.to_owned(),
        });
    }
    Ok(())
}

async fn has_table(connection: &mut SqliteConnection, name: &str) -> Result<bool, LedgerError> {
    sqlx::query_scalar("select exists (select 1 from sqlite_schema where name = ?)")
        .bind(name)
        .fetch_one(connection)
        .await
        .map_err(|error| ledger_error(&error))
}
