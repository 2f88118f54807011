//! One customer that turns out to be two.

use tenantry_domain::ids::{CustomerId, MspId, RecordId};
use tenantry_domain::text::{CustomerName, Reason};
use tenantry_domain::vendor_record::{LinkedHow, VendorRecordRefusal};

use super::linking::Step;
use super::service::{beside, record_refused, step_of};
use super::{MappingError, Mappings};
use crate::commands::Context;

/// What was split off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitOff {
    pub customer: CustomerId,
    /// What changed hands this time.
    pub records: Vec<RecordId>,
}

impl Mappings {
    /// A new customer with these records of another one. The same records split off once more, before the
    /// new one is archived or merged, are the same customer: so what was interrupted goes on.
    pub async fn split(
        &self,
        msp: MspId,
        customer: CustomerId,
        records: &[RecordId],
        name: CustomerName,
        reason: Option<Reason>,
        context: Context,
    ) -> Result<SplitOff, MappingError> {
        let context = self.as_one(context);
        self.must_have(msp, customer).await?;
        let first = records.iter().min().ok_or(MappingError::SplitEmpty)?;
        let what = format!("split/{customer}");
        let new = self.next_of(msp, first.as_uuid(), &what).await?;
        let mut to_move = Vec::with_capacity(records.len());
        for record in records {
            match self.link_of(msp, *record).await? {
                Some(link) if link.customer_id == new => {}
                Some(link) if link.customer_id == customer => to_move.push(*record),
                Some(link) => {
                    let elsewhere = VendorRecordRefusal::RecordLinkedElsewhere(link);
                    return Err(record_refused(elsewhere));
                }
                None => return Err(self.not_linked(msp, *record, customer).await?),
            }
        }
        let registering = step_of(&context, msp, "register");
        self.register(msp, new, name, registering).await?;
        let mut moved = Vec::with_capacity(to_move.len());
        for record in to_move {
            let step = Step {
                from: customer,
                to: new,
                how: LinkedHow::Split { from: customer },
                reason: reason.clone(),
            };
            self.carry_over(msp, record, step, beside(&context)).await?;
            moved.push(record);
        }
        Ok(SplitOff {
            customer: new,
            records: moved,
        })
    }

    async fn not_linked(
        &self,
        msp: MspId,
        record: RecordId,
        customer_id: CustomerId,
    ) -> Result<MappingError, MappingError> {
        let known = self.record(msp, record).await?;
        let refusal = match known.known() {
            None => VendorRecordRefusal::RecordNotFound,
            Some(_) => VendorRecordRefusal::RecordNotLinked { customer_id },
        };
        Ok(record_refused(refusal))
    }
}
