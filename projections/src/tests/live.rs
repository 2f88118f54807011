//! What a worker finds under way, from the query table or, where that cannot be relied on, from the
//! ledger.

use std::collections::BTreeMap;
use std::sync::Arc;

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::onboarding::{Onboarding, OnboardingEvent as E, Step, approval_patience};
use tenantry_domain::record::{Micros, Position, StreamId};
use tenantry_domain::saga::{Fault, FaultClass, hours, minutes};
use tenantry_engine::ledger::NewEvent;
use tenantry_engine::sagas::{LiveSagas as _, Living};
use tenantry_engine::time::Clock;
use uuid::Uuid;

use super::on_both;
use super::world::{World, id, msp, reason, small, started};
use crate::onboardings::LiveOnboardings;
use crate::projections::Projections;
use crate::registry::PROJECTIONS;

on_both!(
    live_ones_are_listed_page_by_page,
    what_is_waited_for_says_when_to_look,
    a_table_that_cannot_be_relied_on_is_passed_over,
    a_table_ahead_of_its_ledger_is_passed_over,
);

/// Long after everything that the tests record.
const NOW: Micros = 4_000_000_000_000_000;

#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Micros {
        NOW
    }
}

async fn begun(world: &World, number: u128, more: &[E]) -> Position {
    let events = [&[started(id(99), id(number))], more].concat();
    world.onboarding(msp(1), id(number), 0, &events).await
}

fn live(projections: &Projections) -> LiveOnboardings {
    LiveOnboardings::new(projections.clone(), Arc::new(Stopped)).by_pages_of(2)
}

/// All pages: what is due when, the lowest position, and how many pages there were.
async fn all(live: &LiveOnboardings) -> (BTreeMap<Uuid, Micros>, Position, usize) {
    let (mut found, mut lowest, mut pages) = (BTreeMap::new(), Position::MAX, 0);
    let mut after = None;
    loop {
        let Living {
            sagas,
            position,
            next,
        } = live.of(msp(1), after.as_deref()).await.unwrap();
        pages += 1;
        lowest = lowest.min(position);
        for saga in sagas {
            assert_eq!(saga.aggregate_type, Onboarding::TYPE);
            found.insert(saga.id.parse().unwrap(), saga.due);
        }
        match next {
            Some(next) => after = Some(next),
            None => return (found, lowest, pages),
        }
    }
}

fn fault() -> Fault {
    Fault::own("CLOUD_SILENT", FaultClass::Transient, "")
}

fn cancelled() -> E {
    E::CancellationRequested {
        reason: reason(),
        at: 1,
    }
}

fn locked(at: Micros) -> E {
    E::RelationshipLocked {
        invitation: "https://admin.example/invitation".to_owned(),
        at,
    }
}

fn delayed(until: Micros) -> E {
    E::StepDelayed {
        step: Step::WaitForApproval,
        fault: fault(),
        until,
        at: 2,
    }
}

async fn live_ones_are_listed_page_by_page(world: World) {
    for number in 1..=5 {
        begun(&world, number, &[]).await;
    }
    for number in 6..=8 {
        begun(&world, number, &[cancelled()]).await;
    }
    let attention = E::AttentionNeeded {
        step: Step::EndRelationship,
        fault: fault(),
        at: 2,
    };
    begun(&world, 9, &[cancelled(), attention]).await;
    begun(&world, 10, &[E::OnboardingActivated {}]).await;
    begun(&world, 11, &[E::OnboardingCancelled { reason: reason() }]).await;
    let left = E::OnboardingFailed {
        code: "APPROVAL_REFUSED".to_owned(),
        detail: reason(),
    };
    let passed = begun(&world, 12, &[left]).await;
    let stranger = [started(id(99), id(20))];
    world.onboarding(msp(2), id(20), 0, &stranger).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    // Nobody folded these: the position says so.
    begun(&world, 13, &[]).await;
    let live = live(&projections);
    let (found, position, pages) = all(&live).await;
    let expected: Vec<Uuid> = (1..=9).map(id).collect();
    assert_eq!(found.into_keys().collect::<Vec<_>>(), expected);
    assert_eq!((position, pages), (passed, 3 + 2 + 1));
}

async fn what_is_waited_for_says_when_to_look(world: World) {
    let since = NOW - hours(30);
    begun(&world, 1, &[locked(since)]).await;
    begun(&world, 2, &[locked(since), delayed(NOW + minutes(7))]).await;
    begun(&world, 3, &[locked(since), E::RetryRequested { at: 3 }]).await;
    begun(&world, 4, &[]).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let (found, ..) = all(&live(&projections)).await;
    let look = approval_patience(30).next_look(since, NOW);
    assert!(look > NOW + minutes(1), "{look}");
    assert_eq!(found[&id(1)], look);
    assert_eq!(found[&id(2)], NOW + minutes(7));
    assert!(found[&id(3)] < NOW, "somebody asked for a look");
    assert!(found[&id(4)] < NOW);
}

async fn a_table_that_cannot_be_relied_on_is_passed_over(world: World) {
    let ended = begun(&world, 1, &[E::OnboardingActivated {}]).await;
    let projections = world.projections().await;
    let live = live(&projections);
    let from_ledger = |head| (BTreeMap::from([(id(1), 0)]), head, 1);
    assert_eq!(all(&live).await, from_ledger(ended), "never followed");
    projections.catch_up().await.unwrap();
    assert_eq!(all(&live).await.0, BTreeMap::new());
    // From page to page as well.
    let second = live.of(msp(1), Some("1/")).await.unwrap();
    assert_eq!(second.next.as_deref(), Some("2/"));
    let torn = live.of(msp(1), Some("7/")).await.unwrap();
    assert_eq!((torn.sagas.len(), torn.next), (1, None));

    let stream = StreamId::new(Onboarding::TYPE, id(1));
    let unknown = NewEvent {
        event_type: "OnboardingEnchanted".to_owned(),
        event_version: "1".to_owned(),
        payload: "{}".to_owned(),
    };
    let head = world.append(msp(1), stream, 2, vec![unknown]).await;
    let standing = projections.catch_up().await.unwrap();
    assert!(standing.iter().any(|(name, _)| *name == "onboardings"));
    assert_eq!(all(&live).await, from_ledger(head), "it stands still");
}

async fn a_table_ahead_of_its_ledger_is_passed_over(world: World) {
    let longer = if world.is_postgres() {
        World::postgres().await
    } else {
        World::sqlite().await
    };
    for number in 1..=3 {
        begun(&longer, number, &[]).await;
    }
    // As after a backup was restored.
    let head = begun(&world, 4, &[]).await;
    let filled = Arc::clone(&longer.ledger);
    let foreign = Projections::open_tuned(&world.url, filled, PROJECTIONS, small())
        .await
        .unwrap();
    foreign.migrate().await.unwrap();
    foreign.catch_up().await.unwrap();
    assert_eq!(all(&live(&foreign)).await.1, 3);
    let (found, position, _) = all(&live(&world.projections().await)).await;
    assert_eq!((found.len(), position), (1, head));
    assert!(found.contains_key(&id(4)));
}
