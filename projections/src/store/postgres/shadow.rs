//! A table made beside the live one, and the moment it takes its place.

use std::time::Duration;

use sqlx::Row as _;
use sqlx::Transaction;
use sqlx::postgres::{PgConnection, PgPool, Postgres};
use uuid::Uuid;

use super::super::fault::{code_of, fault};
use super::super::{Hold, Lease, Shadow, Switch, Table};
use super::{NOW, control, migrate, qualified};
use crate::declaration::Declaration;
use crate::error::ProjectionError;

/// How long readers may have to queue behind a switch that itself waits for longer readers.
const BEGIN_SWITCH: &str = "BEGIN; SET LOCAL lock_timeout TO '200ms'";

pub(super) async fn begin(
    pool: &PgPool,
    of: &'static Declaration,
    owner: Uuid,
    length: Duration,
) -> Result<Shadow, ProjectionError> {
    let mut tx = pool.begin().await.map_err(fault)?;
    lock_catalog(&mut tx, of.name).await.map_err(fault)?;
    let building = sqlx::query(
        "SELECT generation, version FROM query.projections WHERE name = $1 AND state = 'building'",
    )
    .bind(of.name)
    .fetch_optional(&mut *tx)
    .await
    .map_err(fault)?;
    if let Some(row) = building {
        let table = Table::shadow(of, row.try_get(0).map_err(fault)?);
        let version: i64 = row.try_get(1).map_err(fault)?;
        let hold = match control::take_lease(&mut tx, &table, owner, length).await? {
            Lease::Taken(hold) => hold,
            Lease::Held { until } => return Ok(Shadow::Busy { until }),
        };
        if version == i64::from(of.version) {
            tx.commit().await.map_err(fault)?;
            return Ok(Shadow::Begun { table, hold });
        }
        retire(&mut tx, &table).await.map_err(fault)?;
    }
    let generation: i64 = sqlx::query_scalar(
        "SELECT coalesce(max(generation), 0) + 1 FROM query.projections WHERE name = $1",
    )
    .bind(of.name)
    .fetch_one(&mut *tx)
    .await
    .map_err(fault)?;
    let table = Table::shadow(of, generation);
    migrate::create_table(&mut tx, &table).await?;
    let lease = control::take_lease(&mut tx, &table, owner, length).await?;
    tx.commit().await.map_err(fault)?;
    Ok(match lease {
        Lease::Taken(hold) => Shadow::Begun { table, hold },
        Lease::Held { until } => Shadow::Busy { until },
    })
}

pub(super) async fn index(pool: &PgPool, table: &Table) -> Result<(), ProjectionError> {
    let mut connection = pool.acquire().await.map_err(fault)?;
    migrate::create_indexes(&mut connection, table).await?;
    migrate::run(&mut connection, &format!("ANALYZE {}", qualified(table)))
        .await
        .map_err(fault)?;
    Ok(())
}

pub(super) async fn switch(
    pool: &PgPool,
    shadow: &Table,
    hold: Hold,
    no_step_back: bool,
) -> Result<Switch, ProjectionError> {
    let mut tx = pool.begin_with(BEGIN_SWITCH).await.map_err(fault)?;
    match exchange(&mut tx, shadow, hold, no_step_back).await {
        Ok(Switch::Done) => {
            tx.commit().await.map_err(fault)?;
            Ok(Switch::Done)
        }
        Ok(other) => {
            tx.rollback().await.map_err(fault)?;
            Ok(other)
        }
        Err(error) if matches!(code_of(&error).as_deref(), Some("55P03" | "40P01")) => {
            tx.rollback().await.map_err(fault)?;
            Ok(Switch::InUse)
        }
        Err(error) => Err(fault(error)),
    }
}

/// Locks in the order in which the daemon takes them, checkpoints before tables, so that the two
/// wait for each other but never in a circle.
async fn exchange(
    tx: &mut Transaction<'_, Postgres>,
    shadow: &Table,
    hold: Hold,
    no_step_back: bool,
) -> Result<Switch, sqlx::Error> {
    let name = shadow.declared.name;
    lock_catalog(tx, name).await?;
    let ours = sqlx::query(
        "SELECT FROM query.leases
         WHERE projection = $1 AND generation = $2 AND owner = $3 AND fence = $4 FOR UPDATE",
    )
    .bind(name)
    .bind(shadow.generation)
    .bind(hold.owner)
    .bind(hold.fence)
    .fetch_optional(&mut **tx)
    .await?;
    if ours.is_none() {
        return Ok(Switch::Lost);
    }
    let live: Option<i64> = sqlx::query_scalar(
        "SELECT generation FROM query.projections WHERE name = $1 AND state = 'live'",
    )
    .bind(name)
    .fetch_optional(&mut **tx)
    .await?;
    if let Some(live) = live {
        sqlx::query(
            "SELECT FROM query.partitions WHERE projection = $1 AND generation = $2 FOR UPDATE",
        )
        .bind(name)
        .bind(live)
        .execute(&mut **tx)
        .await?;
        if no_step_back && is_behind(tx, shadow, live).await? {
            return Ok(Switch::Behind);
        }
        retire(tx, &Table::live(shadow.declared, live)).await?;
    }
    let rename = format!("ALTER TABLE {} RENAME TO {name}", qualified(shadow));
    migrate::run(tx, &rename).await?;
    let entry = format!(
        "UPDATE query.projections SET state = 'live', table_name = name, switched_at = {NOW}
         WHERE name = $1 AND generation = $2"
    );
    sqlx::query(&entry)
        .bind(name)
        .bind(shadow.generation)
        .execute(&mut **tx)
        .await?;
    // Whoever follows the live table takes it up from here.
    sqlx::query("UPDATE query.leases SET until = 0 WHERE projection = $1 AND generation = $2")
        .bind(name)
        .bind(shadow.generation)
        .execute(&mut **tx)
        .await?;
    Ok(Switch::Done)
}

/// Whether readers would fall back behind what they can see now.
async fn is_behind(
    connection: &mut PgConnection,
    shadow: &Table,
    live: i64,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (
             SELECT FROM query.partitions old
             LEFT JOIN query.partitions new ON new.msp_id = old.msp_id
                 AND new.projection = old.projection AND new.generation = $3
             WHERE old.projection = $1 AND old.generation = $2
                 AND coalesce(new.position, 0) < old.position)",
    )
    .bind(shadow.declared.name)
    .bind(live)
    .bind(shadow.generation)
    .fetch_one(connection)
    .await
}

async fn retire(connection: &mut PgConnection, table: &Table) -> Result<(), sqlx::Error> {
    migrate::run(
        &mut *connection,
        &format!("DROP TABLE IF EXISTS {}", qualified(table)),
    )
    .await?;
    for sql in [
        "UPDATE query.projections SET state = 'retired' WHERE name = $1 AND generation = $2",
        "DELETE FROM query.partitions WHERE projection = $1 AND generation = $2",
        "DELETE FROM query.leases WHERE projection = $1 AND generation = $2",
    ] {
        sqlx::query(sql)
            .bind(table.declared.name)
            .bind(table.generation)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn lock_catalog(connection: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT FROM query.projections WHERE name = $1 FOR UPDATE")
        .bind(name)
        .execute(connection)
        .await?;
    Ok(())
}
