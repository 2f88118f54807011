//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    HeedProduct, IgnoreProduct, MapProduct, Product, ProductKey, ProductMapping,
    ProductMappingCommand, ProductMappingEvent, ProductMappingRefusal, Service, Standing,
    UnmapProduct,
};
use crate::aggregate::Aggregate;
use crate::aggregate::bridge::Root;
use crate::cloud::vendor::Term;
use crate::ids::VendorConnectionId;
use crate::text::Reason;

fn given(
    events: Vec<ProductMappingEvent>,
) -> cqrs_es::test::AggregateTestExecutor<Root<ProductMapping>> {
    TestFramework::<Root<ProductMapping>>::with(()).given(events)
}

/// Bound for a year, and paid so often.
fn paid(billing: Term) -> Product {
    Product {
        key: ProductKey::of(Some("CFQ7TTC0LCHC:0002"), "Business Premium").unwrap(),
        term: Some(Term::YEARLY),
        billing: Some(billing),
    }
}

fn monthly() -> Product {
    paid(Term::MONTHLY)
}

fn yearly() -> Product {
    paid(Term::YEARLY)
}

fn service(id: &str) -> Service {
    Service {
        connection_id: VendorConnectionId::new(Uuid::from_u128(1)),
        id: id.to_owned(),
    }
}

fn who() -> String {
    "user 7".to_owned()
}

fn why() -> Reason {
    Reason::new("free of charge").unwrap()
}

fn map(product: &Product, to: &str, at: i64) -> ProductMappingCommand {
    ProductMappingCommand::Map(MapProduct {
        product: product.clone(),
        service: service(to),
        by: who(),
        at,
    })
}

fn unmap(product: &Product, from: &str, at: i64) -> ProductMappingCommand {
    ProductMappingCommand::Unmap(UnmapProduct {
        product: product.clone(),
        service: service(from),
        by: who(),
        at,
    })
}

fn ignore(product: &Product, at: i64) -> ProductMappingCommand {
    ProductMappingCommand::Ignore(IgnoreProduct {
        product: product.clone(),
        reason: why(),
        by: who(),
        at,
    })
}

fn heed(product: &Product, at: i64) -> ProductMappingCommand {
    ProductMappingCommand::Heed(HeedProduct {
        product: product.clone(),
        by: who(),
        at,
    })
}

fn mapped(product: &Product, to: &str, at: i64) -> ProductMappingEvent {
    ProductMappingEvent::ProductMapped {
        product: product.clone(),
        service: service(to),
        by: who(),
        at,
    }
}

fn unmapped(product: &Product, from: &str, at: i64) -> ProductMappingEvent {
    ProductMappingEvent::ProductUnmapped {
        product: product.clone(),
        service: service(from),
        by: who(),
        at,
    }
}

fn ignored(product: &Product, at: i64) -> ProductMappingEvent {
    ProductMappingEvent::ProductIgnored {
        product: product.clone(),
        reason: why(),
        by: who(),
        at,
    }
}

fn heeded(product: &Product, at: i64) -> ProductMappingEvent {
    ProductMappingEvent::ProductHeeded {
        product: product.clone(),
        by: who(),
        at,
    }
}

fn elsewhere(id: &str, at: i64) -> ProductMappingRefusal {
    ProductMappingRefusal::ProductMappedElsewhere {
        service: service(id),
        by: who(),
        at,
    }
}

#[test]
fn a_product_is_billed_as_one_service() {
    given(vec![])
        .when(map(&monthly(), "12", 10))
        .then_expect_events(vec![mapped(&monthly(), "12", 10)]);
    let before = || given(vec![mapped(&monthly(), "12", 10)]);
    before()
        .when(map(&monthly(), "12", 11))
        .then_expect_events(vec![]);
    before()
        .when(map(&monthly(), "13", 11))
        .then_expect_error(elsewhere("12", 10));
}

#[test]
fn monthly_and_yearly_are_apart_and_a_service_may_serve_both() {
    given(vec![mapped(&monthly(), "12", 10)])
        .when(map(&yearly(), "13", 11))
        .then_expect_events(vec![mapped(&yearly(), "13", 11)]);
    given(vec![mapped(&monthly(), "12", 10)])
        .when(map(&yearly(), "12", 11))
        .then_expect_events(vec![mapped(&yearly(), "12", 11)]);
}

#[test]
fn a_product_is_taken_from_the_service_that_was_looked_at() {
    let before = || given(vec![mapped(&monthly(), "12", 10)]);
    before()
        .when(unmap(&monthly(), "12", 11))
        .then_expect_events(vec![unmapped(&monthly(), "12", 11)]);
    before()
        .when(unmap(&monthly(), "13", 11))
        .then_expect_error(elsewhere("12", 10));
    given(vec![])
        .when(unmap(&monthly(), "12", 11))
        .then_expect_events(vec![]);
    given(vec![
        mapped(&monthly(), "12", 10),
        unmapped(&monthly(), "12", 11),
    ])
    .when(map(&monthly(), "13", 12))
    .then_expect_events(vec![mapped(&monthly(), "13", 12)]);
}

#[test]
fn a_product_is_ignored_until_it_is_heeded() {
    given(vec![])
        .when(ignore(&monthly(), 10))
        .then_expect_events(vec![ignored(&monthly(), 10)]);
    let before = || given(vec![ignored(&monthly(), 10)]);
    before()
        .when(ignore(&monthly(), 11))
        .then_expect_events(vec![]);
    before().when(map(&monthly(), "12", 11)).then_expect_error(
        ProductMappingRefusal::ProductIgnoredByChoice {
            reason: why(),
            by: who(),
            at: 10,
        },
    );
    before()
        .when(heed(&monthly(), 11))
        .then_expect_events(vec![heeded(&monthly(), 11)]);
    given(vec![ignored(&monthly(), 10), heeded(&monthly(), 11)])
        .when(map(&monthly(), "12", 12))
        .then_expect_events(vec![mapped(&monthly(), "12", 12)]);
}

#[test]
fn what_is_billed_is_not_ignored_and_needs_no_heed() {
    let before = || given(vec![mapped(&monthly(), "12", 10)]);
    before()
        .when(ignore(&monthly(), 11))
        .then_expect_error(elsewhere("12", 10));
    before()
        .when(heed(&monthly(), 11))
        .then_expect_events(vec![]);
    given(vec![])
        .when(heed(&monthly(), 11))
        .then_expect_events(vec![]);
}

#[test]
fn the_state_is_shown_and_read_back() {
    let mut mapping = ProductMapping::default();
    for event in [mapped(&monthly(), "12", 10), ignored(&yearly(), 11)] {
        mapping.evolve(&event);
    }
    let json = serde_json::to_value(&mapping).unwrap();
    assert_eq!(json.as_array().map(Vec::len), Some(2));
    assert_eq!(
        serde_json::from_value::<ProductMapping>(json).unwrap(),
        mapping
    );
    assert_eq!(mapping.service_of(&monthly()), Some(&service("12")));
    assert_eq!(mapping.service_of(&yearly()), None);
    let standing = mapping.of(&yearly()).map(|it| &it.standing);
    assert_eq!(standing, Some(&Standing::Ignored(why())));
}

fn commands() -> impl Strategy<Value = ProductMappingCommand> {
    let product = prop_oneof![Just(monthly()), Just(yearly())];
    let service = prop_oneof![Just("12"), Just("13")];
    (0..4_u8, product, service, 0..9_i64).prop_map(|(kind, product, service, at)| match kind {
        0 => map(&product, service, at),
        1 => unmap(&product, service, at),
        2 => ignore(&product, at),
        _ => heed(&product, at),
    })
}

proptest! {
    /// Whatever is asked: a product's service changes only by way of none, no product touches
    /// another, and asking again records nothing.
    #[test]
    fn a_product_has_one_service_at_most(all in proptest::collection::vec(commands(), 0..40)) {
        let mut mapping = ProductMapping::default();
        for command in &all {
            let before = mapping.clone();
            let Ok(decision) = mapping.decide(command) else { continue };
            let events = decision.into_events();
            for event in &events {
                mapping.evolve(event);
            }
            for product in [monthly(), yearly()] {
                let (was, is) = (before.service_of(&product), mapping.service_of(&product));
                prop_assert!(was.is_none() || is.is_none() || was == is);
            }
            let touched = [monthly(), yearly()];
            let touched = touched.iter().filter(|it| before.of(it) != mapping.of(it)).count();
            prop_assert_eq!(touched, events.len());
            prop_assert_eq!(mapping.decide(command).unwrap().into_events(), vec![]);
        }
    }
}
