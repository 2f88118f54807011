//! Customers that turn out to be one, or two.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use tenantry_domain::ids::{CustomerId, RecordId, TenantId};
use tenantry_domain::text::CustomerName;
use tenantry_engine::mapping::{MappingError, Merging, Parting, SplitOff};

use super::customers::{ManyReceipt, named};
use super::history::{customer_of, record_of};
use super::records::{customer, why};
use super::refusal::{MappingUserError, unmet_by};
use crate::schema::customers::Customer;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{Kind, global};
use crate::schema::records::VendorRecord;
use crate::schema::told::{Refused, UserError as _, payload};

/// Two customers that are one.
#[derive(Debug, InputObject)]
pub(crate) struct CustomerMergeInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The customer that becomes part of the other.
    customer: ID,
    /// The customer that it becomes part of.
    into: ID,
}

/// A customer that was merged by mistake.
#[derive(Debug, InputObject)]
pub(crate) struct CustomerPartInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The customer that is to be one of its own again.
    customer: ID,
}

/// A customer that is two.
#[derive(Debug, InputObject)]
pub(crate) struct CustomerSplitInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The customer.
    customer: ID,
    /// Its records that are the new one's, 1 to 200.
    records: Vec<ID>,
    /// What people call the new one.
    name: String,
}

/// What a customer was given, or kept.
#[derive(Debug)]
pub(crate) struct CustomerShift {
    customer: CustomerId,
    records: Vec<RecordId>,
    tenants: Vec<TenantId>,
    left: Vec<RecordLeft>,
    left_tenants: Vec<TenantLeft>,
}

/// What changed hands between two customers.
#[Object]
impl CustomerShift {
    /// The customer that was merged, parted, or split off.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        customer_of(ctx, self.customer).await
    }

    /// The records that changed hands with this request. Nothing of a request that was carried out
    /// before.
    async fn records(&self, ctx: &Context<'_>) -> Result<Vec<VendorRecord>> {
        let found = self.records.iter().map(|id| record_of(ctx, *id));
        let found = futures::future::try_join_all(found).await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// The ids of the tenants that did.
    async fn tenants(&self) -> Vec<ID> {
        let ids = self.tenants.iter();
        ids.map(|id| global(Kind::Tenant, id.as_uuid())).collect()
    }

    /// The records that stay where they are, and why.
    async fn left(&self) -> &[RecordLeft] {
        &self.left
    }

    /// The tenants that do.
    async fn left_tenants(&self) -> &[TenantLeft] {
        &self.left_tenants
    }
}

/// A record that something was not done with, and why.
#[derive(Debug, SimpleObject)]
pub(crate) struct RecordLeft {
    /// The record.
    record: ID,
    /// Why.
    user_error: MappingUserError,
}

impl RecordLeft {
    pub(super) fn of(record: RecordId, error: MappingUserError) -> Self {
        Self {
            record: global(Kind::VendorRecord, record.as_uuid()),
            user_error: error,
        }
    }
}

/// A tenant that something was not done with, and why.
#[derive(Debug, SimpleObject)]
pub(crate) struct TenantLeft {
    /// The tenant.
    tenant: ID,
    /// Why.
    user_error: MappingUserError,
}

payload! {
    /// What came of merging two customers.
    CustomerMergePayload {
        /// What the one was given of the other.
        merger: CustomerShift, MappingUserError
    }
}
payload! {
    /// What came of undoing a merger.
    CustomerPartPayload {
        /// What went back.
        parting: CustomerShift, MappingUserError
    }
}
payload! {
    /// What came of splitting a customer.
    CustomerSplitPayload {
        /// The new customer, and what it was given.
        split: CustomerShift, MappingUserError, ManyReceipt
    }
}

fn merged(customer: CustomerId, merging: Merging) -> CustomerShift {
    CustomerShift {
        customer,
        records: merging.records,
        tenants: merging.tenants,
        left: Vec::new(),
        left_tenants: Vec::new(),
    }
}

fn parted(customer: CustomerId, parting: Parting) -> Result<CustomerShift, Fault> {
    let told = |error: MappingError| MappingUserError::of(unmet_by(error));
    let left = parting.left.into_iter();
    let left = left.map(|(record, error)| Ok(RecordLeft::of(record, told(error)?)));
    let tenants = parting.left_tenants.into_iter();
    let tenants = tenants.map(|(tenant, error)| {
        Ok(TenantLeft {
            tenant: global(Kind::Tenant, tenant.as_uuid()),
            user_error: told(error)?,
        })
    });
    Ok(CustomerShift {
        customer,
        records: parting.records,
        tenants: parting.tenants,
        left: left.collect::<Result<_, Fault>>()?,
        left_tenants: tenants.collect::<Result<_, Fault>>()?,
    })
}

fn split(split: SplitOff) -> CustomerShift {
    CustomerShift {
        customer: split.customer,
        records: split.records,
        tenants: Vec::new(),
        left: Vec::new(),
        left_tenants: Vec::new(),
    }
}

#[derive(Debug, Default)]
pub(crate) struct CustomerMergingMutation;

#[Object]
impl CustomerMergingMutation {
    /// Makes one customer part of another, with all its records and tenants. What stands in the way is
    /// looked at first: then nothing is done. What was interrupted goes on when it is asked again. Role:
    /// Admin. Events: for each record `RecordUnlinked`, `RecordLinked` and what becomes of seats, for
    /// each tenant `TenantUnlinked`, `TenantLinked`, then `CustomerMerged`. Asked again with the same
    /// idempotency key it answers as it did then.
    #[graphql(complexity = "200 + 5 * child_complexity")]
    async fn customer_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer, and of which it becomes part.")]
        input: CustomerMergeInput,
    ) -> Result<CustomerMergePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let from = customer(&input.customer, "customer")?;
            let into = customer(&input.into, "into")?;
            let reason = why(input.reason.as_deref())?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let mappings = &desk.parts.mapping.mappings;
            let merging = mappings.merge(desk.msp(), from, into, reason, asked);
            let merging = merging.await.map_err(unmet_by)?;
            let done = merging.done;
            ManyReceipt::now(desk).await?;
            Ok((done.into(), Some(merged(from, merging))))
        };
        Ok(CustomerMergePayload::told(outcome.await)?)
    }

    /// Undoes a merger: the customer is one of its own again, and what the merger took from it goes
    /// back if it is still where the merger put it. Role: Admin. Events: `CustomerParted`, then for each
    /// record `RecordUnlinked`, `RecordLinked` and what becomes of seats, for each tenant
    /// `TenantUnlinked`, `TenantLinked`. Asked again with the same idempotency key it answers as it did
    /// then.
    #[graphql(complexity = "200 + 5 * child_complexity")]
    async fn customer_part(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer.")] input: CustomerPartInput,
    ) -> Result<CustomerPartPayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let customer = customer(&input.customer, "customer")?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let mappings = &desk.parts.mapping.mappings;
            let parting = mappings.part(desk.msp(), customer, asked).await;
            let parting = parting.map_err(unmet_by)?;
            let done = parting.done;
            ManyReceipt::now(desk).await?;
            Ok((done.into(), Some(parted(customer, parting)?)))
        };
        Ok(CustomerPartPayload::told(outcome.await)?)
    }

    /// Makes a new customer of some records of another. The same records split off once more are the
    /// same customer, so that what was interrupted goes on. Role: Admin. Events: `CustomerRegistered`,
    /// then for each record `RecordUnlinked`, `RecordLinked` and what becomes of seats. Asked again with
    /// the same idempotency key nothing is done twice.
    #[graphql(complexity = "200 + 5 * child_complexity")]
    async fn customer_split(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer, and what is the new one's.")] input: CustomerSplitInput,
    ) -> Result<CustomerSplitPayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let customer = customer(&input.customer, "customer")?;
            let records = named(&input.records)?;
            let name = CustomerName::new(&input.name);
            let name = name.map_err(|error| Refused::from(error).at("name"))?;
            let reason = why(input.reason.as_deref())?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let mappings = &desk.parts.mapping.mappings;
            let off = mappings.split(desk.msp(), customer, &records, name, reason, asked);
            let off = off.await.map_err(unmet_by)?;
            Ok((ManyReceipt::now(desk).await?, Some(split(off))))
        };
        Ok(CustomerSplitPayload::told(outcome.await)?)
    }
}
