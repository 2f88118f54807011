//! What each event does to a procedure's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use std::collections::BTreeMap;

use tenantry_domain::procedure::{Definition, ProcedureEvent as E};

use super::row::{MarkShown, ProcedureRow, ProcedureStatus};
use crate::declaration::Fact;

pub(super) fn fold(row: Option<ProcedureRow>, fact: &Fact<E>) -> Option<ProcedureRow> {
    let mut row = match (&fact.event, row) {
        (E::ProcedureDefined { .. }, _) => empty(fact),
        // Without its definition, skipped by an operator, a procedure has nothing to show.
        (
            E::ProcedureRevised { .. }
            | E::StepMarkedLowRisk { .. }
            | E::MarkRemoved { .. }
            | E::ProcedureRetired { .. },
            row,
        ) => row?,
    };
    match &fact.event {
        E::ProcedureDefined { definition } => {
            row.say(1, definition);
            row.mark(BTreeMap::new());
        }
        E::ProcedureRevised {
            version,
            definition,
        } => revise(&mut row, *version, definition),
        E::StepMarkedLowRisk {
            step,
            version,
            limits,
            until,
            reason,
            by,
            at,
        } => {
            let mark = MarkShown {
                version: *version,
                limits: limits.clone(),
                until: *until,
                reason: reason.clone(),
                by: by.clone(),
                at: *at,
            };
            let mut marks = row.marks();
            marks.insert(step.clone(), mark);
            row.mark(marks);
        }
        E::MarkRemoved { step, .. } => {
            let mut marks = row.marks();
            marks.remove(step);
            row.mark(marks);
        }
        E::ProcedureRetired { reason } => {
            row.status = ProcedureStatus::Retired;
            row.reason = Some(reason.as_str().to_owned());
        }
    }
    row.changed_at = fact.recorded_at;
    row.position = fact.position;
    Some(row)
}

/// A step that changed has lost its mark.
fn revise(row: &mut ProcedureRow, version: u32, definition: &Definition) {
    let before = row.definition();
    let mut marks = row.marks();
    marks.retain(|step, _| {
        let before = before.as_ref();
        before.is_some_and(|it| it.does_the_same(definition, step))
    });
    row.mark(marks);
    row.say(version, definition);
}

/// A procedure of which nothing is known but that it exists.
fn empty(fact: &Fact<E>) -> ProcedureRow {
    ProcedureRow {
        id: fact.stream,
        name: String::new(),
        name_key: String::new(),
        status: ProcedureStatus::Defined,
        version: 0,
        definition: String::new(),
        marks: String::new(),
        reason: None,
        defined_at: fact.recorded_at,
        changed_at: fact.recorded_at,
        position: fact.position,
    }
}
