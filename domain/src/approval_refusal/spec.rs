//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;
use uuid::Uuid;

use super::{
    NoteRefusedWish, RefusalCode, RefusedWishCommand, RefusedWishEvent, RefusedWishes, WishKind,
};
use crate::aggregate::Aggregate as _;
use crate::aggregate::bridge::Root;
use crate::approval::{OperationKind, Person, PersonKind};
use crate::ids::CustomerId;

fn given(
    events: Vec<RefusedWishEvent>,
) -> cqrs_es::test::AggregateTestExecutor<Root<RefusedWishes>> {
    TestFramework::<Root<RefusedWishes>>::with(()).given(events)
}

fn ada() -> Person {
    Person {
        kind: PersonKind::User,
        id: "ada".to_owned(),
    }
}

fn customer() -> CustomerId {
    CustomerId::new(Uuid::from_u128(5))
}

fn wish(code: &'static str) -> NoteRefusedWish {
    NoteRefusedWish {
        by: ada(),
        wish: WishKind::Approve,
        code: RefusalCode::of(code),
        operation: Some(OperationKind::ArchiveCustomer),
        customer_id: Some(customer()),
        at: 7,
    }
}

fn note(code: &'static str) -> RefusedWishCommand {
    RefusedWishCommand::Note(wish(code))
}

fn refused(code: &'static str) -> RefusedWishEvent {
    RefusedWishEvent::ApprovalWishRefused {
        by: ada(),
        wish: WishKind::Approve,
        code: RefusalCode::of(code),
        operation: Some(OperationKind::ArchiveCustomer),
        customer_id: Some(customer()),
        at: 7,
    }
}

#[test]
fn every_refusal_is_noted_and_none_hides_another() {
    given(vec![])
        .when(note("APPROVAL_OF_OWN_REQUEST"))
        .then_expect_events(vec![refused("APPROVAL_OF_OWN_REQUEST")]);
    given(vec![refused("APPROVAL_OF_OWN_REQUEST")])
        .when(note("APPROVAL_OF_OWN_REQUEST"))
        .then_expect_events(vec![refused("APPROVAL_OF_OWN_REQUEST")]);
    let mut stands = RefusedWishes::default();
    stands.evolve(&refused("APPROVAL_EXPIRED"));
    stands.evolve(&refused("APPROVAL_EXPIRED"));
    assert_eq!(stands.count, 2);
}

/// The idempotency key stands for this text.
#[test]
fn what_is_learned_meanwhile_makes_no_other_wish() {
    let known = serde_json::to_value(note("APPROVAL_EXPIRED")).unwrap();
    let unknown = RefusedWishCommand::Note(NoteRefusedWish {
        operation: None,
        customer_id: None,
        at: 9,
        ..wish("APPROVAL_EXPIRED")
    });
    assert_eq!(known, serde_json::to_value(unknown).unwrap());
    let other = serde_json::to_value(note("APPROVAL_DECIDED")).unwrap();
    assert_ne!(known, other);
}

#[test]
fn every_wish_is_written_as_its_word() {
    for wish in WishKind::ALL {
        let written = serde_json::to_value(wish).unwrap();
        assert_eq!(written, wish.as_str());
    }
}
