//! Generations, checkpoints and leases.

use std::time::Duration;

use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqlitePool, SqliteRow};
use tenantry_domain::ids::MspId;
use uuid::Uuid;

use super::super::fault::fault;
use super::super::{Failure, Generation, Hold, Lease, Partition, Step, Table};
use super::NOW;
use crate::error::ProjectionError;

const PARTITIONS: &str = "
    SELECT msp_id, position, recorded_at, failed_position, failed_code, failed_detail,
           failed_retries
    FROM partitions";

pub(super) async fn generations(readers: &SqlitePool) -> Result<Vec<Generation>, ProjectionError> {
    let sql = format!(
        "SELECT p.name, p.generation, p.version, p.state = 'live', l.rate,
                p.created_at, l.owner, l.until
         FROM projections p
         LEFT JOIN leases l
             ON l.projection = p.name AND l.generation = p.generation AND l.until > {NOW}
         WHERE p.state <> 'retired' ORDER BY p.name, p.generation"
    );
    let rows = sqlx::query(&sql).fetch_all(readers).await.map_err(fault)?;
    rows.iter().map(generation).collect()
}

fn generation(row: &SqliteRow) -> Result<Generation, ProjectionError> {
    let read = || -> Result<Generation, sqlx::Error> {
        Ok(Generation {
            projection: row.try_get(0)?,
            number: row.try_get(1)?,
            version: row.try_get(2)?,
            live: row.try_get(3)?,
            rate: row.try_get(4)?,
            begun_at: row.try_get(5)?,
            holder: row
                .try_get::<Option<Uuid>, _>(6)?
                .zip(row.try_get::<Option<i64>, _>(7)?),
        })
    };
    read().map_err(fault)
}

pub(super) async fn partitions(
    readers: &SqlitePool,
    of: &Table,
) -> Result<Vec<Partition>, ProjectionError> {
    let sql = format!("{PARTITIONS} WHERE projection = $1 AND generation = $2 ORDER BY msp_id");
    let rows = sqlx::query(&sql)
        .bind(of.declared.name)
        .bind(of.generation)
        .fetch_all(readers)
        .await
        .map_err(fault)?;
    rows.iter()
        .map(|row| partition(row).map_err(fault))
        .collect()
}

pub(super) async fn one_partition(
    readers: &SqlitePool,
    of: &Table,
    msp: MspId,
) -> Result<Option<Partition>, ProjectionError> {
    let sql = format!("{PARTITIONS} WHERE msp_id = $1 AND projection = $2 AND generation = $3");
    let row = sqlx::query(&sql)
        .bind(msp.as_uuid())
        .bind(of.declared.name)
        .bind(of.generation)
        .fetch_optional(readers)
        .await
        .map_err(fault)?;
    row.as_ref().map(partition).transpose().map_err(fault)
}

fn partition(row: &SqliteRow) -> Result<Partition, sqlx::Error> {
    let failed: Option<i64> = row.try_get(3)?;
    let failure = match failed {
        None => None,
        Some(position) => Some(Failure {
            position,
            code: row.try_get::<Option<String>, _>(4)?.unwrap_or_default(),
            detail: row.try_get::<Option<String>, _>(5)?.unwrap_or_default(),
            retries: row.try_get::<Option<i64>, _>(6)?.unwrap_or_default(),
        }),
    };
    Ok(Partition {
        msp: MspId::new(row.try_get(0)?),
        position: row.try_get(1)?,
        recorded_at: row.try_get(2)?,
        failure,
    })
}

pub(super) async fn open_partitions(
    connection: &mut SqliteConnection,
    of: &Table,
    msps: &[MspId],
) -> Result<(), ProjectionError> {
    let sql = format!(
        "INSERT INTO partitions
             (msp_id, projection, generation, position, recorded_at, fence, state, updated_at)
         SELECT $1, name, generation, 0, 0, 0, 'running', {NOW} FROM projections
         WHERE name = $2 AND generation = $3 AND state <> 'retired'
         ON CONFLICT DO NOTHING"
    );
    for msp in msps {
        sqlx::query(&sql)
            .bind(msp.as_uuid())
            .bind(of.declared.name)
            .bind(of.generation)
            .execute(&mut *connection)
            .await
            .map_err(fault)?;
    }
    Ok(())
}

/// Moves the checkpoints; false when one of them is not where it was assumed.
pub(super) async fn advance(
    connection: &mut SqliteConnection,
    to: &Table,
    fence: i64,
    steps: &[Step],
) -> Result<bool, ProjectionError> {
    let sql = format!(
        "UPDATE partitions SET
             position = $5, recorded_at = $6, fence = $7,
             state = CASE WHEN $8 IS NULL THEN 'running' ELSE 'failed' END,
             failed_position = $8, failed_code = $9, failed_detail = $10, failed_retries = $11,
             updated_at = {NOW}
         WHERE msp_id = $1 AND projection = $2 AND generation = $3
             AND position = $4 AND fence <= $7"
    );
    for step in steps {
        let failure = step.failure.as_ref();
        let done = sqlx::query(&sql)
            .bind(step.msp.as_uuid())
            .bind(to.declared.name)
            .bind(to.generation)
            .bind(step.from)
            .bind(step.to)
            .bind(step.recorded_at)
            .bind(fence)
            .bind(failure.map(|f| f.position))
            .bind(failure.map(|f| f.code.as_str()))
            .bind(failure.map(|f| f.detail.as_str()))
            .bind(failure.map(|f| f.retries))
            .execute(&mut *connection)
            .await
            .map_err(fault)?;
        if done.rows_affected() != 1 {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(super) async fn take_lease(
    connection: &mut SqliteConnection,
    of: &Table,
    owner: Uuid,
    length: Duration,
) -> Result<Lease, ProjectionError> {
    let sql = format!(
        "INSERT INTO leases (projection, generation, owner, until, fence, rate)
         VALUES ($1, $2, $3, {NOW} + $4, 1, 0)
         ON CONFLICT (projection, generation) DO UPDATE
             SET owner = $3, until = {NOW} + $4, fence = fence + 1, rate = 0
             WHERE until <= {NOW} OR owner = $3
         RETURNING fence"
    );
    let fence: Option<i64> = sqlx::query_scalar(&sql)
        .bind(of.declared.name)
        .bind(of.generation)
        .bind(owner)
        .bind(micros(length))
        .fetch_optional(&mut *connection)
        .await
        .map_err(fault)?;
    if let Some(fence) = fence {
        return Ok(Lease::Taken(Hold { owner, fence }));
    }
    let until: Option<i64> =
        sqlx::query_scalar("SELECT until FROM leases WHERE projection = $1 AND generation = $2")
            .bind(of.declared.name)
            .bind(of.generation)
            .fetch_optional(connection)
            .await
            .map_err(fault)?;
    Ok(Lease::Held {
        until: until.unwrap_or_default(),
    })
}

pub(super) async fn renew_lease(
    connection: &mut SqliteConnection,
    of: &Table,
    hold: Hold,
    length: Duration,
    rate: i64,
) -> Result<bool, ProjectionError> {
    let sql = format!(
        "UPDATE leases SET until = {NOW} + $5, rate = $6
         WHERE projection = $1 AND generation = $2 AND owner = $3 AND fence = $4"
    );
    let done = sqlx::query(&sql)
        .bind(of.declared.name)
        .bind(of.generation)
        .bind(hold.owner)
        .bind(hold.fence)
        .bind(micros(length))
        .bind(rate)
        .execute(connection)
        .await
        .map_err(fault)?;
    Ok(done.rows_affected() == 1)
}

fn micros(length: Duration) -> i64 {
    i64::try_from(length.as_micros()).unwrap_or(i64::MAX)
}
