//! Customers made from vendors' records.
//!
//! The id of such a customer follows from the record, so two people who make one at the same moment, and
//! one who asks twice, make the same one.

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::customer::{Customer, CustomerCommand, CustomerOrigin, RegisterCustomer};
use tenantry_domain::ids::{CustomerId, MspId, RecordId};
use tenantry_domain::matching::Verdict;
use tenantry_domain::text::CustomerName;
use tenantry_domain::vendor_record::{
    LinkRecord, LinkedHow, VendorRecordCommand, VendorRecordRefusal,
};
use uuid::Uuid;

use super::service::{breathe, by, judge, record_refused, step_of};
use super::{MappingError, Mappings};
use crate::commands::{Context, Done};

/// What a customer is called whose record has no name.
const NAMELESS: &str = "(no name)";
/// Customers that were made from one record, one after the other was archived or merged.
const GENERATIONS: u32 = 64;

/// A customer that was made from a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeCustomer {
    pub customer: CustomerId,
    /// Of the record.
    pub done: Done,
}

/// A customer that would be made from a record.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedCustomer {
    pub record: RecordId,
    /// What it would be called; or why it cannot be made.
    pub name: Result<CustomerName, MappingError>,
    /// Whose the record may be already: look there first.
    pub verdict: Verdict,
}

impl Mappings {
    /// Registers a customer and links the record with it.
    pub async fn create_customer(
        &self,
        msp: MspId,
        record: RecordId,
        name: Option<CustomerName>,
        context: Context,
    ) -> Result<MadeCustomer, MappingError> {
        let context = self.as_one(context);
        let state = self.record(msp, record).await?;
        let Some(known) = state.known() else {
            return Err(record_refused(VendorRecordRefusal::RecordNotFound));
        };
        if let Some(link) = known.link() {
            let made = self.made_before(msp, record, link.customer_id, &context);
            return made.await;
        }
        let name = name.unwrap_or_else(|| CustomerName::clipped(&known.record.name, NAMELESS));
        let customer = self.next_of(msp, record.as_uuid(), "customer").await?;
        let link = VendorRecordCommand::Link(LinkRecord {
            customer_id: customer,
            how: LinkedHow::CreatedFrom,
            by: by(&context),
            at: self.parts.clock.now(),
        });
        // What cannot be linked makes no customer.
        if let Err(refusal) = state.decide(&link) {
            return Err(record_refused(refusal));
        }
        let registering = step_of(&context, msp, "register");
        self.register(msp, customer, name, registering).await?;
        let how = LinkedHow::CreatedFrom;
        let done = self.link(msp, record, customer, how, context).await?;
        Ok(MadeCustomer { customer, done })
    }

    /// One for each of these records, whatever becomes of the others.
    pub async fn create_customers(
        &self,
        msp: MspId,
        records: &[RecordId],
        context: Context,
    ) -> Vec<(RecordId, Result<MadeCustomer, MappingError>)> {
        let context = self.as_one(context);
        let mut made = Vec::with_capacity(records.len());
        for record in records {
            let its = step_of(&context, msp, &record.to_string());
            let customer = self.create_customer(msp, *record, None, its).await;
            made.push((*record, customer));
        }
        made
    }

    /// What [`Self::create_customers`] would come to now.
    pub async fn plan_customers(
        &self,
        msp: MspId,
        records: &[RecordId],
    ) -> Result<Vec<PlannedCustomer>, MappingError> {
        let catalogue = self.parts.catalogues.of(msp).await?;
        let mut planned = Vec::with_capacity(records.len());
        for (number, record) in records.iter().enumerate() {
            breathe(number).await;
            let found = self.mappable(msp, *record).await?;
            let nothing = Verdict::Open {
                suggestions: Vec::new(),
            };
            let verdict = found.map_or(nothing, |it| judge(&catalogue, &it));
            planned.push(PlannedCustomer {
                record: *record,
                name: self.name_for(msp, *record).await?,
                verdict,
            });
        }
        Ok(planned)
    }

    async fn name_for(
        &self,
        msp: MspId,
        record: RecordId,
    ) -> Result<Result<CustomerName, MappingError>, MappingError> {
        let state = self.record(msp, record).await?;
        let link = VendorRecordCommand::Link(LinkRecord {
            // It would be nobody's that there is.
            customer_id: CustomerId::new(Uuid::nil()),
            how: LinkedHow::CreatedFrom,
            by: String::new(),
            at: 0,
        });
        let refused = state.decide(&link).err().map(record_refused);
        let name = state.known().map_or("", |it| it.record.name.as_str());
        Ok(refused.map_or_else(|| Ok(CustomerName::clipped(name, NAMELESS)), Err))
    }

    /// Of a record that is linked already: fine if the customer was made from it.
    async fn made_before(
        &self,
        msp: MspId,
        record: RecordId,
        customer: CustomerId,
        context: &Context,
    ) -> Result<MadeCustomer, MappingError> {
        let link = self.link_of(msp, record).await?;
        let Some(link) = link.filter(|it| it.customer_id == customer) else {
            return Err(record_refused(VendorRecordRefusal::RecordNotLinked {
                customer_id: customer,
            }));
        };
        let how = LinkedHow::CreatedFrom;
        if link.how != how {
            return Err(record_refused(VendorRecordRefusal::RecordLinkedElsewhere(
                link,
            )));
        }
        let done = self.link(msp, record, customer, how, context.clone());
        let done = done.await?;
        Ok(MadeCustomer { customer, done })
    }

    pub(super) async fn register(
        &self,
        msp: MspId,
        customer: CustomerId,
        name: CustomerName,
        context: Context,
    ) -> Result<Done, MappingError> {
        let command = CustomerCommand::Register(RegisterCustomer {
            name,
            origin: CustomerOrigin::VendorRecord,
        });
        let registered = self.send::<Customer>(msp, customer.to_string(), command, context);
        registered.await.map_err(MappingError::Customer)
    }

    /// The id of the customer that follows from this: the first that is not archived or merged.
    pub(super) async fn next_of(
        &self,
        msp: MspId,
        from: Uuid,
        what: &str,
    ) -> Result<CustomerId, MappingError> {
        let id = |generation: u32| {
            let name = format!("{what}/{generation}");
            CustomerId::new(Uuid::new_v5(&from, name.as_bytes()))
        };
        for generation in 1..GENERATIONS {
            match self.customer(msp, id(generation)).await? {
                Customer::Unknown | Customer::Registered(_) => return Ok(id(generation)),
                Customer::Archived(_) | Customer::Merged(_) => {}
            }
        }
        Ok(id(GENERATIONS))
    }
}
