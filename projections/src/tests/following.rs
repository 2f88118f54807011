//! The daemon, and what people then read.

use std::time::Duration;

use tenantry_domain::ids::CustomerId;
use tokio::sync::watch;

use super::on_both;
use super::world::{World, id, msp, registered, small, status_of_customers, tagged};
use crate::customers;
use crate::registry::PROJECTIONS;
use crate::status::State;

on_both!(
    two_daemons_advance_once,
    a_live_daemon_follows,
    survives_its_store,
    tells_how_it_is_doing,
    refuses_what_it_does_not_know,
);

async fn two_daemons_advance_once(world: World) {
    let (a, b) = (world.projections().await, world.projections().await);
    let (stop, stopped) = watch::channel(false);
    let daemons = [a.clone(), b.clone()].map(|projections| {
        let stopped = stopped.clone();
        tokio::spawn(async move { projections.run(stopped).await })
    });
    let mut last = 0;
    for i in 0..40 {
        last = world
            .customer(
                msp(1),
                id(i),
                0,
                &[registered("x"), tagged("t"), tagged("u")],
            )
            .await;
    }
    let wait = Duration::from_secs(20);
    b.wait_for(msp(1), last, &["customers", "onboardings"], wait)
        .await
        .unwrap();
    stop.send(true).unwrap();
    for daemon in daemons {
        daemon.await.unwrap();
    }
    let followed = a.content_hash("customers").await.unwrap();
    a.rebuild("customers", &mut |_| {}).await.unwrap();
    assert_eq!(a.content_hash("customers").await.unwrap(), followed);
}

async fn a_live_daemon_follows(world: World) {
    let projections = world.projections().await;
    let (stop, stopped) = watch::channel(false);
    let daemon = tokio::spawn({
        let projections = projections.clone();
        async move { projections.run(stopped).await }
    });
    for i in 0..20 {
        let position = world
            .customer(msp(i % 3), id(i), 0, &[registered("x")])
            .await;
        let wait = Duration::from_secs(10);
        projections
            .wait_for(msp(i % 3), position, &["customers"], wait)
            .await
            .unwrap();
        let row = customers::get(&projections, msp(i % 3), CustomerId::new(id(i)))
            .await
            .unwrap();
        assert!(row.is_some());
    }
    stop.send(true).unwrap();
    daemon.await.unwrap();
    let late = world.customer(msp(1), id(99), 0, &[registered("x")]).await;
    let wait = Duration::from_millis(50);
    let error = projections
        .wait_for(msp(1), late, &["customers"], wait)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PROJECTION_LAGGING");
    // A daemon that was stopped gave its leases back: nobody has to wait for them to run out.
    projections.catch_up().await.unwrap();
}

async fn survives_its_store(world: World) {
    world.customer(msp(1), id(1), 0, &[registered("x")]).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    // Migrating again, from many sides at once, changes nothing.
    let again: Vec<_> = (0..4)
        .map(|_| {
            let projections = projections.clone();
            tokio::spawn(async move { projections.migrate().await })
        })
        .collect();
    for migration in again {
        migration.await.unwrap().unwrap();
    }
    projections.check().await.unwrap();
    assert!(
        customers::get(&projections, msp(1), CustomerId::new(id(1)))
            .await
            .unwrap()
            .is_some()
    );
}

async fn tells_how_it_is_doing(world: World) {
    let projections = world.projections_with(PROJECTIONS, small()).await;
    world
        .customer(msp(1), id(1), 0, &[registered("x"), tagged("t")])
        .await;
    let all = projections.status().await.unwrap();
    assert_eq!(all.len(), PROJECTIONS.len());
    let status = status_of_customers(&projections).await;
    assert_eq!(status.state, State::Live);
    assert_eq!((status.head, status.position, status.lag), (2, 0, 2));
    projections.catch_up().await.unwrap();
    let status = status_of_customers(&projections).await;
    assert_eq!(
        (status.head, status.position, status.lag, status.lag_time),
        (2, 2, 0, 0)
    );
}

async fn refuses_what_it_does_not_know(world: World) {
    let projections = world.projections().await;
    let error = projections
        .rebuild("no such", &mut |_| {})
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PROJECTION_UNKNOWN");
    for known in PROJECTIONS {
        assert!(error.to_string().contains(known.name), "{error}");
    }
    let error = projections.content_hash("").await.unwrap_err();
    assert_eq!(error.code(), "PROJECTION_UNKNOWN");
}

#[tokio::test]
async fn refuses_urls_it_does_not_know() {
    let world = World::sqlite().await;
    for url in [
        "",
        "mysql://ada:secret@db/x",
        "sqlite:",
        "sqlite::memory:",
        "/some/file",
    ] {
        let opened = crate::Projections::open(url, world.ledger.clone()).await;
        let error = opened.unwrap_err();
        assert_eq!(error.code(), "DATABASE_URL_MALFORMED", "{url}");
        assert!(!error.to_string().contains("secret"));
    }
    let url = "postgres://postgres@127.0.0.1:1/none";
    let error = crate::Projections::open(url, world.ledger.clone())
        .await
        .unwrap_err();
    assert_eq!(error.code(), "DATABASE_UNREACHABLE");
}
