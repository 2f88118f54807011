//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;
use uuid::Uuid;

use super::{
    ApproveTransfer, ClaimTenant, Holder, Party, RefuseTransfer, ReleaseTenant, RequestTransfer,
    SeenHolding, TenantHolding, TenantHoldingCommand, TenantHoldingEvent, TenantHoldingRefusal,
    TransferEnding, WithdrawTransfer,
};
use crate::aggregate::bridge::Root;
use crate::aggregate::{Aggregate, Decision};
use crate::ids::{CustomerId, MspId};
use crate::record::Micros;
use crate::text::Reason;

const AT: Micros = 1_700_000_000_000_000;

const A: MspId = MspId::new(Uuid::from_u128(0xa));
const B: MspId = MspId::new(Uuid::from_u128(0xb));
const C: MspId = MspId::new(Uuid::from_u128(0xc));

fn given(
    events: Vec<TenantHoldingEvent>,
) -> cqrs_es::test::AggregateTestExecutor<Root<TenantHolding>> {
    TestFramework::<Root<TenantHolding>>::with(()).given(events)
}

fn after(events: &[TenantHoldingEvent]) -> TenantHolding {
    let mut holding = TenantHolding::default();
    for event in events {
        holding.evolve(event);
    }
    holding
}

fn customer(number: u128) -> CustomerId {
    CustomerId::new(Uuid::from_u128(number))
}

fn why() -> Reason {
    Reason::new("the customer changed its provider").unwrap()
}

fn claim(msp: MspId, number: u128) -> TenantHoldingCommand {
    TenantHoldingCommand::Claim(ClaimTenant {
        msp,
        customer: customer(number),
        at: AT,
    })
}

fn release(msp: MspId, number: u128) -> TenantHoldingCommand {
    TenantHoldingCommand::Release(ReleaseTenant {
        msp,
        customer: customer(number),
        at: AT,
    })
}

fn request(msp: MspId, number: u128) -> TenantHoldingCommand {
    TenantHoldingCommand::Request(RequestTransfer {
        msp,
        customer: customer(number),
        reason: why(),
        at: AT,
    })
}

fn approve(msp: MspId, transfer: u32) -> TenantHoldingCommand {
    TenantHoldingCommand::Approve(ApproveTransfer {
        msp,
        transfer,
        at: AT,
    })
}

fn refuse(msp: MspId, transfer: u32) -> TenantHoldingCommand {
    TenantHoldingCommand::Refuse(RefuseTransfer {
        msp,
        transfer,
        reason: why(),
        at: AT,
    })
}

fn withdraw(msp: MspId, transfer: u32) -> TenantHoldingCommand {
    TenantHoldingCommand::Withdraw(WithdrawTransfer {
        msp,
        transfer,
        at: AT,
    })
}

fn claimed(msp_id: MspId, number: u128) -> TenantHoldingEvent {
    TenantHoldingEvent::TenantClaimed {
        msp_id,
        customer_id: customer(number),
        at: AT,
    }
}

fn released(msp_id: MspId, number: u128) -> TenantHoldingEvent {
    TenantHoldingEvent::TenantReleased {
        msp_id,
        customer_id: customer(number),
        at: AT,
    }
}

fn requested(transfer: u32, msp_id: MspId, number: u128) -> TenantHoldingEvent {
    TenantHoldingEvent::TransferRequested {
        transfer,
        msp_id,
        customer_id: customer(number),
        reason: why(),
        at: AT,
    }
}

fn approved(transfer: u32, from: (MspId, u128), to: (MspId, u128)) -> TenantHoldingEvent {
    TenantHoldingEvent::TransferApproved {
        transfer,
        from_msp_id: from.0,
        from_customer_id: customer(from.1),
        to_msp_id: to.0,
        to_customer_id: customer(to.1),
        at: AT,
    }
}

fn refused(transfer: u32) -> TenantHoldingEvent {
    TenantHoldingEvent::TransferRefused {
        transfer,
        reason: why(),
        at: AT,
    }
}

fn withdrawn(transfer: u32) -> TenantHoldingEvent {
    TenantHoldingEvent::TransferWithdrawn { transfer, at: AT }
}

fn held_by(by: Party) -> TenantHoldingRefusal {
    TenantHoldingRefusal::TenantHeld { by }
}

// One holder

#[test]
fn a_free_tenant_is_claimed_once() {
    given(vec![])
        .when(claim(A, 1))
        .then_expect_events(vec![claimed(A, 1)]);
    given(vec![claimed(A, 1)])
        .when(claim(A, 1))
        .then_expect_events(vec![]);
}

#[test]
fn who_holds_it_is_told_as_far_as_one_may_know() {
    for ask in [claim as fn(MspId, u128) -> TenantHoldingCommand, release] {
        given(vec![claimed(A, 1)])
            .when(ask(A, 2))
            .then_expect_error(held_by(Party::Customer(customer(1))));
        // The same customer id under another MSP is another customer.
        given(vec![claimed(A, 1)])
            .when(ask(B, 1))
            .then_expect_error(held_by(Party::AnotherMsp));
    }
    let told = held_by(Party::AnotherMsp).to_string();
    assert_eq!(told, "the tenant is held by another MSP");
}

#[test]
fn what_is_let_go_of_is_free() {
    given(vec![claimed(A, 1)])
        .when(release(A, 1))
        .then_expect_events(vec![released(A, 1)]);
    let gone = vec![claimed(A, 1), released(A, 1)];
    given(gone.clone())
        .when(release(A, 1))
        .then_expect_events(vec![]);
    given(vec![]).when(release(B, 1)).then_expect_events(vec![]);
    given(gone)
        .when(claim(B, 2))
        .then_expect_events(vec![claimed(B, 2)]);
}

// From one hand to the other

#[test]
fn what_somebody_holds_can_be_asked_for() {
    given(vec![claimed(A, 1)])
        .when(request(B, 2))
        .then_expect_events(vec![requested(1, B, 2)]);
    given(vec![claimed(A, 1), requested(1, B, 2)])
        .when(request(B, 2))
        .then_expect_events(vec![]);
    given(vec![claimed(A, 1)])
        .when(request(A, 2))
        .then_expect_events(vec![requested(1, A, 2)]);
    given(vec![claimed(A, 1)])
        .when(request(A, 1))
        .then_expect_events(vec![]);
    given(vec![])
        .when(request(B, 2))
        .then_expect_error(TenantHoldingRefusal::TenantNotHeld);
}

#[test]
fn one_request_at_a_time() {
    let open = vec![claimed(A, 1), requested(1, B, 2)];
    for other in [request(C, 3), request(B, 3), request(A, 2)] {
        given(open.clone())
            .when(other)
            .then_expect_error(TenantHoldingRefusal::TransferOpen);
    }
    for ending in [refused(1), withdrawn(1)] {
        let mut events = open.clone();
        events.push(ending);
        given(events)
            .when(request(C, 3))
            .then_expect_events(vec![requested(2, C, 3)]);
    }
}

#[test]
fn it_changes_hands_when_the_holder_agrees() {
    let open = vec![claimed(A, 1), requested(1, B, 2)];
    let agreed = approved(1, (A, 1), (B, 2));
    given(open.clone())
        .when(approve(A, 1))
        .then_expect_events(vec![agreed.clone()]);
    let handed = [open, vec![agreed]].concat();
    assert_eq!(after(&handed).holder, Some(Holder::new(B, customer(2))));
    given(handed.clone())
        .when(approve(A, 1))
        .then_expect_events(vec![]);
    given(handed.clone())
        .when(claim(B, 2))
        .then_expect_events(vec![]);
    given(handed.clone())
        .when(claim(A, 1))
        .then_expect_error(held_by(Party::AnotherMsp));
    given(handed)
        .when(refuse(A, 1))
        .then_expect_error(TenantHoldingRefusal::TransferNotFound);
}

#[test]
fn it_changes_hands_within_an_msp() {
    given(vec![claimed(A, 1), requested(1, A, 2)])
        .when(approve(A, 1))
        .then_expect_events(vec![approved(1, (A, 1), (A, 2))]);
}

#[test]
fn it_stays_when_the_holder_refuses_or_the_other_withdraws() {
    let open = vec![claimed(A, 1), requested(1, B, 2)];
    for (command, event) in [(refuse(A, 1), refused(1)), (withdraw(B, 1), withdrawn(1))] {
        given(open.clone())
            .when(command.clone())
            .then_expect_events(vec![event.clone()]);
        let ended = [open.clone(), vec![event]].concat();
        assert_eq!(after(&ended).holder, Some(Holder::new(A, customer(1))));
        given(ended.clone())
            .when(command)
            .then_expect_events(vec![]);
        given(ended)
            .when(approve(A, 1))
            .then_expect_error(TenantHoldingRefusal::TransferNotFound);
    }
}

#[test]
fn each_side_does_its_own_part() {
    let open = vec![claimed(A, 1), requested(1, B, 2)];
    for others in [approve(B, 1), refuse(B, 1), withdraw(A, 1)] {
        given(open.clone())
            .when(others)
            .then_expect_error(TenantHoldingRefusal::TransferNotYours);
    }
    // A stranger does not even learn that there is a request.
    for meddling in [approve(C, 1), refuse(C, 1), withdraw(C, 1)] {
        given(open.clone())
            .when(meddling.clone())
            .then_expect_error(TenantHoldingRefusal::TransferNotFound);
        given(vec![claimed(A, 1)])
            .when(meddling)
            .then_expect_error(TenantHoldingRefusal::TransferNotFound);
    }
}

#[test]
fn only_the_request_that_was_looked_at_is_answered() {
    let other = vec![
        claimed(A, 1),
        requested(1, B, 2),
        withdrawn(1),
        requested(2, C, 3),
    ];
    for stale in [approve(A, 1), refuse(A, 1), approve(A, 3)] {
        given(other.clone())
            .when(stale)
            .then_expect_error(TenantHoldingRefusal::TransferNotFound);
    }
    given(other).when(withdraw(B, 1)).then_expect_events(vec![]);
}

#[test]
fn letting_go_ends_a_request() {
    let gone = vec![claimed(A, 1), requested(1, B, 2), released(A, 1)];
    given(gone.clone())
        .when(approve(A, 1))
        .then_expect_error(TenantHoldingRefusal::TransferNotFound);
    given(gone.clone())
        .when(claim(B, 2))
        .then_expect_events(vec![claimed(B, 2)]);
    let last = after(&gone).seen_by(B).last.unwrap();
    assert_eq!(last.ending, TransferEnding::Released);
}

// What one learns

#[test]
fn each_side_sees_its_own_side() {
    let open = after(&[claimed(A, 1), requested(1, B, 2)]);
    let holder = open.seen_by(A);
    assert_eq!(holder.holder, Some(Party::Customer(customer(1))));
    let asked = holder.transfer.unwrap();
    assert_eq!(asked.wanted_by, Party::AnotherMsp);
    assert_eq!((asked.transfer, asked.reason), (1, why()));
    assert_eq!((asked.may_approve, asked.may_withdraw), (true, false));

    let wanting = open.seen_by(B);
    assert_eq!(wanting.holder, Some(Party::AnotherMsp));
    let asked = wanting.transfer.unwrap();
    assert_eq!(asked.wanted_by, Party::Customer(customer(2)));
    assert_eq!((asked.may_approve, asked.may_withdraw), (false, true));

    let stranger = SeenHolding {
        holder: Some(Party::AnotherMsp),
        transfer: None,
        last: None,
    };
    assert_eq!(open.seen_by(C), stranger);
    assert_eq!(
        after(&[claimed(A, 1), requested(1, B, 2), refused(1)]).seen_by(C),
        stranger
    );
}

#[test]
fn the_side_that_asked_is_told_the_answer() {
    let answered = after(&[claimed(A, 1), requested(1, B, 2), refused(1)]);
    for side in [A, B] {
        let last = answered.seen_by(side).last.unwrap();
        assert_eq!(last.ending, TransferEnding::Refused);
        assert_eq!(last.reason, Some(why()));
    }
}

#[test]
fn when_it_is_asked_is_no_part_of_what_is_asked() {
    let mut later = claim(A, 1);
    if let TenantHoldingCommand::Claim(claim) = &mut later {
        claim.at += 1;
    }
    let written = |command| serde_json::to_string(&command).unwrap();
    assert_eq!(written(later), written(claim(A, 1)));
    for command in [
        release(A, 1),
        request(A, 1),
        approve(A, 1),
        refuse(A, 1),
        withdraw(A, 1),
    ] {
        assert!(!written(command.clone()).contains("at\":"), "{command:?}");
    }
}

proptest::proptest! {
    /// Any commands in any order: no tenant changes hands unless its holder's MSP said so, there
    /// is a holder whenever a request is open, and asking twice in a row records nothing more.
    #[test]
    fn nothing_is_taken_from_anybody(
        picks in proptest::collection::vec((0..6_u8, 0..3_u8, 1..3_u8, 1..5_u32), 0..40)
    ) {
        let mut holding = TenantHolding::default();
        for (kind, msp, number, transfer) in picks {
            let (msp, number) = ([A, B, C][usize::from(msp)], u128::from(number));
            let command = match kind {
                0 => claim(msp, number),
                1 => release(msp, number),
                2 => request(msp, number),
                3 => approve(msp, transfer),
                4 => refuse(msp, transfer),
                _ => withdraw(msp, transfer),
            };
            let Ok(decision) = holding.decide(&command) else { continue };
            let before = holding.holder;
            for event in decision.into_events() {
                holding.evolve(&event);
            }
            if before != holding.holder && let Some(before) = before {
                proptest::prop_assert_eq!(before.msp, msp);
            }
            proptest::prop_assert!(holding.open.is_none() || holding.holder.is_some());
            let again = holding.decide(&command).map(Decision::into_events);
            proptest::prop_assert_eq!(again, Ok(vec![]));
        }
    }
}
