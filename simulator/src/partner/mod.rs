//! What a partner has beside its directory: relationships with customers, and Partner Center.

mod access;
mod approval;
pub(crate) mod assignment;
mod center;
pub(crate) mod contract;
pub(crate) mod courier;
pub(crate) mod existing;
mod notary;
mod pages;
mod plan;
#[cfg(test)]
pub(crate) mod practice;
pub(crate) mod relationship;
pub(crate) mod roles;
pub(crate) mod staff;
pub(crate) mod timeline;
pub(crate) mod webhooks;

pub(crate) use access::{gdap_roles, has_gdap};
pub(crate) use approval::{approve, find_invitation, refuse, remove_relationship, terminate};
pub(crate) use center::customers::CspCustomer;
pub use center::subscriptions::SubscriptionKind;
pub(crate) use center::{answer, outage};
pub(crate) use contract::Contract;
pub(crate) use notary::Notary;
pub(crate) use pages::Pages;
pub use plan::{AssignmentPlan, CustomerPlan, PartnerPlan, RelationshipPlan, SubscriptionPlan};
pub use relationship::Status as RelationshipStatus;
pub use webhooks::AuditLink;
pub(crate) use webhooks::{Delivery, due_deliveries, tell_delivery};

use center::CenterState;
use jiff::SignedDuration;
use relationship::Relationship;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use webhooks::Webhooks;

/// How a partner does business, which decides what it may ask of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartnerKind {
    #[default]
    Direct,
    IndirectProvider,
    /// Has no access to Partner Center's interface for programs.
    IndirectReseller,
}

/// What is unpleasant at this partner beyond what always is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Quirks {
    /// So many of the next access assignments end as `error`.
    pub assignments_that_fail: u32,
    /// Those of this customer's only.
    pub failing_for: Option<Uuid>,
    /// So many of the next access assignments are made, and answered with 500.
    pub assignments_that_land_with_500: u32,
    /// So many of the next changes that take a while end as `failed`, and change nothing.
    pub operations_that_fail: u32,
    /// Locks, activations and role assignments that begin from now on take so many seconds longer.
    pub slower_by: u32,
    /// Consents are answered as done, and never become visible in the customer's tenant.
    pub consents_never_show: bool,
    /// Partner Center refuses users without a second factor.
    pub mfa_enforced: bool,
    /// A Conditional Access policy of the partner's own protects Partner Center, and the tokens of
    /// users do not meet it.
    pub claims_demanded: bool,
    /// What deliveries name as their audit record.
    pub audit_link: AuditLink,
    /// So many rows a list looks at per page: a filter that few rows pass makes empty pages.
    pub rows_looked_at: usize,
    /// So many rows of a page of customers come again on the next.
    pub rows_again: usize,
}

impl Quirks {
    /// How much longer than usual work in the background takes.
    pub(crate) fn delay(&self) -> SignedDuration {
        SignedDuration::from_secs(self.slower_by.into())
    }
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            assignments_that_fail: 0,
            failing_for: None,
            assignments_that_land_with_500: 0,
            operations_that_fail: 0,
            slower_by: 0,
            consents_never_show: false,
            mfa_enforced: true,
            claims_demanded: false,
            audit_link: AuditLink::Own,
            rows_looked_at: 300,
            rows_again: 0,
        }
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Partner {
    pub kind: PartnerKind,
    /// In the order they were made.
    pub relationships: Vec<Relationship>,
    /// Resellers' contracts, as Graph lists them.
    pub contracts: Vec<Contract>,
    /// Whom Partner Center lists: not everybody with whom there is a relationship.
    pub customers: Vec<CspCustomer>,
    pub quirks: Quirks,
    pub pages: Pages,
    pub center: CenterState,
    pub webhooks: Webhooks,
}

impl Partner {
    pub(crate) fn new(kind: PartnerKind) -> Self {
        Self {
            kind,
            ..Self::default()
        }
    }

    pub(crate) fn relationship(&self, id: &str) -> Option<&Relationship> {
        self.relationships.iter().find(|found| found.id == id)
    }

    pub(crate) fn relationship_mut(&mut self, id: &str) -> Option<&mut Relationship> {
        self.relationships.iter_mut().find(|found| found.id == id)
    }
}
