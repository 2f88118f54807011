//! One function per command: already done, then refusals, then events.

use super::{
    DefineProcedure, Defined, MOST_PER_DAY, MarkStepLowRisk, Procedure, ProcedureEvent,
    ProcedureRefusal, RemoveMark, RetireProcedure, ReviseProcedure,
};
use crate::aggregate::Decision;
use crate::approval::Risk;
use crate::procedure::LONGEST_MARK_DAYS;
use crate::role::Right;
use crate::saga::days;

type Outcome = Result<Decision<ProcedureEvent>, ProcedureRefusal>;

pub(super) fn define(procedure: &Procedure, command: &DefineProcedure) -> Outcome {
    match procedure {
        Procedure::Defined(known) if *known.latest() == command.definition => {
            Ok(Decision::AlreadyDone)
        }
        Procedure::Defined(_) | Procedure::Retired(_) => Err(ProcedureRefusal::ProcedureExists),
        Procedure::Unknown => {
            command.definition.check()?;
            let definition = command.definition.clone();
            Ok(Decision::record(ProcedureEvent::ProcedureDefined {
                definition,
            }))
        }
    }
}

pub(super) fn revise(procedure: &Procedure, command: &ReviseProcedure) -> Outcome {
    let known = active(procedure)?;
    if *known.latest() == command.definition {
        return Ok(Decision::AlreadyDone);
    }
    command.definition.check()?;
    must_be_newest(known, command.from_version)?;
    Ok(Decision::record(ProcedureEvent::ProcedureRevised {
        version: known.version.saturating_add(1),
        definition: command.definition.clone(),
    }))
}

pub(super) fn mark(procedure: &Procedure, command: &MarkStepLowRisk) -> Outcome {
    let known = active(procedure)?;
    let Some(step) = known.latest().step(&command.step) else {
        let step = command.step.clone();
        return Err(ProcedureRefusal::ProcedureStepUnknown { step });
    };
    let same = known
        .marks
        .get(&command.step)
        .is_some_and(|it| it.limits == command.limits && it.until == command.until);
    if same {
        return Ok(Decision::AlreadyDone);
    }
    must_be_admin(command.by.role.has(Right::Administer))?;
    must_be_newest(known, command.version)?;
    if step.operation.kind().risk() == Risk::High {
        let step = step.key.clone();
        return Err(ProcedureRefusal::MarkOfHighRisk { step });
    }
    let latest = command.at.saturating_add(days(LONGEST_MARK_DAYS.into()));
    let in_time = command.until > command.at && command.until <= latest;
    if !in_time || !(1..=MOST_PER_DAY).contains(&command.limits.per_day) {
        return Err(ProcedureRefusal::MarkOutOfRange);
    }
    Ok(Decision::record(ProcedureEvent::StepMarkedLowRisk {
        step: command.step.clone(),
        version: known.formed_in(&command.step),
        limits: command.limits.clone(),
        until: command.until,
        reason: command.reason.clone(),
        by: command.by.person.clone(),
        at: command.at,
    }))
}

pub(super) fn unmark(procedure: &Procedure, command: &RemoveMark) -> Outcome {
    let known = active(procedure)?;
    if known.latest().step(&command.step).is_none() {
        let step = command.step.clone();
        return Err(ProcedureRefusal::ProcedureStepUnknown { step });
    }
    if !known.marks.contains_key(&command.step) {
        return Ok(Decision::AlreadyDone);
    }
    must_be_admin(command.by.role.has(Right::Administer))?;
    Ok(Decision::record(ProcedureEvent::MarkRemoved {
        step: command.step.clone(),
        reason: command.reason.clone(),
        by: command.by.person.clone(),
        at: command.at,
    }))
}

pub(super) fn retire(procedure: &Procedure, command: &RetireProcedure) -> Outcome {
    match procedure {
        Procedure::Retired(_) => Ok(Decision::AlreadyDone),
        Procedure::Unknown => Err(ProcedureRefusal::ProcedureNotFound),
        Procedure::Defined(_) => Ok(Decision::record(ProcedureEvent::ProcedureRetired {
            reason: command.reason.clone(),
        })),
    }
}

fn active(procedure: &Procedure) -> Result<&Defined, ProcedureRefusal> {
    match procedure {
        Procedure::Unknown => Err(ProcedureRefusal::ProcedureNotFound),
        Procedure::Retired(_) => Err(ProcedureRefusal::ProcedureRetired),
        Procedure::Defined(known) => Ok(known),
    }
}

fn must_be_newest(known: &Defined, from: u32) -> Result<(), ProcedureRefusal> {
    let newest = known.version;
    if from == newest {
        return Ok(());
    }
    Err(ProcedureRefusal::ProcedureVersionOutdated { from, newest })
}

fn must_be_admin(is_admin: bool) -> Result<(), ProcedureRefusal> {
    if is_admin {
        return Ok(());
    }
    Err(ProcedureRefusal::MarkNeedsAdmin)
}
