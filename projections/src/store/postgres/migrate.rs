//! The control tables, the role of readers and the first tables, made by whichever node is first.

use sqlx::Executor as _;
use sqlx::postgres::{PgConnection, PgPool};
use tenantry_engine::ledger::LedgerError;

use super::super::fault::{code_of, fault};
use super::super::{SCHEMA, Table};
use super::{NOW, qualified, sql_type};
use crate::declaration::Declaration;
use crate::error::ProjectionError;

/// The role all reads of query tables are done under. Row-level security binds it; the owner of
/// the tables, who writes them, is not bound.
pub(super) const READER: &str = "tenantry_reader";

/// One transaction at a time may migrate; the number means nothing but this.
const MIGRATION_LOCK: i64 = 0x7465_6e61_6e74_7279;

const CONTROL: &str = "
CREATE SCHEMA query;
CREATE TABLE query.schema_version (version bigint NOT NULL);
CREATE TABLE query.projections (
    name text NOT NULL,
    generation bigint NOT NULL,
    version bigint NOT NULL,
    table_name text NOT NULL,
    state text NOT NULL CHECK (state IN ('building', 'live', 'retired')),
    created_at bigint NOT NULL,
    switched_at bigint,
    PRIMARY KEY (name, generation)
);
CREATE TABLE query.partitions (
    msp_id uuid NOT NULL,
    projection text NOT NULL,
    generation bigint NOT NULL,
    position bigint NOT NULL,
    recorded_at bigint NOT NULL,
    fence bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'failed')),
    failed_position bigint,
    failed_code text,
    failed_detail text,
    failed_retries bigint,
    updated_at bigint NOT NULL,
    PRIMARY KEY (msp_id, projection, generation)
) WITH (fillfactor = 50);
CREATE INDEX partitions_by_projection ON query.partitions (projection, generation, msp_id);
CREATE TABLE query.leases (
    projection text NOT NULL,
    generation bigint NOT NULL,
    owner uuid NOT NULL,
    until bigint NOT NULL,
    fence bigint NOT NULL,
    rate bigint NOT NULL,
    PRIMARY KEY (projection, generation)
);
GRANT USAGE ON SCHEMA query TO tenantry_reader;
INSERT INTO query.schema_version VALUES (1);
";

pub(super) async fn migrate(
    pool: &PgPool,
    declared: &'static [Declaration],
) -> Result<(), ProjectionError> {
    prepare_reader(pool).await?;
    let mut tx = pool.begin().await.map_err(fault)?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(MIGRATION_LOCK)
        .execute(&mut *tx)
        .await
        .map_err(fault)?;
    match version(&mut tx).await? {
        None => {
            run(&mut tx, CONTROL).await.map_err(fault)?;
        }
        Some(found) => refuse_newer(found)?,
    }
    for declaration in declared {
        let known: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT FROM query.projections WHERE name = $1)")
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

pub(super) async fn check(pool: &PgPool) -> Result<(), ProjectionError> {
    let mut connection = pool.acquire().await.map_err(fault)?;
    match version(&mut connection).await? {
        None => Err(LedgerError::NotMigrated.into()),
        Some(found) => refuse_newer(found),
    }
}

/// The table of a generation with its rules for readers, and its entry in the catalog.
pub(super) async fn create_table(
    connection: &mut PgConnection,
    table: &Table,
) -> Result<(), ProjectionError> {
    let name = qualified(table);
    let key = table.lasting_name();
    let definition = table.definition(sql_type);
    // Half the daemon's writes change rows in place: room in each page keeps the indexes out of it.
    let ddl = format!(
        "CREATE TABLE {name} ({definition}, CONSTRAINT {key}_pkey PRIMARY KEY (msp_id, id)) \
             WITH (fillfactor = 85);
         ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
         CREATE POLICY own_msp_only ON {name} FOR SELECT TO {READER}
             USING (msp_id = nullif(current_setting('tenantry.msp', true), '')::uuid);
         GRANT SELECT ON {name} TO {READER};"
    );
    run(&mut *connection, &ddl).await.map_err(fault)?;
    let entry = format!(
        "INSERT INTO query.projections (name, generation, version, table_name, state, created_at)
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
    connection: &mut PgConnection,
    table: &Table,
) -> Result<(), ProjectionError> {
    for (name, columns) in table.indexes() {
        let ddl = format!(
            "CREATE INDEX IF NOT EXISTS {name} ON {} ({columns})",
            qualified(table)
        );
        run(&mut *connection, &ddl).await.map_err(fault)?;
    }
    Ok(())
}

/// Statements without values, one or many.
pub(super) async fn run(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    connection.execute(sqlx::raw_sql(sql)).await?;
    Ok(())
}

async fn version(connection: &mut PgConnection) -> Result<Option<i64>, ProjectionError> {
    let exists: bool = sqlx::query_scalar("SELECT to_regclass('query.schema_version') IS NOT NULL")
        .fetch_one(&mut *connection)
        .await
        .map_err(fault)?;
    if !exists {
        return Ok(None);
    }
    sqlx::query_scalar("SELECT version FROM query.schema_version")
        .fetch_optional(connection)
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

/// Makes the readers' role and lets us act as it. Roles belong to the whole server, so nodes of
/// several databases may be at it at once: what another did in the meantime is as good.
async fn prepare_reader(pool: &PgPool) -> Result<(), ProjectionError> {
    let mut last = None;
    for _ in 0..5 {
        if is_ours(pool).await? {
            return Ok(());
        }
        let exists: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)")
                .bind(READER)
                .fetch_one(pool)
                .await
                .map_err(fault)?;
        let ddl = if exists {
            format!("GRANT {READER} TO CURRENT_USER")
        } else {
            format!("CREATE ROLE {READER} NOLOGIN")
        };
        match pool.execute(sqlx::raw_sql(&ddl)).await {
            Ok(_) => {}
            Err(error) if code_of(&error).is_some() => {
                let forbidden = code_of(&error).as_deref() == Some("42501");
                last = Some(error.to_string());
                if forbidden {
                    break;
                }
            }
            Err(error) => return Err(fault(error)),
        }
    }
    if is_ours(pool).await? {
        return Ok(());
    }
    Err(ProjectionError::ReadRoleMissing {
        detail: last.unwrap_or_else(|| "it could not be granted".to_owned()),
    })
}

/// Superusers may act as anybody; grant it all the same, so that taking that right away later
/// breaks nothing.
async fn is_ours(pool: &PgPool) -> Result<bool, ProjectionError> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM pg_auth_members m
             JOIN pg_roles r ON r.oid = m.roleid
             JOIN pg_roles u ON u.oid = m.member
             WHERE r.rolname = $1 AND u.rolname = current_user)",
    )
    .bind(READER)
    .fetch_one(pool)
    .await
    .map_err(fault)
}
