//! What the engine records while it carries an approval on.

use super::decide::Outcome;
use super::plan;
use super::{Approval, ApprovalEvent, ApprovalRefusal, Permitting, Request, Step};
use crate::aggregate::Decision;
use crate::record::Micros;
use crate::saga::{Class, Next, Progress, Task, What};

pub(super) fn proceed(approval: &Approval, progress: &Progress<Step, ApprovalEvent>) -> Outcome {
    let Some(request) = approval.request() else {
        return Err(ApprovalRefusal::ApprovalNotFound);
    };
    if progress.fence < request.pace.fence {
        return Err(ApprovalRefusal::WorkerStale);
    }
    let Next::Due { task, not_before } = plan::next(approval) else {
        return Err(ApprovalRefusal::StepNotAtHand);
    };
    let (at, fence) = (progress.at, progress.fence);
    match &progress.what {
        What::Conclude => conclude(approval, &task, at),
        // Whose clock is fast lets nothing expire before its time.
        What::Note(_) if at < not_before => Err(ApprovalRefusal::StepNotAtHand),
        What::Note(fact) => note(request, &task, fact),
        What::Request(step) => when_at_hand(&task, *step, || ApprovalEvent::StepRequested {
            step: *step,
            at,
            fence,
        }),
        What::Delay { step, fault, until } => {
            when_at_hand(&task, *step, || ApprovalEvent::StepDelayed {
                step: *step,
                fault: fault.clone(),
                until: *until,
                at,
                fence,
            })
        }
        What::GiveUp { step, fault } if may_fail(approval, *step) => {
            when_at_hand(&task, *step, || ApprovalEvent::StepFailed {
                step: *step,
                fault: fault.clone(),
                at,
                fence,
            })
        }
        What::GiveUp { .. } => Err(ApprovalRefusal::StepNotAtHand),
        What::CallAttention { step, fault } if is_under_way(approval) => {
            if request.execution.attention.is_some() {
                return Ok(Decision::AlreadyDone);
            }
            when_at_hand(&task, *step, || ApprovalEvent::AttentionNeeded {
                step: *step,
                fault: fault.clone(),
                at,
            })
        }
        // After the end only a password is left, which works no more once it was used.
        What::CallAttention { .. } => Ok(Decision::AlreadyDone),
    }
}

fn is_under_way(approval: &Approval) -> bool {
    matches!(approval, Approval::UnderWay(_) | Approval::Unwinding(..))
}

/// Nothing fails any more once something was done that cannot be taken back.
fn may_fail(approval: &Approval, step: Step) -> bool {
    let Approval::UnderWay(request) = approval else {
        return false;
    };
    let stays = |step: &Step| step.class_of() == Class::PointOfNoReturn;
    !step.is_never_given_up() && !request.execution.done.iter().any(stays)
}

fn when_at_hand(task: &Task<Step>, step: Step, event: impl FnOnce() -> ApprovalEvent) -> Outcome {
    match task {
        Task::Do(at_hand) | Task::Clarify(at_hand) if *at_hand == step => {
            Ok(Decision::record(event()))
        }
        Task::Do(_) | Task::Clarify(_) | Task::Conclude => Err(ApprovalRefusal::StepNotAtHand),
    }
}

/// An outcome is believed when it is one of the step at hand.
fn note(request: &Request, task: &Task<Step>, fact: &ApprovalEvent) -> Outcome {
    let fits = match task {
        Task::Do(Step::ConfirmPlan) if is_about_permissions(fact) => permits(request, fact),
        Task::Do(step) => fact.ends() == Some(*step) && is_sound(request, fact),
        Task::Clarify(step) => {
            let absent =
                matches!(fact, ApprovalEvent::EffectNotFound { step: of, .. } if of == step);
            absent || fact.ends() == Some(*step)
        }
        Task::Conclude => false,
    };
    if fits {
        Ok(Decision::record(fact.clone()))
    } else {
        Err(ApprovalRefusal::StepNotAtHand)
    }
}

fn is_about_permissions(fact: &ApprovalEvent) -> bool {
    matches!(
        fact,
        ApprovalEvent::PermissionsSought { .. } | ApprovalEvent::PermissionsGiven { .. }
    )
}

/// They are sought before they are given, and sought anew only when what was given did not help.
fn permits(request: &Request, fact: &ApprovalEvent) -> bool {
    let permitting = request.execution.permitting.as_ref();
    if let ApprovalEvent::PermissionsSought { scopes, at } = fact {
        let is_open = |it: &Permitting| it.given_at.is_none() || it.is_fresh(*at);
        !scopes.is_empty() && !permitting.is_some_and(is_open)
    } else {
        permitting.is_some_and(|it| it.given_at.is_none())
    }
}

/// A plan is confirmed as the one that was approved, and moves to another one that is this
/// operation's and changes something.
fn is_sound(request: &Request, fact: &ApprovalEvent) -> bool {
    if let ApprovalEvent::PlanConfirmed { digest, .. } = fact {
        return *digest == request.plan.digest;
    }
    if let ApprovalEvent::PlanMoved { plan, .. } = fact {
        let other = plan.digest != request.plan.digest;
        return other && !plan.is_empty() && plan.is_of(&request.operation);
    }
    true
}

fn conclude(approval: &Approval, task: &Task<Step>, at: Micros) -> Outcome {
    match approval {
        Approval::UnderWay(_) if *task == Task::Conclude => {
            Ok(Decision::record(ApprovalEvent::ChangeMade { at }))
        }
        Approval::Unwinding(_, fault) if *task == Task::Conclude => {
            let fault = fault.clone();
            Ok(Decision::record(ApprovalEvent::ChangeUndone { fault, at }))
        }
        Approval::Unknown
        | Approval::Waiting(_)
        | Approval::UnderWay(_)
        | Approval::Unwinding(..)
        | Approval::Ended(..) => Err(ApprovalRefusal::StepNotAtHand),
    }
}
