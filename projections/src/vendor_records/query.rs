//! How people look records up: one by its id, many by name, those of customers by the customer.

use tenantry_domain::cloud::vendor::{RecordKind, Vendor};
use tenantry_domain::ids::{CustomerId, MspId, RecordId, VendorConnectionId};
use uuid::Uuid;

use super::VendorRecords;
use super::row::{RecordMapping, VendorRecordRow};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::names::short_key;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which records a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct VendorRecordFilter {
    pub connection: Option<VendorConnectionId>,
    pub vendor: Option<Vendor>,
    pub kind: Option<RecordKind>,
    pub mapping: Option<RecordMapping>,
    pub customer: Option<CustomerId>,
    /// The vendor's id of the account they belong to.
    pub account: Option<String>,
    /// Only those that the vendor does not name any more, or only the others.
    pub vanished: Option<bool>,
    /// The beginning of the name, upper or lower case alike.
    pub prefix: Option<String>,
}

/// One record of this MSP's vendors.
pub async fn get(
    store: &Projections,
    scope: MspId,
    id: RecordId,
) -> Result<Option<VendorRecordRow>, ProjectionError> {
    store.one::<VendorRecords>(scope, id.as_uuid()).await
}

/// The records of the MSP's vendors by name, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &VendorRecordFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<VendorRecordRow>, ProjectionError> {
    let select = filter.select(after, first);
    store.page::<VendorRecords>(scope, select, cursor_of).await
}

impl VendorRecordFilter {
    pub(crate) fn select(&self, after: Option<&Cursor>, first: u32) -> Select {
        Select {
            conditions: self.conditions(),
            order: "name_key",
            direction: Direction::Rising,
            after: after.map(|cursor| (Cell::Text(cursor.key.clone().into()), cursor.id)),
            first,
        }
    }

    fn conditions(&self) -> Vec<Condition> {
        let ids = [
            (
                "connection_id",
                self.connection.map(VendorConnectionId::as_uuid),
            ),
            ("customer_id", self.customer.map(CustomerId::as_uuid)),
        ];
        let words = [
            ("vendor", self.vendor.map(Vendor::as_str)),
            ("kind", self.kind.map(RecordKind::as_str)),
            ("mapping", self.mapping.map(RecordMapping::as_str)),
            ("account", self.account.as_deref()),
        ];
        let ids = ids
            .into_iter()
            .filter_map(|(column, id)| Some(Condition::Is(column, Cell::Uuid(id?))));
        let words = words.into_iter().filter_map(|(column, word)| {
            let word = Cell::Text(word?.to_owned().into());
            Some(Condition::Is(column, word))
        });
        let mut conditions: Vec<Condition> = ids.chain(words).collect();
        let vanished = self.vanished.map(Cell::Bool);
        conditions.extend(vanished.map(|it| Condition::Is("vanished", it)));
        let prefix = self.prefix.as_deref().map(short_key);
        conditions.extend(prefix.map(|it| Condition::BeginsWith("name_key", it)));
        conditions
    }
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &VendorRecordRow) -> Cursor {
    Cursor {
        key: row.name_key.clone(),
        id: row.id,
    }
}

/// All records of these customers, customer by customer.
pub async fn of_customers(
    store: &Projections,
    scope: MspId,
    customers: &[CustomerId],
) -> Result<Vec<VendorRecordRow>, ProjectionError> {
    let owners: Vec<Uuid> = customers.iter().map(|it| it.as_uuid()).collect();
    let found = store.all_of::<VendorRecords>(scope, "customer_id", &owners);
    found.await
}
