//! Committing a group.
//!
//! First optimistically: places and hashes are computed from the heads this process remembers,
//! and one call of `ledger_append` checks and writes everything, in its own transaction. If the
//! guess was wrong (another node appended, a key was seen before, a stream is longer), nothing
//! was written, and the group is judged again in a transaction that holds the heads' locks and
//! has read the facts; that one cannot be outrun.

use std::collections::{BTreeSet, HashSet};
use std::sync::PoisonError;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::{Connection, Executor, PgConnection, Row};
use tenantry_engine::ledger::{LedgerError, Proposal, Receipt, StoredShape, Verdict};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::read::head_from;
use super::{PLANS, PostgresLedger};
use crate::error::ledger_error;
use crate::group::{CommandRow, Facts, Judged, MovedHead, PlacedEvent, judge, shapes_of};
use crate::numbers::{hash_from, signed, unsigned};

/// The one connection that writes, replaced when it failed.
///
/// One is faster than several: while a group is on its way the next one gathers, so the groups
/// are as large as the work at hand, and each costs the database little more than a single command.
pub(super) struct Writer {
    connect: PgConnectOptions,
    timeout: Duration,
    pub(super) slot: Mutex<Option<PgConnection>>,
}

const PATIENCE: &str = "set lock_timeout = '5s'; set statement_timeout = '30s'";

/// The server ends a statement of its own accord after 30 seconds. One that says nothing for
/// longer is gone, though nobody closed the connection.
const SILENCE: Duration = Duration::from_secs(45);

impl Writer {
    pub(super) fn new(connect: PgConnectOptions, timeout: Duration) -> Self {
        Self {
            connect,
            timeout,
            slot: Mutex::default(),
        }
    }

    pub(super) async fn connect(&self) -> Result<PgConnection, LedgerError> {
        let connecting = async {
            let mut connection = PgConnection::connect_with(&self.connect).await?;
            connection.execute(PATIENCE).await?;
            connection.execute(PLANS).await?;
            Ok(connection)
        };
        tokio::time::timeout(self.timeout, connecting)
            .await
            .map_err(|_| LedgerError::Unreachable {
                detail: "the database did not answer in time".to_owned(),
            })?
            .map_err(|error: sqlx::Error| ledger_error(&error))
    }
}

impl PostgresLedger {
    pub(super) async fn commit_group(
        &self,
        group: &[Proposal],
    ) -> Result<Vec<Verdict>, LedgerError> {
        let mut slot = self.writer.slot.lock().await;
        // Out of the slot while in use: a group that is dropped half-way takes its connection,
        // in whatever state it is, along.
        let mut connection = match slot.take() {
            Some(connection) => connection,
            None => self.writer.connect().await?,
        };
        let verdicts = tokio::time::timeout(SILENCE, self.commit_on(&mut connection, group))
            .await
            .unwrap_or_else(|_| {
                let detail = "the database fell silent during a commit".to_owned();
                Err(LedgerError::Unreachable { detail })
            });
        if verdicts.is_ok() {
            *slot = Some(connection);
        } else {
            self.known.forget(group);
        }
        verdicts
    }

    async fn commit_on(
        &self,
        connection: &mut PgConnection,
        group: &[Proposal],
    ) -> Result<Vec<Verdict>, LedgerError> {
        self.record_new_shapes(connection, group).await?;
        if let Some(facts) = self.known.facts(group) {
            let judged = judge(group, facts, self.options.clock.now())?;
            if judged.all_new() {
                match append(connection, &judged).await {
                    Ok(()) => return Ok(self.committed(judged)),
                    Err(error) if assumed_wrongly(&error) => {}
                    Err(error) => return Err(ledger_error(&error)),
                }
            }
        }
        self.commit_locked(connection, group).await
    }

    async fn commit_locked(
        &self,
        connection: &mut PgConnection,
        group: &[Proposal],
    ) -> Result<Vec<Verdict>, LedgerError> {
        let failed = |error: sqlx::Error| ledger_error(&error);
        let mut tx = connection.begin().await.map_err(failed)?;
        let facts = read_facts(&mut tx, group).await?;
        let judged = judge(group, facts, self.options.clock.now())?;
        if judged.commands.is_empty() {
            // Nothing was accepted: the heads that were made for their locks go as well.
            tx.rollback().await.map_err(failed)?;
            return Ok(judged.verdicts);
        }
        append(&mut tx, &judged).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(self.committed(judged))
    }

    /// The group is durable: remember the heads, wake the readers, hand out the verdicts.
    fn committed(&self, judged: Judged<'_>) -> Vec<Verdict> {
        self.known.learn(&judged);
        self.fresh.learn(&judged);
        if !judged.events.is_empty() {
            self.waker.appended();
        }
        judged.verdicts
    }

    /// Puts kinds of events that were never seen on record, before the first of them is written.
    async fn record_new_shapes(
        &self,
        connection: &mut PgConnection,
        group: &[Proposal],
    ) -> Result<(), LedgerError> {
        let fresh: HashSet<StoredShape> = {
            let known = self.shapes.lock().unwrap_or_else(PoisonError::into_inner);
            shapes_of(group)
                .filter(|shape| !known.contains(shape))
                .collect()
        };
        for shape in fresh {
            sqlx::query(
                "insert into event_shapes (aggregate_type, event_type, event_version)
                 values ($1, $2, $3) on conflict do nothing",
            )
            .bind(&shape.aggregate_type)
            .bind(&shape.event_type)
            .bind(&shape.event_version)
            .execute(&mut *connection)
            .await
            .map_err(|error| ledger_error(&error))?;
            self.shapes
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(shape);
        }
        Ok(())
    }
}

/// Another node was quicker: a head moved (the code is `ledger_append`'s own), or a key or a
/// sequence is taken.
fn assumed_wrongly(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| {
        error.is_unique_violation() || error.code().as_deref() == Some("TNHED")
    })
}

/// Locks the heads of a group and reads what is true under the locks.
async fn read_facts<'a>(
    tx: &mut PgConnection,
    group: &'a [Proposal],
) -> Result<Facts<'a>, LedgerError> {
    let failed = |error: sqlx::Error| ledger_error(&error);
    let msps: BTreeSet<Uuid> = group.iter().map(|p| p.msp.as_uuid()).collect();
    let msps: Vec<Uuid> = msps.into_iter().collect();
    sqlx::query(
        "insert into msp_heads (msp_id, position, frontier, recorded_at)
         select msp, 0, ''::bytea, 0 from unnest($1::uuid[]) as h (msp) order by msp
         on conflict do nothing",
    )
    .bind(&msps)
    .execute(&mut *tx)
    .await
    .map_err(failed)?;
    let heads = sqlx::query(
        "select msp_id, position, frontier, recorded_at from msp_heads
         where msp_id = any ($1) order by msp_id for no key update",
    )
    .bind(&msps)
    .fetch_all(&mut *tx)
    .await
    .map_err(failed)?;

    let mut facts = Facts::default();
    for row in &heads {
        let head = head_from(row)?;
        facts.heads.insert(head.msp, head);
    }
    // One row per proposal, in order: what its key came to, and how long its stream is. The limit
    // leaves one way to find a key: by the index, however few commands there were when planning.
    let asked = sqlx::query(
        "select c.request_hash, c.position, c.events, c.sequence, c.recorded_at,
                coalesce(
                    (select max(e.sequence) from events e
                     where e.aggregate_type = p.type and e.aggregate_id = p.id
                       and e.msp_id = p.msp), 0)
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
              with ordinality as p (msp, key, type, id, place)
         left join lateral (
             select * from commands
             where msp_id = p.msp and idempotency_key = p.key limit 1
         ) as c on true
         order by p.place",
    )
    .bind(column(group, |p| p.msp.as_uuid()))
    .bind(column(group, |p| p.key.as_str()))
    .bind(column(group, |p| p.stream.aggregate_type.as_str()))
    .bind(column(group, |p| p.stream.aggregate_id.as_str()))
    .fetch_all(&mut *tx)
    .await
    .map_err(failed)?;
    for (proposal, row) in group.iter().zip(&asked) {
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

/// The first five columns as an earlier command's request and receipt, when there was one.
pub(super) fn prior_from(row: &PgRow) -> Result<Option<([u8; 32], Receipt)>, LedgerError> {
    let failed = |error: sqlx::Error| ledger_error(&error);
    let Some(request) = row.try_get::<Option<&[u8]>, _>(0).map_err(failed)? else {
        return Ok(None);
    };
    let receipt = Receipt {
        position: unsigned(row.try_get(1).map_err(failed)?)?,
        events: u32::try_from(row.try_get::<i32, _>(2).map_err(failed)?).unwrap_or(0),
        sequence: unsigned(row.try_get(3).map_err(failed)?)?,
        recorded_at: row.try_get(4).map_err(failed)?,
    };
    Ok(Some((hash_from(request)?, receipt)))
}

/// Writes what was judged, all or nothing.
async fn append(connection: &mut PgConnection, judged: &Judged<'_>) -> Result<(), sqlx::Error> {
    match (&*judged.heads, &*judged.commands, &*judged.events) {
        ([head], [command], [event]) => append_one(connection, head, command, event).await,
        _ => append_group(connection, judged).await,
    }
}

/// Calls `ledger_append_one`.
async fn append_one(
    connection: &mut PgConnection,
    head: &MovedHead,
    command: &CommandRow<'_>,
    event: &PlacedEvent<'_>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "select ledger_append_one(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::text::json, $14::text::json, $15)",
    )
    .bind(event.fields.msp.as_uuid())
    .bind(signed(head.before))
    .bind(signed(event.fields.position))
    .bind(head.after.frontier.as_slice())
    .bind(event.fields.recorded_at)
    .bind(command.key)
    .bind(command.request.as_slice())
    .bind(event.fields.stream.aggregate_type.as_str())
    .bind(event.fields.stream.aggregate_id.as_str())
    .bind(signed(event.fields.sequence))
    .bind(event.fields.event_type)
    .bind(event.fields.event_version)
    .bind(event.fields.payload)
    .bind(event.fields.metadata)
    .bind(event.leaf.as_slice())
    .execute(connection)
    .await
    .map(drop)
}

/// Calls `ledger_append`.
async fn append_group(
    connection: &mut PgConnection,
    judged: &Judged<'_>,
) -> Result<(), sqlx::Error> {
    let (heads, commands, events) = (&judged.heads, &judged.commands, &judged.events);
    sqlx::query(
        "select ledger_append(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
            $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
    )
    .bind(column(heads, |h| h.after.msp.as_uuid()))
    .bind(column(heads, |h| signed(h.before)))
    .bind(column(heads, |h| signed(h.after.position)))
    .bind(column(heads, |h| h.after.frontier.as_slice()))
    .bind(column(heads, |h| h.after.recorded_at))
    .bind(column(commands, |c| c.msp.as_uuid()))
    .bind(column(commands, |c| c.key))
    .bind(column(commands, |c| c.request.as_slice()))
    .bind(column(commands, |c| signed(c.receipt.position)))
    .bind(column(commands, |c| c.receipt.events.cast_signed()))
    .bind(column(commands, |c| signed(c.receipt.sequence)))
    .bind(column(commands, |c| c.receipt.recorded_at))
    .bind(column(events, |e| e.fields.msp.as_uuid()))
    .bind(column(events, |e| signed(e.fields.position)))
    .bind(column(events, |e| e.fields.stream.aggregate_type.as_str()))
    .bind(column(events, |e| e.fields.stream.aggregate_id.as_str()))
    .bind(column(events, |e| signed(e.fields.sequence)))
    .bind(column(events, |e| e.fields.event_type))
    .bind(column(events, |e| e.fields.event_version))
    .bind(column(events, |e| e.fields.payload))
    .bind(column(events, |e| e.fields.metadata))
    .bind(column(events, |e| e.fields.recorded_at))
    .bind(column(events, |e| e.leaf.as_slice()))
    .execute(connection)
    .await
    .map(drop)
}

/// One field of every row: the form in which PostgreSQL takes many rows at once.
fn column<'r, R, V>(rows: &'r [R], field: impl Fn(&'r R) -> V) -> Vec<V> {
    rows.iter().map(field).collect()
}
