//! A run as people look it up. What was given for it stays in the ledger: nobody's name is here.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tenantry_domain::approval::Person;
use tenantry_domain::ids::{ApprovalId, CustomerId, ProcedureId, TenantId};
use tenantry_domain::procedure::Key;
use tenantry_domain::procedure_run::CameTo;
use tenantry_domain::record::{Micros, Position};
use tenantry_domain::text::StepTitle;

use crate::approvals::person_of;

crate::row! {
    pub struct RunRow {
        procedure_id: ProcedureId,
        /// The one that is followed to the end.
        version: u64,
        customer_id: CustomerId,
        tenant_id: TenantId,
        status: RunStatus,
        /// There is something to be looked at, now or later.
        live: bool,
        /// Each step and how it stands, in JSON.
        steps: String,
        /// How many of them are done, of how many.
        steps_done: u64,
        steps_all: u64,
        /// Who started it, as kind and id.
        started_by: String,
        reason: String,
        /// By which step it stopped.
        stopped_step: Option<String>,
        /// Who stopped it, as kind and id.
        stopped_by: Option<String>,
        stop_reason: Option<String>,
        /// What the matter is, or was last.
        error_code: Option<String>,
        error_detail: Option<String>,
        /// The approvals by which the reverse of what was done was asked for.
        undoing: Vec<String>,
        started_at: Micros,
        ended_at: Option<Micros>,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum RunStatus {
        Running = "running",
        Done = "done",
        /// Nothing more is asked for.
        Stopped = "stopped",
    }
}

/// One step of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepShown {
    pub key: Key,
    pub title: StepTitle,
    pub after: BTreeSet<Key>,
    pub status: RunStepStatus,
    /// Under which it is asked for; there may be no such approval where there was nothing to ask for.
    pub approval: Option<ApprovalId>,
    /// What keeps it from being asked for, or did.
    pub error_code: Option<String>,
    /// When it came to how it stands.
    pub at: Option<Micros>,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunStepStatus {
    /// What it comes after is not done yet.
    Later,
    /// It is asked for: what becomes of it, its approval says.
    Asked,
    Done,
    /// There was nothing to ask for: all was as it was to become.
    FoundMade,
    Rejected,
    Withdrawn,
    Expired,
    Undone,
    Abandoned,
    /// It could not be asked for, or the run stopped before.
    NotAsked,
}

impl RunStepStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Later => "later",
            Self::Asked => "asked",
            Self::Done => "done",
            Self::FoundMade => "found made",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
            Self::Undone => "undone",
            Self::Abandoned => "abandoned",
            Self::NotAsked => "not asked",
        }
    }

    pub fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::FoundMade)
    }
}

impl From<CameTo> for RunStepStatus {
    fn from(came_to: CameTo) -> Self {
        match came_to {
            CameTo::Rejected => Self::Rejected,
            CameTo::Withdrawn => Self::Withdrawn,
            CameTo::Expired => Self::Expired,
            CameTo::Undone => Self::Undone,
            CameTo::Abandoned => Self::Abandoned,
        }
    }
}

impl RunRow {
    /// In the order of the procedure. None where somebody else wrote into the table.
    pub fn steps(&self) -> Vec<StepShown> {
        serde_json::from_str(&self.steps).unwrap_or_default()
    }

    /// Nothing where somebody else wrote into the table.
    pub fn started_by(&self) -> Option<Person> {
        person_of(&self.started_by)
    }

    pub fn stopped_by(&self) -> Option<Person> {
        person_of(self.stopped_by.as_deref()?)
    }

    // All of it is plain data, which can always be written.

    pub(super) fn say(&mut self, steps: &[StepShown]) {
        let done = steps.iter().filter(|it| it.status.is_done()).count();
        let open = steps.iter().any(|it| it.status == RunStepStatus::Asked);
        self.live = open || self.status == RunStatus::Running;
        self.steps_done = u64::try_from(done).unwrap_or(u64::MAX);
        self.steps_all = u64::try_from(steps.len()).unwrap_or(u64::MAX);
        self.steps = serde_json::to_string(steps).unwrap_or_default();
    }
}
