//! How a record came to its customer.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, Object, Result};
use tenantry_domain::ids::CustomerId;
use tenantry_domain::vendor_record::{Certainty, LinkedHow as How};
use tenantry_projections::vendor_records::{LinkWord, RecordMapping, VendorRecordRow};

use crate::schema::customers::Customer;
use crate::schema::loaders::{CustomerKey, Shelf, shared};
use crate::schema::scalars::DateTime;

/// Whose a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "RecordMapping")]
pub(crate) enum VendorRecordMapping {
    /// It does not stand for a customer.
    None,
    /// Nobody said whose it is.
    Unmapped,
    /// It is a customer's.
    Linked,
    /// It is nobody's, and nobody wants to be asked about it.
    Ignored,
}

/// How a record came to its customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "LinkWord")]
pub(crate) enum VendorLinkHow {
    /// By a rule that leaves no doubt.
    Certain,
    /// Somebody chose the customer.
    ByPerson,
    /// Somebody accepted a suggestion.
    Suggested,
    /// Somebody accepted all suggestions above a score at once.
    Bulk,
    /// The customer was made from this record.
    CreatedFrom,
    /// The customer whose it was became part of this one.
    Merged,
    /// This customer was split off from the one whose it was.
    Split,
}

/// What leaves no doubt whose a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Certainty")]
pub(crate) enum VendorLinkCertainty {
    /// The same Microsoft tenant.
    TenantId,
    /// A reference of the vendor's own.
    Reference,
    /// A domain that the customer owns.
    VerifiedDomain,
    /// The same name.
    ExactName,
}

#[derive(Debug, Clone)]
pub(crate) struct VendorLink {
    customer: CustomerId,
    how: How,
    row: VendorRecordRow,
}

impl VendorLink {
    /// Nothing where it is not linked.
    pub(super) fn of(row: &VendorRecordRow) -> Option<Self> {
        if row.mapping != RecordMapping::Linked {
            return None;
        }
        Some(Self {
            customer: row.customer_id?,
            how: row.how()?,
            row: row.clone(),
        })
    }
}

async fn looked_up(ctx: &Context<'_>, customer: CustomerId) -> Result<Option<Customer>> {
    let shelves = ctx.data::<DataLoader<Shelf>>()?;
    let row = shelves.load_one(CustomerKey(customer.as_uuid())).await;
    Ok(row.map_err(shared)?.map(Customer))
}

/// That a record is a customer's, and how it came to be.
#[Object]
impl VendorLink {
    /// The customer.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        looked_up(ctx, self.customer).await
    }

    /// How it came to the customer.
    async fn how(&self) -> VendorLinkHow {
        LinkWord::from(self.how).into()
    }

    /// What leaves no doubt, where a rule linked it.
    async fn because(&self) -> Option<VendorLinkCertainty> {
        match self.how {
            How::Certain { because } => Some(because.into()),
            _ => None,
        }
    }

    /// The score of the suggestion that was accepted, in hundredths.
    async fn score(&self) -> Option<u8> {
        match self.how {
            How::Suggested { score } | How::Bulk { score, .. } => Some(score),
            _ => None,
        }
    }

    /// The score above which all suggestions were accepted at once, in hundredths.
    async fn above(&self) -> Option<u8> {
        match self.how {
            How::Bulk { above, .. } => Some(above),
            _ => None,
        }
    }

    /// The customer whose it was before customers were merged or split.
    async fn from(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        match self.how {
            How::Merged { from } | How::Split { from } => looked_up(ctx, from).await,
            _ => Ok(None),
        }
    }

    /// Who linked it, as the record has it.
    async fn by(&self) -> Option<&str> {
        self.row.mapped_by.as_deref()
    }

    /// When it was linked.
    async fn at(&self) -> Option<DateTime> {
        self.row.mapped_at.map(DateTime)
    }
}
