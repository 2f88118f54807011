//! A record as far as mapping goes, as clients see it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use tenantry_domain::ids::{CustomerId, RecordId};
use tenantry_domain::vendor_record::{Certainty, LinkedHow};
use tenantry_engine::mapping::{MappingEntry, MappingFact};
use tenantry_projections::vendor_records::{LinkWord, RecordMapping as Standing, VendorRecordRow};

use super::refusal::unmet_by;
use super::suggestion::{RecordSuggestions, judged};
use crate::schema::customers::Customer;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{Kind, global};
use crate::schema::loaders::{CustomerKey, RecordKey, Shelf, shared};
use crate::schema::scalars::{DateTime, Position};
use crate::schema::told::Unmet;

/// Whose a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Standing")]
pub(crate) enum RecordMapping {
    /// It stands for no customer.
    None,
    /// Nobody said yet.
    Unmapped,
    /// A customer's.
    Linked,
    /// Nobody's, and nobody wants to be asked about it.
    Ignored,
}

/// How a record came to its customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "LinkWord")]
pub(crate) enum RecordLinkHow {
    /// By a rule that leaves no doubt.
    Certain,
    /// Somebody chose the customer.
    ByPerson,
    /// Somebody accepted a suggestion.
    Suggested,
    /// Somebody accepted many suggestions at once.
    Bulk,
    /// The customer was made from the record.
    CreatedFrom,
    /// The customer whose it was became part of this one.
    Merged,
    /// The customer was split off from the one whose it was.
    Split,
}

/// What leaves no doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Certainty")]
pub(crate) enum RecordCertainty {
    /// The same Microsoft tenant.
    TenantId,
    /// A reference that the vendor itself carries.
    Reference,
    /// A domain that the customer owns.
    VerifiedDomain,
    /// The same name, written differently at most.
    ExactName,
}

#[derive(Debug, Clone)]
pub(crate) struct MappedRecord(pub(crate) VendorRecordRow);

impl From<VendorRecordRow> for MappedRecord {
    fn from(row: VendorRecordRow) -> Self {
        Self(row)
    }
}

impl MappedRecord {
    fn record(&self) -> RecordId {
        RecordId::new(self.0.id)
    }
}

/// A vendor's record, as far as mapping goes: whose it is, and how it came to that.
#[Object]
impl MappedRecord {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::VendorRecord, self.0.id)
    }

    /// Its UUID, as the command line and the record show it.
    async fn record_id(&self) -> String {
        self.0.id.to_string()
    }

    /// The connection that it was read through.
    async fn connection(&self) -> ID {
        global(Kind::VendorConnection, self.0.connection_id.as_uuid())
    }

    /// The vendor, in a word.
    async fn vendor(&self) -> &'static str {
        self.0.vendor.as_str()
    }

    /// What the vendor calls it. It may be empty.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether the vendor names it no more.
    async fn vanished(&self) -> bool {
        self.0.vanished
    }

    /// Whose it is.
    async fn mapping(&self) -> RecordMapping {
        self.0.mapping.into()
    }

    /// The customer whose it is.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        match self.0.customer_id {
            Some(customer) => Ok(customer_of(ctx, customer).await?),
            None => Ok(None),
        }
    }

    /// How it came to its customer.
    async fn how(&self) -> Option<RecordLinkHow> {
        self.0.linked_how.map(Into::into)
    }

    /// Of an accepted suggestion: its score, in hundredths.
    async fn score(&self) -> Option<i32> {
        match self.0.how()? {
            LinkedHow::Suggested { score } | LinkedHow::Bulk { score, .. } => Some(score.into()),
            _ => None,
        }
    }

    /// Of a rule that leaves no doubt: which one.
    async fn because(&self) -> Option<RecordCertainty> {
        match self.0.how()? {
            LinkedHow::Certain { because } => Some(because.into()),
            _ => None,
        }
    }

    /// Who linked, unlinked, ignored or heeded it last.
    async fn mapped_by(&self) -> Option<&str> {
        self.0.mapped_by.as_deref()
    }

    /// When that was.
    async fn mapped_at(&self) -> Option<DateTime> {
        self.0.mapped_at.map(DateTime)
    }

    /// Why it is ignored, or is not its customer's any more.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// Whose it may be.
    #[graphql(complexity = "20 + 5 * child_complexity")]
    async fn suggestions(&self, ctx: &Context<'_>) -> Result<RecordSuggestions> {
        let desk = Desk::reading(ctx)?;
        Ok(judged(desk, &self.0).await?)
    }

    /// What was done with it, the oldest first.
    #[graphql(complexity = "20 + 5 * child_complexity")]
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<RecordMappingEntry>> {
        let desk = Desk::reading(ctx)?;
        let mappings = &desk.parts.mapping.mappings;
        let history = mappings.history(desk.msp(), self.record()).await;
        let history = history.map_err(|error| fault(unmet_by(error)))?;
        Ok(history.into_iter().map(RecordMappingEntry::of).collect())
    }
}

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
    how: Option<RecordLinkHow>,
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
            by: format!("{} {}", entry.actor.kind, entry.actor.id),
            at: DateTime(entry.at),
            position: Position(entry.position),
        }
    }
}

pub(super) async fn customer_of(
    ctx: &Context<'_>,
    customer: CustomerId,
) -> Result<Option<Customer>> {
    let shelves = ctx.data::<DataLoader<Shelf>>()?;
    let row = shelves.load_one(CustomerKey(customer.as_uuid())).await;
    Ok(row.map_err(shared)?.map(Customer))
}

pub(super) async fn record_of(ctx: &Context<'_>, record: RecordId) -> Result<Option<MappedRecord>> {
    let shelves = ctx.data::<DataLoader<Shelf>>()?;
    let row = shelves.load_one(RecordKey(record.as_uuid())).await;
    Ok(row.map_err(shared)?.map(MappedRecord))
}

/// What kept a query from being answered; it has no other way to tell of a refusal.
pub(super) fn fault(unmet: Unmet) -> Fault {
    match unmet {
        Unmet::Fault(fault) => fault,
        Unmet::Refused(refused) => Fault::input(refused.code, refused.message),
    }
}
