//! Many suggestions accepted at once.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use tenantry_domain::ids::{CustomerId, RecordId, VendorConnectionId};
use tenantry_engine::mapping::{BulkOutcome, BulkWish, Left};

use super::customers::ManyReceipt;
use super::history::{customer_of, record_of};
use super::hundredths;
use super::merging::RecordLeft;
use super::refusal::{MappingUserError, unmet_by};
use crate::schema::customers::Customer;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{Kind, global};
use crate::schema::records::VendorRecord;
use crate::schema::told::{Refused, Unmet, UserError as _, given, payload};

/// Which suggestions are accepted: those of a preview, with what it was asked for.
#[derive(Debug, InputObject)]
pub(crate) struct RecordsBulkAcceptInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// From which score on, in hundredths, as the preview was asked for.
    above: i32,
    /// Only of this connection, as the preview was asked for.
    connection: Option<ID>,
    /// The preview's token.
    token: String,
}

#[derive(Debug)]
pub(crate) struct RecordAccepted {
    record: RecordId,
    customer: CustomerId,
}

/// A record that was linked.
#[Object]
impl RecordAccepted {
    /// The record's id.
    async fn record_id(&self) -> ID {
        global(Kind::VendorRecord, self.record.as_uuid())
    }

    /// The record.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<VendorRecord>> {
        record_of(ctx, self.record).await
    }

    /// The customer whose it is.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        customer_of(ctx, self.customer).await
    }
}

/// What came of accepting many suggestions.
#[derive(Debug, SimpleObject)]
pub(crate) struct RecordsAccepted {
    /// How many records are linked now.
    linked_count: usize,
    /// The records that are linked now.
    linked: Vec<RecordAccepted>,
    /// What was shown and is not linked, and why.
    left: Vec<RecordLeft>,
}

payload! {
    /// What came of accepting many suggestions.
    RecordsBulkAcceptPayload {
        /// What is linked, and what is not.
        accepted: RecordsAccepted, MappingUserError, ManyReceipt
    }
}

pub(super) fn wish(above: i32, connection: Option<&ID>) -> Result<BulkWish, Unmet> {
    let connection = connection.map(|id| given(Kind::VendorAccount, id, "connection"));
    Ok(BulkWish {
        connection: connection.transpose()?.map(VendorConnectionId::new),
        above: hundredths(above, "above")?,
    })
}

fn left(record: RecordId, left: Left) -> Result<RecordLeft, Fault> {
    let unmet = match left {
        Left::Stale => {
            let message = "the record, or whose it may be, is not what was shown; look at it again";
            Unmet::Refused(Refused::new(left.code(), message))
        }
        Left::Refused(error) => unmet_by(error),
    };
    Ok(RecordLeft::of(record, MappingUserError::of(unmet)?))
}

fn told(outcome: BulkOutcome) -> Result<RecordsAccepted, Fault> {
    let linked = outcome.linked.into_iter();
    let linked = linked.map(|(record, customer)| RecordAccepted { record, customer });
    let linked: Vec<RecordAccepted> = linked.collect();
    let others = outcome.left.into_iter();
    let others = others.map(|(record, why)| left(record, why));
    Ok(RecordsAccepted {
        linked_count: linked.len(),
        linked,
        left: others.collect::<Result<_, Fault>>()?,
    })
}

#[derive(Debug, Default)]
pub(crate) struct BulkMappingMutation;

#[Object]
impl BulkMappingMutation {
    /// Links exactly the records that a preview showed; what is otherwise by now is left, and told. Two
    /// customers that are equally likely are never decided between. Roles: Tech, Admin. Events: for each
    /// record `RecordLinked`, and `SeatTaken` in a system that knows each customer once. Asked again
    /// with the same idempotency key, and the same token, nothing is linked twice.
    #[graphql(complexity = "500 + 50 * child_complexity")]
    async fn records_bulk_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which suggestions, and the token of their preview.")]
        input: RecordsBulkAcceptInput,
    ) -> Result<RecordsBulkAcceptPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let wish = wish(input.above, input.connection.as_ref())?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let mappings = &desk.parts.mapping.mappings;
            let accepted = mappings.bulk_accept(desk.msp(), wish, &input.token, asked);
            let accepted = told(accepted.await.map_err(unmet_by)?)?;
            Ok((ManyReceipt::now(desk).await?, Some(accepted)))
        };
        Ok(RecordsBulkAcceptPayload::told(outcome.await)?)
    }
}
