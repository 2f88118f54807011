//! What can be asked of a procedure.

use serde::{Deserialize, Serialize};

use super::{Definition, Key, Limits};
use crate::approval::Decider;
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcedureCommand {
    Define(DefineProcedure),
    Revise(ReviseProcedure),
    Mark(MarkStepLowRisk),
    Unmark(RemoveMark),
    Retire(RetireProcedure),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DefineProcedure {
    pub definition: Definition,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviseProcedure {
    /// The version that this was made from: the newest, or somebody was faster.
    pub from_version: u32,
    pub definition: Definition,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarkStepLowRisk {
    pub step: Key,
    /// The version that was looked at.
    pub version: u32,
    pub limits: Limits,
    pub until: Micros,
    pub reason: Reason,
    pub by: Decider,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemoveMark {
    pub step: Key,
    pub reason: Option<Reason>,
    pub by: Decider,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RetireProcedure {
    pub reason: Reason,
}
