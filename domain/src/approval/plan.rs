//! The plan: what comes next, and how long one waits for it.

use super::{Approval, Ending, Operation, OperationKind, Password, Request, Step};
use crate::gdap_template::Terms;
use crate::onboarding::Setback;
use crate::record::Micros;
use crate::saga::{self, Class, Fault, Next, Patience, Task, days, hours, minutes, seconds};

/// The version of the steps that new requests follow. Changed steps get a new number, and those
/// under way go on by the ones that they began with.
pub const PLAN_VERSION: u32 = 1;

/// A first password that nobody fetched is kept for so many days.
pub const PASSWORD_DAYS: i64 = 7;

/// How long whoever was given a first password has to read it, before it is taken out of the vault.
pub const READING: Micros = minutes(10);

/// How long before the end of its time people are reminded of a request.
pub const NOTICE: Micros = days(1);

const CREATE_USER: &[Step] = &[
    Step::ConfirmPlan,
    Step::KeepPassword,
    Step::CreateUser,
    Step::ChangeLicences,
];
const DISABLE_USER: &[Step] = &[
    Step::ConfirmPlan,
    Step::BlockSignIn,
    Step::RevokeSessions,
    Step::WaitForGrace,
    Step::FreeLicences,
];
const ENABLE_USER: &[Step] = &[Step::ConfirmPlan, Step::AllowSignIn];
const CHANGE_LICENCES: &[Step] = &[
    Step::ConfirmPlan,
    Step::SetUsageLocation,
    Step::ChangeLicences,
];
const DELETE_USER: &[Step] = &[Step::ConfirmPlan, Step::DeleteUser];
const CARRY_OUT: &[Step] = &[Step::ConfirmPlan, Step::CarryOut];

const _: () = {
    check(CREATE_USER);
    check(DISABLE_USER);
    check(ENABLE_USER);
    check(CHANGE_LICENCES);
    check(DELETE_USER);
    check(CARRY_OUT);
};

const fn check(steps: &[Step]) {
    let mut classes = [Class::RetryOnly; 8];
    let mut place = 0;
    while place < steps.len() {
        classes[place] = steps[place].class_of();
        place += 1;
    }
    saga::check_plan(&classes);
}

/// All that an operation may come to, in order.
pub fn steps_of(operation: &Operation) -> Vec<Step> {
    let all = of_kind(operation.kind()).iter().copied();
    all.filter(|step| is_needed(*step, operation)).collect()
}

fn of_kind(kind: OperationKind) -> &'static [Step] {
    match kind {
        OperationKind::CreateUser => CREATE_USER,
        OperationKind::DisableUser => DISABLE_USER,
        OperationKind::EnableUser => ENABLE_USER,
        OperationKind::AssignLicences | OperationKind::RemoveLicences => CHANGE_LICENCES,
        OperationKind::DeleteUser => DELETE_USER,
        OperationKind::ArchiveCustomer
        | OperationKind::DisconnectVendor
        | OperationKind::DisconnectPartner
        | OperationKind::WithdrawConsent
        | OperationKind::EndAccess
        | OperationKind::ApproveTransfer
        | OperationKind::AcceptMatches => CARRY_OUT,
    }
}

fn is_needed(step: Step, operation: &Operation) -> bool {
    match step {
        Step::ChangeLicences => operation
            .new_user()
            .is_none_or(|user| !user.licences.is_empty()),
        Step::SetUsageLocation => matches!(
            operation,
            Operation::AssignLicences {
                usage_location: Some(_),
                ..
            }
        ),
        Step::WaitForGrace | Step::FreeLicences => grace(operation).is_some(),
        Step::Remind
        | Step::Expire
        | Step::ConfirmPlan
        | Step::KeepPassword
        | Step::CreateUser
        | Step::BlockSignIn
        | Step::AllowSignIn
        | Step::RevokeSessions
        | Step::DeleteUser
        | Step::CarryOut
        | Step::TakeBackSignIn
        | Step::TakeBackLicences
        | Step::TakeBackUsageLocation
        | Step::TakeBackUser
        | Step::DropPassword => true,
    }
}

/// How long a leaver's licences stay; none where they stay for good.
fn grace(operation: &Operation) -> Option<Micros> {
    if let Operation::DisableUser {
        remove_licences_after_days: Some(count),
        ..
    } = operation
    {
        return Some(days((*count).into()));
    }
    None
}

pub(super) fn next(approval: &Approval) -> Next<Step> {
    match approval {
        Approval::Unknown => Next::Rest,
        Approval::Waiting(request) => waiting(request),
        Approval::UnderWay(request) => forward(request),
        Approval::Unwinding(request, _) => backward(request),
        Approval::Ended(request, ending) => afterwards(request, ending),
    }
}

/// Decisions are people's; what is left is to remind them, and to see that the time is over.
fn waiting(request: &Request) -> Next<Step> {
    let notice = request.valid_until.saturating_sub(NOTICE);
    let asked = request.valid_until.saturating_sub(request.term);
    if !request.reminded && notice > asked {
        timed(request, Step::Remind, notice)
    } else {
        timed(request, Step::Expire, request.valid_until)
    }
}

fn forward(request: &Request) -> Next<Step> {
    let Some(step) = at_hand(request) else {
        return due(request, Task::Conclude);
    };
    if step == Step::WaitForGrace {
        let grace = grace(&request.operation).unwrap_or_default();
        return timed(request, step, request.pace.since.saturating_add(grace));
    }
    due(request, Task::Do(step))
}

/// The first step that is still to be done.
fn at_hand(request: &Request) -> Option<Step> {
    if request.execution.found_made {
        return None;
    }
    let steps = steps_of(&request.operation);
    let open = |step: &Step| !request.execution.done.contains(step);
    steps.into_iter().find(open)
}

/// First what is in doubt is clarified, then all that was made is undone, the last first.
fn backward(request: &Request) -> Next<Step> {
    let open = request.pace.open.as_ref().map(|open| open.step);
    if let Some(step) = open.filter(|step| step.makes()) {
        return due(request, Task::Clarify(step));
    }
    let undo = request.execution.made.last().and_then(|made| made.undo());
    due(request, undo.map_or(Task::Conclude, Task::Do))
}

/// A first password does not stay in the vault.
fn afterwards(request: &Request, ending: &Ending) -> Next<Step> {
    let ended = request.ended_at.unwrap_or_default();
    let until = match (&request.execution.password, ending) {
        (Password::HandedOut { at, .. }, _) => at.saturating_add(READING),
        (Password::Kept, Ending::Done) => ended.saturating_add(days(PASSWORD_DAYS)),
        (Password::Kept, _) => ended,
        (Password::None | Password::Dropped, _) => return Next::Rest,
    };
    timed(request, Step::DropPassword, until)
}

fn due(request: &Request, task: Task<Step>) -> Next<Step> {
    Next::Due {
        task,
        not_before: request.pace.not_before,
    }
}

/// Nobody can hurry time.
fn timed(request: &Request, step: Step, instant: Micros) -> Next<Step> {
    Next::Due {
        task: Task::Do(step),
        not_before: request.pace.not_before.max(instant),
    }
}

/// How long a step has to get past faults that pass.
pub(super) fn patience(step: Step) -> Patience {
    let attention = hours(Terms::USUAL_ATTENTION_HOURS.into());
    let (first, slowest, limit) = match step {
        // A customer may have to permit it first.
        Step::ConfirmPlan
        | Step::CreateUser
        | Step::SetUsageLocation
        | Step::ChangeLicences
        | Step::BlockSignIn
        | Step::AllowSignIn
        | Step::RevokeSessions
        | Step::DeleteUser => (seconds(5), minutes(15), days(7)),
        Step::Remind | Step::Expire | Step::WaitForGrace | Step::KeepPassword | Step::CarryOut => {
            (seconds(2), minutes(5), days(2))
        }
        // These have no end of their own: after this time they call for attention.
        Step::FreeLicences
        | Step::TakeBackSignIn
        | Step::TakeBackLicences
        | Step::TakeBackUsageLocation
        | Step::TakeBackUser
        | Step::DropPassword => (seconds(2), minutes(15), attention),
    };
    Patience {
        first,
        slowest,
        limit,
    }
}

/// What is to blame when a step took too long: what kept it last, or the wait itself.
pub(super) fn overdue(step: Step, last: Option<&Fault>) -> Fault {
    let own = || Setback::StepOverdue.fault(format!("gave up to {step}"));
    last.cloned().unwrap_or_else(own)
}
