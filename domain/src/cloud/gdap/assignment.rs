//! Roles in the hands of a group.

use crate::cloud::directory::GroupId;
use crate::cloud::gdap::{AssignmentId, Etag, OperationId, RoleId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;

/// How far an assignment has come.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssignmentStatus {
    Pending,
    Active,
    Deleting,
    /// Gone, but still listed.
    Deleted,
    /// It will never become active.
    Error,
    Unknown(String),
}

impl AssignmentStatus {
    /// The group cannot have another assignment in the relationship.
    pub fn holds_the_group(&self) -> bool {
        *self != Self::Deleted
    }
}

/// A group's share in a relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleAssignment {
    pub id: AssignmentId,
    /// Needed to change or remove it. A list may leave it out.
    pub etag: Option<Etag>,
    pub status: AssignmentStatus,
    /// Missing when roles are held by something that is no security group.
    pub group: Option<GroupId>,
    pub roles: BTreeSet<RoleId>,
    pub created: Option<Timestamp>,
    pub changed: Option<Timestamp>,
}

/// What became of a change of roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RolesChange {
    /// The roles were those already.
    NothingToDo,
    Done,
    /// It takes longer than we were to wait: ask again.
    UnderWay(Operation),
    /// The cloud gave up: the roles are what they were before.
    Failed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperationStatus {
    NotStarted,
    Running,
    Succeeded,
    Failed,
    Unknown(String),
}

/// A change that takes its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    pub id: OperationId,
    pub status: OperationStatus,
    /// Before then it makes no sense to ask.
    pub ask_again_in: Option<Duration>,
}
