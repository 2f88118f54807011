//! What is shown to whoever decides: how all is, and how it is to become.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Operation;
use crate::cloud::directory::SkuId;
use crate::personal::Sealed;
use crate::text::ShownText;

/// More than that nobody looks through, and it would not fit into an event.
pub const MOST_CHANGES: usize = 50;

/// All that an operation would change, as things stood when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangePlan {
    /// In one order, whoever made it.
    pub changes: Vec<PlannedChange>,
    pub undo: UndoPlan,
    pub digest: PlanDigest,
}

/// One thing that is to become otherwise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlannedChange {
    /// What it is about: a user, a customer, a connection.
    pub subject: Shown,
    pub aspect: Aspect,
    pub before: Shown,
    pub after: Shown,
}

/// In which respect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Whether it is there at all.
    Existence,
    Name,
    DisplayName,
    GivenName,
    Surname,
    JobTitle,
    Department,
    UsageLocation,
    SignIn,
    Sessions,
    Password,
    Licence(SkuId),
    /// Of a customer's file, a connection, a consent or an access.
    Standing,
    /// The relationship that lets the MSP into a tenant.
    Relationship,
    /// Those of a group in such a relationship.
    Roles,
    /// Whether the MSP's app can work in a tenant.
    AppAccess,
    /// By which attempt of an onboarding it is known what its access rests on.
    Attempt,
    /// Which MSP has a tenant.
    Holder,
    /// Whose records are.
    Mapping,
    /// By which preview of suggestions it is known what is linked.
    Preview,
}

/// How something is, as far as it may be on record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    Nothing,
    Plain(ShownText),
    /// Only the customer's key opens it.
    Personal(Sealed),
}

/// How it can be taken back once it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum UndoPlan {
    Fully,
    WithinDays(u16),
    Not,
}

/// By what a plan is known to those who decide: the same for the same operation and changes, and for
/// no others.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct PlanDigest(String);

impl PlanDigest {
    /// As somebody names one. What is no plan's simply fits none.
    pub fn named(text: &str) -> Self {
        Self(text.trim().chars().take(64).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Of the canonical form: JSON without spaces, fields in the order in which they are declared,
    /// changes sorted.
    fn of(operation: &Operation, changes: &[PlannedChange], undo: UndoPlan) -> Self {
        // All of it is plain data, which is always written.
        let text = serde_json::to_vec(&(operation, changes, undo)).unwrap_or_default();
        Self(format!("{:x}", Sha256::digest(text)))
    }
}

impl fmt::Display for PlanDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ChangePlan {
    /// What stays as it is, is no change.
    pub fn of(operation: &Operation, changes: impl IntoIterator<Item = PlannedChange>) -> Self {
        let differs = |it: &PlannedChange| it.before != it.after;
        let mut changes: Vec<PlannedChange> = changes.into_iter().filter(differs).collect();
        changes.sort();
        changes.dedup();
        let undo = operation.undo_plan();
        let digest = PlanDigest::of(operation, &changes, undo);
        Self {
            changes,
            undo,
            digest,
        }
    }

    /// All is as it was to become.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The change in this respect, if there is one.
    pub fn change(&self, aspect: Aspect) -> Option<&PlannedChange> {
        self.changes.iter().find(|it| it.aspect == aspect)
    }

    /// Whether it was made for this operation, and is as it was made.
    pub(super) fn is_of(&self, operation: &Operation) -> bool {
        let made = Self::of(operation, self.changes.iter().cloned());
        made == *self
    }
}

impl PlannedChange {
    pub fn new(subject: Shown, aspect: Aspect, before: Shown, after: Shown) -> Self {
        Self {
            subject,
            aspect,
            before,
            after,
        }
    }
}

impl Shown {
    /// What can be shown of a text that is nobody's personal data.
    pub fn plain(text: &str) -> Self {
        if text.trim().is_empty() {
            Self::Nothing
        } else {
            Self::Plain(ShownText::clipped(text, "?"))
        }
    }

    pub fn personal(sealed: Option<&Sealed>) -> Self {
        sealed.map_or(Self::Nothing, |it| Self::Personal(it.clone()))
    }
}
