//! Given these events, when this command, then those events; and what comes next.

mod carrying;
mod deciding;
mod leaving;
mod operations;
mod passwords;
mod properties;

use std::collections::BTreeSet;

use cqrs_es::test::TestFramework;
use uuid::Uuid;

use super::{
    Account, Approval, ApprovalCommand, ApprovalEvent as E, ApprovalRefusal, Aspect, ChangePlan,
    Decider, GiveApproval, Grant, NewUser, Operation, PLAN_VERSION, Person, PersonKind, PlanDigest,
    PlannedChange, RequestApproval, Shown, Step, UserRef,
};
use crate::aggregate::Aggregate;
use crate::aggregate::bridge::Root;
use crate::cloud::directory::{SkuId, UserId};
use crate::ids::{CustomerId, TenantId};
use crate::personal::Sealed;
use crate::record::Micros;
use crate::role::Role;
use crate::saga::{Fault, FaultClass, Next, Progress, Saga, Task, What, days};
use crate::text::Reason;

const WEEK: Micros = days(7);

fn given(events: &[E]) -> cqrs_es::test::AggregateTestExecutor<Root<Approval>> {
    TestFramework::<Root<Approval>>::with(()).given(events.to_vec())
}

pub(super) fn folded(events: &[E]) -> Approval {
    let mut state = Approval::default();
    for event in events {
        state.evolve(event);
    }
    state
}

fn task(events: &[E]) -> Option<Task<Step>> {
    match folded(events).next() {
        Next::Rest => None,
        Next::Due { task, .. } => Some(task),
    }
}

fn why() -> Reason {
    Reason::new("Ada begins on Monday").unwrap()
}

fn person(name: &str) -> Person {
    Person {
        kind: PersonKind::User,
        id: name.to_owned(),
    }
}

fn as_role(name: &str, role: Role) -> Decider {
    Decider {
        person: person(name),
        role,
    }
}

fn tech(name: &str) -> Decider {
    as_role(name, Role::Tech)
}

fn admin(name: &str) -> Decider {
    as_role(name, Role::Admin)
}

fn sku(number: u128) -> SkuId {
    SkuId::new(Uuid::from_u128(number))
}

fn skus(numbers: &[u128]) -> BTreeSet<SkuId> {
    numbers.iter().copied().map(sku).collect()
}

fn customer() -> CustomerId {
    CustomerId::new(Uuid::from_u128(1))
}

fn account() -> Account {
    Account {
        customer_id: customer(),
        tenant_id: TenantId::new(Uuid::from_u128(2)),
        user: UserRef {
            id: UserId::new(Uuid::from_u128(3)),
            name: Sealed::new("ada"),
        },
    }
}

pub(super) fn create_user() -> Operation {
    Operation::CreateUser(Box::new(NewUser {
        customer_id: customer(),
        tenant_id: account().tenant_id,
        name: Sealed::new("ada"),
        display_name: Sealed::new("Ada"),
        given_name: None,
        surname: None,
        job_title: None,
        department: None,
        usage_location: "DE".parse().unwrap(),
        licences: skus(&[7]),
    }))
}

fn disable_user(grace: Option<u16>) -> Operation {
    Operation::DisableUser {
        account: account(),
        remove_licences_after_days: grace,
    }
}

fn archive() -> Operation {
    let customer_id = customer();
    Operation::ArchiveCustomer { customer_id }
}

/// Some change, told apart by how it was before.
pub(super) fn plan_from(operation: &Operation, before: &str) -> ChangePlan {
    let subject = Shown::Personal(Sealed::new("ada"));
    let change = PlannedChange::new(
        subject,
        Aspect::SignIn,
        Shown::plain(before),
        Shown::plain("blocked"),
    );
    ChangePlan::of(operation, [change])
}

fn plan(operation: &Operation) -> ChangePlan {
    plan_from(operation, "allowed")
}

fn digest(operation: &Operation) -> PlanDigest {
    plan(operation).digest
}

fn wish(operation: &Operation) -> RequestApproval {
    RequestApproval {
        operation: operation.clone(),
        requester: person("grace"),
        reason: why(),
        plan: plan(operation),
        decisions_needed: 1,
        valid_days: 7,
        precedent: None,
        correlation_id: None,
        at: 0,
    }
}

fn ask(wish: RequestApproval) -> ApprovalCommand {
    ApprovalCommand::Request(Box::new(wish))
}

fn asked_of(operation: &Operation, decisions_needed: u8) -> E {
    E::ApprovalRequested {
        operation: Box::new(operation.clone()),
        plan: plan(operation),
        risk: operation.risk(),
        requester: person("grace"),
        reason: why(),
        decisions_needed,
        ground: None,
        valid_until: WEEK,
        steps: PLAN_VERSION,
        correlation_id: None,
        at: 0,
    }
}

pub(super) fn asked(operation: &Operation) -> E {
    asked_of(operation, 1)
}

fn gave(name: &str, operation: &Operation) -> E {
    E::ApprovalGiven {
        by: person(name),
        role: Role::Admin,
        digest: digest(operation),
        at: 1,
    }
}

fn granted(names: &[&str], operation: &Operation) -> E {
    E::ApprovalGranted {
        grant: Grant::People(names.iter().map(|it| person(it)).collect()),
        digest: digest(operation),
        at: 1,
    }
}

fn confirmed(operation: &Operation) -> E {
    let digest = digest(operation);
    E::PlanConfirmed { digest, at: 1 }
}

/// Asked for, approved and confirmed.
pub(super) fn begun(operation: &Operation) -> Vec<E> {
    vec![
        asked(operation),
        gave("linus", operation),
        granted(&["linus"], operation),
        confirmed(operation),
    ]
}

fn with(mut events: Vec<E>, more: impl IntoIterator<Item = E>) -> Vec<E> {
    events.extend(more);
    events
}

fn approve(by: Decider, digest: PlanDigest, at: Micros) -> ApprovalCommand {
    ApprovalCommand::Approve(GiveApproval { by, digest, at })
}

fn proceed(what: What<Step, E>, at: Micros, fence: u64) -> ApprovalCommand {
    Approval::proceed(Progress { what, at, fence })
}

fn note(fact: E, at: Micros) -> ApprovalCommand {
    proceed(What::Note(fact), at, 1)
}

fn fault() -> Fault {
    Fault::own("CLOUD_REFUSED", FaultClass::Permanent, "no")
}

fn unknown() -> Fault {
    Fault {
        effect_unknown: true,
        ..Fault::own("CLOUD_SILENT", FaultClass::Transient, "")
    }
}

fn requested(step: Step, fence: u64) -> E {
    E::StepRequested { step, at: 2, fence }
}

fn delayed(step: Step, fault: Fault, fence: u64) -> E {
    E::StepDelayed {
        step,
        fault,
        until: 900,
        at: 3,
        fence,
    }
}

fn failed(step: Step, fault: Fault, fence: u64) -> E {
    E::StepFailed {
        step,
        fault,
        at: 3,
        fence,
    }
}
