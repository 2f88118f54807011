//! The last thing that was done with a record, undone.

use tenantry_domain::ids::{CustomerId, MspId, RecordId};
use tenantry_domain::record::Position;
use tenantry_domain::text::Reason;
use tenantry_domain::vendor_record::{LinkedHow, VendorRecord};

use super::history::{MappingEntry, MappingFact};
use super::linking::{Step, restored};
use super::{MappingError, Mappings};
use crate::commands::{Context, Done};

impl Mappings {
    /// Undoes the last step of a record's history. Whoever names the step that was looked at is refused if
    /// there was another since.
    pub async fn undo_last(
        &self,
        msp: MspId,
        record: RecordId,
        meant: Option<Position>,
        context: Context,
    ) -> Result<Done, MappingError> {
        let mut history = self.history(msp, record).await?;
        let id = record.to_string();
        let asked = self
            .parts
            .engine
            .was_asked::<VendorRecord>(msp, &id, &context);
        if asked.await.map_err(MappingError::Record)? {
            // What this key undid was the last step before it.
            let undone = self.recorded_by(msp, record, &context).await?;
            history.retain(|entry| undone.is_none_or(|at| entry.position < at));
        }
        let Some(last) = history.pop() else {
            return Err(MappingError::UndoNothing);
        };
        if meant.is_some_and(|meant| meant != last.position) {
            return Err(MappingError::UndoOvertaken);
        }
        self.undo(msp, record, last.fact, &history, context).await
    }

    /// The first event of a request that was carried out before.
    async fn recorded_by(
        &self,
        msp: MspId,
        record: RecordId,
        context: &Context,
    ) -> Result<Option<Position>, MappingError> {
        let events = self.events_of(msp, record).await?;
        let key = context.idempotency_key.as_ref();
        let mut its = events
            .iter()
            .filter(|told| Some(&told.metadata.idempotency_key) == key);
        Ok(its.next().map(|told| told.position))
    }

    async fn undo(
        &self,
        msp: MspId,
        record: RecordId,
        last: MappingFact,
        before: &[MappingEntry],
        context: Context,
    ) -> Result<Done, MappingError> {
        match last {
            MappingFact::Linked { customer, .. } => {
                self.unlink(msp, record, customer, None, context).await
            }
            MappingFact::Unlinked { customer, .. } => {
                let how = how_before(before, customer);
                self.link(msp, record, customer, how, context).await
            }
            MappingFact::Moved { from, to, .. } => {
                let step = Step {
                    from: to,
                    to: from,
                    how: how_before(before, from),
                    reason: None,
                };
                self.carry_over(msp, record, step, context).await
            }
            MappingFact::Ignored { .. } => self.heed(msp, record, context).await,
            MappingFact::Heeded => {
                let reason = reason_before(before);
                self.ignore(msp, record, reason, context).await
            }
        }
    }
}

/// How the record had come to the customer.
fn how_before(before: &[MappingEntry], customer: CustomerId) -> LinkedHow {
    let mut linked = before.iter().rev().filter_map(|entry| match entry.fact {
        MappingFact::Linked { customer: to, how } | MappingFact::Moved { to, how, .. } => {
            (to == customer).then_some(how)
        }
        MappingFact::Unlinked { .. } | MappingFact::Ignored { .. } | MappingFact::Heeded => None,
    });
    restored(linked.next().unwrap_or(LinkedHow::ByPerson))
}

fn reason_before(before: &[MappingEntry]) -> Reason {
    let mut ignored = before.iter().rev().filter_map(|entry| match &entry.fact {
        MappingFact::Ignored { reason } => Some(reason.clone()),
        _ => None,
    });
    let unsaid = || Reason::clipped("ignored before", "ignored");
    ignored.next().unwrap_or_else(unsaid)
}
