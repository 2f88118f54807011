//! A leaver: blocked, signed out, and after a while without licences.

use super::*;
use crate::approval::AbandonChange;
use crate::ids::ApprovalId;

fn blocked(grace: Option<u16>) -> Vec<E> {
    with(begun(&disable_user(grace)), [E::SignInBlocked { at: 2 }])
}

fn signed_out(grace: Option<u16>) -> Vec<E> {
    with(blocked(grace), [E::SessionsRevoked { at: 5 }])
}

fn freed() -> E {
    E::LicencesFreed {
        removed: skus(&[4, 7]),
        at: 9,
    }
}

#[test]
fn who_cannot_be_signed_out_is_let_in_again() {
    let revoke = Step::RevokeSessions;
    let events = with(blocked(None), [failed(revoke, fault(), 1)]);
    assert_eq!(task(&events), Some(Task::Do(Step::TakeBackSignIn)));
    let events = with(events, [E::SignInTakenBack { at: 4 }]);
    assert_eq!(task(&events), Some(Task::Conclude));
    assert!(
        !folded(&events)
            .request()
            .unwrap()
            .execution
            .sign_in_changed()
    );
}

#[test]
fn after_the_sign_out_nothing_fails_any_more() {
    let events = with(signed_out(Some(30)), [E::GraceEnded { at: days(31) }]);
    let free = Step::FreeLicences;
    assert_eq!(task(&events), Some(Task::Do(free)));
    assert!(crate::saga::Step::is_undo(&free));
    for step in [free, Step::WaitForGrace] {
        given(&events)
            .when(proceed(
                What::GiveUp {
                    step,
                    fault: fault(),
                },
                days(31),
                1,
            ))
            .then_expect_error(ApprovalRefusal::StepNotAtHand);
    }
    given(&signed_out(Some(30)))
        .when(proceed(
            What::GiveUp {
                step: Step::WaitForGrace,
                fault: fault(),
            },
            6,
            1,
        ))
        .then_expect_error(ApprovalRefusal::StepNotAtHand);
    let called = E::AttentionNeeded {
        step: free,
        fault: fault(),
        at: days(32),
    };
    let call = What::CallAttention {
        step: free,
        fault: fault(),
    };
    given(&events)
        .when(proceed(call, days(32), 1))
        .then_expect_events(vec![called]);
}

#[test]
fn licences_stay_until_the_grace_is_over() {
    let events = signed_out(Some(30));
    let Next::Due { task, not_before } = folded(&events).next() else {
        panic!("nothing due");
    };
    assert_eq!(task, Task::Do(Step::WaitForGrace));
    assert_eq!(not_before, 5 + days(30));
    let over = E::GraceEnded { at: not_before };
    given(&events)
        .when(note(over.clone(), not_before - 1))
        .then_expect_error(ApprovalRefusal::StepNotAtHand);
    given(&events)
        .when(note(over.clone(), not_before))
        .then_expect_events(vec![over]);
}

#[test]
fn where_licences_stay_for_good_it_ends_with_the_sign_out() {
    assert_eq!(super::task(&signed_out(None)), Some(Task::Conclude));
}

#[test]
fn who_comes_back_during_the_grace_keeps_the_licences() {
    let (by, reason) = (tech("linus"), why());
    let command = ApprovalCommand::Abandon(AbandonChange { by, reason, at: 6 });
    let (by, reason) = (person("linus"), why());
    let abandoned = E::ChangeAbandoned { by, reason, at: 6 };
    given(&signed_out(Some(30)))
        .when(command)
        .then_expect_events(vec![abandoned.clone()]);
    let events = with(signed_out(Some(30)), [abandoned]);
    assert_eq!(super::task(&events), None);
}

#[test]
fn what_was_taken_can_be_asked_for_again() {
    let more = [
        E::GraceEnded { at: days(31) },
        freed(),
        E::ChangeMade { at: days(31) },
    ];
    let approval = folded(&with(signed_out(Some(30)), more));
    let request = approval.request().unwrap();
    let id = ApprovalId::new(Uuid::from_u128(8));
    let reversal = request.operation.reversal(id, &request.execution);
    let enable = Operation::EnableUser { account: account() };
    let assign = Operation::AssignLicences {
        account: account(),
        licences: skus(&[4, 7]),
        usage_location: None,
    };
    assert_eq!(reversal, [enable, assign]);
}
