//! What became of a record, and by whose hand.

use tenantry_domain::ids::{CustomerId, MspId, RecordId};
use tenantry_domain::record::{Actor, Metadata, Micros, Position, StreamId};
use tenantry_domain::text::Reason;
use tenantry_domain::vendor_record::{LinkedHow, VendorRecordEvent};

use super::{MappingError, Mappings};
use crate::commands::CommandError;
use crate::ledger::{LedgerError, PAGE_LIMIT};

/// One step in the mapping of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingEntry {
    pub fact: MappingFact,
    /// Where it ends in the ledger. To undo it is to name this.
    pub position: Position,
    pub actor: Actor,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingFact {
    Linked {
        customer: CustomerId,
        how: LinkedHow,
    },
    Unlinked {
        customer: CustomerId,
        reason: Option<Reason>,
    },
    /// From one customer to another in one step.
    Moved {
        from: CustomerId,
        to: CustomerId,
        how: LinkedHow,
        reason: Option<Reason>,
    },
    Ignored {
        reason: Reason,
    },
    Heeded,
}

/// An event of a record, with what is on record about it.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) event: VendorRecordEvent,
    pub(super) position: Position,
    pub(super) metadata: Metadata,
    pub(super) recorded_at: Micros,
}

impl Mappings {
    /// What was done with a record, the oldest first.
    pub async fn history(
        &self,
        msp: MspId,
        record: RecordId,
    ) -> Result<Vec<MappingEntry>, MappingError> {
        let mut entries: Vec<MappingEntry> = Vec::new();
        // By the key of a request: what it recorded in one is one step.
        let mut last_key = None;
        for told in self.events_of(msp, record).await? {
            let Some(fact) = fact(told.event) else {
                continue;
            };
            let same = last_key.as_ref() == Some(&told.metadata.idempotency_key);
            let together = entries.last().filter(|_| same);
            let moved = together.and_then(|entry| moved(&entry.fact, &fact));
            if moved.is_some() {
                entries.pop();
            }
            last_key = Some(told.metadata.idempotency_key);
            entries.push(MappingEntry {
                fact: moved.unwrap_or(fact),
                position: told.position,
                actor: Actor {
                    kind: told.metadata.actor_kind,
                    id: told.metadata.actor_id,
                },
                at: told.recorded_at,
            });
        }
        Ok(entries)
    }

    pub(super) async fn events_of(
        &self,
        msp: MspId,
        record: RecordId,
    ) -> Result<Vec<Told>, MappingError> {
        let stream = StreamId::new("vendor_record", record);
        let ledger = self.parts.engine.ledger();
        let (mut after, mut told) = (0, Vec::new());
        loop {
            let page = ledger.stream(msp, &stream, after, PAGE_LIMIT).await?;
            let Some(last) = page.last() else {
                return Ok(told);
            };
            after = last.sequence;
            for event in &page {
                let position = event.position;
                let decoded = event.decode().map_err(|reason| {
                    MappingError::Record(CommandError::Unreadable { position, reason })
                })?;
                let metadata = serde_json::from_str(&event.metadata).map_err(|reason| {
                    let detail = format!("the metadata at position {position}: {reason}");
                    MappingError::Ledger(LedgerError::Corrupt { detail })
                })?;
                told.push(Told {
                    event: decoded,
                    position,
                    metadata,
                    recorded_at: event.recorded_at,
                });
            }
        }
    }
}

fn fact(event: VendorRecordEvent) -> Option<MappingFact> {
    match event {
        VendorRecordEvent::RecordLinked {
            customer_id, how, ..
        } => Some(MappingFact::Linked {
            customer: customer_id,
            how,
        }),
        VendorRecordEvent::RecordUnlinked {
            customer_id,
            reason,
            ..
        } => Some(MappingFact::Unlinked {
            customer: customer_id,
            reason,
        }),
        VendorRecordEvent::RecordIgnored { reason, .. } => Some(MappingFact::Ignored { reason }),
        VendorRecordEvent::RecordHeeded { .. } => Some(MappingFact::Heeded),
        VendorRecordEvent::RecordFound { .. }
        | VendorRecordEvent::RecordChanged { .. }
        | VendorRecordEvent::RecordVanished { .. }
        | VendorRecordEvent::RecordReturned { .. } => None,
    }
}

fn moved(before: &MappingFact, after: &MappingFact) -> Option<MappingFact> {
    match (before, after) {
        (MappingFact::Unlinked { customer, reason }, MappingFact::Linked { customer: to, how }) => {
            Some(MappingFact::Moved {
                from: *customer,
                to: *to,
                how: *how,
                reason: reason.clone(),
            })
        }
        _ => None,
    }
}
