//! Carrying out what was approved, and taking it back.

use super::*;
use crate::aggregate::Event;
use crate::approval::{AbandonChange, Ending, RetryChange};

fn made() -> Vec<E> {
    let user = account().user.id;
    vec![
        E::PasswordKept { at: 2 },
        E::UserCreated { user, at: 2 },
        E::LicencesChanged {
            added: skus(&[7]),
            removed: skus(&[]),
            at: 2,
        },
    ]
}

fn on_the_way(facts: usize) -> Vec<E> {
    with(begun(&create_user()), made().into_iter().take(facts))
}

#[test]
fn the_plan_is_the_sentence_that_people_say() {
    let granted = &begun(&create_user())[..3];
    assert_eq!(task(granted), Some(Task::Do(Step::ConfirmPlan)));
    let told: Vec<String> = (0..=3)
        .map(|facts| match task(&on_the_way(facts)) {
            Some(Task::Do(step)) => step.to_string(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            "put a first password into the vault",
            "create the user",
            "change the user's licences",
            "Some(Conclude)",
        ]
    );
}

#[test]
fn nothing_is_carried_out_without_a_grant() {
    let events = [asked(&create_user())];
    for what in [
        What::Request(Step::CreateUser),
        What::Note(made()[1].clone()),
        What::Note(confirmed(&create_user())),
        What::Conclude,
    ] {
        given(&events)
            .when(proceed(what, 1, 1))
            .then_expect_error(ApprovalRefusal::StepNotAtHand);
    }
}

#[test]
fn only_the_plan_that_was_approved_is_confirmed() {
    let operation = create_user();
    let events = &begun(&operation)[..3];
    let other = plan_from(&operation, "unknown");
    let digest = other.digest.clone();
    given(events)
        .when(note(E::PlanConfirmed { digest, at: 1 }, 1))
        .then_expect_error(ApprovalRefusal::StepNotAtHand);
    given(events)
        .when(note(confirmed(&operation), 1))
        .then_expect_events(vec![confirmed(&operation)]);
    let approval = folded(events);
    let request = approval.request().unwrap();
    assert_eq!(request.compared(plan(&operation), 1), confirmed(&operation));
    let moved = request.compared(other, 1);
    given(events)
        .when(note(moved.clone(), 1))
        .then_expect_events(vec![moved]);
    // The same plan has not moved, and an empty one leaves nothing to approve.
    for not_moved in [
        plan(&operation),
        ChangePlan::of(&operation, []),
        plan(&archive()),
    ] {
        given(events)
            .when(note(request.moved(not_moved, 1), 1))
            .then_expect_error(ApprovalRefusal::StepNotAtHand);
    }
}

#[test]
fn what_moved_waits_for_decisions_as_if_there_had_been_none() {
    let operation = create_user();
    let events = begun(&operation)[..3].to_vec();
    let other = plan_from(&operation, "unknown");
    let moved = folded(&events).request().unwrap().moved(other.clone(), 50);
    let events = with(events, [moved]);
    let approval = folded(&events);
    let request = approval.request().unwrap();
    assert!(matches!(approval, Approval::Waiting(_)));
    assert_eq!((request.revision, request.valid_until), (2, 50 + WEEK));
    assert_eq!((&request.given, &request.grant), (&Vec::new(), &None));
    given(&events)
        .when(approve(tech("linus"), digest(&operation), 60))
        .then_expect_error(ApprovalRefusal::ApprovalPlanMoved {
            current: other.digest.clone(),
        });
    let decided = approval.decide(&approve(tech("linus"), other.digest, 60));
    let again = with(events, decided.unwrap().into_events());
    assert_eq!(task(&again), Some(Task::Do(Step::ConfirmPlan)));
}

#[test]
fn where_nothing_is_left_to_change_nothing_is_changed() {
    let events = begun(&disable_user(None))[..3].to_vec();
    let found = E::ChangeFoundMade { at: 2 };
    given(&events)
        .when(note(found.clone(), 2))
        .then_expect_events(vec![found.clone()]);
    let events = with(events, [found]);
    assert_eq!(task(&events), Some(Task::Conclude));
    given(&events)
        .when(proceed(What::Conclude, 2, 1))
        .then_expect_events(vec![E::ChangeMade { at: 2 }]);
    let approval = folded(&events);
    let request = approval.request().unwrap();
    let id = crate::ids::ApprovalId::new(Uuid::nil());
    assert_eq!(request.operation.reversal(id, &request.execution), []);
}

#[test]
fn nothing_is_recorded_that_is_not_at_hand() {
    given(&on_the_way(1))
        .when(note(made()[2].clone(), 2))
        .then_expect_error(ApprovalRefusal::StepNotAtHand);
    given(&on_the_way(1))
        .when(proceed(What::Conclude, 2, 1))
        .then_expect_error(ApprovalRefusal::StepNotAtHand);
    given(&with(on_the_way(3), [E::ChangeMade { at: 2 }]))
        .when(note(made()[1].clone(), 2))
        .then_expect_error(ApprovalRefusal::StepNotAtHand);
}

#[test]
fn a_worker_whose_lease_was_taken_over_records_nothing() {
    let events = with(on_the_way(1), [requested(Step::CreateUser, 7)]);
    let created = made()[1].clone();
    given(&events)
        .when(proceed(What::Note(created.clone()), 2, 6))
        .then_expect_error(ApprovalRefusal::WorkerStale);
    given(&events)
        .when(proceed(What::Note(created.clone()), 2, 7))
        .then_expect_events(vec![created]);
}

#[test]
fn what_was_made_is_undone_in_reverse_before_anything_is_reported() {
    let mut events = with(on_the_way(2), [failed(Step::ChangeLicences, fault(), 1)]);
    let mut undone = Vec::new();
    loop {
        let fact = match task(&events) {
            Some(Task::Do(Step::TakeBackUser)) => E::UserTakenBack { at: 4 },
            Some(Task::Do(Step::DropPassword)) => E::PasswordDropped { at: 4 },
            Some(Task::Conclude) => break,
            other => panic!("{other:?}"),
        };
        given(&events)
            .when(proceed(What::Conclude, 4, 1))
            .then_expect_error(ApprovalRefusal::StepNotAtHand);
        undone.push(fact.shape().name);
        events.push(fact);
    }
    assert_eq!(undone, ["UserTakenBack", "PasswordDropped"]);
    let over = E::ChangeUndone {
        fault: fault(),
        at: 5,
    };
    given(&events)
        .when(proceed(What::Conclude, 5, 1))
        .then_expect_events(vec![over.clone()]);
    let approval = folded(&with(events, [over]));
    assert!(matches!(&approval, Approval::Ended(_, Ending::Undone(why)) if *why == fault()));
    assert_eq!(approval.next(), Next::Rest);
    assert_eq!(approval.request().unwrap().execution.user, None);
}

#[test]
fn what_is_in_doubt_is_looked_for_and_gone_on_with_when_it_is_there() {
    let doubtful = with(
        on_the_way(1),
        [
            requested(Step::CreateUser, 1),
            failed(Step::CreateUser, unknown(), 1),
        ],
    );
    assert_eq!(task(&doubtful), Some(Task::Clarify(Step::CreateUser)));
    let absent = E::EffectNotFound {
        step: Step::CreateUser,
        at: 4,
    };
    given(&doubtful)
        .when(note(absent.clone(), 4))
        .then_expect_events(vec![absent.clone()]);
    let gone = with(doubtful.clone(), [absent]);
    assert_eq!(task(&gone), Some(Task::Do(Step::DropPassword)));
    let created = made()[1].clone();
    given(&doubtful)
        .when(note(created.clone(), 4))
        .then_expect_events(vec![created.clone()]);
    let there = with(doubtful, [created]);
    assert!(matches!(folded(&there), Approval::UnderWay(_)));
    assert_eq!(task(&there), Some(Task::Do(Step::ChangeLicences)));
}

#[test]
fn a_clean_refusal_after_a_lost_answer_leaves_the_doubt() {
    let create = Step::CreateUser;
    let lost = [requested(create, 1), delayed(create, unknown(), 1)];
    let again = [requested(create, 1), failed(create, fault(), 1)];
    let events = with(with(on_the_way(1), lost), again);
    assert_eq!(task(&events), Some(Task::Clarify(create)));
    // A worker that died between its request and the answer.
    let taken_over = [requested(create, 1), failed(create, fault(), 2)];
    let events = with(on_the_way(1), taken_over);
    assert_eq!(task(&events), Some(Task::Clarify(create)));
    // One try, one answer.
    let clean = [requested(create, 1), failed(create, fault(), 1)];
    let events = with(on_the_way(1), clean);
    assert_eq!(task(&events), Some(Task::Do(Step::DropPassword)));
}

#[test]
fn a_plan_that_had_to_wait_is_confirmed_again_as_long_as_nothing_was_changed() {
    let operation = disable_user(None);
    let block = Step::BlockSignIn;
    let waited = with(
        begun(&operation),
        [requested(block, 1), delayed(block, fault(), 1)],
    );
    assert_eq!(task(&waited), Some(Task::Do(Step::ConfirmPlan)));
    let confirmed = with(waited.clone(), [confirmed(&operation)]);
    assert_eq!(task(&confirmed), Some(Task::Do(block)));
    let pace = |events: &[E]| folded(events).pace().cloned().unwrap();
    let (before, after) = (pace(&waited), pace(&confirmed));
    assert_eq!((before.since, before.tries), (after.since, after.tries));
    // Whatever may have had its effect is not planned anew.
    let lost = with(
        begun(&operation),
        [requested(block, 1), delayed(block, unknown(), 1)],
    );
    assert_eq!(task(&lost), Some(Task::Do(block)));
    let later = with(on_the_way(1), [delayed(Step::CreateUser, fault(), 1)]);
    assert_eq!(task(&later), Some(Task::Do(Step::CreateUser)));
}

#[test]
fn a_delayed_step_is_hurried() {
    let retry = |at| ApprovalCommand::Retry(RetryChange { at });
    let events = with(on_the_way(1), [delayed(Step::CreateUser, fault(), 1)]);
    given(&events)
        .when(retry(10))
        .then_expect_events(vec![E::RetryRequested { at: 10 }]);
    given(&events).when(retry(900)).then_expect_events(vec![]);
    given(&events[..1])
        .when(retry(10))
        .then_expect_error(ApprovalRefusal::ApprovalNotGranted);
    given(&with(on_the_way(3), [E::ChangeMade { at: 2 }]))
        .when(retry(10))
        .then_expect_error(ApprovalRefusal::ApprovalDecided);
    given(&[])
        .when(retry(10))
        .then_expect_error(ApprovalRefusal::ApprovalNotFound);
}

#[test]
fn undoing_calls_for_attention_once_and_only_then_can_be_abandoned() {
    let abandon = || {
        let (by, reason) = (tech("linus"), why());
        ApprovalCommand::Abandon(AbandonChange { by, reason, at: 9 })
    };
    let undo = Step::TakeBackUser;
    let events = with(on_the_way(2), [failed(Step::ChangeLicences, fault(), 1)]);
    given(&events)
        .when(proceed(
            What::GiveUp {
                step: undo,
                fault: fault(),
            },
            4,
            1,
        ))
        .then_expect_error(ApprovalRefusal::StepNotAtHand);
    given(&events)
        .when(abandon())
        .then_expect_error(ApprovalRefusal::ApprovalNotStuck);
    let call = || {
        proceed(
            What::CallAttention {
                step: undo,
                fault: fault(),
            },
            4,
            1,
        )
    };
    let called = E::AttentionNeeded {
        step: undo,
        fault: fault(),
        at: 4,
    };
    given(&events)
        .when(call())
        .then_expect_events(vec![called.clone()]);
    let events = with(events, [called]);
    given(&events).when(call()).then_expect_events(vec![]);
    let (by, reason) = (person("linus"), why());
    let abandoned = E::ChangeAbandoned { by, reason, at: 9 };
    given(&events)
        .when(abandon())
        .then_expect_events(vec![abandoned.clone()]);
    // What secret is left is still taken away.
    let events = with(events, [abandoned]);
    assert_eq!(task(&events), Some(Task::Do(Step::DropPassword)));
    given(&events).when(abandon()).then_expect_events(vec![]);
}
