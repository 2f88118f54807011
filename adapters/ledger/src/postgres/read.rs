//! Reading: streams, feeds, heads. Every query names its MSP but those that look for one.

use sqlx::Row;
use sqlx::postgres::PgRow;
use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::Hash;
use tenantry_domain::record::{Micros, Position, RecordedEvent, Sequence, StreamId};
use tenantry_engine::ledger::{Head, LedgerError, StoredShape, StreamFacts};
use uuid::Uuid;

use super::PostgresLedger;
use super::commit::prior_from;
use crate::error::ledger_error;
use crate::numbers::{hash_from, page, signed, unsigned};

const COLUMNS: &str = "position, aggregate_type, aggregate_id, sequence, event_type, \
                       event_version, payload, metadata, recorded_at, leaf_hash";

impl PostgresLedger {
    pub(super) async fn read_stream(
        &self,
        msp: MspId,
        stream: &StreamId,
        after: Sequence,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError> {
        let sql = format!(
            "select {COLUMNS} from events
             where aggregate_type = $1 and aggregate_id = $2 and msp_id = $3 and sequence > $4
             order by sequence limit $5"
        );
        let rows = sqlx::query(&sql)
            .bind(&stream.aggregate_type)
            .bind(&stream.aggregate_id)
            .bind(msp.as_uuid())
            .bind(signed(after))
            .bind(page(limit))
            .fetch_all(&self.readers)
            .await
            .map_err(|error| ledger_error(&error))?;
        rows.iter().map(|row| event_from(msp, row)).collect()
    }

    pub(super) async fn read_streams(
        &self,
        msp: MspId,
        aggregate_type: &str,
        ids: &[String],
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError> {
        let sql = format!(
            "select {COLUMNS} from events
             where aggregate_type = $1 and aggregate_id = any($2) and msp_id = $3 and position > $4
             order by position limit $5"
        );
        let rows = sqlx::query(&sql)
            .bind(aggregate_type)
            .bind(ids)
            .bind(msp.as_uuid())
            .bind(signed(after))
            .bind(page(limit))
            .fetch_all(&self.readers)
            .await
            .map_err(|error| ledger_error(&error))?;
        rows.iter().map(|row| event_from(msp, row)).collect()
    }

    pub(super) async fn read_facts(
        &self,
        msp: MspId,
        stream: &StreamId,
        key: &str,
    ) -> Result<StreamFacts, LedgerError> {
        let row = sqlx::query(
            "select c.request_hash, c.position, c.events, c.sequence, c.recorded_at,
                    coalesce(
                        (select max(e.sequence) from events e
                         where e.aggregate_type = $1 and e.aggregate_id = $2
                           and e.msp_id = $3), 0)
             from (select 1) as one
             left join commands c on c.msp_id = $3 and c.idempotency_key = $4",
        )
        .bind(&stream.aggregate_type)
        .bind(&stream.aggregate_id)
        .bind(msp.as_uuid())
        .bind(key)
        .fetch_one(&self.readers)
        .await
        .map_err(|error| ledger_error(&error))?;
        Ok(StreamFacts {
            sequence: number(&row, 5)?,
            prior: prior_from(&row)?,
        })
    }

    pub(super) async fn read_holders(&self, stream: &StreamId) -> Result<Vec<MspId>, LedgerError> {
        let holders: Vec<Uuid> = sqlx::query_scalar(
            "select msp_id from events
             where aggregate_type = $1 and aggregate_id = $2 and sequence = 1 order by msp_id",
        )
        .bind(&stream.aggregate_type)
        .bind(&stream.aggregate_id)
        .fetch_all(&self.readers)
        .await
        .map_err(|error| ledger_error(&error))?;
        Ok(holders.into_iter().map(MspId::new).collect())
    }

    pub(super) async fn read_feed(
        &self,
        msp: MspId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, LedgerError> {
        let sql = format!(
            "select {COLUMNS} from events
             where msp_id = $1 and position > $2 order by position limit $3"
        );
        let rows = sqlx::query(&sql)
            .bind(msp.as_uuid())
            .bind(signed(after))
            .bind(page(limit))
            .fetch_all(&self.readers)
            .await
            .map_err(|error| ledger_error(&error))?;
        rows.iter().map(|row| event_from(msp, row)).collect()
    }

    pub(super) async fn read_leaves(
        &self,
        msp: MspId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<Hash>, LedgerError> {
        let rows = sqlx::query(
            "select leaf_hash from events
             where msp_id = $1 and position > $2 order by position limit $3",
        )
        .bind(msp.as_uuid())
        .bind(signed(after))
        .bind(page(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(|error| ledger_error(&error))?;
        rows.iter()
            .map(|row| hash_from(row.try_get(0).map_err(|error| ledger_error(&error))?))
            .collect()
    }

    pub(super) async fn read_head(&self, msp: MspId) -> Result<Head, LedgerError> {
        let row = sqlx::query(
            "select msp_id, position, frontier, recorded_at from msp_heads where msp_id = $1",
        )
        .bind(msp.as_uuid())
        .fetch_optional(&self.readers)
        .await
        .map_err(|error| ledger_error(&error))?;
        row.map_or_else(|| Ok(Head::empty(msp)), |row| head_from(&row))
    }

    pub(super) async fn read_heads(
        &self,
        after: Option<MspId>,
        limit: usize,
    ) -> Result<Vec<Head>, LedgerError> {
        let rows = sqlx::query(
            "select msp_id, position, frontier, recorded_at from msp_heads
             where $1::uuid is null or msp_id > $1 order by msp_id limit $2",
        )
        .bind(after.map(MspId::as_uuid))
        .bind(page(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(|error| ledger_error(&error))?;
        rows.iter().map(head_from).collect()
    }

    /// Instants rise with positions, so a binary search over the primary key finds the place
    /// without an index of its own.
    pub(super) async fn read_position_at(
        &self,
        msp: MspId,
        at: Micros,
    ) -> Result<Position, LedgerError> {
        let (mut known_before, mut known_after) = (0, self.read_head(msp).await?.position + 1);
        while known_before + 1 < known_after {
            let middle = u64::midpoint(known_before, known_after);
            let recorded_at: Option<Micros> = sqlx::query_scalar(
                "select recorded_at from events where msp_id = $1 and position = $2",
            )
            .bind(msp.as_uuid())
            .bind(signed(middle))
            .fetch_optional(&self.readers)
            .await
            .map_err(|error| ledger_error(&error))?;
            match recorded_at {
                Some(recorded_at) if recorded_at <= at => known_before = middle,
                Some(_) => known_after = middle,
                None => {
                    let detail = format!("the ledger of {msp} has no event at {middle}");
                    return Err(LedgerError::Corrupt { detail });
                }
            }
        }
        Ok(known_before)
    }

    pub(super) async fn read_shapes(&self) -> Result<Vec<StoredShape>, LedgerError> {
        let rows = sqlx::query(
            "select aggregate_type, event_type, event_version from event_shapes order by 1, 2, 3",
        )
        .fetch_all(&self.readers)
        .await
        .map_err(|error| ledger_error(&error))?;
        rows.iter()
            .map(|row| {
                Ok(StoredShape {
                    aggregate_type: text(row, 0)?,
                    event_type: text(row, 1)?,
                    event_version: text(row, 2)?,
                })
            })
            .collect()
    }
}

fn event_from(msp: MspId, row: &PgRow) -> Result<RecordedEvent, LedgerError> {
    Ok(RecordedEvent {
        msp,
        position: number(row, 0)?,
        stream: StreamId {
            aggregate_type: text(row, 1)?,
            aggregate_id: text(row, 2)?,
        },
        sequence: number(row, 3)?,
        event_type: text(row, 4)?,
        event_version: text(row, 5)?,
        payload: text(row, 6)?,
        metadata: text(row, 7)?,
        recorded_at: row.try_get(8).map_err(|error| ledger_error(&error))?,
        leaf: hash_from(row.try_get(9).map_err(|error| ledger_error(&error))?)?,
    })
}

pub(super) fn head_from(row: &PgRow) -> Result<Head, LedgerError> {
    let failed = |error: sqlx::Error| ledger_error(&error);
    Ok(Head {
        msp: MspId::new(row.try_get(0).map_err(failed)?),
        position: number(row, 1)?,
        frontier: row.try_get(2).map_err(failed)?,
        recorded_at: row.try_get(3).map_err(failed)?,
    })
}

/// A text column. `json` is among them: it arrives as the very text that was written, which is
/// the text that was hashed, though the driver does not count it as text.
fn text(row: &PgRow, column: usize) -> Result<String, LedgerError> {
    row.try_get_unchecked(column)
        .map_err(|error| ledger_error(&error))
}

fn number(row: &PgRow, column: usize) -> Result<u64, LedgerError> {
    unsigned(row.try_get(column).map_err(|error| ledger_error(&error))?)
}
