//! Checkpoints of tables that an event does not concern: late in the database, and true all the same.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::projection::ProjectionEvent;
use tokio::sync::watch;

use super::on_both;
use super::world::{World, id, msp, name, reason, registered, small, started, status_of, tagged};
use crate::customers::Customers;
use crate::daemon::Daemon;
use crate::declaration::Projection as _;
use crate::house::Tuning;
use crate::projections::Projections;
use crate::registry::PROJECTIONS;
use crate::status::State;
use crate::store::{Lease, Partition, Table};

on_both!(
    what_does_not_concern_a_table_is_owed,
    who_is_killed_before_it_is_written_looks_again,
    rows_bring_what_was_owed_along,
    who_lost_its_table_writes_nothing_into_it,
    who_goes_on_after_a_stand_says_so_at_once,
    others_hear_of_it_when_it_is_quiet,
    others_hear_of_it_while_much_happens,
    who_ends_leaves_nothing_owed,
);

/// Ample for a machine that is busy; nobody waits so long where all is well.
const AMPLE: Duration = Duration::from_secs(30);

/// Where nothing that is owed is written before the test says so.
async fn patient(world: &World) -> Projections {
    let tuning = Tuning {
        mark: Duration::from_hours(1),
        ..small()
    };
    world.projections_with(PROJECTIONS, tuning).await
}

fn daemon(projections: &Projections) -> Daemon {
    Daemon::new(Arc::clone(projections.house()))
}

/// The checkpoint of the first MSP in the database, of the first generation.
async fn checkpoint(projections: &Projections, table: &str) -> Partition {
    let house = projections.house();
    let (_, declared) = house.declaration(table).unwrap();
    let table = Table::live(declared, 1);
    house
        .store
        .partition(&table, msp(1))
        .await
        .unwrap()
        .unwrap()
}

async fn marked(projections: &Projections, table: &str) -> i64 {
    checkpoint(projections, table).await.position
}

/// What is in every table, from the rows alone.
async fn contents(projections: &Projections) -> BTreeMap<&'static str, [u8; 32]> {
    let mut all = BTreeMap::new();
    for declared in PROJECTIONS {
        let hash = projections.content_hash(declared.name).await.unwrap();
        all.insert(declared.name, hash);
    }
    all
}

async fn what_does_not_concern_a_table_is_owed(world: World) {
    let (here, elsewhere) = (patient(&world).await, world.projections().await);
    world
        .customer(msp(1), id(1), 0, &[registered("x"), tagged("t")])
        .await;
    let mut daemon = daemon(&here);
    daemon.round().await.unwrap();
    assert_eq!(marked(&here, "customers").await, 2);
    assert_eq!(marked(&here, "onboardings").await, 0);
    // Here it is known, to those who wait and to those who look.
    here.wait_for(msp(1), 2, &["customers", "onboardings"], Duration::ZERO)
        .await
        .unwrap();
    assert_eq!(status_of(&here, "onboardings").await.lag, 0);
    assert_eq!(status_of(&elsewhere, "onboardings").await.lag, 2);
    let reached = here.reached(msp(1)).await.unwrap();
    assert!(reached.iter().all(|it| it.position == 2), "{reached:?}");
    daemon.mark().await.unwrap();
    for declared in PROJECTIONS {
        assert_eq!(marked(&here, declared.name).await, 2, "{}", declared.name);
        assert_eq!(status_of(&elsewhere, declared.name).await.lag, 0);
    }
    daemon.release().await;
}

async fn who_is_killed_before_it_is_written_looks_again(world: World) {
    let first = patient(&world).await;
    let mut killed = daemon(&first);
    for n in 1..=5 {
        let customer = [registered("x"), tagged("t")];
        world.customer(msp(1), id(n), 0, &customer).await;
        world
            .onboarding(msp(1), id(20 + n), 0, &[started(id(n), id(40 + n))])
            .await;
        killed.round().await.unwrap();
    }
    let head = world
        .customer(msp(1), id(6), 0, &[registered("the last")])
        .await;
    killed.round().await.unwrap();
    // It gives nothing back and writes nothing any more.
    drop(killed);
    let head = i64::try_from(head).unwrap();
    assert_eq!(marked(&first, "customers").await, head);
    assert!(marked(&first, "onboardings").await < head);
    let before = contents(&first).await;

    let next = world.projections().await;
    assert_eq!(next.catch_up().await.unwrap(), []);
    for declared in PROJECTIONS {
        assert_eq!(marked(&next, declared.name).await, head);
        let status = status_of(&next, declared.name).await;
        assert_eq!((status.state, status.lag), (State::Live, 0));
    }
    assert_eq!(contents(&next).await, before);
    for table in ["customers", "onboardings", "tenants"] {
        next.rebuild(table, &mut |_| {}).await.unwrap();
    }
    assert_eq!(contents(&next).await, before);
}

async fn rows_bring_what_was_owed_along(world: World) {
    let projections = patient(&world).await;
    let mut daemon = daemon(&projections);
    for n in 1..=3 {
        world.customer(msp(1), id(n), 0, &[registered("x")]).await;
        daemon.round().await.unwrap();
    }
    assert_eq!(marked(&projections, "onboardings").await, 0);
    world
        .onboarding(msp(1), id(9), 0, &[started(id(1), id(8))])
        .await;
    daemon.round().await.unwrap();
    assert_eq!(marked(&projections, "onboardings").await, 4);
    assert_eq!(marked(&projections, "customers").await, 3);
    // An event that cannot be read is shown behind all that came before it.
    world.customer(msp(1), id(4), 0, &[registered("y")]).await;
    daemon.round().await.unwrap();
    world
        .onboarding(msp(1), id(10), 0, &[started(id(2), id(7))])
        .await;
    world.poison(msp(1), id(5), 0).await;
    daemon.round().await.unwrap();
    let customers = checkpoint(&projections, "customers").await;
    let failure = customers.failure.unwrap();
    assert_eq!((customers.position, failure.position), (6, 7));
    daemon.release().await;
}

async fn who_lost_its_table_writes_nothing_into_it(world: World) {
    let projections = patient(&world).await;
    let mut late = daemon(&projections);
    world.customer(msp(1), id(1), 0, &[registered("x")]).await;
    late.round().await.unwrap();
    // Its leases run out, and somebody else goes on from the checkpoints.
    let other = world.projections().await;
    other.catch_up().await.unwrap();
    let head = world
        .onboarding(msp(1), id(9), 0, &[started(id(1), id(8))])
        .await;
    other.catch_up().await.unwrap();
    let before = contents(&other).await;
    late.mark().await.unwrap();
    let head = i64::try_from(head).unwrap();
    for declared in PROJECTIONS {
        assert_eq!(marked(&other, declared.name).await, head);
    }
    // It notices, and takes up what is free from where that is.
    late.round().await.unwrap();
    late.release().await;
    assert_eq!(contents(&other).await, before);
    assert_eq!(other.catch_up().await.unwrap(), []);
}

async fn who_goes_on_after_a_stand_says_so_at_once(world: World) {
    let bad = world.poison(msp(1), id(1), 0).await;
    let projections = patient(&world).await;
    projections.catch_up().await.unwrap();
    assert!(
        checkpoint(&projections, "customers")
            .await
            .failure
            .is_some()
    );
    let skipped = ProjectionEvent::ProjectionEventSkipped {
        name: name(),
        version: Customers::VERSION,
        position: bad,
        reason: reason(),
    };
    world.decide(msp(1), 0, skipped).await;
    let mut daemon = daemon(&projections);
    daemon.round().await.unwrap();
    let customers = checkpoint(&projections, "customers").await;
    assert_eq!((customers.position, customers.failure), (2, None));
    daemon.release().await;
}

async fn others_hear_of_it_when_it_is_quiet(world: World) {
    let (here, elsewhere) = (world.projections().await, world.projections().await);
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn({
        let here = here.clone();
        async move { here.run(stopped).await }
    });
    for n in 1..=5 {
        let position = world.customer(msp(1), id(n), 0, &[registered("x")]).await;
        let all: Vec<&str> = PROJECTIONS.iter().map(|it| it.name).collect();
        elsewhere
            .wait_for(msp(1), position, &all, AMPLE)
            .await
            .unwrap();
    }
    stop.send(true).unwrap();
    running.await.unwrap();
}

async fn others_hear_of_it_while_much_happens(world: World) {
    let world = Arc::new(world);
    let (here, elsewhere) = (world.projections().await, world.projections().await);
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn({
        let here = here.clone();
        async move { here.run(stopped).await }
    });
    let (rest, resting) = watch::channel(false);
    let first = world.customer(msp(1), id(1), 0, &[registered("x")]).await;
    // Somebody who records, waits, and records again: it is never quiet.
    let busy = tokio::spawn({
        let world = Arc::clone(&world);
        async move {
            let mut n = 100;
            while !*resting.borrow() {
                n += 1;
                let position = world.customer(msp(1), id(n), 0, &[registered("y")]).await;
                let waited = here.wait_for(msp(1), position, &["customers"], AMPLE);
                waited.await.unwrap();
            }
        }
    });
    elsewhere
        .wait_for(msp(1), first, &["onboardings"], AMPLE)
        .await
        .unwrap();
    let later = world.customer(msp(1), id(2), 0, &[registered("z")]).await;
    elsewhere
        .wait_for(msp(1), later, &["onboardings", "tenants"], AMPLE)
        .await
        .unwrap();
    rest.send(true).unwrap();
    busy.await.unwrap();
    stop.send(true).unwrap();
    running.await.unwrap();
}

async fn who_ends_leaves_nothing_owed(world: World) {
    let projections = patient(&world).await;
    world.customer(msp(1), id(1), 0, &[registered("x")]).await;
    let mut daemon = daemon(&projections);
    daemon.round().await.unwrap();
    assert_eq!(marked(&projections, "tenants").await, 0);
    daemon.release().await;
    assert_eq!(marked(&projections, "tenants").await, 1);
    // Nobody has to wait for its leases either.
    let house = projections.house();
    let (_, tenants) = house.declaration("tenants").unwrap();
    let table = Table::live(tenants, 1);
    let lease = house.store.take_lease(&table, uuid::Uuid::now_v7(), AMPLE);
    assert!(matches!(lease.await.unwrap(), Lease::Taken(_)));
}
