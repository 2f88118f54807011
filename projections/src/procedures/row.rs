//! A procedure as people look it up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tenantry_domain::approval::Person;
use tenantry_domain::procedure::{Definition, Key, Limits};
use tenantry_domain::record::{Micros, Position};
use tenantry_domain::text::Reason;

use crate::names::name_key;

crate::row! {
    pub struct ProcedureRow {
        name: String,
        /// The name as lists are sorted by: upper and lower case are one.
        name_key: String,
        status: ProcedureStatus,
        /// The newest version.
        version: u64,
        /// The newest version, in JSON. Nobody's name is in there: who it is about is asked for.
        definition: String,
        /// The steps that nobody has to approve, each with its limits, in JSON.
        marks: String,
        /// Why it was retired.
        reason: Option<String>,
        defined_at: Micros,
        changed_at: Micros,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum ProcedureStatus {
        Defined = "defined",
        Retired = "retired",
    }
}

/// By what nobody has to approve a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkShown {
    /// In which the step got its form.
    pub version: u32,
    pub limits: Limits,
    pub until: Micros,
    pub reason: Reason,
    pub by: Person,
    pub at: Micros,
}

impl ProcedureRow {
    /// What the newest version says. `None` where somebody else wrote into the table.
    pub fn definition(&self) -> Option<Definition> {
        serde_json::from_str(&self.definition).ok()
    }

    /// The marks by step. None where somebody else wrote into the table.
    pub fn marks(&self) -> BTreeMap<Key, MarkShown> {
        let marks: Option<Vec<(Key, MarkShown)>> = serde_json::from_str(&self.marks).ok();
        marks.unwrap_or_default().into_iter().collect()
    }

    // All of it is plain data, which can always be written.

    pub(super) fn say(&mut self, version: u32, definition: &Definition) {
        definition.name.as_str().clone_into(&mut self.name);
        self.name_key = name_key(&self.name);
        self.version = version.into();
        self.definition = serde_json::to_string(definition).unwrap_or_default();
    }

    pub(super) fn mark(&mut self, marks: BTreeMap<Key, MarkShown>) {
        let marks: Vec<(Key, MarkShown)> = marks.into_iter().collect();
        self.marks = serde_json::to_string(&marks).unwrap_or_default();
    }
}
