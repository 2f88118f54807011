//! One function per command: already done, then refusals, then events.

use super::learning::settles;
use super::{
    AbandonOnboarding, Attempt, CancelOnboarding, EndAccess, Ending, NoteDrift, Onboarding,
    OnboardingEvent, OnboardingRefusal, PLAN_VERSION, RetryOnboarding, StartOnboarding, Step, Turn,
};
use crate::aggregate::Decision;
use crate::record::Micros;
use crate::saga::{Next, Progress, Saga, Task, What};
use crate::text::Reason;

type Outcome = Result<Decision<OnboardingEvent>, OnboardingRefusal>;

pub(super) fn start(onboarding: &Onboarding, command: &StartOnboarding) -> Outcome {
    let earlier = match onboarding {
        Onboarding::Unknown => 0,
        // Nothing is put right that is being taken back.
        Onboarding::Unwinding(live, Turn::Ending(_)) if live.customer_id == command.customer_id => {
            return Err(OnboardingRefusal::OnboardingUnwinding);
        }
        Onboarding::UnderWay(live) | Onboarding::Unwinding(live, _) => {
            return if live.customer_id == command.customer_id {
                Ok(Decision::AlreadyDone)
            } else {
                Err(OnboardingRefusal::OnboardingExists)
            };
        }
        Onboarding::Ended(last, Ending::Activated) if is_in_place(last, command) => {
            return Ok(Decision::AlreadyDone);
        }
        Onboarding::Ended(last, _) => last.number,
    };
    Ok(Decision::record(OnboardingEvent::OnboardingStarted {
        customer_id: command.customer_id,
        tenant_id: command.tenant_id,
        customer_name: Some(command.customer_name.clone()),
        attempt: earlier + 1,
        plan: PLAN_VERSION,
        template: Some(command.template),
        terms: Some(command.terms.clone()),
        repair: onboarding.has_access(),
        correlation_id: command.correlation_id,
        at: command.at,
    }))
}

fn is_in_place(last: &Attempt, command: &StartOnboarding) -> bool {
    !command.repair && last.customer_id == command.customer_id && last.terms == command.terms
}

pub(super) fn cancel(onboarding: &Onboarding, command: &CancelOnboarding) -> Outcome {
    let reason = command.reason.clone();
    match onboarding {
        Onboarding::Unknown => Err(OnboardingRefusal::OnboardingNotFound),
        Onboarding::Ended(_, Ending::Cancelled) | Onboarding::Unwinding(_, Turn::Cancelled(_)) => {
            Ok(Decision::AlreadyDone)
        }
        Onboarding::Ended(..) => Err(OnboardingRefusal::OnboardingEnded),
        Onboarding::Unwinding(..) => Err(OnboardingRefusal::OnboardingUnwinding),
        // Nothing was ever done by itself, so there is nothing to undo.
        Onboarding::UnderWay(attempt) if attempt.plan == 0 => {
            Ok(Decision::record(OnboardingEvent::OnboardingCancelled {
                reason,
            }))
        }
        Onboarding::UnderWay(_) => {
            let at = command.at;
            Ok(Decision::record(OnboardingEvent::CancellationRequested {
                reason,
                at,
            }))
        }
    }
}

pub(super) fn retry(onboarding: &Onboarding, command: &RetryOnboarding) -> Outcome {
    match onboarding {
        Onboarding::Unknown => Err(OnboardingRefusal::OnboardingNotFound),
        Onboarding::Ended(..) if !is_waited_for(onboarding) => {
            Err(OnboardingRefusal::OnboardingEnded)
        }
        Onboarding::UnderWay(live)
        | Onboarding::Unwinding(live, _)
        | Onboarding::Ended(live, _) => {
            // What is waited for is looked at in ever longer pauses that nobody records.
            if live.pace.not_before <= command.at && !is_waited_for(onboarding) {
                return Ok(Decision::AlreadyDone);
            }
            let at = command.at;
            Ok(Decision::record(OnboardingEvent::RetryRequested { at }))
        }
    }
}

fn is_waited_for(onboarding: &Onboarding) -> bool {
    matches!(onboarding.next(), Next::Due { task: Task::Do(step), .. } if step.is_wait())
}

pub(super) fn abandon(onboarding: &Onboarding, command: &AbandonOnboarding) -> Outcome {
    match onboarding {
        Onboarding::Unknown => Err(OnboardingRefusal::OnboardingNotFound),
        Onboarding::Ended(_, Ending::Abandoned) => Ok(Decision::AlreadyDone),
        Onboarding::Ended(..) => Err(OnboardingRefusal::OnboardingEnded),
        Onboarding::Unwinding(attempt, _) if attempt.attention.is_some() => {
            Ok(Decision::record(OnboardingEvent::OnboardingAbandoned {
                reason: command.reason.clone(),
                at: command.at,
            }))
        }
        Onboarding::UnderWay(_) | Onboarding::Unwinding(..) => {
            Err(OnboardingRefusal::OnboardingNotStuck)
        }
    }
}

/// Of the very access that was looked at: what is being put right, or was meanwhile, is looked at anew.
pub(super) fn end_access(onboarding: &Onboarding, command: &EndAccess) -> Outcome {
    match onboarding {
        Onboarding::Unknown => return Err(OnboardingRefusal::OnboardingNotFound),
        Onboarding::Ended(_, Ending::AccessEnded { .. })
        | Onboarding::Unwinding(_, Turn::Ending(_)) => {
            return Ok(Decision::AlreadyDone);
        }
        Onboarding::UnderWay(live) | Onboarding::Unwinding(live, _) if live.repair => {
            return Err(OnboardingRefusal::OnboardingMoved);
        }
        Onboarding::UnderWay(_) | Onboarding::Unwinding(..) | Onboarding::Ended(..) => {}
    }
    let (Some(attempt), Some(access)) = (onboarding.attempt(), onboarding.access()) else {
        return Err(OnboardingRefusal::OnboardingNotInPlace);
    };
    if attempt.number != command.attempt {
        return Err(OnboardingRefusal::OnboardingMoved);
    }
    // What people brought about by hand they end by hand.
    if access.relationship.is_none() {
        return Err(OnboardingRefusal::OnboardingByHand);
    }
    Ok(Decision::record(OnboardingEvent::AccessEndRequested {
        reason: command.reason.clone(),
        at: command.at,
    }))
}

/// Recorded only when it changes.
pub(super) fn note_drift(onboarding: &Onboarding, command: &NoteDrift) -> Outcome {
    let watched = onboarding.watched();
    let Some(attempt) = watched.filter(|it| it.number == command.attempt) else {
        return Err(OnboardingRefusal::OnboardingNotInPlace);
    };
    let at = command.at;
    if attempt.drift == command.findings {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(if command.findings.is_empty() {
        OnboardingEvent::DriftGone { at }
    } else {
        let findings = command.findings.clone();
        OnboardingEvent::DriftFound { findings, at }
    }))
}

pub(super) fn proceed(
    onboarding: &Onboarding,
    progress: &Progress<Step, OnboardingEvent>,
) -> Outcome {
    let Some(attempt) = onboarding.attempt() else {
        return Err(OnboardingRefusal::OnboardingNotFound);
    };
    if progress.fence < attempt.pace.fence {
        return Err(OnboardingRefusal::WorkerStale);
    }
    let Next::Due { task, .. } = onboarding.next() else {
        return Err(match onboarding {
            Onboarding::Ended(..) => OnboardingRefusal::OnboardingEnded,
            Onboarding::Unknown | Onboarding::UnderWay(_) | Onboarding::Unwinding(..) => {
                OnboardingRefusal::StepNotAtHand
            }
        });
    };
    let (at, fence) = (progress.at, progress.fence);
    match &progress.what {
        What::Conclude => conclude(onboarding, &task, at),
        What::Request(step) => when_at_hand(&task, step, || OnboardingEvent::StepRequested {
            step: step.clone(),
            at,
            fence,
        }),
        What::Delay { step, fault, until } => {
            when_at_hand(&task, step, || OnboardingEvent::StepDelayed {
                step: step.clone(),
                fault: fault.clone(),
                until: *until,
                at,
            })
        }
        What::Note(fact) => note(&task, fact),
        What::GiveUp { step, fault } if matches!(onboarding, Onboarding::UnderWay(_)) => {
            when_at_hand(&task, step, || OnboardingEvent::StepFailed {
                step: step.clone(),
                fault: fault.clone(),
                at,
            })
        }
        What::CallAttention { step, fault } if matches!(onboarding, Onboarding::Unwinding(..)) => {
            if attempt.attention.is_some() {
                return Ok(Decision::AlreadyDone);
            }
            when_at_hand(&task, step, || attention(step, fault.clone(), at))
        }
        // What works already, and what is watched after the end, is nobody's worry.
        What::CallAttention { .. } => Ok(Decision::AlreadyDone),
        What::GiveUp { .. } => Err(OnboardingRefusal::StepNotAtHand),
    }
}

fn attention(step: &Step, fault: crate::saga::Fault, at: Micros) -> OnboardingEvent {
    OnboardingEvent::AttentionNeeded {
        step: step.clone(),
        fault,
        at,
    }
}

fn when_at_hand(
    task: &Task<Step>,
    step: &Step,
    event: impl FnOnce() -> OnboardingEvent,
) -> Outcome {
    match task {
        Task::Do(at_hand) | Task::Clarify(at_hand) if at_hand == step => {
            Ok(Decision::record(event()))
        }
        Task::Do(_) | Task::Clarify(_) | Task::Conclude => Err(OnboardingRefusal::StepNotAtHand),
    }
}

/// An outcome is believed when it is one of the step at hand.
fn note(task: &Task<Step>, fact: &OnboardingEvent) -> Outcome {
    let fits = match task {
        Task::Do(step) => settles(fact, step),
        Task::Clarify(step) => {
            let absent =
                matches!(fact, OnboardingEvent::EffectNotFound { step: of, .. } if of == step);
            absent || settles(fact, step)
        }
        Task::Conclude => false,
    };
    if fits {
        Ok(Decision::record(fact.clone()))
    } else {
        Err(OnboardingRefusal::StepNotAtHand)
    }
}

fn conclude(onboarding: &Onboarding, task: &Task<Step>, at: Micros) -> Outcome {
    if *task != Task::Conclude {
        return Err(OnboardingRefusal::StepNotAtHand);
    }
    match onboarding {
        Onboarding::UnderWay(_) => Ok(Decision::record(OnboardingEvent::OnboardingActivated {})),
        Onboarding::Unwinding(_, Turn::Failed(fault)) => {
            Ok(Decision::record(OnboardingEvent::OnboardingFailed {
                code: fault.code.clone(),
                detail: Reason::clipped(&fault.detail, &fault.code),
            }))
        }
        Onboarding::Unwinding(_, Turn::Cancelled(reason)) => {
            let reason = reason.clone();
            Ok(Decision::record(OnboardingEvent::OnboardingCancelled {
                reason,
            }))
        }
        Onboarding::Unwinding(_, Turn::Ending(reason)) => {
            let reason = reason.clone();
            Ok(Decision::record(OnboardingEvent::AccessEnded {
                reason,
                at,
            }))
        }
        Onboarding::Unknown | Onboarding::Ended(..) => Err(OnboardingRefusal::StepNotAtHand),
    }
}
