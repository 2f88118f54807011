//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;
use uuid::Uuid;

use super::{
    Agreement, AgreementCommand, AgreementEvent, AgreementRefusal, EndAgreement, SignAgreement,
};
use crate::aggregate::bridge::Root;
use crate::ids::CustomerId;
use crate::text::{Reason, Tag};

fn given(events: Vec<AgreementEvent>) -> cqrs_es::test::AggregateTestExecutor<Root<Agreement>> {
    TestFramework::<Root<Agreement>>::with(()).given(events)
}

fn customer_id() -> CustomerId {
    CustomerId::new(Uuid::from_u128(1))
}

fn plan(text: &str) -> Tag {
    Tag::new(text).unwrap()
}

fn sign(text: &str) -> AgreementCommand {
    let (customer_id, plan) = (customer_id(), plan(text));
    AgreementCommand::Sign(SignAgreement { customer_id, plan })
}

fn end() -> AgreementCommand {
    let reason = Reason::new("moved on").unwrap();
    AgreementCommand::End(EndAgreement { reason })
}

fn signed(text: &str) -> AgreementEvent {
    let (customer_id, plan) = (customer_id(), plan(text));
    AgreementEvent::AgreementSigned { customer_id, plan }
}

fn ended() -> AgreementEvent {
    let reason = Reason::new("moved on").unwrap();
    AgreementEvent::AgreementEnded { reason }
}

#[test]
fn is_signed_once() {
    given(vec![])
        .when(sign("gold"))
        .then_expect_events(vec![signed("gold")]);
    given(vec![signed("gold")])
        .when(sign("gold"))
        .then_expect_events(vec![]);
    given(vec![signed("gold")])
        .when(sign("silver"))
        .then_expect_error(AgreementRefusal::AgreementExists);
}

#[test]
fn ends_once_and_not_before_it_begins() {
    given(vec![])
        .when(end())
        .then_expect_error(AgreementRefusal::AgreementNotFound);
    given(vec![signed("gold")])
        .when(end())
        .then_expect_events(vec![ended()]);
    given(vec![signed("gold"), ended()])
        .when(end())
        .then_expect_events(vec![]);
}

#[test]
fn is_not_signed_again() {
    given(vec![signed("gold"), ended()])
        .when(sign("gold"))
        .then_expect_error(AgreementRefusal::AgreementExists);
}
