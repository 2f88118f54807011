//! What people read, always as the reader who may see one MSP only; and the scan for the content
//! hash, which sees all.

use futures::TryStreamExt as _;
use sqlx::Row as _;
use sqlx::postgres::{PgArguments, PgPool, Postgres};
use sqlx::query::Query;
use tenantry_domain::ids::MspId;
use uuid::Uuid;

use super::super::fault::{code_of, fault};
use super::super::table::columns;
use super::super::{Sink, Stored};
use super::migrate::READER;
use super::rows::{as_read, sort, stored};
use crate::declaration::{Cell, Declaration};
use crate::error::ProjectionError;
use crate::select::{Select, Statement};
use crate::tally::{Sort, Tally};

/// Says whose rows are wanted, to row-level security as well, and opens what reads them. The setting ends
/// with the statement. Rows are read in a lateral part that needs the MSP from the first one: whoever
/// plans the statement cannot read before it is set.
const SCOPED: &str = "WITH scope AS MATERIALIZED (SELECT set_config('tenantry.msp', $1, true)::uuid AS msp) \
     SELECT page.* FROM scope CROSS JOIN LATERAL (";

fn rows_of(of: &'static Declaration, scope: MspId) -> Statement {
    let columns = columns(of, as_read);
    let name = of.name;
    Statement {
        sql: format!("{SCOPED}SELECT id{columns} FROM query.{name} WHERE msp_id = scope.msp"),
        values: vec![Cell::Text(scope.to_string().into())],
    }
}

fn holds(column: &str, place: &str) -> String {
    format!("{column} ? {place}")
}

fn bind<'q>(
    query: Query<'q, Postgres, PgArguments>,
    value: &'q Cell<'static>,
) -> Query<'q, Postgres, PgArguments> {
    match value {
        Cell::Null => query.bind(None::<String>),
        Cell::Uuid(id) => query.bind(id),
        Cell::Text(text) => query.bind(text.as_ref()),
        Cell::Integer(number) => query.bind(number),
        Cell::Bool(yes) => query.bind(yes),
        Cell::List(texts) => query.bind(texts.as_ref()),
    }
}

pub(super) async fn one(
    readers: &PgPool,
    of: &'static Declaration,
    scope: MspId,
    id: Uuid,
) -> Result<Option<Stored>, ProjectionError> {
    let mut statement = rows_of(of, scope);
    let place = statement.place(Cell::Uuid(id));
    statement.add(&format!(" AND id = {place}"));
    Ok(fetch(readers, of, statement).await?.pop())
}

pub(super) async fn page(
    readers: &PgPool,
    of: &'static Declaration,
    scope: MspId,
    select: &Select,
) -> Result<Vec<Stored>, ProjectionError> {
    let mut statement = rows_of(of, scope);
    select.add_to(&mut statement, holds);
    fetch(readers, of, statement).await
}

/// How many rows there are of each sort.
pub(super) async fn tally(
    readers: &PgPool,
    of: &'static Declaration,
    scope: MspId,
    tally: &Tally,
) -> Result<Vec<Sort>, ProjectionError> {
    let (name, head) = (of.name, tally.head());
    let mut statement = Statement {
        sql: format!("{SCOPED}SELECT {head} FROM query.{name} WHERE msp_id = scope.msp"),
        values: vec![Cell::Text(scope.to_string().into())],
    };
    tally.add_to(&mut statement, holds);
    statement.add(") AS page");
    let mut query = sqlx::query(&statement.sql);
    for value in &statement.values {
        query = bind(query, value);
    }
    let rows = query.fetch_all(readers).await;
    let rows = rows.map_err(|error| reading_fault(error, of))?;
    rows.iter().map(|row| sort(of, tally, row)).collect()
}

/// One round trip, in a transaction of its own.
async fn fetch(
    readers: &PgPool,
    of: &'static Declaration,
    mut statement: Statement,
) -> Result<Vec<Stored>, ProjectionError> {
    statement.add(") AS page");
    let mut query = sqlx::query(&statement.sql);
    for value in &statement.values {
        query = bind(query, value);
    }
    let rows = query.fetch_all(readers).await;
    let rows = rows.map_err(|error| reading_fault(error, of))?;
    rows.iter().map(|row| stored(of, row, 0)).collect()
}

fn reading_fault(error: sqlx::Error, of: &Declaration) -> ProjectionError {
    match code_of(&error).as_deref() {
        // No such column, or one of another type: the live table is of another version.
        Some("42703" | "42883" | "42804" | "0A000") => ProjectionError::Building {
            name: of.name.to_owned(),
        },
        // No such role, or not granted to us.
        Some("22023") => ProjectionError::ReadRoleMissing {
            detail: error.to_string(),
        },
        Some("42501") if error.to_string().contains(READER) => ProjectionError::ReadRoleMissing {
            detail: error.to_string(),
        },
        _ => fault(error),
    }
}

pub(super) async fn scan(
    pool: &PgPool,
    of: &'static Declaration,
    sink: Sink<'_>,
) -> Result<(), ProjectionError> {
    let columns = columns(of, as_read);
    let sql = format!(
        "SELECT msp_id, id{columns} FROM query.{} ORDER BY msp_id, id",
        of.name
    );
    let mut rows = sqlx::query(&sql).fetch(pool);
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
