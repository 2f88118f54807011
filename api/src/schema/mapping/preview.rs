//! Many suggestions at once, looked at before they are accepted.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use tenantry_engine::mapping::{BulkItem, BulkPreview, LeftOut};
use tenantry_projections::{Cursor, Page};

use super::history::{customer_of, record_of};
use super::suggestion::MatchReason;
use crate::schema::customers::Customer;
use crate::schema::ids::{Kind, global};
use crate::schema::paging::{Wanted, connection};
use crate::schema::records::{VendorLinkCertainty, VendorRecord};

#[derive(Debug)]
pub(crate) struct MappingPreviewItem(BulkItem);

impl From<BulkItem> for MappingPreviewItem {
    fn from(item: BulkItem) -> Self {
        Self(item)
    }
}

/// A record that would be linked.
#[Object]
impl MappingPreviewItem {
    /// The record's id.
    async fn record_id(&self) -> ID {
        global(Kind::VendorRecord, self.0.record.as_uuid())
    }

    /// The customer's id.
    async fn customer_id(&self) -> ID {
        global(Kind::Customer, self.0.customer.as_uuid())
    }

    /// The record.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<VendorRecord>> {
        record_of(ctx, self.0.record).await
    }

    /// The customer whose it would be.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        customer_of(ctx, self.0.customer).await
    }

    /// How much speaks for it, in hundredths.
    async fn score(&self) -> i32 {
        self.0.score.hundredths().into()
    }

    /// Why there is no doubt, where there is none.
    async fn certain(&self) -> Option<VendorLinkCertainty> {
        self.0.certain.map(Into::into)
    }

    /// Otherwise what speaks for it and against it, the weightiest first.
    async fn reasons(&self) -> Vec<MatchReason> {
        self.0.reasons.iter().cloned().map(Into::into).collect()
    }
}

connection!(
    MappingPreviewConnection,
    MappingPreviewEdge,
    MappingPreviewItem,
    BulkItem
);

/// How many records would stay as they are.
#[derive(Debug, SimpleObject)]
pub(crate) struct MappingPreviewLeft {
    /// Nobody comes close.
    nobody: usize,
    /// The likeliest customer has a lower score.
    below: usize,
    /// Two customers are equally likely.
    tied: usize,
    /// The customer has another record in a system that knows it once, or several want to be that one.
    contested: usize,
}

impl From<LeftOut> for MappingPreviewLeft {
    fn from(left: LeftOut) -> Self {
        Self {
            nobody: left.nobody,
            below: left.below,
            tied: left.tied,
            contested: left.contested,
        }
    }
}

#[derive(Debug)]
pub(crate) struct MappingPreview(pub(super) Arc<BulkPreview>);

/// What accepting many suggestions at once would come to.
#[Object]
impl MappingPreview {
    /// What is shown, in a word: give it to `recordsBulkAccept`, which asks for exactly this.
    async fn token(&self) -> &str {
        &self.0.token
    }

    /// How many records would be linked.
    async fn count(&self) -> usize {
        self.0.items.len()
    }

    /// How many would stay as they are, and why.
    async fn left(&self) -> MappingPreviewLeft {
        self.0.left.into()
    }

    /// The records that would be linked, in the order of their ids. As long as the token is the
    /// same they are pages of the same list.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn items(
        &self,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
    ) -> Result<MappingPreviewConnection> {
        let wanted = Wanted::new(first, after.as_deref())?;
        let after = wanted.cursor()?;
        let page = Page::of_list(&self.0.items, after.as_ref(), wanted.first, |it| {
            cursor_of(it)
        });
        let page = Page {
            rows: page.rows.into_iter().cloned().collect(),
            next: page.next,
        };
        Ok(MappingPreviewConnection::of(page, &wanted, cursor_of))
    }
}

fn cursor_of(item: &BulkItem) -> Cursor {
    Cursor {
        key: String::new(),
        id: item.record.as_uuid(),
    }
}
