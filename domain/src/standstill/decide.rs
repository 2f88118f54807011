//! One function per command: already done, then refusals, then events.

use super::{ResumeWork, Standstill, StandstillEvent, StandstillRefusal, StopWork};
use crate::aggregate::Decision;

type Outcome = Result<Decision<StandstillEvent>, StandstillRefusal>;

/// The first fault counts: the others only repeat it.
pub(super) fn stop(standstill: &Standstill, command: &StopWork) -> Outcome {
    if standstill.cause.is_some() {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(StandstillEvent::WorkStopped {
        fault: command.fault.clone(),
        at: command.at,
    }))
}

pub(super) fn resume(standstill: &Standstill, command: &ResumeWork) -> Outcome {
    if standstill.cause.is_none() {
        return Ok(Decision::AlreadyDone);
    }
    let at = command.at;
    Ok(Decision::record(StandstillEvent::WorkResumed { at }))
}
