//! A merger that was a mistake, undone.
//!
//! The customer is parted first, since nothing can be given to one that is part of another. Then what came
//! from it goes back, if it is still where the merger put it. Asked again, it goes on with the rest.

use tenantry_domain::customer::{Customer, CustomerCommand, CustomerEvent, PartCustomer};
use tenantry_domain::ids::{CustomerId, MspId, RecordId, TenantId};
use tenantry_domain::record::StreamId;
use tenantry_domain::vendor_record::{LinkedHow, VendorRecordEvent};

use super::linking::{Step, restored};
use super::merging::is_gone;
use super::service::beside;
use super::{MappingError, Mappings};
use crate::commands::{CommandError, Context, Done};
use crate::ledger::PAGE_LIMIT;

/// What came of undoing a merger.
#[derive(Debug, Clone, PartialEq)]
pub struct Parting {
    /// Of the customer that is one of its own again.
    pub done: Done,
    /// What went back this time.
    pub records: Vec<RecordId>,
    pub tenants: Vec<TenantId>,
    /// What stays where it is, and why.
    pub left: Vec<(RecordId, MappingError)>,
    pub left_tenants: Vec<(TenantId, MappingError)>,
}

impl Mappings {
    /// The customer is one of its own again, with what the merger took from it.
    pub async fn part(
        &self,
        msp: MspId,
        customer: CustomerId,
        context: Context,
    ) -> Result<Parting, MappingError> {
        let context = self.as_one(context);
        let id = customer.to_string();
        let asked = self.parts.engine.was_asked::<Customer>(msp, &id, &context);
        let asked = asked.await.map_err(MappingError::Customer)?;
        let into = self.merged_into(msp, customer).await?;
        let command = CustomerCommand::Part(PartCustomer {
            // Of one that was never merged the record says so itself.
            from: into.unwrap_or(customer),
        });
        let told = self.send::<Customer>(msp, id, command, context.clone());
        let mut parting = Parting {
            done: told.await.map_err(MappingError::Customer)?,
            records: Vec::new(),
            tenants: Vec::new(),
            left: Vec::new(),
            left_tenants: Vec::new(),
        };
        if let Some(into) = into.filter(|_| !asked) {
            self.give_records_back(msp, (into, customer), &context, &mut parting)
                .await?;
            self.give_tenants_back(msp, (into, customer), &context, &mut parting)
                .await?;
        }
        Ok(parting)
    }

    async fn give_records_back(
        &self,
        msp: MspId,
        (into, customer): (CustomerId, CustomerId),
        context: &Context,
        parting: &mut Parting,
    ) -> Result<(), MappingError> {
        let by_merger = LinkedHow::Merged { from: customer };
        for (record, link) in self.records_of(msp, into).await? {
            if link.how != by_merger {
                continue;
            }
            let step = Step {
                from: into,
                to: customer,
                how: self.before_merger(msp, record, customer).await?,
                reason: None,
            };
            match self.carry_over(msp, record, step, beside(context)).await {
                Ok(_) => parting.records.push(record),
                Err(error) if is_gone(&error) => {}
                Err(error) if error.is_refusal() => parting.left.push((record, error)),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn give_tenants_back(
        &self,
        msp: MspId,
        (into, customer): (CustomerId, CustomerId),
        context: &Context,
        parting: &mut Parting,
    ) -> Result<(), MappingError> {
        for tenant in self.tenants_come_from(msp, customer, into).await? {
            if let Err(error) = self.must_be_idle(msp, tenant, into, customer).await {
                let MappingError::MergeTenantBusy { .. } = error else {
                    return Err(error);
                };
                parting.left_tenants.push((tenant, error));
                continue;
            }
            self.move_tenant(msp, tenant, (into, customer), context)
                .await?;
            parting.tenants.push(tenant);
        }
        Ok(())
    }

    /// The customer that it was merged into last, whether or not it was parted since.
    async fn merged_into(
        &self,
        msp: MspId,
        customer: CustomerId,
    ) -> Result<Option<CustomerId>, MappingError> {
        if let Customer::Merged(merged) = self.customer(msp, customer).await? {
            return Ok(Some(merged.into));
        }
        let stream = StreamId::new("customer", customer);
        let ledger = self.parts.engine.ledger();
        let (mut after, mut found) = (0, None);
        loop {
            let page = ledger.stream(msp, &stream, after, PAGE_LIMIT).await?;
            let Some(last) = page.last() else {
                return Ok(found);
            };
            after = last.sequence;
            for event in &page {
                let position = event.position;
                let decoded = event.decode().map_err(|reason| {
                    MappingError::Customer(CommandError::Unreadable { position, reason })
                })?;
                if let CustomerEvent::CustomerMerged { into, .. } = decoded {
                    found = Some(into);
                }
            }
        }
    }

    /// How the record had come to the customer before it was merged.
    async fn before_merger(
        &self,
        msp: MspId,
        record: RecordId,
        customer: CustomerId,
    ) -> Result<LinkedHow, MappingError> {
        let mut before = LinkedHow::ByPerson;
        for entry in self.events_of(msp, record).await? {
            if let VendorRecordEvent::RecordLinked {
                customer_id, how, ..
            } = entry.event
                && customer_id == customer
            {
                before = restored(how);
            }
        }
        Ok(before)
    }
}
