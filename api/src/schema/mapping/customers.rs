//! Customers made from vendors' records.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use tenantry_domain::ids::{CustomerId, RecordId};
use tenantry_domain::text::CustomerName;
use tenantry_engine::mapping::{MadeCustomer, MappingError};
use tenantry_projections::customers;

use super::TABLES;
use super::history::{customer_of, record_of};
use super::records::record;
use super::refusal::{MappingUserError, unmet_by};
use crate::schema::customers::Customer;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::Kind;
use crate::schema::records::VendorRecord;
use crate::schema::scalars::Position;
use crate::schema::told::{Receipt, Refused, Unmet, UserError as _, given, payload};

/// The most records that one request may name.
const MOST: usize = 200;

/// Where what concerns many things is on record.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ManyReceipt {
    /// The MSP's ledger up to here holds all of it. Give it as `atLeast` to read what came of it.
    pub(crate) position: Position,
}

impl ManyReceipt {
    /// After all that was done, and when it can be read.
    pub(super) async fn now(desk: Desk<'_>) -> Result<Self, Unmet> {
        let head = desk.ledger().head(desk.msp()).await.map_err(Fault::from)?;
        desk.settled(head.position, TABLES).await?;
        Ok(Self {
            position: Position(head.position),
        })
    }
}

/// A record that a customer is made from.
#[derive(Debug, InputObject)]
pub(crate) struct CustomerFromRecordInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The record.
    record: ID,
    /// What people call the customer; what the vendor calls it when not given.
    name: Option<String>,
}

/// Records that a customer each is made from.
#[derive(Debug, InputObject)]
pub(crate) struct CustomersFromRecordsInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The records, 200 at most.
    records: Vec<ID>,
}

#[derive(Debug)]
pub(crate) struct CustomerOfRecord {
    record: RecordId,
    customer: Option<CustomerId>,
    user_errors: Vec<MappingUserError>,
}

/// What came of one record of many.
#[Object]
impl CustomerOfRecord {
    /// The record.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<VendorRecord>> {
        record_of(ctx, self.record).await
    }

    /// The customer that was made from it.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        match self.customer {
            Some(customer) => customer_of(ctx, customer).await,
            None => Ok(None),
        }
    }

    /// Why none was made.
    async fn user_errors(&self) -> &[MappingUserError] {
        &self.user_errors
    }
}

/// What came of making many customers.
#[derive(Debug, SimpleObject)]
pub(crate) struct CustomersOfRecords {
    /// One for each record, in the order in which they were named.
    made: Vec<CustomerOfRecord>,
}

payload! {
    /// What came of making a customer from a record.
    CustomerFromRecordPayload {
        /// The customer, with the record linked.
        customer: Customer, MappingUserError
    }
}
payload! {
    /// What came of making customers from records.
    CustomersFromRecordsPayload {
        /// What came of each of them.
        customers: CustomersOfRecords, MappingUserError, ManyReceipt
    }
}

/// The records of a request that names many.
pub(super) fn named(records: &[ID]) -> Result<Vec<RecordId>, Unmet> {
    if records.len() > MOST {
        let message = format!("{} records are more than {MOST}", records.len());
        return Err(Refused::new("RECORDS_TOO_MANY", message)
            .at("records")
            .into());
    }
    let ids = records.iter();
    let ids = ids.map(|id| Ok(RecordId::new(given(Kind::VendorRecord, id, "records")?)));
    ids.collect()
}

async fn registered(
    desk: Desk<'_>,
    made: MadeCustomer,
) -> Result<(Receipt, Option<Customer>), Unmet> {
    let found = if desk.shows(made.done.receipt.position, TABLES).await? {
        let row = customers::get(desk.projections(), desk.msp(), made.customer).await;
        row.map_err(Fault::from)?
    } else {
        None
    };
    Ok((made.done.into(), found.map(Customer)))
}

fn came_of(
    record: RecordId,
    made: Result<MadeCustomer, MappingError>,
) -> Result<CustomerOfRecord, Fault> {
    Ok(match made {
        Ok(made) => CustomerOfRecord {
            record,
            customer: Some(made.customer),
            user_errors: Vec::new(),
        },
        Err(error) => CustomerOfRecord {
            record,
            customer: None,
            user_errors: vec![MappingUserError::of(unmet_by(error))?],
        },
    })
}

#[derive(Debug, Default)]
pub(crate) struct CustomersOfRecordsMutation;

#[Object]
impl CustomersOfRecordsMutation {
    /// Makes a customer from a record and links the two. Its id follows from the record: two people who
    /// do it at once make the same one. Roles: Tech, Admin. Events: `CustomerRegistered`,
    /// `RecordLinked`, `SeatTaken` in a system that knows each customer once. Asked again with the same
    /// idempotency key it answers as it did then.
    #[graphql(complexity = "20 + child_complexity")]
    async fn customer_from_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which record, and what the customer is called.")]
        input: CustomerFromRecordInput,
    ) -> Result<CustomerFromRecordPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let record = record(&input.record)?;
            let name = input.name.as_deref().map(CustomerName::new).transpose();
            let name = name.map_err(|error| Refused::from(error).at("name"))?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let mappings = &desk.parts.mapping.mappings;
            let made = mappings.create_customer(desk.msp(), record, name, asked);
            registered(desk, made.await.map_err(unmet_by)?).await
        };
        Ok(CustomerFromRecordPayload::told(outcome.await)?)
    }

    /// Makes a customer from each of many records, whatever becomes of the others; look at
    /// `customersFromRecordsPreview` before. Roles: Tech, Admin. Events: for each
    /// `CustomerRegistered`, `RecordLinked`, and `SeatTaken` in a system that knows each customer once.
    /// Asked again with the same idempotency key, and the same records, nothing is done twice.
    #[graphql(complexity = "20 * input.records.len() + 20 * child_complexity")]
    async fn customers_from_records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which records.")] input: CustomersFromRecordsInput,
    ) -> Result<CustomersFromRecordsPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let records = named(&input.records)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let mappings = &desk.parts.mapping.mappings;
            let made = mappings.create_customers(desk.msp(), &records, asked).await;
            let made = made.into_iter().map(|(record, made)| came_of(record, made));
            let made = made.collect::<Result<Vec<_>, Fault>>()?;
            Ok((
                ManyReceipt::now(desk).await?,
                Some(CustomersOfRecords { made }),
            ))
        };
        Ok(CustomersFromRecordsPayload::told(outcome.await)?)
    }
}
