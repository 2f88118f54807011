//! The plan: what comes next, and how long one waits for it.

use super::attempt::AppAccessKnown;
use super::setback::Setback;
use super::{Attempt, Made, Onboarding, RelationshipStage, Step, Turn};
use crate::gdap_template::AppAccess;
use crate::record::Micros;
use crate::saga::{self, Class, Fault, Next, Patience, Task, days, hours, minutes, seconds};

/// The version that new onboardings follow. A changed plan gets a new number, and those under way
/// go on by the one that they began with.
pub const PLAN_VERSION: u32 = 1;

/// From top to bottom. A stage may be several steps, one for each group.
const PLAN: [Stage; 13] = [
    Stage::ProbeExisting,
    Stage::CreateRelationship,
    Stage::WaitUntilCreated,
    Stage::LockForApproval,
    Stage::WaitForApproval,
    Stage::WaitUntilActive,
    Stage::CheckGroups,
    Stage::AssignRoles,
    Stage::WaitUntilAssigned,
    Stage::CheckAppAccess,
    Stage::AuthoriseApp,
    Stage::VerifyAccess,
    Stage::EndSuperseded,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    ProbeExisting,
    CreateRelationship,
    WaitUntilCreated,
    LockForApproval,
    WaitForApproval,
    WaitUntilActive,
    CheckGroups,
    AssignRoles,
    WaitUntilAssigned,
    CheckAppAccess,
    AuthoriseApp,
    VerifyAccess,
    EndSuperseded,
}

const _: () = saga::check_plan(&[
    Stage::ProbeExisting.class(),
    Stage::CreateRelationship.class(),
    Stage::WaitUntilCreated.class(),
    Stage::LockForApproval.class(),
    Stage::WaitForApproval.class(),
    Stage::WaitUntilActive.class(),
    Stage::CheckGroups.class(),
    Stage::AssignRoles.class(),
    Stage::WaitUntilAssigned.class(),
    Stage::CheckAppAccess.class(),
    Stage::AuthoriseApp.class(),
    Stage::VerifyAccess.class(),
    Stage::EndSuperseded.class(),
]);

/// What new access takes to be known everywhere.
const PROPAGATION: Micros = seconds(20);

pub(super) fn next(onboarding: &Onboarding) -> Next<Step> {
    match onboarding {
        Onboarding::Ended(attempt, _) if attempt.left.contains(&Made::Relationship) => {
            due(attempt, Task::Do(Step::WatchInvitation))
        }
        Onboarding::Unknown | Onboarding::Ended(..) => Next::Rest,
        // Begun before there were plans: people end it by hand.
        Onboarding::UnderWay(attempt) if attempt.plan == 0 => Next::Rest,
        Onboarding::UnderWay(attempt) => forward(attempt),
        Onboarding::Unwinding(attempt, turn) => backward(attempt, turn),
    }
}

fn forward(attempt: &Attempt) -> Next<Step> {
    let step = PLAN.iter().find_map(|stage| stage.open(attempt));
    let Some(step) = step else {
        return due(attempt, Task::Conclude);
    };
    // Nobody has to wait for what was there before.
    let propagating = step == Step::VerifyAccess && !attempt.made.is_empty();
    let settled = attempt.pace.since + if propagating { PROPAGATION } else { 0 };
    Next::Due {
        task: Task::Do(step),
        not_before: attempt.pace.not_before.max(settled),
    }
}

/// All that an attempt may come to, in order.
pub(super) fn steps(attempt: &Attempt) -> Vec<Step> {
    PLAN.iter().flat_map(|stage| stage.steps(attempt)).collect()
}

/// First what is in doubt is clarified, then all that was made is undone, the last first.
fn backward(attempt: &Attempt, turn: &Turn) -> Next<Step> {
    if let Some(open) = attempt.pace.open.as_ref().filter(|open| open.step.makes()) {
        return due(attempt, Task::Clarify(open.step.clone()));
    }
    let ending = matches!(turn, Turn::Ending(_));
    match attempt.made.last() {
        Some(made) => due(attempt, Task::Do(made.undo())),
        // What was in place before an attempt to put it right is still the customer's.
        None if attempt.holds_tenant && (ending || !attempt.repair) => {
            due(attempt, Task::Do(Step::ReleaseTenant))
        }
        None => due(attempt, Task::Conclude),
    }
}

fn due(attempt: &Attempt, task: Task<Step>) -> Next<Step> {
    Next::Due {
        task,
        not_before: attempt.pace.not_before,
    }
}

impl Stage {
    const fn class(self) -> Class {
        match self {
            Self::ProbeExisting
            | Self::WaitUntilCreated
            | Self::WaitUntilActive
            | Self::WaitUntilAssigned
            | Self::CheckAppAccess
            | Self::VerifyAccess => Class::RetryOnly,
            Self::WaitForApproval => Class::NeedsPerson,
            Self::EndSuperseded => Class::PointOfNoReturn,
            Self::CreateRelationship | Self::CheckGroups => Class::Reversible,
            Self::LockForApproval | Self::AssignRoles | Self::AuthoriseApp => Class::Compensable,
        }
    }

    fn steps(self, attempt: &Attempt) -> Vec<Step> {
        let groups = || attempt.terms.shares.iter().map(|share| share.group.clone());
        match self {
            Self::ProbeExisting => vec![Step::ProbeExisting],
            Self::CreateRelationship => vec![Step::CreateRelationship],
            Self::WaitUntilCreated => vec![Step::WaitUntilCreated],
            Self::LockForApproval => vec![Step::LockForApproval],
            Self::WaitForApproval => vec![Step::WaitForApproval],
            Self::WaitUntilActive => vec![Step::WaitUntilActive],
            Self::CheckGroups => groups().map(Step::CheckGroup).collect(),
            Self::AssignRoles => groups().map(Step::AssignRoles).collect(),
            Self::WaitUntilAssigned => groups().map(Step::WaitUntilAssigned).collect(),
            Self::CheckAppAccess | Self::AuthoriseApp if !by_partner(attempt) => Vec::new(),
            Self::CheckAppAccess => vec![Step::CheckAppAccess],
            Self::AuthoriseApp => vec![Step::AuthoriseApp],
            Self::VerifyAccess => vec![Step::VerifyAccess],
            Self::EndSuperseded => {
                let replaced = attempt.superseded.iter();
                replaced
                    .map(|it| Step::EndSuperseded(it.id.clone()))
                    .collect()
            }
        }
    }

    /// What of this stage is still to be done.
    fn open(self, attempt: &Attempt) -> Option<Step> {
        let reached = |stage| {
            attempt
                .relationship
                .as_ref()
                .is_some_and(|it| it.stage >= stage)
        };
        let until = |stage, step| (!reached(stage)).then_some(step);
        match self {
            Self::ProbeExisting => {
                let known = attempt.name.is_some() || attempt.relationship.is_some();
                (!known).then_some(Step::ProbeExisting)
            }
            Self::CreateRelationship => {
                until(RelationshipStage::Proposed, Step::CreateRelationship)
            }
            Self::WaitUntilCreated => until(RelationshipStage::Created, Step::WaitUntilCreated),
            Self::LockForApproval => until(RelationshipStage::Locked, Step::LockForApproval),
            Self::WaitForApproval => until(RelationshipStage::Approved, Step::WaitForApproval),
            Self::WaitUntilActive => until(RelationshipStage::Active, Step::WaitUntilActive),
            Self::CheckGroups => attempt
                .share_without(|group| attempt.groups.contains_key(group))
                .map(Step::CheckGroup),
            Self::AssignRoles => attempt
                .share_without(|group| attempt.assignments.contains_key(group))
                .map(Step::AssignRoles),
            Self::WaitUntilAssigned => attempt
                .share_without(|group| attempt.assignments.get(group).is_some_and(|it| it.active))
                .map(Step::WaitUntilAssigned),
            Self::CheckAppAccess => (by_partner(attempt)
                && attempt.app_access == AppAccessKnown::Unknown)
                .then_some(Step::CheckAppAccess),
            Self::AuthoriseApp => (by_partner(attempt)
                && attempt.app_access == AppAccessKnown::Missing)
                .then_some(Step::AuthoriseApp),
            Self::VerifyAccess => (!attempt.verified).then_some(Step::VerifyAccess),
            Self::EndSuperseded => {
                let first = attempt.superseded.iter().find(|it| !it.over);
                first.map(|it| Step::EndSuperseded(it.id.clone()))
            }
        }
    }
}

fn by_partner(attempt: &Attempt) -> bool {
    attempt.terms.app_access == AppAccess::ByPartner
}

/// How the customer's approval is waited for. When it is looked for follows from the beginning of
/// the wait alone, so a view of the ledger can tell as well.
pub const fn approval_patience(approval_days: u16) -> Patience {
    Patience {
        first: seconds(15),
        slowest: hours(4),
        limit: days(approval_days as i64), // A constant function has no `From`; nothing is lost.
    }
}

/// How long a step is waited for. A step that is not waited for has so long to get past faults
/// that pass.
pub(super) fn patience(step: &Step, approval_days: u16, attention_hours: u16) -> Patience {
    let (first, slowest, limit) = match step {
        Step::WaitForApproval => return approval_patience(approval_days),
        Step::WaitUntilCreated => (seconds(1), minutes(5), days(2)),
        Step::WaitUntilActive | Step::WaitUntilAssigned(_) | Step::CheckAppAccess => {
            (seconds(5), minutes(5), days(2))
        }
        Step::VerifyAccess => (seconds(30), minutes(30), days(7)),
        Step::ProbeExisting
        | Step::CreateRelationship
        | Step::LockForApproval
        | Step::CheckGroup(_)
        | Step::AssignRoles(_)
        | Step::AuthoriseApp => (seconds(2), minutes(5), days(2)),
        // Undoing has no end of its own: after this time it calls for attention.
        Step::WithdrawApp
        | Step::RemoveAssignment(_)
        | Step::DeleteGroup(_)
        | Step::EndRelationship
        | Step::LeaveFooting(_)
        | Step::ReleaseTenant
        | Step::EndSuperseded(_) => (seconds(2), minutes(15), hours(attention_hours.into())),
        // Invitations that nobody answers are open for 90 days.
        Step::WatchInvitation => (hours(1), days(1), days(100)),
    };
    Patience {
        first,
        slowest,
        limit,
    }
}

/// What is to blame when a step took too long: what kept it last, or the wait itself.
pub(super) fn overdue(step: &Step, last: Option<&Fault>) -> Fault {
    let own = match step {
        Step::WaitForApproval => Setback::ApprovalOverdue,
        Step::WaitUntilActive => Setback::ActivationOverdue,
        Step::WaitUntilAssigned(_) => Setback::AssignmentOverdue,
        Step::VerifyAccess => Setback::AccessNotVerified,
        Step::ProbeExisting
        | Step::CreateRelationship
        | Step::WaitUntilCreated
        | Step::LockForApproval
        | Step::CheckGroup(_)
        | Step::AssignRoles(_)
        | Step::CheckAppAccess
        | Step::AuthoriseApp
        | Step::WithdrawApp
        | Step::RemoveAssignment(_)
        | Step::DeleteGroup(_)
        | Step::EndRelationship
        | Step::LeaveFooting(_)
        | Step::ReleaseTenant
        | Step::EndSuperseded(_)
        | Step::WatchInvitation => Setback::StepOverdue,
    };
    match last {
        Some(last) if *step != Step::WaitForApproval => last.clone(),
        _ => own.fault(format!("gave up to {step}")),
    }
}
