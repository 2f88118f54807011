//! Two customers that turn out to be one.
//!
//! What can stand in the way is looked at before anything is done. Then all that is the one's is given to the
//! other, each in a step that is whole in itself, and at last the customer is merged. Whatever dies in
//! between leaves some of it moved; asked again, it goes on with the rest.

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::customer::{Customer, CustomerCommand, MergeCustomer};
use tenantry_domain::ids::{CustomerId, MspId, RecordId, TenantId};
use tenantry_domain::text::Reason;
use tenantry_domain::vendor_record::{Link, LinkedHow, VendorRecordRefusal};

use super::linking::Step;
use super::seats::Place;
use super::service::beside;
use super::{MappingError, Mappings};
use crate::commands::{CommandError, Context, Done};

/// What came of a merger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merging {
    /// Of the customer that is part of the other now.
    pub done: Done,
    /// What changed hands this time.
    pub records: Vec<RecordId>,
    pub tenants: Vec<TenantId>,
}

impl Mappings {
    /// All that is `from`'s is `into`'s, and `from` is part of it.
    pub async fn merge(
        &self,
        msp: MspId,
        from: CustomerId,
        into: CustomerId,
        reason: Option<Reason>,
        context: Context,
    ) -> Result<Merging, MappingError> {
        let context = self.as_one(context);
        let command = CustomerCommand::MergeInto(MergeCustomer {
            customer_id: from,
            into,
            reason: reason.clone(),
        });
        let id = from.to_string();
        let asked = self.parts.engine.was_asked::<Customer>(msp, &id, &context);
        let asked = asked.await.map_err(MappingError::Customer)?;
        if asked || self.customer(msp, from).await?.decide(&command).is_err() {
            return Ok(Merging {
                done: self.merged(msp, from, command, context).await?,
                records: Vec::new(),
                tenants: Vec::new(),
            });
        }
        self.must_have(msp, into).await?;
        let (pair, why) = ((from, into), reason.as_ref());
        let found = self.records_of(msp, from).await?;
        self.must_fit(msp, &found, into).await?;
        let tenants = self.tenants_to_move(msp, (from, into)).await?;
        let mut records = self.bring(msp, found, pair, why, &context).await?;
        for tenant in &tenants {
            self.move_tenant(msp, *tenant, pair, &context).await?;
        }
        let done = self.merged(msp, from, command, context.clone()).await?;
        // Linked while we were at it. Whoever links later is told where the customer went.
        let late = self.records_of(msp, from).await?;
        records.extend(self.bring(msp, late, pair, why, &context).await?);
        Ok(Merging {
            done,
            records,
            tenants,
        })
    }

    /// No two records are to sit in one seat.
    async fn must_fit(
        &self,
        msp: MspId,
        records: &[(RecordId, Link)],
        into: CustomerId,
    ) -> Result<(), MappingError> {
        for (record, _) in records {
            let state = self.record(msp, *record).await?;
            let known = state.known();
            let Some(place) = known.and_then(|it| Place::of(msp, *record, it, into)) else {
                continue;
            };
            if let Some(other) = self.other_in(place).await? {
                return Err(MappingError::MergeSeatTaken {
                    connection: place.seat.connection,
                    from: *record,
                    into: other,
                });
            }
        }
        Ok(())
    }

    async fn bring(
        &self,
        msp: MspId,
        records: Vec<(RecordId, Link)>,
        (from, to): (CustomerId, CustomerId),
        reason: Option<&Reason>,
        context: &Context,
    ) -> Result<Vec<RecordId>, MappingError> {
        let mut brought = Vec::with_capacity(records.len());
        for (record, _) in records {
            let step = Step {
                from,
                to,
                how: LinkedHow::Merged { from },
                reason: reason.cloned(),
            };
            match self.carry_over(msp, record, step, beside(context)).await {
                Ok(_) => brought.push(record),
                Err(error) if is_gone(&error) => {} // Somebody gave it to another meanwhile.
                Err(error) => return Err(error),
            }
        }
        Ok(brought)
    }

    async fn merged(
        &self,
        msp: MspId,
        from: CustomerId,
        command: CustomerCommand,
        context: Context,
    ) -> Result<Done, MappingError> {
        let merged = self.send::<Customer>(msp, from.to_string(), command, context);
        merged.await.map_err(MappingError::Customer)
    }
}

/// The record is not the customer's any more.
pub(super) fn is_gone(error: &MappingError) -> bool {
    let MappingError::Record(CommandError::Refused(refusal)) = error else {
        return false;
    };
    matches!(
        refusal,
        VendorRecordRefusal::RecordLinkedElsewhere(_) | VendorRecordRefusal::RecordNotLinked { .. }
    )
}
