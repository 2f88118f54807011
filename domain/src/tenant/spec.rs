//! Given these events, when this command, then those events.

use std::collections::BTreeSet;

use cqrs_es::test::TestFramework;
use uuid::Uuid;

use super::{
    AtPartnerCenter, InRelationships, LinkCustomer, MoveCustomer, NoteMissing, NoteSighting,
    Sighting, Standing, Tenant, TenantCommand, TenantEvent, TenantRefusal, TenantSource, UnderGdap,
    UnlinkCustomer,
};
use crate::aggregate::bridge::Root;
use crate::aggregate::{Aggregate, Decision};
use crate::ids::CustomerId;
use crate::record::Micros;
use crate::text::OrganizationName;

fn given(events: Vec<TenantEvent>) -> cqrs_es::test::AggregateTestExecutor<Root<Tenant>> {
    TestFramework::<Root<Tenant>>::with(()).given(events)
}

fn named(text: &str) -> OrganizationName {
    OrganizationName::new(text).unwrap()
}

/// Sold to, and under delegated administration.
fn sold(name: &str) -> Sighting {
    Sighting {
        partner_center: Some(AtPartnerCenter {
            name: Some(named(name)),
            ..AtPartnerCenter::default()
        }),
        ..delegated()
    }
}

fn delegated() -> Sighting {
    Sighting {
        gdap: Some(UnderGdap {
            name: Some(named("From Graph")),
        }),
        relationship: Some(InRelationships {
            standing: Some(Standing::Active),
            ..InRelationships::default()
        }),
        ..Sighting::default()
    }
}

fn look(sighting: Sighting, silent: &[TenantSource], at: Micros) -> TenantCommand {
    TenantCommand::NoteSighting(Box::new(NoteSighting {
        sighting,
        silent: silent.iter().copied().collect(),
        at,
    }))
}

fn missing(sources: &[TenantSource], at: Micros) -> TenantCommand {
    let sources_asked: BTreeSet<TenantSource> = sources.iter().copied().collect();
    TenantCommand::NoteMissing(NoteMissing { sources_asked, at })
}

fn customer(number: u128) -> CustomerId {
    CustomerId::new(Uuid::from_u128(number))
}

fn link(number: u128) -> TenantCommand {
    TenantCommand::LinkCustomer(LinkCustomer {
        customer_id: customer(number),
    })
}

fn unlink(number: u128) -> TenantCommand {
    TenantCommand::UnlinkCustomer(UnlinkCustomer {
        customer_id: customer(number),
    })
}

fn discovered(sighting: Sighting, at: Micros) -> TenantEvent {
    TenantEvent::TenantDiscovered { sighting, at }
}

fn changed(sighting: Sighting, at: Micros) -> TenantEvent {
    TenantEvent::TenantSightingChanged { sighting, at }
}

fn linked(number: u128) -> TenantEvent {
    TenantEvent::TenantLinked {
        customer_id: customer(number),
    }
}

const ALL: &[TenantSource] = &TenantSource::ALL;

#[test]
fn is_discovered_once() {
    given(vec![])
        .when(look(sold("Contoso"), &[], 1))
        .then_expect_events(vec![discovered(sold("Contoso"), 1)]);
    given(vec![discovered(sold("Contoso"), 1)])
        .when(look(sold("Contoso"), &[], 2))
        .then_expect_events(vec![]);
    given(vec![])
        .when(look(Sighting::default(), &[], 1))
        .then_expect_error(TenantRefusal::TenantSightingEmpty);
}

#[test]
fn only_a_change_is_recorded() {
    given(vec![discovered(sold("Contoso"), 1)])
        .when(look(sold("Contoso Ltd"), &[], 2))
        .then_expect_events(vec![changed(sold("Contoso Ltd"), 2)]);
    given(vec![discovered(sold("Contoso"), 1)])
        .when(look(delegated(), &[], 2))
        .then_expect_events(vec![changed(delegated(), 2)]);
}

#[test]
fn a_silent_source_takes_nothing_back() {
    let center = [TenantSource::PartnerCenter];
    given(vec![discovered(sold("Contoso"), 1)])
        .when(look(delegated(), &center, 2))
        .then_expect_events(vec![]);
    let ended = Sighting {
        relationship: None,
        ..delegated()
    };
    let kept = Sighting {
        relationship: None,
        ..sold("Contoso")
    };
    given(vec![discovered(sold("Contoso"), 1)])
        .when(look(ended, &center, 2))
        .then_expect_events(vec![changed(kept, 2)]);
    given(vec![discovered(sold("Contoso"), 1)])
        .when(missing(&ALL[1..], 2))
        .then_expect_error(TenantRefusal::TenantSourcesSilent);
}

#[test]
fn is_missed_once_and_seen_again() {
    let before = || vec![discovered(sold("Contoso"), 1)];
    let missed = TenantEvent::TenantMissed { at: 2 };
    given(before())
        .when(missing(ALL, 2))
        .then_expect_events(vec![missed.clone()]);
    let gone = || [before(), vec![missed.clone()]].concat();
    given(gone())
        .when(missing(ALL, 3))
        .then_expect_events(vec![]);
    let again = TenantEvent::TenantSeenAgain { at: 3 };
    given(gone())
        .when(look(sold("Contoso"), &[], 3))
        .then_expect_events(vec![again.clone()]);
    given(gone())
        .when(look(delegated(), &[], 3))
        .then_expect_events(vec![again, changed(delegated(), 3)]);
    given(vec![])
        .when(missing(ALL, 2))
        .then_expect_error(TenantRefusal::TenantUndiscovered);
}

#[test]
fn an_earlier_look_undoes_nothing() {
    given(vec![discovered(sold("Contoso"), 5)])
        .when(look(delegated(), &[], 4))
        .then_expect_events(vec![]);
    given(vec![discovered(sold("Contoso"), 5)])
        .when(missing(ALL, 4))
        .then_expect_events(vec![]);
    let missed = TenantEvent::TenantMissed { at: 7 };
    given(vec![discovered(sold("Contoso"), 5), missed])
        .when(look(sold("Contoso"), &[], 6))
        .then_expect_events(vec![]);
}

#[test]
fn belongs_to_one_customer_at_a_time() {
    let seen = || vec![discovered(sold("Contoso"), 1)];
    let owned = || [seen(), vec![linked(1)]].concat();
    given(seen())
        .when(link(1))
        .then_expect_events(vec![linked(1)]);
    given(owned()).when(link(1)).then_expect_events(vec![]);
    given(owned())
        .when(link(2))
        .then_expect_error(TenantRefusal::TenantLinkedElsewhere);
    given(owned())
        .when(unlink(2))
        .then_expect_error(TenantRefusal::TenantLinkedElsewhere);
    let customer_id = customer(1);
    let parted = TenantEvent::TenantUnlinked { customer_id };
    given(owned())
        .when(unlink(1))
        .then_expect_events(vec![parted.clone()]);
    given(seen()).when(unlink(1)).then_expect_events(vec![]);
    given([owned(), vec![parted]].concat())
        .when(link(2))
        .then_expect_events(vec![linked(2)]);
    for command in [link(1), unlink(1)] {
        given(vec![])
            .when(command)
            .then_expect_error(TenantRefusal::TenantUndiscovered);
    }
    // Being missed does not part it from its customer.
    let missed = TenantEvent::TenantMissed { at: 2 };
    given([owned(), vec![missed]].concat())
        .when(link(1))
        .then_expect_events(vec![]);
}

proptest::proptest! {
    /// Any looks in any order: looking again at the same moment records nothing more.
    #[test]
    fn repeating_a_command_changes_nothing(
        picks in proptest::collection::vec((0..5_u8, 0..4_usize, 1..9_i64), 0..40)
    ) {
        let mut tenant = Tenant::default();
        for (kind, which, at) in picks {
            let command = match kind {
                0 => look(sold(["a", "b", "c", "d"][which]), &[], at),
                1 => look(delegated(), &ALL[..which], at),
                2 => missing(ALL, at),
                3 => link(which as u128),
                _ => unlink(which as u128),
            };
            let Ok(decision) = tenant.decide(&command) else { continue };
            for event in decision.into_events() {
                tenant.evolve(&event);
            }
            let again = tenant.decide(&command).map(Decision::into_events);
            proptest::prop_assert_eq!(again, Ok(vec![]));
        }
    }
}

#[test]
fn a_tenant_goes_from_one_customer_to_another_in_one_step() {
    let moved = |from, to| {
        TenantCommand::MoveCustomer(MoveCustomer {
            from: customer(from),
            to: customer(to),
        })
    };
    let with = |events: &[TenantEvent]| {
        let seen = vec![discovered(sold("Contoso"), 1)];
        given([seen, events.to_vec()].concat())
    };
    let parted = TenantEvent::TenantUnlinked {
        customer_id: customer(1),
    };
    with(&[linked(1)])
        .when(moved(1, 2))
        .then_expect_events(vec![parted, linked(2)]);
    with(&[linked(2)])
        .when(moved(1, 2))
        .then_expect_events(vec![]);
    for events in [vec![], vec![linked(3)]] {
        with(&events)
            .when(moved(1, 2))
            .then_expect_error(TenantRefusal::TenantLinkedElsewhere);
    }
    given(vec![])
        .when(moved(1, 2))
        .then_expect_error(TenantRefusal::TenantUndiscovered);
}
