//! One function per command of people: already done, then refusals, then events.

use super::{
    AbandonChange, Approval, ApprovalEvent, ApprovalRefusal, ChangePlan, Decider, Ending,
    GiveApproval, Grant, HandOutPassword, LONGEST_VALID_DAYS, MOST_CHANGES, OperationProblem,
    PLAN_VERSION, Password, Person, Precedent, RejectRequest, Request, RequestApproval,
    RetryChange, Risk, Step, WithdrawRequest,
};
use crate::aggregate::Decision;
use crate::record::Micros;
use crate::role::Right;
use crate::saga::{Next, Saga, Task, days};

pub(super) type Outcome = Result<Decision<ApprovalEvent>, ApprovalRefusal>;

pub(super) fn request(approval: &Approval, command: &RequestApproval) -> Outcome {
    if let Some(known) = approval.request() {
        let same = known.operation == command.operation && known.requester == command.requester;
        return if same {
            Ok(Decision::AlreadyDone)
        } else {
            Err(ApprovalRefusal::ApprovalExists)
        };
    }
    check(command)?;
    let ground = command.precedent.as_ref().map(|it| it.ground.clone());
    let mut events = vec![ApprovalEvent::ApprovalRequested {
        operation: Box::new(command.operation.clone()),
        plan: command.plan.clone(),
        risk: command.operation.risk(),
        requester: command.requester.clone(),
        reason: command.reason.clone(),
        decisions_needed: command.decisions_needed,
        ground: ground.clone().map(Box::new),
        valid_until: command.at.saturating_add(days(command.valid_days.into())),
        steps: PLAN_VERSION,
        correlation_id: command.correlation_id,
        at: command.at,
    }];
    if let Some(ground) = ground {
        events.push(granted(Grant::Rule(ground), &command.plan, command.at));
    }
    Ok(Decision::Record(events))
}

fn check(command: &RequestApproval) -> Result<(), ApprovalRefusal> {
    let RequestApproval {
        operation,
        plan,
        decisions_needed,
        valid_days,
        precedent,
        at,
        ..
    } = command;
    let unfit = |problem| ApprovalRefusal::OperationUnfit { problem };
    operation.check().map_err(unfit)?;
    if !plan.is_of(operation) {
        return Err(unfit(OperationProblem::ForeignPlan));
    }
    if plan.is_empty() {
        return Err(ApprovalRefusal::OperationEmpty);
    }
    if plan.changes.len() > MOST_CHANGES {
        return Err(unfit(OperationProblem::TooManyChanges));
    }
    if !(1..=2).contains(decisions_needed) {
        return Err(ApprovalRefusal::ApprovalDecisionsOutOfRange {
            wanted: *decisions_needed,
        });
    }
    if !(1..=LONGEST_VALID_DAYS).contains(valid_days) {
        return Err(ApprovalRefusal::ApprovalValidityOutOfRange {
            most: LONGEST_VALID_DAYS,
        });
    }
    let Some(Precedent {
        ground,
        used_today,
        tags,
    }) = precedent
    else {
        return Ok(());
    };
    let good = ground.grants(operation, *used_today, tags, *at);
    good.map_err(|problem| ApprovalRefusal::RuleNotGood { problem })
}

fn granted(grant: Grant, plan: &ChangePlan, at: Micros) -> ApprovalEvent {
    let digest = plan.digest.clone();
    ApprovalEvent::ApprovalGranted { grant, digest, at }
}

pub(super) fn approve(approval: &Approval, command: &GiveApproval) -> Outcome {
    let person = &command.by.person;
    if is_theirs_already(approval, command) {
        return Ok(Decision::AlreadyDone);
    }
    let request = open(approval, command.at)?;
    may_decide(request, &command.by)?;
    if request.risk == Risk::High && !command.by.has(request.risk.decided_by()) {
        return Err(ApprovalRefusal::ApprovalNeedsAdmin);
    }
    if command.digest != request.plan.digest {
        let current = request.plan.digest.clone();
        return Err(ApprovalRefusal::ApprovalPlanMoved { current });
    }
    if request.is_given_by(person) {
        return Err(ApprovalRefusal::ApprovalGivenTwice);
    }
    let at = command.at;
    let mut events = vec![ApprovalEvent::ApprovalGiven {
        by: person.clone(),
        role: command.by.role,
        digest: command.digest.clone(),
        at,
    }];
    let mut people: Vec<Person> = request.given.iter().map(|it| it.by.clone()).collect();
    people.push(person.clone());
    if people.len() >= usize::from(request.decisions_needed) {
        events.push(granted(Grant::People(people), &request.plan, at));
    }
    Ok(Decision::Record(events))
}

/// It was granted, and this person's decision about this plan is part of it.
fn is_theirs_already(approval: &Approval, command: &GiveApproval) -> bool {
    match approval {
        Approval::UnderWay(request)
        | Approval::Unwinding(request, _)
        | Approval::Ended(request, Ending::Done | Ending::Undone(_) | Ending::Abandoned) => {
            request.plan.digest == command.digest && request.is_given_by(&command.by.person)
        }
        Approval::Unknown | Approval::Waiting(_) | Approval::Ended(..) => false,
    }
}

pub(super) fn reject(approval: &Approval, command: &RejectRequest) -> Outcome {
    if matches!(approval, Approval::Ended(_, Ending::Rejected)) {
        return Ok(Decision::AlreadyDone);
    }
    let request = open(approval, command.at)?;
    may_decide(request, &command.by)?;
    Ok(Decision::record(ApprovalEvent::ApprovalRejected {
        by: command.by.person.clone(),
        reason: command.reason.clone(),
        at: command.at,
    }))
}

pub(super) fn withdraw(approval: &Approval, command: &WithdrawRequest) -> Outcome {
    if matches!(approval, Approval::Ended(_, Ending::Withdrawn)) {
        return Ok(Decision::AlreadyDone);
    }
    let request = open(approval, command.at)?;
    if request.requester != command.by.person && !command.by.has(Right::Administer) {
        return Err(ApprovalRefusal::NotYoursToWithdraw);
    }
    Ok(Decision::record(ApprovalEvent::ApprovalWithdrawn {
        by: command.by.person.clone(),
        reason: command.reason.clone(),
        at: command.at,
    }))
}

/// The request, while it can be decided.
fn open(approval: &Approval, at: Micros) -> Result<&Request, ApprovalRefusal> {
    match approval {
        Approval::Unknown => Err(ApprovalRefusal::ApprovalNotFound),
        Approval::Waiting(request) if request.is_open(at) => Ok(request),
        // Whether or not somebody said so already.
        Approval::Waiting(_) | Approval::Ended(_, Ending::Expired) => {
            Err(ApprovalRefusal::ApprovalExpired)
        }
        Approval::UnderWay(_) | Approval::Unwinding(..) => Err(ApprovalRefusal::ApprovalUnderWay),
        Approval::Ended(..) => Err(ApprovalRefusal::ApprovalDecided),
    }
}

fn may_decide(request: &Request, by: &Decider) -> Result<(), ApprovalRefusal> {
    if request.requester == by.person {
        Err(ApprovalRefusal::ApprovalOfOwnRequest)
    } else if by.has(Right::Operate) {
        Ok(())
    } else {
        Err(ApprovalRefusal::ApprovalNeedsTech)
    }
}

pub(super) fn retry(approval: &Approval, command: &RetryChange) -> Outcome {
    let request = carried_out(approval)?;
    let at = command.at;
    if request.pace.not_before <= at {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(ApprovalEvent::RetryRequested { at }))
}

pub(super) fn abandon(approval: &Approval, command: &AbandonChange) -> Outcome {
    if matches!(approval, Approval::Ended(_, Ending::Abandoned)) {
        return Ok(Decision::AlreadyDone);
    }
    let request = carried_out(approval)?;
    if !command.by.has(Right::Operate) {
        return Err(ApprovalRefusal::ApprovalNeedsTech);
    }
    if request.execution.attention.is_none() && !waits_for_grace(approval) {
        return Err(ApprovalRefusal::ApprovalNotStuck);
    }
    Ok(Decision::record(ApprovalEvent::ChangeAbandoned {
        by: command.by.person.clone(),
        reason: command.reason.clone(),
        at: command.at,
    }))
}

/// What is still to be done waits for nothing but time, and somebody may think otherwise by then.
fn waits_for_grace(approval: &Approval) -> bool {
    let task = match approval.next() {
        Next::Due { task, .. } => task,
        Next::Rest => return false,
    };
    task == Task::Do(Step::WaitForGrace)
}

/// The request, while something of it is under way.
fn carried_out(approval: &Approval) -> Result<&Request, ApprovalRefusal> {
    match approval {
        Approval::Unknown => Err(ApprovalRefusal::ApprovalNotFound),
        Approval::UnderWay(request) | Approval::Unwinding(request, _) => Ok(request),
        Approval::Waiting(_)
        | Approval::Ended(_, Ending::Rejected | Ending::Withdrawn | Ending::Expired) => {
            Err(ApprovalRefusal::ApprovalNotGranted)
        }
        Approval::Ended(_, Ending::Done | Ending::Undone(_) | Ending::Abandoned) => {
            Err(ApprovalRefusal::ApprovalDecided)
        }
    }
}

pub(super) fn hand_out(approval: &Approval, command: &HandOutPassword) -> Outcome {
    let request = match approval {
        Approval::Unknown => return Err(ApprovalRefusal::ApprovalNotFound),
        Approval::Ended(request, Ending::Done) => request,
        Approval::UnderWay(_) => return Err(ApprovalRefusal::ApprovalUnderWay),
        Approval::Waiting(_) => return Err(ApprovalRefusal::ApprovalNotGranted),
        Approval::Unwinding(..) | Approval::Ended(..) => {
            return Err(ApprovalRefusal::PasswordNotThere);
        }
    };
    if !request.may_have_password(&command.to.person) {
        return Err(ApprovalRefusal::PasswordNotYours);
    }
    if !command.to.has(Right::Operate) {
        return Err(ApprovalRefusal::ApprovalNeedsTech);
    }
    match request.execution.password {
        Password::Kept if !is_over(approval, command.at) => {
            Ok(Decision::record(ApprovalEvent::PasswordHandedOut {
                to: command.to.person.clone(),
                at: command.at,
            }))
        }
        // Also for whoever it was handed out to: it is given once.
        Password::HandedOut { .. } => Err(ApprovalRefusal::PasswordHandedOut),
        Password::Kept | Password::None | Password::Dropped => {
            Err(ApprovalRefusal::PasswordNotThere)
        }
    }
}

/// It is being taken out of the vault by now, or was.
fn is_over(approval: &Approval, at: Micros) -> bool {
    matches!(approval.next(), Next::Due { not_before, .. } if not_before <= at)
}
