//! What can happen to a procedure.

use serde::{Deserialize, Serialize};

use super::{Definition, Key, Limits};
use crate::aggregate::event_shapes;
use crate::approval::Person;
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ProcedureEvent {
    /// The MSP wrote down what it does again and again. This is version 1.
    ProcedureDefined { definition: Definition },
    /// From this version on it is done otherwise. Steps that changed have lost their marks.
    ProcedureRevised {
        version: u32,
        definition: Definition,
    },
    /// Nobody has to approve this step as it is, within these limits, until then.
    StepMarkedLowRisk {
        step: Key,
        /// In which the step got its form.
        version: u32,
        limits: Limits,
        until: Micros,
        reason: Reason,
        by: Person,
        at: Micros,
    },
    /// People approve the step again.
    MarkRemoved {
        step: Key,
        reason: Option<Reason>,
        by: Person,
        at: Micros,
    },
    /// Nobody follows it any more.
    ProcedureRetired { reason: Reason },
}

event_shapes! {
    ProcedureEvent {
        ProcedureDefined = "1",
        ProcedureRevised = "1",
        StepMarkedLowRisk = "1",
        MarkRemoved = "1",
        ProcedureRetired = "1",
    }
    upcasts {}
}
