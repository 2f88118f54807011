//! Saying whose one record is.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::{CustomerId, RecordId};
use tenantry_domain::text::Reason;
use tenantry_domain::vendor_record::LinkedHow;
use tenantry_engine::commands::Done;
use tenantry_engine::mapping::{MappingError, Mappings};
use tenantry_projections::vendor_records;

use super::refusal::{MappingUserError, unmet_by};
use super::{TABLES, hundredths};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::Kind;
use crate::schema::records::VendorRecord;
use crate::schema::scalars::Position;
use crate::schema::told::{Receipt, Refused, Unmet, given, payload};

/// A record, and whose it is from now on.
#[derive(Debug, InputObject)]
pub(crate) struct RecordLinkInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The record.
    record: ID,
    /// The customer.
    customer: ID,
    /// Where a suggestion is accepted: the score that it was shown with, in hundredths. Nothing where
    /// somebody chose the customer.
    suggested_score: Option<i32>,
}

/// A record, and whose it is no longer.
#[derive(Debug, InputObject)]
pub(crate) struct RecordUnlinkInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The record.
    record: ID,
    /// The customer that it is parted from.
    customer: ID,
}

/// A record, whose it was and whose it is from now on.
#[derive(Debug, InputObject)]
pub(crate) struct RecordMoveInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The record.
    record: ID,
    /// The customer that it is taken from.
    from: ID,
    /// The customer that it is given to.
    to: ID,
}

/// A record that is nobody's, and why.
#[derive(Debug, InputObject)]
pub(crate) struct RecordIgnoreInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why; whoever comes upon the record later is told.
    reason: String,
    /// The record.
    record: ID,
}

/// A record that was ignored, and is not any more.
#[derive(Debug, InputObject)]
pub(crate) struct RecordHeedInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The record.
    record: ID,
}

/// A record of which the last step is undone.
#[derive(Debug, InputObject)]
pub(crate) struct RecordUndoInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The record.
    record: ID,
    /// The position of the step that is meant, from the record's history: it is refused if there was
    /// another since. Nothing for whatever is the last one.
    position: Option<Position>,
}

payload! {
    /// What came of linking a record.
    RecordLinkPayload {
        /// The record as it stands now.
        record: VendorRecord, MappingUserError
    }
}
payload! {
    /// What came of parting a record from its customer.
    RecordUnlinkPayload {
        /// The record as it stands now.
        record: VendorRecord, MappingUserError
    }
}
payload! {
    /// What came of giving a record to another customer.
    RecordMovePayload {
        /// The record as it stands now.
        record: VendorRecord, MappingUserError
    }
}
payload! {
    /// What came of ignoring a record.
    RecordIgnorePayload {
        /// The record as it stands now.
        record: VendorRecord, MappingUserError
    }
}
payload! {
    /// What came of no longer ignoring a record.
    RecordHeedPayload {
        /// The record as it stands now.
        record: VendorRecord, MappingUserError
    }
}
payload! {
    /// What came of undoing the last step of a record.
    RecordUndoPayload {
        /// The record as it stands now.
        record: VendorRecord, MappingUserError
    }
}

pub(super) fn record(id: &ID) -> Result<RecordId, Unmet> {
    Ok(RecordId::new(given(Kind::VendorRecord, id, "record")?))
}

pub(super) fn customer(id: &ID, field: &'static str) -> Result<CustomerId, Unmet> {
    Ok(CustomerId::new(given(Kind::Customer, id, field)?))
}

pub(super) fn why(text: Option<&str>) -> Result<Option<Reason>, Unmet> {
    let reason = text.map(Reason::new).transpose();
    Ok(reason.map_err(|error| Refused::from(error).at("reason"))?)
}

/// The record after what was done with it.
async fn after(
    desk: Desk<'_>,
    record: RecordId,
    done: Result<Done, MappingError>,
) -> Result<(Receipt, Option<VendorRecord>), Unmet> {
    let done = done.map_err(unmet_by)?;
    let found = if desk.shows(done.receipt.position, TABLES).await? {
        let row = vendor_records::get(desk.projections(), desk.msp(), record).await;
        row.map_err(Fault::from)?
    } else {
        None
    };
    Ok((done.into(), found.map(VendorRecord)))
}

fn mappings<'a>(desk: &Desk<'a>) -> &'a Mappings {
    &desk.parts.mapping.mappings
}

#[derive(Debug, Default)]
pub(crate) struct RecordMappingMutation;

#[Object]
impl RecordMappingMutation {
    /// Says whose a record is. Of two people who link the same record at once one is first; the other
    /// is told who it was. Roles: Tech, Admin. Events: `SeatTaken` in a system that knows each
    /// customer once, `RecordLinked`; none when it is this customer's already. Asked again with the
    /// same idempotency key it answers as it did then.
    #[graphql(complexity = "20 + child_complexity")]
    async fn record_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which record, and whose it is.")] input: RecordLinkInput,
    ) -> Result<RecordLinkPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let record = record(&input.record)?;
            let customer = customer(&input.customer, "customer")?;
            let how = match input.suggested_score {
                Some(score) => LinkedHow::Suggested {
                    score: hundredths(score, "suggestedScore")?.hundredths(),
                },
                None => LinkedHow::ByPerson,
            };
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = mappings(&desk).link(desk.msp(), record, customer, how, asked);
            after(desk, record, done.await).await
        };
        Ok(RecordLinkPayload::told(outcome.await)?)
    }

    /// Parts a record from its customer; no rule links the two again. Roles: Tech, Admin. Events:
    /// `RecordUnlinked`, `SeatFreed` in a system that knows each customer once; none when it is
    /// nobody's. Asked again with the same idempotency key it answers as it did then.
    #[graphql(complexity = "20 + child_complexity")]
    async fn record_unlink(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which record, and whose it is no longer.")] input: RecordUnlinkInput,
    ) -> Result<RecordUnlinkPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let record = record(&input.record)?;
            let customer = customer(&input.customer, "customer")?;
            let reason = why(input.reason.as_deref())?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = mappings(&desk).unlink(desk.msp(), record, customer, reason, asked);
            after(desk, record, done.await).await
        };
        Ok(RecordUnlinkPayload::told(outcome.await)?)
    }

    /// Gives a record from one customer to another, in one step. Roles: Tech, Admin. Events:
    /// `RecordUnlinked`, `RecordLinked`, and what becomes of seats: `SeatTaken`, `SeatFreed`; none when
    /// it is the other's already. Asked again with the same idempotency key it answers as it did then.
    #[graphql(complexity = "20 + child_complexity")]
    async fn record_move(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which record, from whom and to whom.")] input: RecordMoveInput,
    ) -> Result<RecordMovePayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let record = record(&input.record)?;
            let pair = (customer(&input.from, "from")?, customer(&input.to, "to")?);
            let reason = why(input.reason.as_deref())?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = mappings(&desk).move_to(desk.msp(), record, pair, reason, asked);
            after(desk, record, done.await).await
        };
        Ok(RecordMovePayload::told(outcome.await)?)
    }

    /// Says that a record is nobody's: nobody is asked about it again. Roles: Tech, Admin. Event:
    /// `RecordIgnored`; none when it is ignored already. Asked again with the same idempotency key it
    /// answers as it did then.
    async fn record_ignore(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which record, and why.")] input: RecordIgnoreInput,
    ) -> Result<RecordIgnorePayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let record = record(&input.record)?;
            let reason = Reason::new(&input.reason);
            let reason = reason.map_err(|error| Refused::from(error).at("reason"))?;
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let done = mappings(&desk).ignore(desk.msp(), record, reason, asked);
            after(desk, record, done.await).await
        };
        Ok(RecordIgnorePayload::told(outcome.await)?)
    }

    /// Says that a record is not to be ignored any more. Roles: Tech, Admin. Event: `RecordHeeded`;
    /// none when it is not ignored. Asked again with the same idempotency key it answers as it did
    /// then.
    async fn record_heed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which record.")] input: RecordHeedInput,
    ) -> Result<RecordHeedPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let record = record(&input.record)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = mappings(&desk).heed(desk.msp(), record, asked);
            after(desk, record, done.await).await
        };
        Ok(RecordHeedPayload::told(outcome.await)?)
    }

    /// Undoes the last step in the mapping of a record: what was linked is parted, what was parted is
    /// linked again, what was moved goes back, what was ignored is heeded. Roles: Tech, Admin. Events:
    /// those of the opposite step. Asked again with the same idempotency key it answers as it did then.
    #[graphql(complexity = "20 + child_complexity")]
    async fn record_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which record, and which step.")] input: RecordUndoInput,
    ) -> Result<RecordUndoPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let record = record(&input.record)?;
            let meant = input.position.map(|Position(position)| position);
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = mappings(&desk).undo_last(desk.msp(), record, meant, asked);
            after(desk, record, done.await).await
        };
        Ok(RecordUndoPayload::told(outcome.await)?)
    }
}
