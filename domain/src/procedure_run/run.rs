//! What is followed, and how each step stands.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::approval::{Ending, Person};
use crate::ids::{ApprovalId, CorrelationId, CustomerId, ProcedureId, ProcedureRunId, TenantId};
use crate::procedure::{Definition, InputValue, Key};
use crate::record::Micros;
use crate::saga::Fault;
use crate::text::{Reason, StepTitle};

/// A step as the run goes by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunStep {
    pub key: Key,
    pub title: StepTitle,
    /// What has to be done before.
    pub after: BTreeSet<Key>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub procedure_id: ProcedureId,
    pub version: u32,
    pub customer_id: CustomerId,
    pub tenant_id: TenantId,
    pub inputs: BTreeMap<Key, InputValue>,
    /// In the order of the procedure.
    pub steps: Vec<RunStep>,
    /// Those that were asked for, and what became of them.
    pub standing: BTreeMap<Key, Standing>,
    pub by: Person,
    pub reason: Reason,
    pub correlation_id: Option<CorrelationId>,
    pub started_at: Micros,
}

/// How a step stands that its turn came for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is being asked for under this id, or was.
    Asked {
        approval: ApprovalId,
        since: Micros,
        /// What keeps it from being asked for, or did last.
        fault: Option<Fault>,
    },
    Done,
    /// Nothing was left to change.
    FoundMade,
    Ended(CameTo),
    NotAsked,
}

/// What becomes of a step that is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CameTo {
    Rejected,
    Withdrawn,
    Expired,
    /// It failed, and nothing of it is left.
    Undone,
    /// By a person, with something left to do.
    Abandoned,
}

/// Why a run goes no further.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StopCause {
    /// This step came to nothing.
    Step {
        step: Key,
        came_to: CameTo,
    },
    /// This step could not be asked for.
    NotAsked {
        step: Key,
        fault: Fault,
    },
    Person {
        by: Person,
        reason: Reason,
    },
}

/// Under which id a step of a run is asked for: the same whoever asks, and however often.
pub fn approval_of(run: ProcedureRunId, step: &Key) -> ApprovalId {
    let name = format!("step {step}");
    ApprovalId::new(Uuid::new_v5(&run.as_uuid(), name.as_bytes()))
}

impl RunStep {
    /// The steps of a procedure.
    pub fn of(definition: &Definition) -> Vec<Self> {
        let steps = definition.steps.iter().map(|step| Self {
            key: step.key.clone(),
            title: step.title.clone(),
            after: step.after.clone(),
        });
        steps.collect()
    }
}

impl Standing {
    /// What the step was to bring about is so.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done | Self::FoundMade)
    }

    pub fn is_open(&self) -> bool {
        matches!(self, Self::Asked { .. })
    }
}

impl CameTo {
    pub const ALL: [Self; 5] = [
        Self::Rejected,
        Self::Withdrawn,
        Self::Expired,
        Self::Undone,
        Self::Abandoned,
    ];

    /// What an approval that ended like this means for its step; nothing where it was carried out.
    pub fn of(ending: &Ending) -> Option<Self> {
        match ending {
            Ending::Done => None,
            Ending::Undone(_) => Some(Self::Undone),
            Ending::Rejected => Some(Self::Rejected),
            Ending::Withdrawn => Some(Self::Withdrawn),
            Ending::Expired => Some(Self::Expired),
            Ending::Abandoned => Some(Self::Abandoned),
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
            Self::Undone => "undone",
            Self::Abandoned => "abandoned",
        }
    }
}

impl fmt::Display for CameTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Run {
    pub fn step(&self, key: &Key) -> Option<&RunStep> {
        self.steps.iter().find(|it| it.key == *key)
    }

    /// Whether all that a step comes after is done.
    pub fn may_come(&self, step: &RunStep) -> bool {
        step.after.iter().all(|key| self.is_done(key))
    }

    /// The steps whose turn it is, and that are not asked for yet.
    pub fn ready(&self) -> impl Iterator<Item = &RunStep> {
        let new = self
            .steps
            .iter()
            .filter(|it| !self.standing.contains_key(&it.key));
        new.filter(|it| self.may_come(it))
    }

    /// The steps that were asked for, and of which nothing is known but that.
    pub fn open(&self) -> impl Iterator<Item = (&Key, ApprovalId)> {
        self.standing.iter().filter_map(|(key, standing)| {
            let Standing::Asked { approval, .. } = standing else {
                return None;
            };
            Some((key, *approval))
        })
    }

    pub fn is_done(&self, key: &Key) -> bool {
        self.standing.get(key).is_some_and(Standing::is_done)
    }

    pub(super) fn is_whole(&self) -> bool {
        self.steps.iter().all(|it| self.is_done(&it.key))
    }
}
