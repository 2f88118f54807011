//! What somebody of an MSP who watches a projection sees.

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::ids::MspId;
use tenantry_domain::projection::ProjectionEvent;
use tokio::time::sleep;
use uuid::Uuid;

use super::on_both;
use super::world::{World, id, msp, name, reason, registered, status_of_customers};
use crate::error::ProjectionError;
use crate::projections::Projections;
use crate::status::Reached;
use crate::store::{Hold, Shadow, Table};
use crate::watched::Following;

on_both!(
    a_part_says_how_it_stands,
    a_rebuild_elsewhere_is_seen_while_it_is_alive,
    a_rebuild_here_tells_how_far_it_is,
    what_is_asked_for_is_built_once_at_a_time,
);

async fn customers(projections: &Projections, of: MspId) -> Reached {
    let reached = projections.reached(of).await.unwrap().into_iter();
    let mut found = reached.filter(|it| it.projection == "customers");
    found.next().unwrap()
}

async fn some(world: &World, many: u128) {
    for number in 0..many {
        let event = registered("Contoso");
        world.customer(msp(1), id(number), 0, &[event]).await;
    }
}

async fn a_part_says_how_it_stands(world: World) {
    let projections = world.projections().await;
    some(&world, 2).await;
    let seen = customers(&projections, msp(1)).await;
    assert_eq!(
        (seen.following, seen.lag_time),
        (Following::CatchingUp, None)
    );
    projections.catch_up().await.unwrap();
    let seen = customers(&projections, msp(1)).await;
    assert_eq!((seen.following, seen.lag_time), (Following::Live, Some(0)));
    let paused = || ProjectionEvent::ProjectionPaused {
        name: name(),
        reason: reason(),
    };
    let resumed = || ProjectionEvent::ProjectionResumed { name: name() };
    for ledger in [msp(1), MspId::INSTALLATION] {
        world.decide(ledger, 0, paused()).await;
        projections.catch_up().await.unwrap();
        let seen = customers(&projections, msp(1)).await;
        assert_eq!(seen.following, Following::Paused);
        world.decide(ledger, 1, resumed()).await;
        projections.catch_up().await.unwrap();
        let seen = customers(&projections, msp(1)).await;
        assert_eq!(seen.following, Following::Live);
    }
    world.decide(msp(2), 0, paused()).await;
    world.poison(msp(1), id(77), 0).await;
    projections.catch_up().await.unwrap();
    let seen = customers(&projections, msp(1)).await;
    assert_eq!(seen.following, Following::Standing);
    assert_eq!(seen.failure.unwrap().code, "EVENT_UNKNOWN");
    assert!(seen.lag_time.is_some_and(|it| it >= 0));
}

/// A table that another process makes.
async fn begun_elsewhere(projections: &Projections) -> (Table, Hold) {
    let store = &projections.house().store;
    let (_, declared) = projections.house().declaration("customers").unwrap();
    let length = Duration::from_mins(1);
    let shadow = store.begin_shadow(declared, Uuid::from_u128(1), length);
    match shadow.await.unwrap() {
        Shadow::Begun { table, hold } => (table, hold),
        Shadow::Busy { .. } => panic!("somebody else is at it"),
    }
}

async fn a_rebuild_elsewhere_is_seen_while_it_is_alive(world: World) {
    let projections = world.projections().await;
    some(&world, 30).await;
    projections.catch_up().await.unwrap();
    assert_eq!(customers(&projections, msp(1)).await.rebuild, None);
    let (table, hold) = begun_elsewhere(&projections).await;
    let store = &projections.house().store;
    let length = Duration::from_mins(1);
    assert!(store.renew_lease(&table, hold, length, 10).await.unwrap());
    let seen = customers(&projections, msp(1)).await.rebuild.unwrap();
    assert_eq!((seen.events, seen.total), (0, 30));
    assert_eq!(
        (seen.rate, seen.left),
        (Some(10), Some(Duration::from_secs(3)))
    );
    assert!(seen.alone && seen.since > 0);
    world
        .customer(msp(2), id(99), 0, &[registered("Theirs")])
        .await;
    let seen = customers(&projections, msp(1)).await.rebuild.unwrap();
    assert!(!seen.alone, "another MSP's events are among them");
    let refused = projections.claim_rebuild("customers").await;
    assert!(matches!(refused, Err(ProjectionError::Busy { .. })));
    // Whoever died is at nothing.
    store.release_lease(&table, hold).await.unwrap();
    assert_eq!(customers(&projections, msp(1)).await.rebuild, None);
}

async fn a_rebuild_here_tells_how_far_it_is(world: World) {
    let projections = world.projections().await;
    some(&world, 30).await;
    projections.catch_up().await.unwrap();
    let house = Arc::clone(projections.house());
    let mut told = 0;
    let mut report = |progress| {
        assert_eq!(house.under_way.of("customers"), Some(progress));
        told += 1;
    };
    projections.rebuild("customers", &mut report).await.unwrap();
    assert!(told > 0);
    assert_eq!(projections.house().under_way.of("customers"), None);
}

async fn what_is_asked_for_is_built_once_at_a_time(world: World) {
    let projections = world.projections().await;
    some(&world, 30).await;
    projections.catch_up().await.unwrap();
    let unknown = projections.claim_rebuild("nothing").await;
    assert!(matches!(unknown, Err(ProjectionError::Unknown { .. })));
    let claim = projections.claim_rebuild("customers").await.unwrap();
    let second = projections.claim_rebuild("tenants").await;
    assert!(matches!(second, Err(ProjectionError::Busy { .. })));
    claim.begin();
    while status_of_customers(&projections).await.generation < 2 {
        sleep(Duration::from_millis(10)).await;
    }
    // The claim ends with the rebuild, and one that is not used ends as well.
    while projections.claim_rebuild("tenants").await.is_err() {
        sleep(Duration::from_millis(10)).await;
    }
    let paused = ProjectionEvent::ProjectionPaused {
        name: name(),
        reason: reason(),
    };
    world.decide(MspId::INSTALLATION, 0, paused).await;
    let refused = projections.claim_rebuild("customers").await;
    assert!(matches!(refused, Err(ProjectionError::Paused { .. })));
    assert!(projections.claim_rebuild("tenants").await.is_ok());
}
