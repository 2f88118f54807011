//! What people read, always with the MSP named; and the scan for the content hash, which sees all.

use futures::TryStreamExt as _;
use sqlx::Row as _;
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqlitePool};
use tenantry_domain::ids::MspId;
use uuid::Uuid;

use super::super::fault::fault;
use super::super::table::columns;
use super::super::{Sink, Stored};
use super::rows::{as_read, sort, stored};
use crate::declaration::{Cell, Declaration};
use crate::error::ProjectionError;
use crate::select::{Select, Statement};
use crate::sheet::json_of;
use crate::tally::{Sort, Tally};

pub(super) async fn one(
    readers: &SqlitePool,
    of: &'static Declaration,
    scope: MspId,
    id: Uuid,
) -> Result<Option<Stored>, ProjectionError> {
    let mut statement = rows_of(of, scope);
    let place = statement.place(Cell::Uuid(id));
    statement.add(&format!(" AND id = {place}"));
    Ok(fetch(readers, of, &statement).await?.pop())
}

pub(super) async fn page(
    readers: &SqlitePool,
    of: &'static Declaration,
    scope: MspId,
    select: &Select,
) -> Result<Vec<Stored>, ProjectionError> {
    let mut statement = rows_of(of, scope);
    select.add_to(&mut statement, holds);
    fetch(readers, of, &statement).await
}

/// How many rows there are of each sort.
pub(super) async fn tally(
    readers: &SqlitePool,
    of: &'static Declaration,
    scope: MspId,
    tally: &Tally,
) -> Result<Vec<Sort>, ProjectionError> {
    let (name, head) = (of.name, tally.head());
    let mut statement = Statement {
        sql: format!("SELECT {head} FROM {name} WHERE msp_id = $1"),
        values: vec![Cell::Uuid(scope.as_uuid())],
    };
    tally.add_to(&mut statement, holds);
    let mut query = sqlx::query(&statement.sql);
    for value in &statement.values {
        query = bind(query, value);
    }
    let rows = query.fetch_all(readers).await;
    let rows = rows.map_err(|error| reading_fault(error, of))?;
    rows.iter().map(|row| sort(of, tally, row)).collect()
}

fn holds(column: &str, place: &str) -> String {
    format!("EXISTS (SELECT 1 FROM json_each({column}) WHERE value = {place})")
}

fn rows_of(of: &'static Declaration, scope: MspId) -> Statement {
    let columns = columns(of, as_read);
    Statement {
        sql: format!("SELECT id{columns} FROM {} WHERE msp_id = $1", of.name),
        values: vec![Cell::Uuid(scope.as_uuid())],
    }
}

async fn fetch(
    readers: &SqlitePool,
    of: &'static Declaration,
    statement: &Statement,
) -> Result<Vec<Stored>, ProjectionError> {
    let mut query = sqlx::query(&statement.sql);
    for value in &statement.values {
        query = bind(query, value);
    }
    let rows = query
        .fetch_all(readers)
        .await
        .map_err(|error| reading_fault(error, of))?;
    rows.iter().map(|row| stored(of, row, 0)).collect()
}

fn reading_fault(error: sqlx::Error, of: &Declaration) -> ProjectionError {
    // The live table is of another version.
    if error.to_string().contains("no such column") {
        return ProjectionError::Building {
            name: of.name.to_owned(),
        };
    }
    fault(error)
}

fn bind<'q>(
    query: Query<'q, Sqlite, SqliteArguments<'q>>,
    value: &'q Cell<'static>,
) -> Query<'q, Sqlite, SqliteArguments<'q>> {
    match value {
        Cell::Null => query.bind(None::<String>),
        Cell::Uuid(id) => query.bind(id),
        Cell::Text(text) => query.bind(text.as_ref()),
        Cell::Integer(number) => query.bind(number),
        Cell::Bool(yes) => query.bind(yes),
        Cell::List(texts) => query.bind(json_of(texts)),
    }
}

pub(super) async fn scan(
    readers: &SqlitePool,
    of: &'static Declaration,
    sink: Sink<'_>,
) -> Result<(), ProjectionError> {
    let columns = columns(of, as_read);
    let sql = format!(
        "SELECT msp_id, id{columns} FROM {} ORDER BY msp_id, id",
        of.name
    );
    let mut rows = sqlx::query(&sql).fetch(readers);
    while let Some(row) = rows
        .try_next()
        .await
        .map_err(|error| reading_fault(error, of))?
    {
        let msp = MspId::new(row.try_get(0).map_err(fault)?);
        sink(msp, stored(of, &row, 1)?);
    }
    Ok(())
}
