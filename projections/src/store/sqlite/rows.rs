//! Rows in and out, many at once.

use sqlx::Row as _;
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteConnection, SqlitePool, SqliteRow};
use tenantry_domain::ids::MspId;
use uuid::Uuid;

use super::super::fault::fault;
use super::super::{Stored, Table};
use crate::declaration::{Cell, Declaration, Kind};
use crate::error::ProjectionError;
use crate::sheet::{Changes, Sheet, Values, texts_of};
use crate::tally::{Sort, Tally};

/// Rows per statement: a few sizes, so that each statement is prepared once and used again.
const BLOCKS: [usize; 4] = [200, 20, 4, 1];

/// How many keys are looked for in one statement.
const KEYS: usize = 5_000;

pub(super) async fn load(
    readers: &SqlitePool,
    from: &Table,
    keys: &[(MspId, Uuid)],
) -> Result<Vec<(MspId, Stored)>, ProjectionError> {
    let columns = from.columns(as_read);
    // The keys come as one JSON text; CROSS JOIN keeps the planner from turning the search around.
    let sql = format!(
        "SELECT t.msp_id, t.id{columns} FROM json_each($1) AS k CROSS JOIN {} t
         WHERE t.msp_id = unhex(k.value ->> 0) AND t.id = unhex(k.value ->> 1)",
        from.name()
    );
    let mut found = Vec::new();
    for keys in keys.chunks(KEYS) {
        let json = json_of(keys);
        let rows = sqlx::query(&sql)
            .bind(json)
            .fetch_all(readers)
            .await
            .map_err(fault)?;
        for row in &rows {
            let msp = row.try_get(0).map_err(fault)?;
            found.push((MspId::new(msp), stored(from.declared, row, 1)?));
        }
    }
    Ok(found)
}

fn json_of(keys: &[(MspId, Uuid)]) -> String {
    let pairs: Vec<String> = keys
        .iter()
        .map(|(msp, id)| format!("[\"{}\",\"{}\"]", msp.as_uuid().simple(), id.simple()))
        .collect();
    format!("[{}]", pairs.join(","))
}

/// How a column is worded where it is read.
pub(super) fn as_read(name: &str, _kind: Kind) -> String {
    name.to_owned()
}

/// A row whose id is at this place and whose columns follow.
pub(super) fn stored(
    declared: &Declaration,
    row: &SqliteRow,
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
    row: &SqliteRow,
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

fn cell(row: &SqliteRow, at: usize, kind: Kind) -> Result<Cell<'static>, sqlx::Error> {
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
    connection: &mut SqliteConnection,
    to: &Table,
    changes: &Changes,
) -> Result<(), ProjectionError> {
    upsert(connection, to, &changes.fresh).await?;
    upsert(connection, to, &changes.changed).await?;
    let sql = format!("DELETE FROM {} WHERE msp_id = $1 AND id = $2", to.name());
    for (msp, id) in &changes.gone {
        sqlx::query(&sql)
            .bind(msp.as_uuid())
            .bind(id)
            .execute(&mut *connection)
            .await
            .map_err(fault)?;
    }
    Ok(())
}

async fn upsert(
    connection: &mut SqliteConnection,
    to: &Table,
    sheet: &Sheet,
) -> Result<(), ProjectionError> {
    let mut begin = 0;
    for block in BLOCKS {
        let sql = statement(to, block);
        while sheet.len() - begin >= block {
            let mut query = sqlx::query(&sql);
            for row in begin..begin + block {
                query = query.bind(sheet.msps[row]).bind(sheet.ids[row]);
                for column in &sheet.columns {
                    query = bind(query, column, row);
                }
            }
            query.execute(&mut *connection).await.map_err(fault)?;
            begin += block;
        }
    }
    Ok(())
}

fn statement(to: &Table, rows: usize) -> String {
    let names = to.columns(|name, _| name.to_owned());
    let places = to.columns(|_, _| "?".to_owned());
    let row = format!("(?, ?{places})");
    format!(
        "INSERT INTO {} (msp_id, id{names}) VALUES {}
         ON CONFLICT (msp_id, id) DO UPDATE SET {}",
        to.name(),
        vec![row; rows].join(", "),
        to.assignments(),
    )
}

fn bind<'q>(
    query: Query<'q, Sqlite, SqliteArguments<'q>>,
    column: &'q Values,
    row: usize,
) -> Query<'q, Sqlite, SqliteArguments<'q>> {
    match column {
        Values::Uuid(values) => query.bind(values[row]),
        Values::Text(values) | Values::List(values) => query.bind(values[row].as_deref()),
        Values::Integer(values) => query.bind(values[row]),
        Values::Bool(values) => query.bind(values[row]),
    }
}
