//! Generations, checkpoints and leases.

use std::time::Duration;

use sqlx::Row as _;
use sqlx::postgres::{PgArguments, PgConnection, PgPool, PgRow, Postgres};
use sqlx::query::Query;
use tenantry_domain::ids::MspId;
use uuid::Uuid;

use super::super::fault::fault;
use super::super::{Failure, Generation, Hold, Lease, Partition, Pass, Step, Table};
use super::{NOW, PostgresStore, uuids};
use crate::error::ProjectionError;

const PARTITIONS: &str = "
    SELECT msp_id, position, recorded_at, failed_position, failed_code, failed_detail,
           failed_retries
    FROM query.partitions";

pub(super) async fn generations(pool: &PgPool) -> Result<Vec<Generation>, ProjectionError> {
    let sql = format!(
        "SELECT p.name, p.generation, p.version, p.state = 'live', l.rate,
                p.created_at, l.owner, l.until
         FROM query.projections p
         LEFT JOIN query.leases l
             ON l.projection = p.name AND l.generation = p.generation AND l.until > {NOW}
         WHERE p.state <> 'retired' ORDER BY p.name, p.generation"
    );
    let rows = sqlx::query(&sql).fetch_all(pool).await.map_err(fault)?;
    rows.iter().map(generation).collect()
}

fn generation(row: &PgRow) -> Result<Generation, ProjectionError> {
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
    pool: &PgPool,
    of: &Table,
) -> Result<Vec<Partition>, ProjectionError> {
    let sql = format!("{PARTITIONS} WHERE projection = $1 AND generation = $2 ORDER BY msp_id");
    let rows = sqlx::query(&sql)
        .bind(of.declared.name)
        .bind(of.generation)
        .fetch_all(pool)
        .await
        .map_err(fault)?;
    rows.iter()
        .map(|row| partition(row).map_err(fault))
        .collect()
}

pub(super) async fn one_partition(
    pool: &PgPool,
    of: &Table,
    msp: MspId,
) -> Result<Option<Partition>, ProjectionError> {
    let sql = format!("{PARTITIONS} WHERE msp_id = $1 AND projection = $2 AND generation = $3");
    let row = sqlx::query(&sql)
        .bind(msp.as_uuid())
        .bind(of.declared.name)
        .bind(of.generation)
        .fetch_optional(pool)
        .await
        .map_err(fault)?;
    row.as_ref().map(partition).transpose().map_err(fault)
}

fn partition(row: &PgRow) -> Result<Partition, sqlx::Error> {
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
    store: &PostgresStore,
    of: &Table,
    msps: &[MspId],
) -> Result<(), ProjectionError> {
    let mut tx = store.begin_light().await?;
    // The share lock keeps a switch from retiring the generation while we add to it: a checkpoint
    // that appeared afterwards would let rows of an old fold into the new table.
    let standing = sqlx::query(
        "SELECT FROM query.projections
         WHERE name = $1 AND generation = $2 AND state <> 'retired' FOR SHARE",
    )
    .bind(of.declared.name)
    .bind(of.generation)
    .fetch_optional(&mut *tx)
    .await
    .map_err(fault)?;
    if standing.is_some() {
        let sql = format!(
            "INSERT INTO query.partitions
                 (msp_id, projection, generation, position, recorded_at, fence, state, updated_at)
             SELECT m, $1, $2, 0, 0, 0, 'running', {NOW} FROM unnest($3::uuid[]) AS m
             ON CONFLICT DO NOTHING"
        );
        sqlx::query(&sql)
            .bind(of.declared.name)
            .bind(of.generation)
            .bind(uuids(msps))
            .execute(&mut *tx)
            .await
            .map_err(fault)?;
    }
    tx.commit().await.map_err(fault)
}

/// Nobody waits for the disk, whether a statement is all of a transaction or a part of one. Whatever
/// follows has to look at it: what nobody looks at is not done.
pub(super) const LIGHT: &str =
    "WITH light AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))";

/// Parameters of [`moving`].
pub(super) const MOVES: usize = 11;

/// Moves the checkpoints that are where they are assumed. [`LIGHT`] stands before it.
pub(super) fn moving() -> String {
    format!(
        "UPDATE query.partitions p SET
             position = s.upto, recorded_at = s.recorded_at, fence = $3,
             state = CASE WHEN s.failed_position IS NULL THEN 'running' ELSE 'failed' END,
             failed_position = s.failed_position, failed_code = s.failed_code,
             failed_detail = s.failed_detail, failed_retries = s.failed_retries,
             updated_at = {NOW}
         FROM light, unnest($4::uuid[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
                            $9::text[], $10::text[], $11::bigint[])
             AS s(msp_id, since, upto, recorded_at, failed_position, failed_code, failed_detail,
                  failed_retries)
         WHERE p.msp_id = s.msp_id AND p.projection = $1 AND p.generation = $2
             AND p.position = s.since AND p.fence <= $3"
    )
}

pub(super) fn bind_moves<'a>(
    query: Query<'a, Postgres, PgArguments>,
    to: &'a Table,
    fence: i64,
    steps: &[Step],
) -> Query<'a, Postgres, PgArguments> {
    let failures = || steps.iter().map(|step| step.failure.as_ref());
    let of_failures = |what: fn(&Failure) -> i64| -> Vec<Option<i64>> {
        failures().map(|failure| failure.map(what)).collect()
    };
    let texts_of_failures = |what: fn(&Failure) -> &String| -> Vec<Option<String>> {
        let texts = failures().map(|failure| failure.map(what).cloned());
        texts.collect()
    };
    query
        .bind(to.declared.name)
        .bind(to.generation)
        .bind(fence)
        .bind(steps.iter().map(|s| s.msp.as_uuid()).collect::<Vec<Uuid>>())
        .bind(steps.iter().map(|s| s.from).collect::<Vec<i64>>())
        .bind(steps.iter().map(|s| s.to).collect::<Vec<i64>>())
        .bind(steps.iter().map(|s| s.recorded_at).collect::<Vec<i64>>())
        .bind(of_failures(|failure| failure.position))
        .bind(texts_of_failures(|failure| &failure.code))
        .bind(texts_of_failures(|failure| &failure.detail))
        .bind(of_failures(|failure| failure.retries))
}

/// Moves the checkpoints; false when one of them is not where it was assumed.
pub(super) async fn advance(
    connection: &mut PgConnection,
    to: &Table,
    fence: i64,
    steps: &[Step],
) -> Result<bool, ProjectionError> {
    let sql = format!("{LIGHT} {}", moving());
    let done = bind_moves(sqlx::query(&sql), to, fence, steps)
        .execute(connection)
        .await
        .map_err(fault)?;
    Ok(done.rows_affected() == steps.len() as u64)
}

/// Moves checkpoints of many tables, each by itself.
pub(super) async fn pass(pool: &PgPool, passes: &[Pass<'_>]) -> Result<Vec<bool>, ProjectionError> {
    let sql = format!(
        "{LIGHT} UPDATE query.partitions p SET
             position = s.upto, recorded_at = s.recorded_at, fence = s.fence, state = 'running',
             failed_position = NULL, failed_code = NULL, failed_detail = NULL,
             failed_retries = NULL, updated_at = {NOW}
         FROM light, unnest($1::text[], $2::bigint[], $3::bigint[], $4::uuid[], $5::bigint[],
                            $6::bigint[], $7::bigint[])
             WITH ORDINALITY
             AS s(projection, generation, fence, msp_id, since, upto, recorded_at, place)
         WHERE p.msp_id = s.msp_id AND p.projection = s.projection
             AND p.generation = s.generation AND p.position = s.since AND p.fence <= s.fence
         RETURNING s.place"
    );
    let tables = || passes.iter().map(|pass| pass.table);
    let steps = || passes.iter().map(|pass| pass.step);
    let places: Vec<i64> = sqlx::query_scalar(&sql)
        .bind(tables().map(|t| t.declared.name).collect::<Vec<_>>())
        .bind(tables().map(|t| t.generation).collect::<Vec<_>>())
        .bind(passes.iter().map(|pass| pass.fence).collect::<Vec<_>>())
        .bind(steps().map(|s| s.msp.as_uuid()).collect::<Vec<_>>())
        .bind(steps().map(|s| s.from).collect::<Vec<_>>())
        .bind(steps().map(|s| s.to).collect::<Vec<_>>())
        .bind(steps().map(|s| s.recorded_at).collect::<Vec<_>>())
        .fetch_all(pool)
        .await
        .map_err(fault)?;
    let mut moved = vec![false; passes.len()];
    for place in places {
        // Places are counted from one.
        let place = usize::try_from(place - 1).unwrap_or(usize::MAX);
        if let Some(moved) = moved.get_mut(place) {
            *moved = true;
        }
    }
    Ok(moved)
}

pub(super) async fn take_lease(
    connection: &mut PgConnection,
    of: &Table,
    owner: Uuid,
    length: Duration,
) -> Result<Lease, ProjectionError> {
    let sql = format!(
        "INSERT INTO query.leases AS l (projection, generation, owner, until, fence, rate)
         VALUES ($1, $2, $3, {NOW} + $4, 1, 0)
         ON CONFLICT (projection, generation) DO UPDATE
             SET owner = $3, until = {NOW} + $4, fence = l.fence + 1, rate = 0
             WHERE l.until <= {NOW} OR l.owner = $3
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
    let until: Option<i64> = sqlx::query_scalar(
        "SELECT until FROM query.leases WHERE projection = $1 AND generation = $2",
    )
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
    store: &PostgresStore,
    of: &Table,
    hold: Hold,
    length: Duration,
    rate: i64,
) -> Result<bool, ProjectionError> {
    let mut tx = store.begin_light().await?;
    let sql = format!(
        "UPDATE query.leases SET until = {NOW} + $5, rate = $6
         WHERE projection = $1 AND generation = $2 AND owner = $3 AND fence = $4"
    );
    let done = sqlx::query(&sql)
        .bind(of.declared.name)
        .bind(of.generation)
        .bind(hold.owner)
        .bind(hold.fence)
        .bind(micros(length))
        .bind(rate)
        .execute(&mut *tx)
        .await
        .map_err(fault)?;
    tx.commit().await.map_err(fault)?;
    Ok(done.rows_affected() == 1)
}

fn micros(length: Duration) -> i64 {
    i64::try_from(length.as_micros()).unwrap_or(i64::MAX)
}
