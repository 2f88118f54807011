//! The control tables and the first tables, made by whichever process is first.

use sqlx::Executor as _;
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use tenantry_engine::ledger::LedgerError;

use super::super::fault::fault;
use super::super::{SCHEMA, Table};
use super::{NOW, begin, sql_type};
use crate::declaration::Declaration;
use crate::error::ProjectionError;

/// Marks the file as ours: `TQry` in ASCII.
const APPLICATION: i64 = 0x5451_7279;

const CONTROL: &str = "
CREATE TABLE projections (
    name TEXT NOT NULL,
    generation INTEGER NOT NULL,
    version INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('building', 'live', 'retired')),
    created_at INTEGER NOT NULL,
    switched_at INTEGER,
    PRIMARY KEY (name, generation)
) STRICT;
CREATE TABLE partitions (
    msp_id BLOB NOT NULL,
    projection TEXT NOT NULL,
    generation INTEGER NOT NULL,
    position INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'failed')),
    failed_position INTEGER,
    failed_code TEXT,
    failed_detail TEXT,
    failed_retries INTEGER,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (msp_id, projection, generation)
) STRICT, WITHOUT ROWID;
CREATE TABLE leases (
    projection TEXT NOT NULL,
    generation INTEGER NOT NULL,
    owner BLOB NOT NULL,
    until INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    rate INTEGER NOT NULL,
    PRIMARY KEY (projection, generation)
) STRICT;
PRAGMA application_id = 1414623865;
PRAGMA user_version = 1;
";

pub(super) async fn migrate(
    writer: &SqlitePool,
    declared: &'static [Declaration],
) -> Result<(), ProjectionError> {
    let mut tx = begin(writer).await?;
    match version(&mut tx).await? {
        0 => {
            run(&mut tx, CONTROL).await.map_err(fault)?;
        }
        found => refuse_newer(found)?,
    }
    for declaration in declared {
        let known: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM projections WHERE name = $1)")
                .bind(declaration.name)
                .fetch_one(&mut *tx)
                .await
                .map_err(fault)?;
        if !known {
            let table = Table::live(declaration, 1);
            create_table(&mut tx, &table).await?;
            create_indexes(&mut tx, &table).await?;
        }
    }
    tx.commit().await.map_err(fault)
}

pub(super) async fn check(readers: &SqlitePool) -> Result<(), ProjectionError> {
    let mut connection = readers.acquire().await.map_err(fault)?;
    match version(&mut connection).await? {
        0 => Err(LedgerError::NotMigrated.into()),
        found => refuse_newer(found),
    }
}

pub(super) async fn create_table(
    connection: &mut SqliteConnection,
    table: &Table,
) -> Result<(), ProjectionError> {
    let ddl = format!(
        "CREATE TABLE {} ({}, PRIMARY KEY (msp_id, id)) STRICT, WITHOUT ROWID",
        table.name(),
        table.definition(sql_type)
    );
    run(&mut *connection, &ddl).await.map_err(fault)?;
    let entry = format!(
        "INSERT INTO projections (name, generation, version, table_name, state, created_at)
         VALUES ($1, $2, $3, $4, $5, {NOW})"
    );
    sqlx::query(&entry)
        .bind(table.declared.name)
        .bind(table.generation)
        .bind(i64::from(table.declared.version))
        .bind(table.name())
        .bind(if table.live { "live" } else { "building" })
        .execute(connection)
        .await
        .map_err(fault)?;
    Ok(())
}

pub(super) async fn create_indexes(
    connection: &mut SqliteConnection,
    table: &Table,
) -> Result<(), ProjectionError> {
    for (name, columns) in table.indexes() {
        let ddl = format!(
            "CREATE INDEX IF NOT EXISTS {name} ON {} ({columns})",
            table.name()
        );
        run(&mut *connection, &ddl).await.map_err(fault)?;
    }
    Ok(())
}

/// Statements without values, one or many.
pub(super) async fn run(connection: &mut SqliteConnection, sql: &str) -> Result<(), sqlx::Error> {
    connection.execute(sqlx::raw_sql(sql)).await?;
    Ok(())
}

async fn version(connection: &mut SqliteConnection) -> Result<i64, ProjectionError> {
    let application: i64 = sqlx::query_scalar("PRAGMA application_id")
        .fetch_one(&mut *connection)
        .await
        .map_err(fault)?;
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
        .fetch_one(&mut *connection)
        .await
        .map_err(fault)?;
    if application != APPLICATION && tables > 0 {
        return Err(LedgerError::WrongKind {
            detail: "the file beside the ledger holds tables of another program".to_owned(),
        }
        .into());
    }
    sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(connection)
        .await
        .map_err(fault)
}

fn refuse_newer(found: i64) -> Result<(), ProjectionError> {
    if found > SCHEMA {
        return Err(LedgerError::SchemaNewer {
            found,
            known: SCHEMA,
        }
        .into());
    }
    Ok(())
}
