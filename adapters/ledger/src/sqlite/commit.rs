//! Committing a group: one transaction of the only writer.
//!
//! A group is first written as if every command in it were new, which the unique keys check; only
//! when one is not are the facts read. Each statement is a message to the driver's thread and back:
//! there are few of them, however large the group.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::PoisonError;

use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteRow};
use sqlx::{Arguments, Connection, Executor, Row, SqliteConnection};
use tenantry_domain::ids::MspId;
use tenantry_engine::ledger::{Head, LedgerError, Proposal, Receipt, StoredShape, Verdict};
use tokio::sync::Mutex;

use super::SqliteLedger;
use super::read::head_from;
use crate::error::ledger_error;
use crate::group::{Facts, Judged, judge, shapes_of};
use crate::numbers::{hash_from, signed, unsigned};

/// The one connection that writes, replaced when it failed.
pub(super) struct Writer {
    connect: SqliteConnectOptions,
    pub(super) slot: Mutex<Option<SqliteConnection>>,
}

impl Writer {
    pub(super) fn new(connect: SqliteConnectOptions) -> Self {
        Self {
            connect,
            slot: Mutex::default(),
        }
    }

    /// The connection, out of the slot.
    pub(super) async fn connection(
        &self,
        slot: &mut Option<SqliteConnection>,
    ) -> Result<SqliteConnection, LedgerError> {
        match slot.take() {
            Some(connection) => Ok(connection),
            None => SqliteConnection::connect_with(&self.connect)
                .await
                .map_err(|error| ledger_error(&error)),
        }
    }
}

impl SqliteLedger {
    pub(super) async fn commit_group(
        &self,
        group: &[Proposal],
    ) -> Result<Vec<Verdict>, LedgerError> {
        let mut slot = self.writer.slot.lock().await;
        // Out of the slot while in use: a group that is dropped half-way takes its connection,
        // and with it the open transaction, along.
        let mut connection = self.writer.connection(&mut slot).await?;
        let verdicts = self.commit_on(&mut connection, group).await;
        if verdicts.is_ok() {
            *slot = Some(connection);
        } else {
            self.known.forget(group);
        }
        verdicts
    }

    async fn commit_on(
        &self,
        connection: &mut SqliteConnection,
        group: &[Proposal],
    ) -> Result<Vec<Verdict>, LedgerError> {
        let failed = |error: sqlx::Error| ledger_error(&error);
        let mut heads = begin(connection, group).await?;
        let fresh = self.record_new_shapes(connection, group).await?;
        let believed = self.known.facts(group).filter(|facts| facts.heads == heads);
        let judged = match believed {
            Some(facts) => self.try_write(connection, group, facts).await?,
            None => Attempt::NotMade,
        };
        let judged = match judged {
            Attempt::Written(judged) => judged,
            attempt => {
                if matches!(attempt, Attempt::Failed) {
                    connection.execute("rollback").await.map_err(failed)?;
                    heads = begin(connection, group).await?;
                    self.record_shapes(connection, &fresh).await?;
                }
                let facts = read_facts(connection, group, heads).await?;
                let judged = judge(group, facts, self.options.clock.now())?;
                write(connection, &judged).await.map_err(failed)?;
                judged
            }
        };
        connection.execute("commit").await.map_err(failed)?;

        self.shapes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(fresh);
        self.known.learn(&judged);
        self.fresh.learn(&judged);
        if !judged.events.is_empty() {
            self.waker.appended();
        }
        Ok(judged.verdicts)
    }

    /// Writes a group as if every command in it were new.
    async fn try_write<'a>(
        &self,
        connection: &mut SqliteConnection,
        group: &'a [Proposal],
        facts: Facts<'a>,
    ) -> Result<Attempt<'a>, LedgerError> {
        let judged = judge(group, facts, self.options.clock.now())?;
        if !judged.all_new() {
            return Ok(Attempt::NotMade);
        }
        match write(connection, &judged).await {
            Ok(()) => Ok(Attempt::Written(judged)),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(Attempt::Failed),
            Err(error) => Err(ledger_error(&error)),
        }
    }

    /// Puts kinds of events that were never seen on record, with the first of them.
    async fn record_new_shapes(
        &self,
        connection: &mut SqliteConnection,
        group: &[Proposal],
    ) -> Result<HashSet<StoredShape>, LedgerError> {
        let fresh: HashSet<StoredShape> = {
            let known = self.shapes.lock().unwrap_or_else(PoisonError::into_inner);
            shapes_of(group)
                .filter(|shape| !known.contains(shape))
                .collect()
        };
        self.record_shapes(connection, &fresh).await?;
        Ok(fresh)
    }

    async fn record_shapes(
        &self,
        connection: &mut SqliteConnection,
        fresh: &HashSet<StoredShape>,
    ) -> Result<(), LedgerError> {
        for shape in fresh {
            sqlx::query(
                "insert into event_shapes (aggregate_type, event_type, event_version)
                 values (?, ?, ?) on conflict do nothing",
            )
            .bind(&shape.aggregate_type)
            .bind(&shape.event_type)
            .bind(&shape.event_version)
            .execute(&mut *connection)
            .await
            .map_err(|error| ledger_error(&error))?;
        }
        Ok(())
    }
}

/// What became of writing on belief.
enum Attempt<'a> {
    Written(Judged<'a>),
    /// A key or a sequence is taken: the transaction is spoilt.
    Failed,
    NotMade,
}

/// Takes the file's write lock, so that what is read from now on stays true until the commit, and
/// reads the heads: one message to the driver's thread.
async fn begin(
    connection: &mut SqliteConnection,
    group: &[Proposal],
) -> Result<HashMap<MspId, Head>, LedgerError> {
    let msps: BTreeSet<String> = group.iter().map(|p| p.msp.to_string()).collect();
    let rows = sqlx::query(
        "begin immediate;
         select msp_id, position, frontier, recorded_at from msp_heads
         where msp_id in (select value from json_each(?))",
    )
    .bind(json(&msps)?)
    .fetch_all(connection)
    .await
    .map_err(|error| ledger_error(&error))?;
    rows.iter()
        .map(|row| head_from(row).map(|head| (head.msp, head)))
        .collect()
}

async fn read_facts<'a>(
    connection: &mut SqliteConnection,
    group: &'a [Proposal],
    heads: HashMap<MspId, Head>,
) -> Result<Facts<'a>, LedgerError> {
    let failed = |error: sqlx::Error| ledger_error(&error);
    let mut facts = Facts {
        heads,
        ..Facts::default()
    };
    let msps: Vec<String> = group.iter().map(|p| p.msp.to_string()).collect();
    // One row per proposal, in order: what its key came to, and how long its stream is.
    let asked: Vec<[&str; 4]> = group
        .iter()
        .zip(&msps)
        .map(|(p, msp)| {
            [
                msp,
                p.key.as_str(),
                &p.stream.aggregate_type,
                &p.stream.aggregate_id,
            ]
        })
        .collect();
    let rows = sqlx::query(
        "select c.request_hash, c.position, c.events, c.sequence, c.recorded_at,
                coalesce(
                    (select max(e.sequence) from events e
                     where e.aggregate_type = p.value ->> 2 and e.aggregate_id = p.value ->> 3
                       and e.msp_id = p.value ->> 0), 0)
         from json_each(?) as p
         left join commands c
             on c.msp_id = p.value ->> 0 and c.idempotency_key = p.value ->> 1
         order by p.key",
    )
    .bind(json(&asked)?)
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    for (proposal, row) in group.iter().zip(&rows) {
        if let Some(prior) = prior_from(row)? {
            facts.priors.insert((proposal.msp, &proposal.key), prior);
        }
        let sequence = unsigned(row.try_get(5).map_err(failed)?)?;
        facts
            .sequences
            .insert((proposal.msp, &proposal.stream), sequence);
    }
    Ok(facts)
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, LedgerError> {
    serde_json::to_string(value).map_err(|reason| LedgerError::Database {
        detail: reason.to_string(),
    })
}

/// The first five columns as an earlier command's request and receipt, when there was one.
pub(super) fn prior_from(row: &SqliteRow) -> Result<Option<([u8; 32], Receipt)>, LedgerError> {
    let failed = |error: sqlx::Error| ledger_error(&error);
    let Some(request) = row.try_get::<Option<&[u8]>, _>(0).map_err(failed)? else {
        return Ok(None);
    };
    let receipt = Receipt {
        position: unsigned(row.try_get(1).map_err(failed)?)?,
        events: row.try_get(2).map_err(failed)?,
        sequence: unsigned(row.try_get(3).map_err(failed)?)?,
        recorded_at: row.try_get(4).map_err(failed)?,
    };
    Ok(Some((hash_from(request)?, receipt)))
}

async fn write(connection: &mut SqliteConnection, judged: &Judged<'_>) -> Result<(), sqlx::Error> {
    let events = Table {
        insert: "insert into events (
                     msp_id, position, aggregate_type, aggregate_id, sequence, event_type,
                     event_version, payload, metadata, recorded_at, leaf_hash) values ",
        row: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        after: "",
    };
    let commands = Table {
        insert: "insert into commands (
                     msp_id, idempotency_key, request_hash, position, events, sequence,
                     recorded_at) values ",
        row: "(?, ?, ?, ?, ?, ?, ?)",
        after: "",
    };
    let heads = Table {
        insert: "insert into msp_heads (msp_id, position, frontier, recorded_at) values ",
        row: "(?, ?, ?, ?)",
        after: " on conflict (msp_id) do update set position = excluded.position,
                 frontier = excluded.frontier, recorded_at = excluded.recorded_at",
    };
    events
        .fill(connection, &judged.events, |event, row| {
            row.add(event.fields.msp.to_string())?;
            row.add(signed(event.fields.position))?;
            row.add(event.fields.stream.aggregate_type.as_str())?;
            row.add(event.fields.stream.aggregate_id.as_str())?;
            row.add(signed(event.fields.sequence))?;
            row.add(event.fields.event_type)?;
            row.add(event.fields.event_version)?;
            row.add(event.fields.payload)?;
            row.add(event.fields.metadata)?;
            row.add(event.fields.recorded_at)?;
            row.add(event.leaf.as_slice())
        })
        .await?;
    commands
        .fill(connection, &judged.commands, |command, row| {
            row.add(command.msp.to_string())?;
            row.add(command.key)?;
            row.add(command.request.as_slice())?;
            row.add(signed(command.receipt.position))?;
            row.add(command.receipt.events)?;
            row.add(signed(command.receipt.sequence))?;
            row.add(command.receipt.recorded_at)
        })
        .await?;
    heads
        .fill(connection, &judged.heads, |head, row| {
            row.add(head.after.msp.to_string())?;
            row.add(signed(head.after.position))?;
            row.add(head.after.frontier.as_slice())?;
            row.add(head.after.recorded_at)
        })
        .await
}

/// A table to fill with many rows in few statements.
struct Table {
    insert: &'static str,
    row: &'static str,
    after: &'static str,
}

impl Table {
    /// Rows per statement. Few sizes, so that each is prepared once and found again.
    const SIZES: [usize; 4] = [64, 16, 4, 1];

    async fn fill<'r, R>(
        &self,
        connection: &mut SqliteConnection,
        mut rows: &'r [R],
        put: impl Fn(&'r R, &mut SqliteArguments<'r>) -> Result<(), sqlx::error::BoxDynError>,
    ) -> Result<(), sqlx::Error> {
        for size in Self::SIZES {
            if rows.len() < size {
                continue;
            }
            let values = vec![self.row; size].join(", ");
            let sql = format!("{}{values}{}", self.insert, self.after);
            while rows.len() >= size {
                let (chunk, rest) = rows.split_at(size);
                let mut arguments = SqliteArguments::default();
                for row in chunk {
                    put(row, &mut arguments).map_err(sqlx::Error::Encode)?;
                }
                sqlx::query_with(&sql, arguments)
                    .execute(&mut *connection)
                    .await?;
                rows = rest;
            }
        }
        Ok(())
    }
}
