//! Rows in and out, many at once.

use std::fmt::Write as _;

use sqlx::Row as _;
use sqlx::postgres::{PgArguments, PgConnection, PgPool, PgRow, Postgres};
use sqlx::query::Query;
use tenantry_domain::ids::MspId;
use uuid::Uuid;

use super::super::fault::fault;
use super::super::{Committed, Step, Stored, Table};
use super::control::LIGHT;
use super::{bulk, control, qualified, uuids};
use crate::declaration::{Cell, Declaration, Kind};
use crate::error::ProjectionError;
use crate::sheet::{Changes, Sheet, Values, texts_of};
use crate::tally::{Sort, Tally};

/// From how many new rows on COPY is worth its extra round trips.
const COPY_FROM: usize = 500;

pub(super) async fn load(
    pool: &PgPool,
    from: &Table,
    keys: &[(MspId, Uuid)],
) -> Result<Vec<(MspId, Stored)>, ProjectionError> {
    let columns = from.columns(as_read);
    let sql = format!(
        "SELECT t.msp_id, t.id{columns} FROM unnest($1::uuid[], $2::uuid[]) AS k(msp_id, id)
         JOIN {} t ON t.msp_id = k.msp_id AND t.id = k.id",
        qualified(from)
    );
    let msps: Vec<MspId> = keys.iter().map(|(msp, _)| *msp).collect();
    let ids: Vec<Uuid> = keys.iter().map(|(_, id)| *id).collect();
    let rows = sqlx::query(&sql)
        .bind(uuids(&msps))
        .bind(ids)
        .fetch_all(pool)
        .await
        .map_err(fault)?;
    rows.iter()
        .map(|row| {
            let msp = row.try_get(0).map_err(fault)?;
            Ok((MspId::new(msp), stored(from.declared, row, 1)?))
        })
        .collect()
}

/// How a column is worded where it is read: lists come as their JSON text.
pub(super) fn as_read(name: &str, kind: Kind) -> String {
    match kind {
        Kind::List => format!("{name}::text"),
        Kind::Uuid | Kind::Text | Kind::Integer | Kind::Bool => name.to_owned(),
    }
}

/// A row whose id is at this place and whose columns follow.
pub(super) fn stored(
    declared: &Declaration,
    row: &PgRow,
    at: usize,
) -> Result<Stored, ProjectionError> {
    let read = || -> Result<Stored, sqlx::Error> {
        let id = row.try_get(at)?;
        let mut cells = Vec::with_capacity(declared.columns.len());
        for (i, column) in declared.columns.iter().enumerate() {
            cells.push(cell(row, at + 1 + i, column.kind)?);
        }
        Ok((id, cells))
    };
    read().map_err(fault)
}

/// What rows of a sort have in the columns of a tally, and how many there are.
pub(super) fn sort(
    declared: &'static Declaration,
    tally: &Tally,
    row: &PgRow,
) -> Result<Sort, ProjectionError> {
    let read = || -> Result<Sort, sqlx::Error> {
        let columns = tally.columns(declared).enumerate();
        let cells = columns.map(|(at, column)| cell(row, at, column.kind));
        let cells = cells.collect::<Result<Vec<_>, _>>()?;
        let many = row.try_get(cells.len())?;
        Ok((cells, many))
    };
    read().map_err(fault)
}

fn cell(row: &PgRow, at: usize, kind: Kind) -> Result<Cell<'static>, sqlx::Error> {
    let cell = match kind {
        Kind::Uuid => row.try_get::<Option<Uuid>, _>(at)?.map(Cell::Uuid),
        Kind::Integer => row.try_get::<Option<i64>, _>(at)?.map(Cell::Integer),
        Kind::Bool => row.try_get::<Option<bool>, _>(at)?.map(Cell::Bool),
        Kind::Text => row
            .try_get::<Option<String>, _>(at)?
            .map(|text| Cell::Text(text.into())),
        Kind::List => row
            .try_get::<Option<String>, _>(at)?
            .and_then(|json| texts_of(&json))
            .map(|texts| Cell::List(texts.into())),
    };
    Ok(cell.unwrap_or(Cell::Null))
}

pub(super) async fn write(
    connection: &mut PgConnection,
    to: &Table,
    changes: Changes,
) -> Result<(), ProjectionError> {
    if changes.fresh.len() >= COPY_FROM {
        bulk::copy(connection, to, &changes.fresh).await?;
    } else {
        upsert(connection, to, changes.fresh).await?;
    }
    upsert(connection, to, changes.changed).await?;
    delete(connection, to, &changes.gone).await
}

/// Few rows, all of them new or all of them known: they are written with their checkpoint.
pub(super) fn are_few(part: &Changes) -> bool {
    let alike = part.fresh.is_empty() || part.changed.is_empty();
    part.len() < COPY_FROM && part.gone.is_empty() && alike
}

/// The checkpoint and a few rows in one statement: one round trip instead of four.
pub(super) async fn write_at_once(
    pool: &PgPool,
    to: &Table,
    fence: i64,
    step: &Step,
    part: Changes,
) -> Result<Committed, ProjectionError> {
    let sheet = if part.fresh.is_empty() {
        part.changed
    } else {
        part.fresh
    };
    let sql = format!(
        "{LIGHT}, moved AS ({moving} RETURNING 1) {upserting}",
        moving = control::moving(),
        upserting = upserting(to, control::MOVES, "WHERE EXISTS (SELECT FROM moved)"),
    );
    let rows = sheet.len() as u64;
    let query = control::bind_moves(sqlx::query(&sql), to, fence, std::slice::from_ref(step));
    let done = bind_sheet(query, sheet).execute(pool).await;
    Ok(if done.map_err(fault)?.rows_affected() == rows {
        Committed::Done
    } else {
        Committed::Lost
    })
}

async fn upsert(
    connection: &mut PgConnection,
    to: &Table,
    sheet: Sheet,
) -> Result<(), ProjectionError> {
    if sheet.is_empty() {
        return Ok(());
    }
    let sql = upserting(to, 0, "");
    let query = bind_sheet(sqlx::query(&sql), sheet);
    query.execute(connection).await.map_err(fault)?;
    Ok(())
}

/// Its parameters come after so many others.
fn upserting(to: &Table, others: usize, condition: &str) -> String {
    let names = to.columns(|name, _| name.to_owned());
    let values = to.columns(|name, kind| match kind {
        Kind::List => format!("{name}::jsonb"),
        Kind::Uuid | Kind::Text | Kind::Integer | Kind::Bool => name.to_owned(),
    });
    let mut arrays = format!("${}::uuid[], ${}::uuid[]", others + 1, others + 2);
    for (i, column) in to.declared.columns.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(arrays, ", ${}::{}", others + i + 3, array_type(column.kind));
    }
    format!(
        "INSERT INTO {table} (msp_id, id{names})
         SELECT msp_id, id{values} FROM unnest({arrays}) AS s(msp_id, id{names}) {condition}
         ON CONFLICT (msp_id, id) DO UPDATE SET {assignments}",
        table = qualified(to),
        assignments = to.assignments(),
    )
}

fn bind_sheet(
    query: Query<'_, Postgres, PgArguments>,
    sheet: Sheet,
) -> Query<'_, Postgres, PgArguments> {
    let query = query.bind(sheet.msps).bind(sheet.ids);
    sheet.columns.into_iter().fold(query, bind)
}

fn array_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Uuid => "uuid[]",
        Kind::Text | Kind::List => "text[]",
        Kind::Integer => "bigint[]",
        Kind::Bool => "boolean[]",
    }
}

fn bind(
    query: Query<'_, Postgres, PgArguments>,
    values: Values,
) -> Query<'_, Postgres, PgArguments> {
    match values {
        Values::Uuid(values) => query.bind(values),
        Values::Text(values) | Values::List(values) => query.bind(values),
        Values::Integer(values) => query.bind(values),
        Values::Bool(values) => query.bind(values),
    }
}

async fn delete(
    connection: &mut PgConnection,
    to: &Table,
    gone: &[(MspId, Uuid)],
) -> Result<(), ProjectionError> {
    if gone.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "DELETE FROM {} t USING unnest($1::uuid[], $2::uuid[]) AS k(msp_id, id)
         WHERE t.msp_id = k.msp_id AND t.id = k.id",
        qualified(to)
    );
    let msps: Vec<MspId> = gone.iter().map(|(msp, _)| *msp).collect();
    let ids: Vec<Uuid> = gone.iter().map(|(_, id)| *id).collect();
    sqlx::query(&sql)
        .bind(uuids(&msps))
        .bind(ids)
        .execute(connection)
        .await
        .map_err(fault)?;
    Ok(())
}
