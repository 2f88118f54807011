//! Which group of the partner's has which of a relationship's roles.

use super::timeline::Timeline;
use crate::kept::words::{self, Word};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AssignmentStatus {
    Pending,
    Active,
    Deleting,
    Deleted,
    Error,
}

impl AssignmentStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Deleting => "deleting",
            Self::Deleted => "deleted",
            Self::Error => "error",
        }
    }

    pub(crate) const NAMES: [&str; 6] = [
        "pending",
        "active",
        "deleting",
        "deleted",
        "error",
        "unknownFutureValue",
    ];
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Assignment {
    pub id: Uuid,
    /// A security group in the partner's tenant.
    pub group: Uuid,
    pub made: Timestamp,
    pub roles: Timeline<Vec<Uuid>>,
    pub status: Timeline<AssignmentStatus>,
    pub writes: u32,
    pub written: Timestamp,
    pub mark: u32,
    /// So many steps of its status, and of its roles, were told to the webhooks.
    pub announced: (usize, usize),
}

impl Assignment {
    pub(crate) fn status(&self, now: Timestamp) -> AssignmentStatus {
        let status = self.status.at(now).copied();
        status.unwrap_or(AssignmentStatus::Error)
    }

    pub(crate) fn roles(&self, now: Timestamp) -> &[Uuid] {
        self.roles.at(now).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether another one for the same group is in its way.
    pub(crate) fn holds_its_group(&self, now: Timestamp) -> bool {
        self.status(now) != AssignmentStatus::Deleted
    }

    pub(crate) fn write(&mut self, now: Timestamp) {
        self.writes += 1;
        self.written = now;
    }

    pub(crate) fn etag(&self, now: Timestamp) -> String {
        let steps = self.status.passed(now) + self.roles.passed(now);
        let version = format!(
            "'{:08x}-0000-{steps:04x}-0000-{:08x}0000'",
            self.mark, self.writes
        );
        format!("W/\"{}\"", STANDARD.encode(version))
    }

    pub(crate) fn modified(&self, now: Timestamp) -> Timestamp {
        let stepped = self.status.since(now).unwrap_or(self.made);
        let roles = self.roles.since(now).unwrap_or(self.made);
        self.written.max(stepped).max(roles)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum OperationKind {
    AssignmentUpdate,
    RelationshipUpdate,
}

/// A change that takes a while.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Operation {
    pub id: Uuid,
    pub kind: OperationKind,
    /// What it was asked to make, as JSON text.
    pub data: String,
    #[serde(deserialize_with = "words::timeline")]
    pub status: Timeline<Word>,
}
