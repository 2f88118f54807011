//! Where a customer's records come from, and how fresh that is.

use std::collections::BTreeMap;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Object, Result};
use tenantry_projections::vendor_connections::VendorConnectionRow;
use tenantry_projections::vendor_records::VendorRecordRow;
use uuid::Uuid;

use crate::schema::loaders::{Shelf, VendorAccountKey, shared};
use crate::schema::scalars::DateTime;
use crate::schema::vendors::{Vendor, VendorAccount, VendorReading};

#[derive(Debug, Clone)]
pub(crate) struct CustomerSource {
    row: VendorConnectionRow,
    records: u64,
}

/// An account at a vendor that has records of a customer.
#[Object]
impl CustomerSource {
    /// The account.
    async fn connection(&self) -> VendorAccount {
        VendorAccount(self.row.clone())
    }

    /// At which vendor.
    async fn vendor(&self) -> Vendor {
        Vendor(self.row.vendor)
    }

    /// What the MSP calls the account.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// How many of the customer's records are there.
    async fn records(&self) -> u64 {
        self.records
    }

    /// Whether some kind of records there could not be read since it was read last.
    async fn stale(&self) -> bool {
        self.row.stale
    }

    /// When all kinds were read last, in one look.
    async fn completed_at(&self) -> Option<DateTime> {
        self.row.completed_at.map(DateTime)
    }

    /// How far each kind of records is known.
    async fn readings(&self) -> Vec<VendorReading> {
        let kinds = self.row.vendor.reads().iter();
        let readings = kinds.map(|kind| VendorReading::of_row(&self.row, *kind));
        readings.collect()
    }
}

/// By the accounts' names.
pub(crate) async fn sources(
    ctx: &Context<'_>,
    records: &[VendorRecordRow],
) -> Result<Vec<CustomerSource>> {
    let mut counts: BTreeMap<Uuid, u64> = BTreeMap::new();
    for record in records {
        *counts.entry(record.connection_id.as_uuid()).or_default() += 1;
    }
    let shelves = ctx.data::<DataLoader<Shelf>>()?;
    let keys = counts.keys().map(|id| VendorAccountKey(*id));
    let rows = shelves.load_many(keys).await.map_err(shared)?;
    let mut found: Vec<CustomerSource> = rows
        .into_values()
        .map(|row| CustomerSource {
            records: counts.get(&row.id).copied().unwrap_or_default(),
            row,
        })
        .collect();
    found.sort_by(|one, other| {
        let key = |it: &CustomerSource| (it.row.name_key.clone(), it.row.id);
        key(one).cmp(&key(other))
    });
    Ok(found)
}
