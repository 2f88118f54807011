//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;
use uuid::Uuid;

use super::{
    ArchiveCustomer, Customer, CustomerCommand, CustomerEvent, CustomerOrigin, CustomerRefusal,
    MergeCustomer, PartCustomer, RegisterCustomer, RenameCustomer, TagCustomer, UntagCustomer,
    decide::TAG_LIMIT,
};
use crate::aggregate::bridge::Root;
use crate::aggregate::{Aggregate, Event};
use crate::ids::CustomerId;
use crate::text::{CustomerName, Reason, Tag};

fn given(events: Vec<CustomerEvent>) -> cqrs_es::test::AggregateTestExecutor<Root<Customer>> {
    TestFramework::<Root<Customer>>::with(()).given(events)
}

fn name(text: &str) -> CustomerName {
    CustomerName::new(text).unwrap()
}

fn a_tag(text: &str) -> Tag {
    Tag::new(text).unwrap()
}

fn register(text: &str) -> CustomerCommand {
    let (name, origin) = (name(text), CustomerOrigin::Entered);
    CustomerCommand::Register(RegisterCustomer { name, origin })
}

fn rename(text: &str) -> CustomerCommand {
    CustomerCommand::Rename(RenameCustomer { name: name(text) })
}

fn tag(text: &str) -> CustomerCommand {
    CustomerCommand::Tag(TagCustomer { tag: a_tag(text) })
}

fn untag(text: &str) -> CustomerCommand {
    CustomerCommand::Untag(UntagCustomer { tag: a_tag(text) })
}

fn archive() -> CustomerCommand {
    CustomerCommand::Archive(ArchiveCustomer {
        reason: Some(Reason::new("moved on").unwrap()),
    })
}

fn other(number: u128) -> CustomerId {
    CustomerId::new(Uuid::from_u128(number))
}

/// Of customer 1.
fn merge(into: u128) -> CustomerCommand {
    CustomerCommand::MergeInto(MergeCustomer {
        customer_id: other(1),
        into: other(into),
        reason: None,
    })
}

fn part(from: u128) -> CustomerCommand {
    let from = other(from);
    CustomerCommand::Part(PartCustomer { from })
}

fn merged(into: u128) -> CustomerEvent {
    CustomerEvent::CustomerMerged {
        into: other(into),
        reason: None,
    }
}

fn parted(from: u128) -> CustomerEvent {
    let from = other(from);
    CustomerEvent::CustomerParted { from }
}

fn registered(text: &str) -> CustomerEvent {
    CustomerEvent::CustomerRegistered {
        name: name(text),
        origin: CustomerOrigin::Entered,
    }
}

fn renamed(from: &str, to: &str) -> CustomerEvent {
    CustomerEvent::CustomerRenamed {
        from: name(from),
        to: name(to),
    }
}

fn tagged(text: &str) -> CustomerEvent {
    CustomerEvent::CustomerTagged { tag: a_tag(text) }
}

fn archived() -> CustomerEvent {
    CustomerEvent::CustomerArchived {
        reason: Some(Reason::new("moved on").unwrap()),
    }
}

// When nobody registered it yet

#[test]
fn is_registered_once() {
    given(vec![])
        .when(register("Contoso"))
        .then_expect_events(vec![registered("Contoso")]);
    given(vec![registered("Contoso")])
        .when(register("Contoso"))
        .then_expect_events(vec![]);
    given(vec![registered("Contoso")])
        .when(register("Fabrikam"))
        .then_expect_error(CustomerRefusal::CustomerExists);
}

#[test]
fn is_not_changed_before_it_is_registered() {
    for command in [rename("Fabrikam"), tag("gold"), untag("gold"), archive()] {
        given(vec![])
            .when(command)
            .then_expect_error(CustomerRefusal::CustomerNotFound);
    }
}

// When it is registered

#[test]
fn goes_by_a_new_name() {
    given(vec![registered("Contoso")])
        .when(rename("Fabrikam"))
        .then_expect_events(vec![renamed("Contoso", "Fabrikam")]);
    given(vec![registered("Contoso"), renamed("Contoso", "Fabrikam")])
        .when(rename("Fabrikam"))
        .then_expect_events(vec![]);
}

#[test]
fn carries_a_tag_once() {
    given(vec![registered("Contoso")])
        .when(tag("gold"))
        .then_expect_events(vec![tagged("gold")]);
    given(vec![registered("Contoso"), tagged("gold")])
        .when(tag("gold"))
        .then_expect_events(vec![]);
}

#[test]
fn drops_a_tag_once() {
    let dropped = CustomerEvent::CustomerUntagged { tag: a_tag("gold") };
    given(vec![registered("Contoso"), tagged("gold")])
        .when(untag("gold"))
        .then_expect_events(vec![dropped]);
    given(vec![registered("Contoso")])
        .when(untag("gold"))
        .then_expect_events(vec![]);
}

#[test]
fn carries_only_so_many_tags() {
    let mut before = vec![registered("Contoso")];
    before.extend((0..TAG_LIMIT).map(|n| tagged(&format!("t{n}"))));
    given(before)
        .when(tag("one too many"))
        .then_expect_error(CustomerRefusal::CustomerTagsFull { limit: TAG_LIMIT });
}

// When it is archived

#[test]
fn is_archived_once_and_changes_no_more() {
    given(vec![registered("Contoso")])
        .when(archive())
        .then_expect_events(vec![archived()]);
    let over = || given(vec![registered("Contoso"), archived()]);
    over().when(archive()).then_expect_events(vec![]);
    for command in [rename("Fabrikam"), tag("gold"), untag("gold")] {
        over()
            .when(command)
            .then_expect_error(CustomerRefusal::CustomerArchived);
    }
    over()
        .when(register("Contoso"))
        .then_expect_error(CustomerRefusal::CustomerExists);
}

// When it is part of another one

#[test]
fn is_merged_into_another_and_changes_no_more() {
    given(vec![registered("Contoso")])
        .when(merge(2))
        .then_expect_events(vec![merged(2)]);
    given(vec![registered("Contoso")])
        .when(merge(1))
        .then_expect_error(CustomerRefusal::CustomerMergeSelf);
    let part_of = || given(vec![registered("Contoso"), merged(2)]);
    part_of().when(merge(2)).then_expect_events(vec![]);
    let into = other(2);
    for command in [
        rename("Fabrikam"),
        tag("gold"),
        untag("gold"),
        archive(),
        merge(3),
        part(3),
    ] {
        part_of()
            .when(command)
            .then_expect_error(CustomerRefusal::CustomerMerged { into });
    }
    part_of()
        .when(register("Contoso"))
        .then_expect_error(CustomerRefusal::CustomerExists);
}

#[test]
fn is_parted_and_as_it_was_before() {
    let before = vec![registered("Contoso"), tagged("gold"), merged(2)];
    given(before.clone())
        .when(part(2))
        .then_expect_events(vec![parted(2)]);
    let mut customer = Customer::default();
    for event in before.iter().take(2) {
        customer.evolve(event);
    }
    let known = customer.clone();
    customer.evolve(&merged(2));
    customer.evolve(&parted(2));
    assert_eq!(customer, known);
    given(vec![registered("Contoso")])
        .when(part(2))
        .then_expect_events(vec![]);
}

#[test]
fn what_is_archived_or_unknown_is_neither_merged_nor_parted() {
    for command in [merge(2), part(2)] {
        given(vec![registered("Contoso"), archived()])
            .when(command.clone())
            .then_expect_error(CustomerRefusal::CustomerArchived);
        given(vec![])
            .when(command)
            .then_expect_error(CustomerRefusal::CustomerNotFound);
    }
}

// Whatever happens

#[test]
fn texts_that_nobody_can_read_are_turned_away() {
    for text in ["", "   ", "a\u{7}b", &"x".repeat(201)] {
        assert!(CustomerName::new(text).is_err(), "{text:?}");
    }
    assert_eq!(CustomerName::new("  Contoso  ").unwrap(), name("Contoso"));
}

#[test]
fn an_old_registration_is_read_as_typed_in() {
    let old = r#"{"CustomerRegistered":{"name":"Contoso"}}"#;
    let read = CustomerEvent::decode("CustomerRegistered", "1", old).unwrap();
    assert_eq!(read, registered("Contoso"));
}

#[test]
fn what_is_not_as_labelled_is_not_read() {
    let payload = r#"{"CustomerTagged":{"tag":"gold"}}"#;
    let code = |name, version, payload| {
        CustomerEvent::decode(name, version, payload)
            .unwrap_err()
            .code()
    };
    assert_eq!(code("CustomerTagged", "9", payload), "EVENT_UNKNOWN");
    assert_eq!(code("CustomerVanished", "1", payload), "EVENT_UNKNOWN");
    assert_eq!(code("CustomerUntagged", "1", payload), "EVENT_MALFORMED");
    assert_eq!(code("CustomerRegistered", "1", payload), "EVENT_MALFORMED");
    assert_eq!(code("CustomerTagged", "1", "{"), "EVENT_MALFORMED");
}

proptest::proptest! {
    /// Any commands in any order: folding what was decided never contradicts a later decision,
    /// and asking for the same thing twice in a row records nothing the second time.
    #[test]
    fn repeating_a_command_changes_nothing(
        picks in proptest::collection::vec((0..7_u8, 0..3_u8), 0..40)
    ) {
        let mut customer = Customer::default();
        for (kind, which) in picks {
            let text = ["a", "b", "c"][usize::from(which)];
            let command = match kind {
                0 => register(text),
                1 => rename(text),
                2 => tag(text),
                3 => untag(text),
                4 => merge(u128::from(which) + 1),
                5 => part(u128::from(which) + 1),
                _ => archive(),
            };
            let Ok(decision) = customer.decide(&command) else { continue };
            for event in decision.into_events() {
                customer.evolve(&event);
            }
            let again = customer.decide(&command).map(crate::aggregate::Decision::into_events);
            proptest::prop_assert_eq!(again, Ok(vec![]));
        }
    }
}

proptest::proptest! {
    /// The decoder meets whatever a disk or an attacker left: it answers, it never panics.
    #[test]
    fn any_payload_is_read_or_refused(name in ".{0,30}", version in ".{0,4}", payload in ".{0,300}") {
        let _ = CustomerEvent::decode(&name, &version, &payload);
        for shape in CustomerEvent::SHAPES {
            let _ = CustomerEvent::decode(shape.name, shape.version, &payload);
        }
        let _ = CustomerEvent::decode("CustomerRegistered", "1", &payload);
    }
}
