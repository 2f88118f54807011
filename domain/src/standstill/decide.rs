//! One function per command: already done, then events. Nothing is refused.

use super::{ResumeWork, Standstill, StandstillEvent, StopWork};
use crate::aggregate::Decision;

type Outcome = Decision<StandstillEvent>;

/// The first fault counts: the others only repeat it.
pub(super) fn stop(standstill: &Standstill, command: &StopWork) -> Outcome {
    if standstill.cause.is_some() {
        return Decision::AlreadyDone;
    }
    Decision::record(StandstillEvent::WorkStopped {
        fault: command.fault.clone(),
        at: command.at,
    })
}

pub(super) fn resume(standstill: &Standstill, command: &ResumeWork) -> Outcome {
    if standstill.cause.is_none() {
        return Decision::AlreadyDone;
    }
    let at = command.at;
    Decision::record(StandstillEvent::WorkResumed { at })
}
