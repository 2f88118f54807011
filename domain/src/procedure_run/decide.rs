//! One function per command: already done, then refusals, then events.

use super::{
    AskStep, NoteDelayed, NoteDone, NoteEnded, NoteNotAsked, NoteUndoing, ProcedureRun,
    ProcedureRunEvent as E, ProcedureRunRefusal as R, Run, Standing, StartRun, StopCause, StopRun,
};
use crate::aggregate::Decision;
use crate::procedure::Key;
use crate::record::Micros;

type Outcome = Result<Decision<E>, R>;

pub(super) fn start(run: &ProcedureRun, command: &StartRun) -> Outcome {
    if let Some(known) = run.run() {
        let same = known.procedure_id == command.procedure_id
            && known.customer_id == command.customer_id
            && known.tenant_id == command.tenant_id
            && known.inputs == command.inputs
            && known.by == command.by;
        return if same {
            Ok(Decision::AlreadyDone)
        } else {
            Err(R::ProcedureRunExists)
        };
    }
    Ok(Decision::record(E::ProcedureRunStarted {
        procedure_id: command.procedure_id,
        version: command.version,
        customer_id: command.customer_id,
        tenant_id: command.tenant_id,
        inputs: command.inputs.clone(),
        steps: command.steps.clone(),
        by: command.by.clone(),
        reason: command.reason.clone(),
        correlation_id: command.correlation_id,
        at: command.at,
    }))
}

pub(super) fn stop(run: &ProcedureRun, command: &StopRun) -> Outcome {
    match run {
        ProcedureRun::Unknown => Err(R::ProcedureRunNotFound),
        ProcedureRun::Stopped(_) => Ok(Decision::AlreadyDone),
        ProcedureRun::Done(_) => Err(R::ProcedureRunOver),
        ProcedureRun::Running(_) => {
            let (by, reason) = (command.by.clone(), command.reason.clone());
            let cause = StopCause::Person { by, reason };
            Ok(Decision::record(stopped(cause, command.at)))
        }
    }
}

pub(super) fn note_undoing(run: &ProcedureRun, command: &NoteUndoing) -> Outcome {
    match run {
        ProcedureRun::Unknown => Err(R::ProcedureRunNotFound),
        ProcedureRun::Running(_) => Err(R::ProcedureRunUnderWay),
        ProcedureRun::Done(_) | ProcedureRun::Stopped(_) => {
            Ok(Decision::record(E::RunUndoingAsked {
                approvals: command.approvals.clone(),
                by: command.by.clone(),
                reason: command.reason.clone(),
                at: command.at,
            }))
        }
    }
}

pub(super) fn ask(run: &ProcedureRun, command: &AskStep) -> Outcome {
    let known = match run {
        ProcedureRun::Unknown => return Err(R::ProcedureRunNotFound),
        ProcedureRun::Done(_) | ProcedureRun::Stopped(_) => return Err(R::ProcedureRunOver),
        ProcedureRun::Running(known) => known,
    };
    match known.standing.get(&command.step) {
        Some(Standing::Asked { approval, .. }) if *approval == command.approval => {
            return Ok(Decision::AlreadyDone);
        }
        Some(_) => return Err(R::StepNotAtHand),
        None => {}
    }
    let step = known.step(&command.step).ok_or(R::StepNotAtHand)?;
    if !known.may_come(step) {
        return Err(R::StepNotAtHand);
    }
    Ok(Decision::record(E::RunStepAsked {
        step: command.step.clone(),
        approval_id: command.approval,
        at: command.at,
    }))
}

pub(super) fn note_delayed(run: &ProcedureRun, command: &NoteDelayed) -> Outcome {
    let known = begun(run)?;
    let Some(Standing::Asked { fault, .. }) = known.standing.get(&command.step) else {
        return Err(R::StepNotAtHand);
    };
    if fault.as_ref().map(|it| &it.code) == Some(&command.fault.code) {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(E::RunStepDelayed {
        step: command.step.clone(),
        fault: command.fault.clone(),
        at: command.at,
    }))
}

pub(super) fn note_done(run: &ProcedureRun, command: &NoteDone) -> Outcome {
    let known = begun(run)?;
    if known.is_done(&command.step) {
        return Ok(Decision::AlreadyDone);
    }
    must_be_open(known, &command.step)?;
    let (step, at) = (command.step.clone(), command.at);
    let standing = if command.found_made {
        Standing::FoundMade
    } else {
        Standing::Done
    };
    let mut after = known.clone();
    after.standing.insert(step.clone(), standing);
    let mut events = vec![if command.found_made {
        E::RunStepFoundMade { step, at }
    } else {
        E::RunStepDone { step, at }
    }];
    if matches!(run, ProcedureRun::Running(_)) && after.is_whole() {
        events.push(E::ProcedureRunDone { at });
    }
    Ok(Decision::Record(events))
}

pub(super) fn note_ended(run: &ProcedureRun, command: &NoteEnded) -> Outcome {
    let known = begun(run)?;
    let (step, came_to, at) = (command.step.clone(), command.came_to, command.at);
    if known.standing.get(&step) == Some(&Standing::Ended(came_to)) {
        return Ok(Decision::AlreadyDone);
    }
    must_be_open(known, &step)?;
    let ended = E::RunStepEnded {
        step: step.clone(),
        came_to,
        at,
    };
    Ok(stopping(run, ended, StopCause::Step { step, came_to }, at))
}

pub(super) fn note_not_asked(run: &ProcedureRun, command: &NoteNotAsked) -> Outcome {
    let known = begun(run)?;
    let (step, at) = (command.step.clone(), command.at);
    if known.standing.get(&step) == Some(&Standing::NotAsked) {
        return Ok(Decision::AlreadyDone);
    }
    must_be_open(known, &step)?;
    let event = E::RunStepNotAsked {
        step: step.clone(),
        fault: command.fault.clone(),
        at,
    };
    match &command.fault {
        Some(fault) => {
            let fault = fault.clone();
            Ok(stopping(
                run,
                event,
                StopCause::NotAsked { step, fault },
                at,
            ))
        }
        // Only what stopped asks for nothing without a reason of the step's own.
        None if matches!(run, ProcedureRun::Running(_)) => Err(R::StepNotAtHand),
        None => Ok(Decision::record(event)),
    }
}

fn begun(run: &ProcedureRun) -> Result<&Run, R> {
    run.run().ok_or(R::ProcedureRunNotFound)
}

fn must_be_open(run: &Run, step: &Key) -> Result<(), R> {
    if run.standing.get(step).is_some_and(Standing::is_open) {
        return Ok(());
    }
    Err(R::StepNotAtHand)
}

/// The first step that comes to nothing stops the run; later ones are noted.
fn stopping(run: &ProcedureRun, event: E, cause: StopCause, at: Micros) -> Decision<E> {
    let mut events = vec![event];
    if matches!(run, ProcedureRun::Running(_)) {
        events.push(stopped(cause, at));
    }
    Decision::Record(events)
}

fn stopped(cause: StopCause, at: Micros) -> E {
    E::ProcedureRunStopped { cause, at }
}
