//! The table to take over, read page by page in the order of its primary key.

use std::collections::HashSet;

use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ColumnIndex, Connection, Decode, Row, Type};
use tenantry_domain::record::{Sequence, StreamId};

use super::{ImportError, PAGE};
use crate::DatabaseUrl;
use crate::error::ledger_error;
use crate::postgres::connect_options;

/// The columns of postgres-es and sqlite-es.
const COLUMNS: [&str; 7] = [
    "aggregate_type",
    "aggregate_id",
    "sequence",
    "event_type",
    "event_version",
    "payload",
    "metadata",
];

/// An event as the other program stored it.
#[derive(Debug)]
pub(super) struct SourceEvent {
    pub(super) stream: StreamId,
    pub(super) sequence: Sequence,
    pub(super) event_type: String,
    pub(super) event_version: String,
    pub(super) payload: String,
    pub(super) metadata: String,
}

/// A connection that can only read.
pub(super) enum Source {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

impl Source {
    pub(super) async fn open(url: &DatabaseUrl) -> Result<Self, ImportError> {
        let mut source = match url {
            DatabaseUrl::Postgres(url) => {
                let options = connect_options(url)
                    .map_err(ImportError::Source)?
                    .options([("default_transaction_read_only", "on")]);
                let connected = PgConnection::connect_with(&options).await;
                Self::Postgres(connected.map_err(|error| failed(&error))?)
            }
            DatabaseUrl::Sqlite(path) => {
                let options = SqliteConnectOptions::new().filename(path).read_only(true);
                let connected = SqliteConnection::connect_with(&options).await;
                Self::Sqlite(connected.map_err(|error| failed(&error))?)
            }
        };
        source.must_fit().await?;
        Ok(source)
    }

    pub(super) async fn count(&mut self) -> Result<u64, ImportError> {
        let sql = "select count(*) from events";
        let count: Result<i64, _> = match self {
            Self::Postgres(connection) => sqlx::query_scalar(sql).fetch_one(connection).await,
            Self::Sqlite(connection) => sqlx::query_scalar(sql).fetch_one(connection).await,
        };
        count.map(i64::unsigned_abs).map_err(|error| failed(&error))
    }

    /// A reader of everything from the first event on.
    pub(super) fn pages(&mut self) -> Pages<'_> {
        Pages {
            source: self,
            last: None,
        }
    }

    async fn must_fit(&mut self) -> Result<(), ImportError> {
        let unfit = |detail: String| Err(ImportError::Unfit { detail });
        let found = self.columns().await?;
        if found.is_empty() {
            return unfit("it has no table `events`".to_owned());
        }
        if found.contains("leaf_hash") {
            return unfit("it is a ledger of Tenantry already".to_owned());
        }
        match COLUMNS.iter().find(|column| !found.contains(**column)) {
            Some(missing) => unfit(format!("its table `events` has no column `{missing}`")),
            None => Ok(()),
        }
    }

    async fn columns(&mut self) -> Result<HashSet<String>, ImportError> {
        let names: Result<Vec<String>, _> = match self {
            Self::Postgres(connection) => {
                sqlx::query_scalar(
                    "select attname::text from pg_attribute
                     where attrelid = to_regclass('events') and attnum > 0 and not attisdropped",
                )
                .fetch_all(connection)
                .await
            }
            Self::Sqlite(connection) => {
                sqlx::query_scalar("select name from pragma_table_info('events')")
                    .fetch_all(connection)
                    .await
            }
        };
        names
            .map(HashSet::from_iter)
            .map_err(|error| failed(&error))
    }
}

/// Where a reader is.
pub(super) struct Pages<'s> {
    source: &'s mut Source,
    /// The stream and sequence read last.
    last: Option<(StreamId, i64)>,
}

impl Pages<'_> {
    /// The next events, none at the end. Checks that each stream counts 1, 2, 3 … on its own.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<SourceEvent>>, ImportError> {
        let rows = self.read().await?;
        let mut page = Vec::with_capacity(rows.len());
        for (found, mut event) in rows {
            let before = match &self.last {
                Some((stream, sequence)) if *stream == event.stream => sequence.unsigned_abs(),
                _ => 0,
            };
            event.sequence = before + 1;
            if u64::try_from(found) != Ok(event.sequence) {
                return Err(ImportError::Gap {
                    stream: event.stream.to_string(),
                    expected: event.sequence,
                    found,
                });
            }
            self.last = Some((event.stream.clone(), found));
            page.push(event);
        }
        Ok((!page.is_empty()).then_some(page))
    }

    async fn read(&mut self) -> Result<Vec<(i64, SourceEvent)>, ImportError> {
        let (kind, id, sequence) = match &self.last {
            Some((stream, sequence)) => (
                stream.aggregate_type.as_str(),
                stream.aggregate_id.as_str(),
                *sequence,
            ),
            None => ("", "", i64::MIN),
        };
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        match &mut *self.source {
            Source::Postgres(connection) => {
                let rows = sqlx::query(
                    "select aggregate_type, aggregate_id, sequence::bigint, event_type,
                            event_version, payload::text, metadata::text
                     from events where (aggregate_type, aggregate_id, sequence) > ($1, $2, $3)
                     order by aggregate_type, aggregate_id, sequence limit $4",
                )
                .bind(kind)
                .bind(id)
                .bind(sequence)
                .bind(limit)
                .fetch_all(connection)
                .await
                .map_err(|error| failed(&error))?;
                rows.iter().map(event_from).collect()
            }
            Source::Sqlite(connection) => {
                let rows = sqlx::query(
                    "select aggregate_type, aggregate_id, sequence, event_type, event_version,
                            payload, metadata
                     from events where (aggregate_type, aggregate_id, sequence) > (?1, ?2, ?3)
                     order by aggregate_type, aggregate_id, sequence limit ?4",
                )
                .bind(kind)
                .bind(id)
                .bind(sequence)
                .bind(limit)
                .fetch_all(connection)
                .await
                .map_err(|error| failed(&error))?;
                rows.iter().map(event_from).collect()
            }
        }
    }
}

/// The sequence as it is in the source, and the rest.
fn event_from<'r, R>(row: &'r R) -> Result<(i64, SourceEvent), ImportError>
where
    R: Row,
    usize: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
{
    let text = |column: usize| {
        row.try_get::<String, _>(column)
            .map_err(|error| failed(&error))
    };
    let event = SourceEvent {
        stream: StreamId {
            aggregate_type: text(0)?,
            aggregate_id: text(1)?,
        },
        sequence: 0,
        event_type: text(3)?,
        event_version: text(4)?,
        payload: text(5)?,
        metadata: text(6)?,
    };
    let sequence = row.try_get(2).map_err(|error| failed(&error))?;
    Ok((sequence, event))
}

/// A column of another type than expected says that the table is another program's.
fn failed(error: &sqlx::Error) -> ImportError {
    match error {
        sqlx::Error::ColumnDecode { .. } => ImportError::Unfit {
            detail: error.to_string(),
        },
        _ => ImportError::Source(ledger_error(error)),
    }
}
