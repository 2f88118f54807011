//! What people are told.

use super::{Mark, Story};
use crate::approval::spec::{asked, begun, create_user, folded};
use crate::approval::{ApprovalEvent as E, Step};
use crate::cloud::directory::UserId;
use crate::saga::{Fault, FaultClass};
use uuid::Uuid;

fn told(events: &[E]) -> Vec<(Step, Mark)> {
    let story = Story::of(events).unwrap();
    assert_eq!(story.approval, folded(events));
    story.steps.iter().map(|it| (it.step, it.mark)).collect()
}

fn with(mut events: Vec<E>, more: impl IntoIterator<Item = E>) -> Vec<E> {
    events.extend(more);
    events
}

fn created() -> [E; 2] {
    let user = UserId::new(Uuid::from_u128(3));
    [E::PasswordKept { at: 2 }, E::UserCreated { user, at: 3 }]
}

fn failed() -> E {
    E::StepFailed {
        step: Step::ChangeLicences,
        fault: Fault::own("CLOUD_REFUSED", FaultClass::Permanent, "no"),
        at: 5,
        fence: 1,
    }
}

#[test]
fn nothing_is_told_of_what_nobody_asked_for() {
    assert_eq!(Story::of(&[]), None);
}

#[test]
fn while_it_waits_all_is_to_come() {
    let events = [asked(&create_user())];
    assert!(told(&events).iter().all(|(_, mark)| *mark == Mark::ToCome));
    let story = Story::of(&events).unwrap();
    assert_eq!(story.at_hand(), None);
    assert!(story.due.is_some());
}

#[test]
fn the_way_is_told_step_by_step() {
    use Mark::{AtHand, Done, ToCome};
    let asked = E::StepRequested {
        step: Step::CreateUser,
        at: 2,
        fence: 1,
    };
    let [kept, created] = created();
    let events = with(begun(&create_user()), [kept, asked]);
    let marks: Vec<Mark> = told(&events).into_iter().map(|it| it.1).collect();
    assert_eq!(marks, [Done, Done, AtHand, ToCome]);
    let story = Story::of(&with(events, [created])).unwrap();
    let chapter = &story.steps[2];
    assert_eq!(
        (chapter.tries, chapter.asked_at, chapter.told_at),
        (1, Some(2), Some(3))
    );
    assert_eq!(story.at_hand().unwrap().step, Step::ChangeLicences);
}

#[test]
fn what_failed_is_told_with_its_cause_and_what_is_undone() {
    let mut events = with(begun(&create_user()), created());
    events.push(failed());
    assert_eq!(
        told(&events)[3..],
        [
            (Step::ChangeLicences, Mark::Failed),
            (Step::TakeBackUser, Mark::AtHand),
            (Step::DropPassword, Mark::ToCome),
        ]
    );
    events.push(E::UserTakenBack { at: 6 });
    events.push(E::PasswordDropped { at: 7 });
    let story = Story::of(&events).unwrap();
    assert_eq!(story.steps[2].mark, Mark::Undone);
    let matter = story.steps[3].matter.as_ref().unwrap();
    assert_eq!(
        (matter.fault.code.as_str(), matter.at),
        ("CLOUD_REFUSED", 5)
    );
}

#[test]
fn what_was_rejected_is_never_reached() {
    let rejected = E::ApprovalExpired { at: 9 };
    let events = [asked(&create_user()), rejected];
    assert!(
        told(&events)
            .iter()
            .all(|(_, mark)| *mark == Mark::NotReached)
    );
}
