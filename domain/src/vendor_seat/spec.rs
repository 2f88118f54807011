//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    FreeSeat, SeatId, TakeSeat, VendorSeat, VendorSeatCommand, VendorSeatEvent, VendorSeatRefusal,
};
use crate::aggregate::bridge::Root;
use crate::aggregate::{Aggregate, Refusal};
use crate::ids::{CustomerId, RecordId, VendorConnectionId};

fn given(events: Vec<VendorSeatEvent>) -> cqrs_es::test::AggregateTestExecutor<Root<VendorSeat>> {
    TestFramework::<Root<VendorSeat>>::with(()).given(events)
}

fn record(number: u128) -> RecordId {
    RecordId::new(Uuid::from_u128(number))
}

fn take(number: u128, at: i64) -> VendorSeatCommand {
    let record_id = record(number);
    VendorSeatCommand::Take(TakeSeat { record_id, at })
}

fn free(number: u128, at: i64) -> VendorSeatCommand {
    let record_id = record(number);
    VendorSeatCommand::Free(FreeSeat { record_id, at })
}

fn taken(number: u128, at: i64) -> VendorSeatEvent {
    let record_id = record(number);
    VendorSeatEvent::SeatTaken { record_id, at }
}

fn freed(number: u128, at: i64) -> VendorSeatEvent {
    let record_id = record(number);
    VendorSeatEvent::SeatFreed { record_id, at }
}

#[test]
fn is_taken_by_one_record_and_the_second_is_told_which() {
    given(vec![])
        .when(take(1, 10))
        .then_expect_events(vec![taken(1, 10)]);
    given(vec![taken(1, 10)])
        .when(take(1, 11))
        .then_expect_events(vec![]);
    given(vec![taken(1, 10)])
        .when(take(2, 11))
        .then_expect_error(VendorSeatRefusal::SeatTaken {
            record_id: record(1),
            at: 10,
        });
    given(vec![taken(1, 10), freed(1, 11)])
        .when(take(2, 12))
        .then_expect_events(vec![taken(2, 12)]);
}

#[test]
fn is_freed_by_the_record_that_sits_in_it() {
    given(vec![taken(1, 10)])
        .when(free(1, 11))
        .then_expect_events(vec![freed(1, 11)]);
    for before in [vec![], vec![taken(2, 10)], vec![taken(1, 9), freed(1, 10)]] {
        given(before).when(free(1, 11)).then_expect_events(vec![]);
    }
}

#[test]
fn the_refusal_says_which_record_and_since_when() {
    let seat = VendorSeat::Taken {
        record_id: record(1),
        at: 1_790_000_000_000_000,
    };
    let refusal = seat.decide(&take(2, 0)).unwrap_err();
    assert_eq!(refusal.code(), "SEAT_TAKEN");
    let sentence = refusal.to_string();
    assert!(sentence.contains(&record(1).to_string()), "{sentence}");
    assert!(
        sentence.ends_with("since 2026-09-21T14:13:20Z"),
        "{sentence}"
    );
}

#[test]
fn a_seat_is_of_one_customer_at_one_connection() {
    let customer = CustomerId::new(Uuid::from_u128(1));
    let connection = VendorConnectionId::new(Uuid::from_u128(2));
    let seat = SeatId::of(customer, connection);
    assert_eq!(seat.to_string().parse(), Ok(seat));
    for text in ["", "a.b", &customer.to_string(), &format!("{seat}.")] {
        assert!(text.parse::<SeatId>().is_err(), "{text}");
    }
}

proptest! {
    /// Whatever is asked in whatever order: the record in it changes only by way of nobody, and to
    /// ask for the same again records nothing.
    #[test]
    fn one_record_sits_in_it(all in proptest::collection::vec((any::<bool>(), 1..4_u128, 0..9_i64), 0..40)) {
        let mut seat = VendorSeat::default();
        for (takes, number, at) in all {
            let command = if takes { take(number, at) } else { free(number, at) };
            let before = seat.record();
            let Ok(decision) = seat.decide(&command) else {
                prop_assert!(before.is_some_and(|it| it != record(number)));
                continue;
            };
            for event in decision.into_events() {
                seat.evolve(&event);
            }
            let after = seat.record();
            prop_assert!(before.is_none() || after.is_none() || before == after);
            prop_assert_eq!(seat.decide(&command).unwrap().into_events(), vec![]);
        }
    }
}
