//! A vendor's record, as clients see it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, Object, Result};
use tenantry_domain::ids::RecordId;
use tenantry_projections::vendor_records::VendorRecordRow;

use super::facts::VendorRecordFacts;
use super::link::{VendorLink, VendorRecordMapping};
use crate::schema::desk::Desk;
use crate::schema::ids::{Kind, global};
use crate::schema::loaders::{Shelf, VendorAccountKey, shared};
use crate::schema::mapping::{RecordMappingEntry, RecordSuggestions, history, judged};
use crate::schema::scalars::{DateTime, Position};
use crate::schema::vendors::{RecordKind, Vendor, VendorAccount, VendorReading};

#[derive(Debug, Clone)]
pub(crate) struct VendorRecord(pub(crate) VendorRecordRow);

impl From<VendorRecordRow> for VendorRecord {
    fn from(row: VendorRecordRow) -> Self {
        Self(row)
    }
}

impl VendorRecord {
    async fn account_at_vendor(&self, ctx: &Context<'_>) -> Result<Option<VendorAccount>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let key = VendorAccountKey(self.0.connection_id.as_uuid());
        let row = shelves.load_one(key).await;
        Ok(row.map_err(shared)?.map(VendorAccount))
    }
}

/// Something that a vendor has on record, as it was read last.
#[Object]
impl VendorRecord {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::VendorRecord, self.0.id)
    }

    /// Its UUID, as the command line and the record show it.
    async fn record_id(&self) -> String {
        self.0.id.to_string()
    }

    /// What it is of.
    async fn kind(&self) -> RecordKind {
        self.0.kind.into()
    }

    /// The vendor.
    async fn vendor(&self) -> Vendor {
        Vendor(self.0.vendor)
    }

    /// The vendor's own id of it.
    async fn vendor_id(&self) -> &str {
        &self.0.vendor_id
    }

    /// As people know it. It may be empty.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The vendor's id of the account that it belongs to.
    async fn account(&self) -> Option<&str> {
        self.0.account.as_deref()
    }

    /// Whether the vendor says that it is in use.
    async fn active(&self) -> bool {
        self.0.active
    }

    /// Whether the vendor does not name it any more, although all of its kind were read.
    async fn vanished(&self) -> bool {
        self.0.vanished
    }

    /// Whether it is the MSP itself, or something that the vendor made for its own use.
    async fn own(&self) -> bool {
        self.0.own
    }

    /// Where people look at it.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// What the vendor says about it, by its kind.
    async fn facts(&self) -> Option<VendorRecordFacts> {
        self.0.facts().map(Into::into)
    }

    /// Whose it is.
    async fn mapping(&self) -> VendorRecordMapping {
        self.0.mapping.into()
    }

    /// Whose it is, and how it came to be.
    async fn link(&self) -> Option<VendorLink> {
        VendorLink::of(&self.0)
    }

    /// Why it is ignored, or is not its customer's any more.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Who linked, unlinked, ignored or heeded it last, as the record has it.
    async fn mapped_by(&self) -> Option<&str> {
        self.0.mapped_by.as_deref()
    }

    /// When that was.
    async fn mapped_at(&self) -> Option<DateTime> {
        self.0.mapped_at.map(DateTime)
    }

    /// When the vendor named it for the first time.
    async fn found_at(&self) -> DateTime {
        DateTime(self.0.found_at)
    }

    /// When the vendor last said something else of it, or was last found not to name it any more.
    async fn changed_at(&self) -> DateTime {
        DateTime(self.0.changed_at)
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// Whose it may be.
    #[graphql(complexity = "20 + 5 * child_complexity")]
    async fn suggestions(&self, ctx: &Context<'_>) -> Result<RecordSuggestions> {
        let desk = Desk::reading(ctx)?;
        Ok(judged(desk, &self.0).await?)
    }

    /// What was done with it, the oldest first.
    #[graphql(complexity = "20 + 5 * child_complexity")]
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<RecordMappingEntry>> {
        let desk = Desk::reading(ctx)?;
        Ok(history(desk, RecordId::new(self.0.id)).await?)
    }

    /// The account at the vendor that it was read from.
    async fn connection(&self, ctx: &Context<'_>) -> Result<Option<VendorAccount>> {
        self.account_at_vendor(ctx).await
    }

    /// How far the records of its kind are known there: when they were read last, and whether they can
    /// be read.
    async fn reading(&self, ctx: &Context<'_>) -> Result<Option<VendorReading>> {
        let found = self.account_at_vendor(ctx).await?;
        Ok(found.map(|it| VendorReading::of_row(&it.0, self.0.kind)))
    }
}
