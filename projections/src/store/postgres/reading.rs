//! What people read, always as the reader who may see one MSP only; and the scan for the content
//! hash, which sees all.

use futures::TryStreamExt as _;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgConnection, PgPool, Postgres};
use sqlx::query::Query;
use sqlx::{Connection as _, Row as _};
use tenantry_domain::ids::MspId;
use uuid::Uuid;

use super::super::fault::{code_of, fault};
use super::super::table::columns;
use super::super::{Sink, Stored};
use super::migrate::READER;
use super::rows::{as_read, stored};
use crate::declaration::{Cell, Declaration};
use crate::error::ProjectionError;
use crate::select::{Select, Statement};

/// A connection that is, for one transaction, the reader of one MSP: row-level security hides all
/// others from it, whatever a query forgets to ask for.
pub(super) struct Scoped {
    connection: PoolConnection<Postgres>,
}

impl Scoped {
    /// Runs one query as the reader of this MSP.
    pub(super) async fn fetch(
        pool: &PgPool,
        scope: MspId,
        statement: &Statement,
    ) -> Result<Vec<sqlx::postgres::PgRow>, sqlx::Error> {
        let mut scoped = Self {
            connection: pool.acquire().await?,
        };
        let outcome = scoped.within(scope, statement).await;
        if outcome.is_err() {
            // A transaction that failed half-way in its first round trip is not ended by the
            // driver; nobody else shall get this connection.
            scoped.connection.close_on_drop();
        }
        outcome
    }

    async fn within(
        &mut self,
        scope: MspId,
        statement: &Statement,
    ) -> Result<Vec<sqlx::postgres::PgRow>, sqlx::Error> {
        let connection: &mut PgConnection = &mut self.connection;
        let mut tx = connection.begin_with(begin(scope)).await?;
        let mut query = sqlx::query(&statement.sql);
        for value in &statement.values {
            query = bind(query, value);
        }
        let rows = query.fetch_all(&mut *tx).await?;
        tx.commit().await?;
        Ok(rows)
    }
}

/// Role and MSP in the round trip that begins the transaction. Both end with it.
fn begin(scope: MspId) -> String {
    // An MSP's id is a UUID by type: its text cannot hold a quote.
    format!(
        "BEGIN READ ONLY; SET LOCAL ROLE {READER}; SET LOCAL tenantry.msp TO '{}'",
        scope.as_uuid().hyphenated()
    )
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
    pool: &PgPool,
    of: &'static Declaration,
    scope: MspId,
    id: Uuid,
) -> Result<Option<Stored>, ProjectionError> {
    let columns = columns(of, as_read);
    let statement = Statement {
        sql: format!(
            "SELECT id{columns} FROM query.{} WHERE msp_id = $1 AND id = $2",
            of.name
        ),
        values: vec![Cell::Uuid(scope.as_uuid()), Cell::Uuid(id)],
    };
    Ok(fetch(pool, of, scope, &statement).await?.pop())
}

pub(super) async fn page(
    pool: &PgPool,
    of: &'static Declaration,
    scope: MspId,
    select: &Select,
) -> Result<Vec<Stored>, ProjectionError> {
    let statement = select.words(
        &columns(of, as_read),
        &format!("query.{}", of.name),
        scope.as_uuid(),
        |column, place| format!("{column} ? {place}"),
    );
    fetch(pool, of, scope, &statement).await
}

async fn fetch(
    pool: &PgPool,
    of: &'static Declaration,
    scope: MspId,
    statement: &Statement,
) -> Result<Vec<Stored>, ProjectionError> {
    let rows = Scoped::fetch(pool, scope, statement)
        .await
        .map_err(|error| reading_fault(error, of))?;
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
