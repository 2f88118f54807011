//! A delegated admin relationship: what a partner may be given in a customer's tenant.
//!
//! Its life: provisioned → created → approval pending → approved → activating → active, and then
//! expiring → expired when its time is over, or termination requested → terminating → terminated.
//! All of it is a [`Timeline`], so the entity tag changes with every step, also with those that
//! nobody asked for.

use super::assignment::{Assignment, Operation};
use super::timeline::Timeline;
use crate::dice::Dice;
use crate::kept::words::{self, Word};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The customer has so long to approve.
pub(crate) const APPROVAL_DAYS: i64 = 90;
/// By so much an auto-extended relationship is prolonged, on its last day.
const EXTENSION: SignedDuration = SignedDuration::from_hours(180 * 24);
const LAST_DAY: SignedDuration = SignedDuration::from_hours(24);
/// From the end of its time to the end of the relationship.
const EXPIRING: SignedDuration = SignedDuration::from_secs(60);

/// How far a relationship is, in the cloud's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// It exists, but cannot be worked with yet: the first instants after creation.
    Provisioned,
    Created,
    ApprovalPending,
    Approved,
    Activating,
    Active,
    Expiring,
    Expired,
    TerminationRequested,
    Terminating,
    Terminated,
}

impl Status {
    /// As the cloud calls it; the first instants have no name there.
    pub(crate) fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Provisioned => return None,
            Self::Created => "created",
            Self::ApprovalPending => "approvalPending",
            Self::Approved => "approved",
            Self::Activating => "activating",
            Self::Active => "active",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::TerminationRequested => "terminationRequested",
            Self::Terminating => "terminating",
            Self::Terminated => "terminated",
        })
    }

    pub(crate) const NAMES: [&str; 11] = [
        "created",
        "approvalPending",
        "approved",
        "activating",
        "active",
        "expiring",
        "expired",
        "terminationRequested",
        "terminating",
        "terminated",
        "unknownFutureValue",
    ];
}

/// The customer, as the partner's side knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Customer {
    pub tenant: Uuid,
    pub name: String,
}

/// What a relationship has that an indirect provider made for its reseller.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct ByProvider {
    pub provider: Uuid,
    pub consent_pending: bool,
}

/// What may be said about a relationship while it is new.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Terms {
    pub name: String,
    /// As the partner wrote it.
    pub duration: String,
    pub lasts: SignedDuration,
    /// As the partner wrote it: `P0D`, `PT0S` or `P180D`.
    pub auto_extend: String,
    pub customer: Option<Customer>,
    pub roles: Vec<Uuid>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Relationship {
    pub id: String,
    pub terms: Terms,
    /// Only this customer can approve.
    pub meant_for: Option<Uuid>,
    pub made: Timestamp,
    pub status: Timeline<Status>,
    pub activated: Option<Timestamp>,
    /// When its time is over, without the extensions that are still to come.
    pub ends: Option<Timestamp>,
    /// Roles change once more when Global Administrator is taken out.
    pub roles: Timeline<Vec<Uuid>>,
    pub by_provider: Option<ByProvider>,
    pub requests: Vec<RelationshipRequest>,
    pub assignments: Vec<Assignment>,
    pub operations: Vec<Operation>,
    /// How often somebody wrote to it, and when last.
    pub writes: u32,
    pub written: Timestamp,
    /// Makes its entity tags differ from those of others.
    pub mark: u32,
    /// So many steps were told to the webhooks.
    pub announced: usize,
}

impl Relationship {
    pub(crate) fn new(id: String, terms: Terms, mark: u32, now: Timestamp) -> Self {
        Self {
            id,
            meant_for: terms.customer.as_ref().map(|customer| customer.tenant),
            made: now,
            status: Timeline::new(now, Status::Provisioned),
            activated: None,
            ends: None,
            roles: Timeline::new(now, terms.roles.clone()),
            terms,
            by_provider: None,
            requests: Vec::new(),
            assignments: Vec::new(),
            operations: Vec::new(),
            writes: 1,
            written: now,
            mark,
            announced: 0,
        }
    }

    pub(crate) fn status(&self, now: Timestamp) -> Status {
        let told = self.status.at(now).copied().unwrap_or(Status::Terminated);
        let Some(end) = self.end(now).filter(|_| told == Status::Active) else {
            return told;
        };
        match now {
            _ if now < end => Status::Active,
            _ if now < later(end, EXPIRING) => Status::Expiring,
            _ => Status::Expired,
        }
    }

    pub(crate) fn is_active(&self, now: Timestamp) -> bool {
        self.status(now) == Status::Active
    }

    /// Whether it came to its end.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        matches!(self.status(now), Status::Expired | Status::Terminated)
    }

    /// Whether it is on its way to another status already.
    pub(crate) fn is_moving(&self, now: Timestamp) -> bool {
        self.status.steps().iter().any(|(from, _)| *from > now)
    }

    pub(crate) fn extends(&self) -> bool {
        self.terms.auto_extend == "P180D"
    }

    /// When its time is over, as it looks now.
    pub(crate) fn end(&self, now: Timestamp) -> Option<Timestamp> {
        let mut end = self.ends?;
        while self.extends() && now >= earlier(end, LAST_DAY) && end < Timestamp::MAX {
            end = later(end, EXTENSION);
        }
        Some(end)
    }

    pub(crate) fn roles(&self, now: Timestamp) -> &[Uuid] {
        self.roles.at(now).map(Vec::as_slice).unwrap_or_default()
    }

    /// Somebody changes it. What its end is by now stays, whatever is changed.
    pub(crate) fn write(&mut self, now: Timestamp) {
        self.ends = self.end(now);
        self.writes += 1;
        self.written = now;
    }

    /// Changes with every write and with every step that time takes.
    pub(crate) fn etag(&self, now: Timestamp) -> String {
        let steps = self.status.passed(now) + self.roles.passed(now);
        let rolled = self.end(now).map_or(0, Timestamp::as_second);
        let (status, writes) = (self.status(now) as u32, self.writes);
        let version = format!(
            "'{:08x}-{status:04x}-{steps:04x}-{writes:04x}-{rolled:012x}'",
            self.mark
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
pub(crate) enum Action {
    LockForApproval,
    Approve,
    Terminate,
    Reject,
}

/// What the partner asked for, and how far it is.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RelationshipRequest {
    pub id: Uuid,
    pub action: Action,
    #[serde(deserialize_with = "words::timeline")]
    pub status: Timeline<Word>,
}

/// Makes a thing's entity tags differ from those of others.
pub(crate) fn mark(dice: &mut Dice) -> u32 {
    u32::try_from(dice.between(0, i64::from(u32::MAX))).unwrap_or_default()
}

pub(crate) fn later(instant: Timestamp, by: SignedDuration) -> Timestamp {
    instant.saturating_add(by).unwrap_or(Timestamp::MAX)
}

fn earlier(instant: Timestamp, by: SignedDuration) -> Timestamp {
    instant.saturating_sub(by).unwrap_or(Timestamp::MIN)
}
