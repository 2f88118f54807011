//! Who is given a first password: once, and then it is gone.

use super::*;
use crate::approval::{HandOutPassword, PASSWORD_DAYS, Password, password_name};
use crate::ids::{ApprovalId, MspId};
use crate::saga::minutes;

fn created() -> Vec<E> {
    let user = account().user.id;
    let facts = [
        E::PasswordKept { at: 2 },
        E::UserCreated { user, at: 2 },
        E::LicencesChanged {
            added: skus(&[7]),
            removed: skus(&[]),
            at: 2,
        },
        E::ChangeMade { at: 10 },
    ];
    with(begun(&create_user()), facts)
}

fn hand_out(to: Decider, at: Micros) -> ApprovalCommand {
    ApprovalCommand::HandOut(HandOutPassword { to, at })
}

fn handed_out(name: &str, at: Micros) -> E {
    let to = person(name);
    E::PasswordHandedOut { to, at }
}

#[test]
fn it_is_for_who_asked_or_approved_and_nobody_else() {
    for name in ["grace", "linus"] {
        given(&created())
            .when(hand_out(tech(name), 20))
            .then_expect_events(vec![handed_out(name, 20)]);
    }
    given(&created())
        .when(hand_out(admin("ken"), 20))
        .then_expect_error(ApprovalRefusal::PasswordNotYours);
    given(&created())
        .when(hand_out(as_role("linus", Role::Viewer), 20))
        .then_expect_error(ApprovalRefusal::ApprovalNeedsTech);
}

#[test]
fn it_is_handed_out_once() {
    let events = with(created(), [handed_out("grace", 20)]);
    for name in ["grace", "linus"] {
        given(&events)
            .when(hand_out(tech(name), 21))
            .then_expect_error(ApprovalRefusal::PasswordHandedOut);
    }
}

#[test]
fn there_is_none_before_the_user_is_there_and_none_after_its_time() {
    given(&begun(&create_user()))
        .when(hand_out(tech("grace"), 3))
        .then_expect_error(ApprovalRefusal::ApprovalUnderWay);
    given(&[asked(&create_user())])
        .when(hand_out(tech("grace"), 3))
        .then_expect_error(ApprovalRefusal::ApprovalNotGranted);
    let over = 10 + days(PASSWORD_DAYS);
    given(&created())
        .when(hand_out(tech("grace"), over))
        .then_expect_error(ApprovalRefusal::PasswordNotThere);
    let dropped = with(created(), [E::PasswordDropped { at: over }]);
    given(&dropped)
        .when(hand_out(tech("grace"), over))
        .then_expect_error(ApprovalRefusal::PasswordNotThere);
    assert_eq!(task(&dropped), None);
    given(&[])
        .when(hand_out(tech("grace"), 3))
        .then_expect_error(ApprovalRefusal::ApprovalNotFound);
    let none = [
        E::SignInBlocked { at: 2 },
        E::SessionsRevoked { at: 2 },
        E::ChangeMade { at: 2 },
    ];
    given(&with(begun(&disable_user(None)), none))
        .when(hand_out(tech("grace"), 3))
        .then_expect_error(ApprovalRefusal::PasswordNotThere);
}

#[test]
fn it_leaves_the_vault_after_it_was_read_or_after_a_week() {
    let due = |events: &[E]| match folded(events).next() {
        Next::Due { task, not_before } => (task, not_before),
        Next::Rest => panic!("nothing due"),
    };
    let drop = Task::Do(Step::DropPassword);
    assert_eq!(due(&created()), (drop.clone(), 10 + days(7)));
    let read = with(created(), [handed_out("grace", 20)]);
    assert_eq!(due(&read), (drop, 20 + minutes(10)));
    let gone = E::PasswordDropped {
        at: 20 + minutes(10),
    };
    given(&read)
        .when(note(gone.clone(), 20 + minutes(10) - 1))
        .then_expect_error(ApprovalRefusal::StepNotAtHand);
    given(&read)
        .when(note(gone.clone(), 20 + minutes(10)))
        .then_expect_events(vec![gone.clone()]);
    let after = folded(&with(read, [gone]));
    let request = after.request().unwrap();
    assert_eq!(request.execution.password, Password::Dropped);
    assert_eq!(after.next(), Next::Rest);
}

#[test]
fn each_approval_has_its_own_place_in_the_vault() {
    let (msp, tenant) = (MspId::new(Uuid::from_u128(1)), account().tenant_id);
    let name = |id| password_name(msp, tenant, ApprovalId::new(Uuid::from_u128(id)));
    assert_ne!(name(1), name(2));
    assert_eq!(name(1).purpose().as_str(), "temporary-password");
}
