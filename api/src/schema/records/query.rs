//! Looking vendors' records up.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::{CustomerId, RecordId, VendorConnectionId};
use tenantry_projections::vendor_records::{
    self, VendorRecordFilter as Filter, VendorRecordRow, cursor_of,
};
use tenantry_projections::{Cursor, Page};

use super::link::VendorRecordMapping;
use super::object::VendorRecord;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::paging::{Wanted, connection};
use crate::schema::scalars::Position;
use crate::schema::vendors::{RecordKind, vendor};

const TABLES: &[&str] = &["vendor_records"];

/// Which records a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct VendorRecordFilter {
    /// Only those that were read from this account.
    connection: Option<ID>,
    /// Only those of this vendor, by its word.
    vendor: Option<String>,
    /// Only those of this kind.
    kind: Option<RecordKind>,
    /// Only those that stand like this.
    mapping: Option<VendorRecordMapping>,
    /// Only those of this customer.
    customer: Option<ID>,
    /// Only those that belong to the account of this id at the vendor.
    account: Option<String>,
    /// Only those that the vendor does not name any more, or only the others.
    vanished: Option<bool>,
    /// Only those whose name begins like this, upper and lower case alike.
    name_begins_with: Option<String>,
}

impl VendorRecordFilter {
    fn read(self) -> Result<Filter, Fault> {
        let id = |kind, id: Option<ID>| id.map(|id| ids::of(kind, &id)).transpose();
        let connection = id(Kind::VendorAccount, self.connection)?;
        let customer = id(Kind::Customer, self.customer)?;
        Ok(Filter {
            connection: connection.map(VendorConnectionId::new),
            vendor: self.vendor.as_deref().map(vendor).transpose()?,
            kind: self.kind.map(Into::into),
            mapping: self.mapping.map(Into::into),
            customer: customer.map(CustomerId::new),
            account: self.account,
            vanished: self.vanished,
            prefix: self.name_begins_with,
        })
    }
}

connection!(
    VendorRecordConnection,
    VendorRecordEdge,
    VendorRecord,
    VendorRecordRow
);

/// The page that is wanted of a customer's records, which are few.
pub(crate) fn of_customer(
    records: &[VendorRecordRow],
    wanted: &Wanted,
) -> Result<VendorRecordConnection, Fault> {
    let after = wanted.cursor()?;
    let is_after = |row: &&VendorRecordRow| {
        let later =
            |cursor: &Cursor| (row.name_key.as_str(), row.id) > (cursor.key.as_str(), cursor.id);
        after.as_ref().is_none_or(later)
    };
    let first = wanted.first as usize;
    let mut rest = records.iter().filter(is_after).cloned();
    let rows: Vec<VendorRecordRow> = rest.by_ref().take(first).collect();
    let next = rest.next().and_then(|_| rows.last().map(cursor_of));
    let page = Page { rows, next };
    Ok(VendorRecordConnection::of(page, wanted, cursor_of))
}

#[derive(Debug, Default)]
pub(crate) struct RecordsQuery;

#[Object]
impl RecordsQuery {
    /// One record of the MSP's vendors, or nothing. Role: any.
    async fn vendor_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, or its UUID.")] id: ID,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Option<VendorRecord>> {
        let desk = Desk::reading(ctx)?;
        let id = RecordId::new(ids::of(Kind::VendorRecord, &id)?);
        desk.at_least(at_least, TABLES).await?;
        let row = vendor_records::get(desk.projections(), desk.msp(), id).await;
        Ok(row.map_err(Fault::from)?.map(VendorRecord))
    }

    /// The records of the MSP's vendors, by name. Role: any.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn vendor_records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<VendorRecordFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<VendorRecordConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let filter = filter.unwrap_or_default().read()?;
        desk.at_least(at_least, TABLES).await?;
        let cursor = wanted.cursor()?;
        let page = vendor_records::list(
            desk.projections(),
            desk.msp(),
            &filter,
            cursor.as_ref(),
            wanted.first,
        );
        let page = page.await.map_err(Fault::from)?;
        Ok(VendorRecordConnection::of(page, &wanted, cursor_of))
    }
}
