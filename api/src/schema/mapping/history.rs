//! What was done with a record, as clients see it; and the things that mapping tells of.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Result, SimpleObject};
use tenantry_domain::ids::{CustomerId, RecordId};
use tenantry_engine::mapping::{MappingEntry, MappingFact};
use tenantry_projections::vendor_records::LinkWord;

use super::refusal::unmet_by;
use crate::schema::customers::Customer;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{Kind, global};
use crate::schema::loaders::{CustomerKey, Shelf, VendorRecordKey, shared};
use crate::schema::records::{VendorLinkHow, VendorRecord};
use crate::schema::scalars::{DateTime, Position};
use crate::schema::told::Unmet;

/// What was done with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum RecordMappingStep {
    /// It was linked with a customer.
    Linked,
    /// It was parted from its customer.
    Unlinked,
    /// It was given from one customer to another.
    Moved,
    /// It is to be ignored.
    Ignored,
    /// It is not to be ignored any more.
    Heeded,
}

/// One step in the mapping of a record.
#[derive(Debug, SimpleObject)]
pub(crate) struct RecordMappingEntry {
    /// What was done.
    step: RecordMappingStep,
    /// The customer whose it was before, if it was parted from one.
    from: Option<ID>,
    /// The customer whose it was then, if it was linked with one.
    to: Option<ID>,
    /// How it came to that customer.
    how: Option<VendorLinkHow>,
    /// Why it was parted or ignored.
    reason: Option<String>,
    /// Who did it.
    by: String,
    /// When it was recorded.
    at: DateTime,
    /// Where it is on record. Give the last one to `recordUndo` to undo it, and nothing else.
    position: Position,
}

impl RecordMappingEntry {
    fn of(entry: MappingEntry) -> Self {
        let said = match entry.fact {
            MappingFact::Linked { customer, how } => (
                RecordMappingStep::Linked,
                None,
                Some(customer),
                Some(how),
                None,
            ),
            MappingFact::Unlinked { customer, reason } => (
                RecordMappingStep::Unlinked,
                Some(customer),
                None,
                None,
                reason,
            ),
            MappingFact::Moved {
                from,
                to,
                how,
                reason,
            } => (
                RecordMappingStep::Moved,
                Some(from),
                Some(to),
                Some(how),
                reason,
            ),
            MappingFact::Ignored { reason } => {
                (RecordMappingStep::Ignored, None, None, None, Some(reason))
            }
            MappingFact::Heeded => (RecordMappingStep::Heeded, None, None, None, None),
        };
        let (step, from, to, how, reason) = said;
        let id = |customer: CustomerId| global(Kind::Customer, customer.as_uuid());
        Self {
            step,
            from: from.map(id),
            to: to.map(id),
            how: how.map(|how| LinkWord::from(how).into()),
            reason: reason.map(|reason| reason.as_str().to_owned()),
            by: entry.actor.to_string(),
            at: DateTime(entry.at),
            position: Position(entry.position),
        }
    }
}

/// What was done with this record, the oldest first.
pub(crate) async fn history(
    desk: Desk<'_>,
    record: RecordId,
) -> Result<Vec<RecordMappingEntry>, Fault> {
    let mappings = &desk.parts.mapping.mappings;
    let history = mappings.history(desk.msp(), record).await;
    let history = history.map_err(|error| fault(unmet_by(error)))?;
    Ok(history.into_iter().map(RecordMappingEntry::of).collect())
}

pub(super) async fn customer_of(
    ctx: &Context<'_>,
    customer: CustomerId,
) -> Result<Option<Customer>> {
    let shelves = ctx.data::<DataLoader<Shelf>>()?;
    let row = shelves.load_one(CustomerKey(customer.as_uuid())).await;
    Ok(row.map_err(shared)?.map(Customer))
}

pub(super) async fn record_of(ctx: &Context<'_>, record: RecordId) -> Result<Option<VendorRecord>> {
    let shelves = ctx.data::<DataLoader<Shelf>>()?;
    let row = shelves.load_one(VendorRecordKey(record.as_uuid())).await;
    Ok(row.map_err(shared)?.map(VendorRecord))
}

/// What kept a query from being answered; it has no other way to tell of a refusal.
pub(super) fn fault(unmet: Unmet) -> Fault {
    match unmet {
        Unmet::Fault(fault) => fault,
        Unmet::Refused(refused) => Fault::input(refused.code, refused.message),
    }
}
