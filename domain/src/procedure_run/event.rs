//! What can happen to a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CameTo, RunStep, StopCause};
use crate::aggregate::event_shapes;
use crate::approval::Person;
use crate::ids::{ApprovalId, CorrelationId, CustomerId, ProcedureId, TenantId};
use crate::procedure::{InputValue, Key};
use crate::record::Micros;
use crate::saga::Fault;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ProcedureRunEvent {
    /// Somebody began to follow a procedure, in this version, for a customer.
    ProcedureRunStarted {
        procedure_id: ProcedureId,
        version: u32,
        customer_id: CustomerId,
        tenant_id: TenantId,
        /// What was given. Whoever it is about is sealed.
        inputs: BTreeMap<Key, InputValue>,
        steps: Vec<RunStep>,
        /// In whose name the steps are asked for.
        by: Person,
        reason: Reason,
        correlation_id: Option<CorrelationId>,
        at: Micros,
    },
    /// All that the step comes after is done: it is asked for under this id.
    RunStepAsked {
        step: Key,
        approval_id: ApprovalId,
        at: Micros,
    },
    /// The step could not be asked for so far, for a reason that was not on record yet.
    RunStepDelayed { step: Key, fault: Fault, at: Micros },
    /// What the step asked for was carried out.
    RunStepDone { step: Key, at: Micros },
    /// There was nothing to ask for: all was as the step was to make it.
    RunStepFoundMade { step: Key, at: Micros },
    /// What the step asked for came to nothing.
    RunStepEnded {
        step: Key,
        came_to: CameTo,
        at: Micros,
    },
    /// The step was not asked for, and is not any more.
    RunStepNotAsked {
        step: Key,
        /// Nothing where the run stopped before.
        fault: Option<Fault>,
        at: Micros,
    },
    /// All steps are done.
    ProcedureRunDone { at: Micros },
    /// Nothing more is asked for. What was asked for already goes on by itself.
    ProcedureRunStopped { cause: StopCause, at: Micros },
    /// Somebody asked for the reverse of what was done, the last first.
    RunUndoingAsked {
        approvals: Vec<ApprovalId>,
        by: Person,
        reason: Reason,
        at: Micros,
    },
}

event_shapes! {
    ProcedureRunEvent {
        ProcedureRunStarted = "1",
        RunStepAsked = "1",
        RunStepDelayed = "1",
        RunStepDone = "1",
        RunStepFoundMade = "1",
        RunStepEnded = "1",
        RunStepNotAsked = "1",
        ProcedureRunDone = "1",
        ProcedureRunStopped = "1",
        RunUndoingAsked = "1",
    }
    upcasts {}
}
