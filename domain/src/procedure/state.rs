//! Where a procedure stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Definition, Key, Limits, LowRiskGround, ProcedureCommand, ProcedureEvent, ProcedureRefusal,
    decide,
};
use crate::aggregate::{Aggregate, Decision};
use crate::approval::Person;
use crate::ids::ProcedureId;
use crate::record::Micros;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Procedure {
    /// Nobody defined it yet.
    #[default]
    Unknown,
    Defined(Box<Defined>),
    Retired(Box<Defined>),
}

/// What a procedure says, through all its versions: who follows one keeps it to the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Defined {
    /// The newest.
    pub version: u32,
    definition: Definition,
    /// The versions before.
    earlier: BTreeMap<u32, Definition>,
    /// In which version each step got its form.
    formed: BTreeMap<Key, u32>,
    pub marks: BTreeMap<Key, Mark>,
}

/// A step that nobody has to approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub limits: Limits,
    pub until: Micros,
    pub by: Person,
    pub at: Micros,
}

impl Aggregate for Procedure {
    const TYPE: &'static str = "procedure";

    type Command = ProcedureCommand;
    type Event = ProcedureEvent;
    type Refusal = ProcedureRefusal;

    fn decide(
        &self,
        command: &ProcedureCommand,
    ) -> Result<Decision<ProcedureEvent>, ProcedureRefusal> {
        match command {
            ProcedureCommand::Define(c) => decide::define(self, c),
            ProcedureCommand::Revise(c) => decide::revise(self, c),
            ProcedureCommand::Mark(c) => decide::mark(self, c),
            ProcedureCommand::Unmark(c) => decide::unmark(self, c),
            ProcedureCommand::Retire(c) => decide::retire(self, c),
        }
    }

    fn evolve(&mut self, event: &ProcedureEvent) {
        match event {
            ProcedureEvent::ProcedureDefined { definition } => {
                *self = Self::Defined(Box::new(Defined::first(definition)));
            }
            ProcedureEvent::ProcedureRevised {
                version,
                definition,
            } => self.change(|known| known.revise(*version, definition)),
            ProcedureEvent::StepMarkedLowRisk {
                step,
                version: _,
                limits,
                until,
                reason: _,
                by,
                at,
            } => self.change(|known| {
                let mark = Mark {
                    limits: limits.clone(),
                    until: *until,
                    by: by.clone(),
                    at: *at,
                };
                known.marks.insert(step.clone(), mark);
            }),
            ProcedureEvent::MarkRemoved { step, .. } => self.change(|known| {
                known.marks.remove(step);
            }),
            ProcedureEvent::ProcedureRetired { reason: _ } => {
                if let Self::Defined(known) = std::mem::take(self) {
                    *self = Self::Retired(known);
                }
            }
        }
    }
}

impl Procedure {
    /// What it says. A retired procedure keeps its versions.
    pub fn known(&self) -> Option<&Defined> {
        match self {
            Self::Unknown => None,
            Self::Defined(known) | Self::Retired(known) => Some(known),
        }
    }

    /// What is followed from now on, with its version.
    pub fn active(&self) -> Result<(u32, &Definition), ProcedureRefusal> {
        match self {
            Self::Unknown => Err(ProcedureRefusal::ProcedureNotFound),
            Self::Retired(_) => Err(ProcedureRefusal::ProcedureRetired),
            Self::Defined(known) => Ok((known.version, known.latest())),
        }
    }

    /// By what nobody has to approve a step as this version has it: none where it is not marked, was
    /// changed since, or the procedure is retired. Whether it covers the case at hand is another question.
    pub fn ground(&self, id: ProcedureId, version: u32, step: &Key) -> Option<LowRiskGround> {
        let Self::Defined(known) = self else {
            return None;
        };
        let definition = known.version(version)?;
        let same = definition.does_the_same(known.latest(), step);
        let mark = known.marks.get(step).filter(|_| same)?;
        Some(LowRiskGround {
            procedure_id: id,
            version: known.formed_in(step),
            step: step.clone(),
            operation: definition.step(step)?.operation.kind(),
            marked_by: mark.by.clone(),
            until: mark.until,
            limits: mark.limits.clone(),
        })
    }

    fn change(&mut self, with: impl FnOnce(&mut Defined)) {
        match self {
            Self::Defined(known) | Self::Retired(known) => with(known),
            Self::Unknown => {}
        }
    }
}

impl Defined {
    fn first(definition: &Definition) -> Self {
        let keys = definition.steps.iter().map(|it| it.key.clone());
        Self {
            version: 1,
            definition: definition.clone(),
            earlier: BTreeMap::new(),
            formed: keys.map(|key| (key, 1)).collect(),
            marks: BTreeMap::new(),
        }
    }

    pub fn latest(&self) -> &Definition {
        &self.definition
    }

    pub fn version(&self, version: u32) -> Option<&Definition> {
        if version == self.version {
            return Some(&self.definition);
        }
        self.earlier.get(&version)
    }

    /// The version in which a step got the form that it has.
    pub fn formed_in(&self, step: &Key) -> u32 {
        self.formed.get(step).copied().unwrap_or(self.version)
    }

    fn revise(&mut self, version: u32, definition: &Definition) {
        let before = std::mem::replace(&mut self.definition, definition.clone());
        let same = |key: &Key| before.does_the_same(definition, key);
        self.marks.retain(|key, _| same(key));
        let keys = definition.steps.iter().map(|it| &it.key);
        let formed = keys.map(|key| {
            let kept = self.formed.get(key).copied().filter(|_| same(key));
            (key.clone(), kept.unwrap_or(version))
        });
        self.formed = formed.collect();
        self.earlier.insert(self.version, before);
        self.version = version;
    }
}
