//! Given these events, when this command, then those events; and what comes next.

mod ending;

use cqrs_es::test::TestFramework;
use uuid::Uuid;

use super::{
    AbandonOnboarding, CancelOnboarding, Made, Onboarding, OnboardingCommand, OnboardingEvent as E,
    OnboardingRefusal, PLAN_VERSION, RetryOnboarding, Setback, StartOnboarding, Step,
};
use crate::aggregate::bridge::Root;
use crate::aggregate::{Aggregate, Event};
use crate::cloud::directory::GroupId;
use crate::cloud::gdap::{AutoExtend, RoleId, RoleSet, Term};
use crate::gdap_template::{AppAccess, MissingGroups, Share, TemplateVersion, Terms};
use crate::ids::{CustomerId, TemplateId, TenantId};
use crate::record::Micros;
use crate::saga::{Fault, FaultClass, Next, Progress, Saga, Task, What, hours};
use crate::text::{CustomerName, GroupName, Reason, RelationshipName};

fn given(events: &[E]) -> cqrs_es::test::AggregateTestExecutor<Root<Onboarding>> {
    TestFramework::<Root<Onboarding>>::with(()).given(events.to_vec())
}

pub(super) fn folded(events: &[E]) -> Onboarding {
    let mut state = Onboarding::default();
    for event in events {
        state.evolve(event);
    }
    state
}

fn group() -> GroupName {
    GroupName::new("Readers").unwrap()
}

fn why() -> Reason {
    Reason::new("changed our mind").unwrap()
}

fn terms() -> Terms {
    Terms {
        shares: vec![Share {
            group: group(),
            roles: RoleSet::of(RoleId::new(Uuid::from_u128(5))),
        }],
        term: Term::LONGEST,
        extend: AutoExtend::HalfYears,
        approval_days: 30,
        attention_hours: Terms::USUAL_ATTENTION_HOURS,
        missing_groups: MissingGroups::Create,
        app_access: AppAccess::ByPartner,
    }
}

pub(super) fn wish(customer: u128, repair: bool) -> StartOnboarding {
    StartOnboarding {
        customer_id: CustomerId::new(Uuid::from_u128(customer)),
        customer_name: CustomerName::new("Contoso").unwrap(),
        tenant_id: TenantId::new(Uuid::from_u128(9)),
        template: TemplateVersion {
            id: TemplateId::new(Uuid::from_u128(3)),
            version: 1,
        },
        terms: terms(),
        repair,
        correlation_id: None,
        at: 0,
    }
}

fn start(customer: u128) -> OnboardingCommand {
    OnboardingCommand::Start(Box::new(wish(customer, false)))
}

fn repair() -> OnboardingCommand {
    OnboardingCommand::Start(Box::new(wish(1, true)))
}

fn begun(attempt: u32, repair: bool) -> E {
    E::OnboardingStarted {
        customer_id: CustomerId::new(Uuid::from_u128(1)),
        tenant_id: TenantId::new(Uuid::from_u128(9)),
        customer_name: Some(CustomerName::new("Contoso").unwrap()),
        attempt,
        plan: PLAN_VERSION,
        template: Some(wish(1, false).template),
        terms: Some(terms()),
        repair,
        correlation_id: None,
        at: 0,
    }
}

fn started() -> E {
    begun(1, false)
}

fn requested(step: Step, fence: u64) -> E {
    E::StepRequested { step, at: 1, fence }
}

fn named() -> E {
    let name = RelationshipName::new("Contoso - tenantry 00.1").unwrap();
    E::NothingToReuse {
        name,
        supersedes: Vec::new(),
        at: 1,
    }
}

fn proposed() -> E {
    E::RelationshipProposed {
        relationship: "r-1".parse().unwrap(),
        at: 1,
    }
}

/// The facts of an onboarding that succeeds, in order.
fn way() -> Vec<E> {
    let at = 1;
    vec![
        named(),
        proposed(),
        E::RelationshipCreated { at },
        E::RelationshipLocked {
            invitation: "https://invitation".to_owned(),
            at,
        },
        E::RelationshipApproved { at },
        E::RelationshipActivated { ends: None, at },
        E::GroupCreated {
            group: group(),
            id: GroupId::new(Uuid::from_u128(4)),
            at,
        },
        E::RolesAssigned {
            group: group(),
            assignment: "a-1".parse().unwrap(),
            at,
        },
        E::AssignmentActivated { group: group(), at },
        E::AppAccessMissing { at },
        E::AppAuthorised { at },
        E::AccessVerified {
            organization: "Contoso".to_owned(),
            at,
        },
    ]
}

fn on_the_way(facts: usize) -> Vec<E> {
    std::iter::once(started())
        .chain(way().into_iter().take(facts))
        .collect()
}

fn task(state: &Onboarding) -> Option<Task<Step>> {
    match state.next() {
        Next::Rest => None,
        Next::Due { task, .. } => Some(task),
    }
}

fn proceed(what: What<Step, E>, at: Micros, fence: u64) -> OnboardingCommand {
    Onboarding::proceed(Progress { what, at, fence })
}

fn fault() -> Fault {
    Setback::AssignmentFailed.fault("Readers")
}

fn failed(step: Step) -> E {
    E::StepFailed {
        step,
        fault: fault(),
        at: 2,
    }
}

// Beginning

#[test]
fn a_second_start_is_the_first() {
    given(&[])
        .when(start(1))
        .then_expect_events(vec![started()]);
    given(&[started()])
        .when(start(1))
        .then_expect_events(vec![]);
    given(&[started()])
        .when(start(2))
        .then_expect_error(OnboardingRefusal::OnboardingExists);
}

#[test]
fn what_failed_is_begun_anew_and_what_is_in_place_stays() {
    let over = E::OnboardingFailed {
        code: "X".to_owned(),
        detail: why(),
    };
    given(&[started(), over])
        .when(start(1))
        .then_expect_events(vec![begun(2, false)]);
    let mut done = on_the_way(12);
    done.push(E::OnboardingActivated {});
    given(&done).when(start(1)).then_expect_events(vec![]);
    given(&done)
        .when(repair())
        .then_expect_events(vec![begun(2, true)]);
}

// The way

#[test]
fn the_plan_is_the_sentence_that_people_say() {
    let told: Vec<String> = (0..=12)
        .map(|facts| match task(&folded(&on_the_way(facts))) {
            Some(Task::Do(step)) => step.to_string(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            "look for access that exists",
            "create the relationship",
            "wait until it is created",
            "lock it for approval",
            "wait for the customer's approval",
            "wait until it is active",
            "check the group Readers",
            "assign roles to Readers",
            "wait until Readers has its roles",
            "check whether our app is known in the tenant",
            "authorise our app in the tenant",
            "verify by reading the tenant",
            "Some(Conclude)",
        ]
    );
}

#[test]
fn nothing_is_recorded_that_is_not_at_hand() {
    let early = proceed(What::Note(E::RelationshipApproved { at: 1 }), 1, 1);
    given(&on_the_way(1))
        .when(early)
        .then_expect_error(OnboardingRefusal::StepNotAtHand);
    given(&on_the_way(1))
        .when(proceed(What::Conclude, 1, 1))
        .then_expect_error(OnboardingRefusal::StepNotAtHand);
}

#[test]
fn a_worker_whose_lease_was_taken_over_records_nothing() {
    let mut events = on_the_way(1);
    events.push(requested(Step::CreateRelationship, 7));
    given(&events)
        .when(proceed(What::Note(proposed()), 1, 6))
        .then_expect_error(OnboardingRefusal::WorkerStale);
    given(&events)
        .when(proceed(What::Note(proposed()), 1, 7))
        .then_expect_events(vec![proposed()]);
}

// The way back

#[test]
fn what_was_made_is_undone_in_reverse_before_anything_is_reported() {
    let mut events = on_the_way(11);
    events.push(failed(Step::VerifyAccess));
    let mut undone = Vec::new();
    loop {
        let state = folded(&events);
        let fact = match task(&state) {
            Some(Task::Do(Step::WithdrawApp)) => E::AppAccessWithdrawn { at: 3 },
            Some(Task::Do(Step::RemoveAssignment(group))) => E::AssignmentRemoved { group, at: 3 },
            Some(Task::Do(Step::DeleteGroup(group))) => E::GroupDeleted { group, at: 3 },
            Some(Task::Do(Step::EndRelationship)) => E::RelationshipTerminated { at: 3 },
            Some(Task::Do(Step::ReleaseTenant)) => E::HoldReleased { at: 3 },
            Some(Task::Conclude) => break,
            other => panic!("{other:?}"),
        };
        given(&events)
            .when(proceed(What::Conclude, 3, 1))
            .then_expect_error(OnboardingRefusal::StepNotAtHand);
        undone.push(fact.shape().name);
        events.push(fact);
    }
    let order = [
        "AppAccessWithdrawn",
        "AssignmentRemoved",
        "GroupDeleted",
        "RelationshipTerminated",
        "HoldReleased",
    ];
    assert_eq!(undone, order);
    given(&events)
        .when(proceed(What::Conclude, 3, 1))
        .then_expect_events(vec![E::OnboardingFailed {
            code: "ASSIGNMENT_FAILED".to_owned(),
            detail: Reason::new("Readers").unwrap(),
        }]);
}

#[test]
fn what_is_in_doubt_is_looked_for_before_anything_is_undone() {
    let mut events = on_the_way(1);
    events.push(requested(Step::CreateRelationship, 1));
    events.push(E::CancellationRequested {
        reason: why(),
        at: 2,
    });
    let doubt = Some(Task::Clarify(Step::CreateRelationship));
    assert_eq!(task(&folded(&events)), doubt);
    let mut found = events.clone();
    found.push(proposed());
    let end = Some(Task::Do(Step::EndRelationship));
    assert_eq!(task(&folded(&found)), end);
    events.push(E::EffectNotFound {
        step: Step::CreateRelationship,
        at: 3,
    });
    assert_eq!(task(&folded(&events)), Some(Task::Do(Step::ReleaseTenant)));
}

#[test]
fn a_relationship_that_was_there_is_never_ended() {
    let reused = E::ActiveRelationshipReused {
        relationship: "r-0".parse().unwrap(),
        name: "by hand".to_owned(),
        assignments: Vec::new(),
        at: 1,
    };
    let events = [started(), reused, failed(Step::CheckGroup(group()))];
    assert_eq!(task(&folded(&events)), Some(Task::Do(Step::ReleaseTenant)));
}

#[test]
fn an_invitation_left_behind_is_watched_after_the_end() {
    let mut events = on_the_way(4);
    events.push(E::CancellationRequested {
        reason: why(),
        at: 2,
    });
    events.push(E::RelationshipLeftToExpire { at: 3 });
    events.push(E::HoldReleased { at: 3 });
    events.push(E::OnboardingCancelled { reason: why() });
    let state = folded(&events);
    assert_eq!(state.attempt().unwrap().left, [Made::Relationship]);
    assert_eq!(task(&state), Some(Task::Do(Step::WatchInvitation)));
    events.push(E::InvitationOver { at: 4 });
    assert_eq!(task(&folded(&events)), None);
}

// People

#[test]
fn calling_off_undoes_and_is_done_once() {
    let cancel = || {
        let reason = why();
        OnboardingCommand::Cancel(CancelOnboarding { reason, at: 2 })
    };
    let called = E::CancellationRequested {
        reason: why(),
        at: 2,
    };
    given(&on_the_way(3))
        .when(cancel())
        .then_expect_events(vec![called.clone()]);
    let mut twice = on_the_way(3);
    twice.push(called);
    given(&twice).when(cancel()).then_expect_events(vec![]);
    let mut undoing = on_the_way(3);
    undoing.push(failed(Step::LockForApproval));
    given(&undoing)
        .when(cancel())
        .then_expect_error(OnboardingRefusal::OnboardingUnwinding);
    given(&[])
        .when(cancel())
        .then_expect_error(OnboardingRefusal::OnboardingNotFound);
}

#[test]
fn only_what_needs_attention_is_abandoned() {
    let abandon = || {
        let reason = why();
        OnboardingCommand::Abandon(AbandonOnboarding { reason, at: 5 })
    };
    let mut events = on_the_way(6);
    events.push(failed(Step::CheckGroup(group())));
    given(&events)
        .when(abandon())
        .then_expect_error(OnboardingRefusal::OnboardingNotStuck);
    events.push(E::AttentionNeeded {
        step: Step::EndRelationship,
        fault: fault(),
        at: 4,
    });
    given(&events)
        .when(abandon())
        .then_expect_events(vec![E::OnboardingAbandoned {
            reason: why(),
            at: 5,
        }]);
}

#[test]
fn a_delayed_step_is_hurried() {
    let mut events = on_the_way(1);
    events.push(E::StepDelayed {
        step: Step::CreateRelationship,
        fault: Fault::own("CLOUD_SILENT", FaultClass::Transient, ""),
        until: 900,
        at: 2,
    });
    let retry = |at| OnboardingCommand::Retry(RetryOnboarding { at });
    given(&events)
        .when(retry(10))
        .then_expect_events(vec![E::RetryRequested { at: 10 }]);
    given(&events).when(retry(900)).then_expect_events(vec![]);
    events.push(E::RetryRequested { at: 10 });
    let Next::Due { not_before, .. } = folded(&events).next() else {
        panic!("nothing due");
    };
    assert_eq!(not_before, 10);
}

#[test]
fn what_is_waited_for_is_looked_at_now_when_somebody_wants_it() {
    let retry = |at| OnboardingCommand::Retry(RetryOnboarding { at });
    let hurried = |at| vec![E::RetryRequested { at }];
    // Created, approved, active, in force: nothing says when it is looked at next.
    for facts in [2, 4, 5, 8] {
        let mut events = on_the_way(facts);
        given(&events)
            .when(retry(10))
            .then_expect_events(hurried(10));
        events.push(E::RetryRequested { at: 10 });
        given(&events)
            .when(retry(20))
            .then_expect_events(hurried(20));
    }
    // What we do ourselves is done now anyway.
    for facts in [0, 1, 3, 7] {
        given(&on_the_way(facts))
            .when(retry(10))
            .then_expect_events(vec![]);
    }
}

#[test]
fn an_invitation_left_behind_is_looked_at_now_and_what_ended_for_good_is_not() {
    let retry = |at| OnboardingCommand::Retry(RetryOnboarding { at });
    let mut events = on_the_way(4);
    events.push(E::CancellationRequested {
        reason: why(),
        at: 2,
    });
    events.push(E::RelationshipLeftToExpire { at: 3 });
    events.push(E::HoldReleased { at: 3 });
    events.push(E::OnboardingCancelled { reason: why() });
    given(&events)
        .when(retry(10))
        .then_expect_events(vec![E::RetryRequested { at: 10 }]);
    events.push(E::InvitationOver { at: 11 });
    given(&events)
        .when(retry(12))
        .then_expect_error(OnboardingRefusal::OnboardingEnded);
}

// What was recorded before there were plans

#[test]
fn an_onboarding_of_old_is_ended_by_hand() {
    let old = serde_json::json!({"OnboardingStarted": {
        "customer_id": "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11",
        "tenant_id": "6a8f1f4e-2f43-4c0f-9d8e-0d6f3a1b2c3d",
    }})
    .to_string();
    let started = E::decode("OnboardingStarted", "1", &old).unwrap();
    assert_eq!(task(&folded(std::slice::from_ref(&started))), None);
    let reason = why();
    given(&[started])
        .when(OnboardingCommand::Cancel(CancelOnboarding {
            reason,
            at: 2,
        }))
        .then_expect_events(vec![E::OnboardingCancelled { reason: why() }]);
}

#[test]
fn an_undoing_calls_for_attention_after_as_long_as_the_template_says() {
    for hours_said in [1, 2, 24, 168] {
        let mut asked = wish(1, false);
        asked.terms.attention_hours = hours_said;
        let decided = Onboarding::default().decide(&OnboardingCommand::Start(Box::new(asked)));
        let state = folded(&decided.unwrap().into_events());
        for undo in [
            Step::EndRelationship,
            Step::WithdrawApp,
            Step::ReleaseTenant,
        ] {
            assert_eq!(
                state.patience(&undo).limit,
                hours(hours_said.into()),
                "{undo}"
            );
        }
    }
}
