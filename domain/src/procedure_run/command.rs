//! What can be asked of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CameTo, RunStep};
use crate::approval::Person;
use crate::ids::{ApprovalId, CorrelationId, CustomerId, ProcedureId, TenantId};
use crate::procedure::{InputValue, Key};
use crate::record::Micros;
use crate::saga::Fault;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcedureRunCommand {
    Start(Box<StartRun>),
    Stop(StopRun),
    NoteUndoing(NoteUndoing),
    Ask(AskStep),
    NoteDelayed(NoteDelayed),
    NoteDone(NoteDone),
    NoteEnded(NoteEnded),
    NoteNotAsked(NoteNotAsked),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StartRun {
    pub procedure_id: ProcedureId,
    pub customer_id: CustomerId,
    pub tenant_id: TenantId,
    pub inputs: BTreeMap<Key, InputValue>,
    pub by: Person,
    pub reason: Reason,
    // What follows is not part of what is asked: the same wish a moment later is the same wish.
    /// The newest, with its steps.
    #[serde(skip_serializing, default)]
    pub version: u32,
    #[serde(skip_serializing, default)]
    pub steps: Vec<RunStep>,
    #[serde(skip_serializing, default)]
    pub correlation_id: Option<CorrelationId>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StopRun {
    pub by: Person,
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// The reverse of what was done is asked for by these approvals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteUndoing {
    pub by: Person,
    pub reason: Reason,
    // Undoing the same once more is asking the same, whatever is left to undo then.
    #[serde(skip_serializing, default)]
    pub approvals: Vec<ApprovalId>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// It is the step's turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskStep {
    pub step: Key,
    pub approval: ApprovalId,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// A step cannot be asked for so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteDelayed {
    pub step: Key,
    pub fault: Fault,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteDone {
    pub step: Key,
    /// There was nothing to ask for: all was as it was to become.
    pub found_made: bool,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteEnded {
    pub step: Key,
    pub came_to: CameTo,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// A step is not asked for: it cannot be, or the run stopped before it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteNotAsked {
    pub step: Key,
    pub fault: Option<Fault>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}
