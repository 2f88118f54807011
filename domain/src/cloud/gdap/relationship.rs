//! A relationship as it was found.

use crate::cloud::TenantId;
use crate::cloud::gdap::{ActionId, AutoExtend, Etag, RelationshipId, RoleId, Term};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How far a relationship has come.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelationshipStatus {
    /// Proposed: may still be changed and deleted.
    Created,
    /// Locked; the customer has to approve.
    ApprovalPending,
    Approved,
    Activating,
    Active,
    Expiring,
    Expired,
    TerminationRequested,
    Terminating,
    Terminated,
    /// One that we do not know, in the cloud's words.
    Unknown(String),
}

impl RelationshipStatus {
    /// It will never be active again.
    pub fn is_over(&self) -> bool {
        matches!(
            self,
            Self::Expired | Self::TerminationRequested | Self::Terminating | Self::Terminated
        )
    }

    /// On its way: neither active yet nor over.
    pub fn is_pending(&self) -> bool {
        matches!(
            self,
            Self::Created | Self::ApprovalPending | Self::Approved | Self::Activating
        )
    }

    /// Only before it is locked.
    pub fn can_be_deleted(&self) -> bool {
        *self == Self::Created
    }

    pub fn can_be_terminated(&self) -> bool {
        *self == Self::Active
    }
}

/// How a relationship came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum RelationshipKind {
    /// Between the partner and the customer.
    Direct,
    /// Made by an indirect provider for the partner as its reseller.
    ThroughProvider {
        /// Reading the relationship alone tells this; a list does not.
        provider: Option<TenantId>,
        /// The partner itself still has to agree. As above.
        consent_pending: Option<bool>,
    },
    /// Made by Microsoft in place of the old delegated administration: it is not the partner's to
    /// manage, and gives too little to work with.
    MadeByMicrosoft,
    /// Of a kind that we do not know, in the cloud's words.
    Other(String),
}

/// With whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationshipCustomer {
    pub tenant: TenantId,
    /// As the cloud spells it, which is often not as the partner does.
    pub name: Option<String>,
}

/// A relationship, as far as the cloud told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    pub id: RelationshipId,
    /// Needed to change it. A list may leave it out; reading the relationship alone does not.
    pub etag: Option<Etag>,
    pub name: String,
    pub kind: RelationshipKind,
    pub status: RelationshipStatus,
    /// Nobody before the approval, when anybody may approve.
    pub customer: Option<RelationshipCustomer>,
    pub roles: BTreeSet<RoleId>,
    pub term: Option<Term>,
    pub extend: Option<AutoExtend>,
    pub created: Option<Timestamp>,
    pub changed: Option<Timestamp>,
    pub activated: Option<Timestamp>,
    pub ends: Option<Timestamp>,
}

impl Relationship {
    /// Whether it can serve for delegated administration with these roles.
    pub fn covers<'a>(&self, wanted: impl IntoIterator<Item = &'a RoleId>) -> bool {
        self.kind != RelationshipKind::MadeByMicrosoft
            && wanted.into_iter().all(|role| self.roles.contains(role))
    }
}

/// What can be asked of a relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    LockForApproval,
    Terminate,
    Approve,
    Reject,
    Unknown(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionStatus {
    Created,
    Pending,
    Succeeded,
    Failed,
    Unknown(String),
}

/// Something that was asked of a relationship, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionRequest {
    pub id: ActionId,
    pub action: Action,
    pub status: ActionStatus,
    pub created: Option<Timestamp>,
    pub changed: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_kept_and_read_back() {
        let unknown = RelationshipStatus::Unknown("frozen".to_owned());
        for status in [RelationshipStatus::ApprovalPending, unknown] {
            let text = serde_json::to_string(&status).unwrap();
            assert_eq!(
                serde_json::from_str::<RelationshipStatus>(&text).unwrap(),
                status
            );
        }
    }

    #[test]
    fn a_status_is_pending_or_over_or_neither() {
        use RelationshipStatus::{Active, Created, Expiring, Terminating, Unknown};
        assert!(Created.is_pending() && Created.can_be_deleted() && !Created.is_over());
        assert!(Active.can_be_terminated() && !Active.is_pending() && !Active.is_over());
        assert!(Terminating.is_over() && !Terminating.is_pending());
        for neither in [Expiring, Unknown("frozen".to_owned())] {
            assert!(!neither.is_over() && !neither.is_pending());
            assert!(!neither.can_be_deleted() && !neither.can_be_terminated());
        }
    }
}
