//! A table made beside the live one, and the moment it takes its place.

use std::time::Duration;

use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use uuid::Uuid;

use super::super::fault::fault;
use super::super::{Hold, Lease, Shadow, Switch, Table};
use super::{NOW, begin as begin_writing, control, migrate};
use crate::declaration::Declaration;
use crate::error::ProjectionError;

pub(super) async fn begin(
    writer: &SqlitePool,
    of: &'static Declaration,
    owner: Uuid,
    length: Duration,
) -> Result<Shadow, ProjectionError> {
    let mut tx = begin_writing(writer).await?;
    let building = sqlx::query(
        "SELECT generation, version FROM projections WHERE name = $1 AND state = 'building'",
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
        "SELECT coalesce(max(generation), 0) + 1 FROM projections WHERE name = $1",
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

pub(super) async fn switch(
    writer: &SqlitePool,
    shadow: &Table,
    hold: Hold,
    no_step_back: bool,
) -> Result<Switch, ProjectionError> {
    let mut tx = begin_writing(writer).await?;
    let outcome = exchange(&mut tx, shadow, hold, no_step_back)
        .await
        .map_err(fault)?;
    if outcome == Switch::Done {
        tx.commit().await.map_err(fault)?;
    } else {
        tx.rollback().await.map_err(fault)?;
    }
    Ok(outcome)
}

async fn exchange(
    connection: &mut SqliteConnection,
    shadow: &Table,
    hold: Hold,
    no_step_back: bool,
) -> Result<Switch, sqlx::Error> {
    let name = shadow.declared.name;
    let ours: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM leases
         WHERE projection = $1 AND generation = $2 AND owner = $3 AND fence = $4)",
    )
    .bind(name)
    .bind(shadow.generation)
    .bind(hold.owner)
    .bind(hold.fence)
    .fetch_one(&mut *connection)
    .await?;
    if !ours {
        return Ok(Switch::Lost);
    }
    let live: Option<i64> =
        sqlx::query_scalar("SELECT generation FROM projections WHERE name = $1 AND state = 'live'")
            .bind(name)
            .fetch_optional(&mut *connection)
            .await?;
    if let Some(live) = live {
        if no_step_back && is_behind(connection, shadow, live).await? {
            return Ok(Switch::Behind);
        }
        retire(connection, &Table::live(shadow.declared, live)).await?;
    }
    let rename = format!("ALTER TABLE {} RENAME TO {name}", shadow.name());
    migrate::run(&mut *connection, &rename).await?;
    let entry = format!(
        "UPDATE projections SET state = 'live', table_name = name, switched_at = {NOW}
         WHERE name = $1 AND generation = $2"
    );
    for sql in [
        entry.as_str(),
        // Whoever follows the live table takes it up from here.
        "UPDATE leases SET until = 0 WHERE projection = $1 AND generation = $2",
    ] {
        sqlx::query(sql)
            .bind(name)
            .bind(shadow.generation)
            .execute(&mut *connection)
            .await?;
    }
    Ok(Switch::Done)
}

/// Whether readers would fall back behind what they can see now.
async fn is_behind(
    connection: &mut SqliteConnection,
    shadow: &Table,
    live: i64,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (
             SELECT 1 FROM partitions old
             LEFT JOIN partitions new ON new.msp_id = old.msp_id
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

async fn retire(connection: &mut SqliteConnection, table: &Table) -> Result<(), sqlx::Error> {
    migrate::run(
        &mut *connection,
        &format!("DROP TABLE IF EXISTS {}", table.name()),
    )
    .await?;
    for sql in [
        "UPDATE projections SET state = 'retired' WHERE name = $1 AND generation = $2",
        "DELETE FROM partitions WHERE projection = $1 AND generation = $2",
        "DELETE FROM leases WHERE projection = $1 AND generation = $2",
    ] {
        sqlx::query(sql)
            .bind(table.declared.name)
            .bind(table.generation)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
