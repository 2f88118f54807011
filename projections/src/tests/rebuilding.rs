//! Tables built anew beside those that are read.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tenantry_domain::aggregate::DecodeError;
use tenantry_domain::customer::CustomerEvent;
use tenantry_domain::ids::CustomerId;
use tenantry_domain::record::RecordedEvent;
use tokio::sync::watch;

use super::on_both;
use super::world::{
    World, archived, id, msp, registered, renamed, small, status_of_customers, tagged, untagged,
};
use crate::customers::{self, CustomerFilter, CustomerRow, Customers};
use crate::declaration::{Declaration, Fact, Index, Projection};
use crate::registry::PROJECTIONS;
use crate::status::State;

on_both!(
    two_rebuilds_are_alike,
    goes_on_where_it_was_killed,
    a_second_one_is_refused,
    a_raised_version_is_built_anew,
    goes_live_under_load,
    a_table_ahead_of_its_ledger_is_built_anew,
    a_new_table_with_much_before_it_is_built,
);

async fn some_history(world: &World) -> u64 {
    let mut last = 0;
    for i in 0..30 {
        let events = [
            registered(&format!("Customer {i}")),
            tagged("a"),
            tagged("b"),
            untagged("a"),
        ];
        last = world.customer(msp(i % 2), id(i), 0, &events).await;
    }
    for i in 0..30 {
        last = world
            .customer(msp(i % 2), id(i), 4, &[renamed(&format!("Renamed {i}"))])
            .await;
        if i % 3 == 0 {
            last = world.customer(msp(i % 2), id(i), 5, &[archived()]).await;
        }
    }
    last
}

async fn two_rebuilds_are_alike(world: World) {
    some_history(&world).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let followed = projections.content_hash("customers").await.unwrap();
    let mut reports = Vec::new();
    let events = projections
        .rebuild("customers", &mut |p| reports.push(p))
        .await
        .unwrap();
    assert_eq!(events, 160);
    let last = reports.last().unwrap();
    assert_eq!((last.events, last.total, last.msps), (160, 160, 2));
    assert_eq!(
        projections.content_hash("customers").await.unwrap(),
        followed
    );
    projections.rebuild("customers", &mut |_| {}).await.unwrap();
    assert_eq!(
        projections.content_hash("customers").await.unwrap(),
        followed
    );
    let status = status_of_customers(&projections).await;
    assert_eq!(
        (status.generation, status.state, status.lag),
        (3, State::Live, 0)
    );
    // The daemon takes the new table up where the rebuild left it.
    world
        .customer(msp(1), id(77), 0, &[registered("later")])
        .await;
    projections.catch_up().await.unwrap();
    assert!(
        customers::get(&projections, msp(1), CustomerId::new(id(77)))
            .await
            .unwrap()
            .is_some()
    );
}

async fn goes_on_where_it_was_killed(world: World) {
    some_history(&world).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let followed = projections.content_hash("customers").await.unwrap();
    let seen = Arc::new(AtomicU64::new(0));
    let killed = tokio::spawn({
        let (projections, seen) = (projections.clone(), Arc::clone(&seen));
        async move {
            let store = Arc::clone(&projections.house().store);
            let (_, declared) = projections.house().declaration("customers").unwrap();
            let mut silent = |_| {};
            let rebuild = projections.rebuild("customers", &mut silent);
            let watch = async {
                // Killed as soon as a part of it is stored.
                let table = crate::store::Table::shadow(declared, 2);
                loop {
                    let partitions = store.partitions(&table).await.unwrap();
                    let sum: i64 = partitions.iter().map(|p| p.position).sum();
                    if sum > 0 {
                        seen.store(sum.unsigned_abs(), Ordering::Relaxed);
                        return;
                    }
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! { _ = rebuild => {}, () = watch => {} }
        }
    });
    killed.await.unwrap();
    let before = seen.load(Ordering::Relaxed);
    assert!(before > 0);
    // The dead one's lease runs out, then it goes on.
    let events = projections.rebuild("customers", &mut |_| {}).await.unwrap();
    assert!(events <= 160 - before, "{events} after {before}");
    assert_eq!(
        projections.content_hash("customers").await.unwrap(),
        followed
    );
}

async fn a_second_one_is_refused(world: World) {
    some_history(&world).await;
    let projections = world.projections().await;
    let house = projections.house();
    let tuning = small();
    let owner = uuid::Uuid::from_u128(1);
    let (_, customers) = house.declaration("customers").unwrap();
    let begun = house
        .store
        .begin_shadow(customers, owner, tuning.lease)
        .await
        .unwrap();
    let crate::store::Shadow::Begun { table, hold } = begun else {
        panic!("{begun:?}")
    };
    let living = async {
        loop {
            tokio::time::sleep(tuning.renewal()).await;
            house
                .store
                .renew_lease(&table, hold, tuning.lease, 0)
                .await
                .unwrap();
        }
    };
    let mut silent = |_| {};
    let error = tokio::select! {
        outcome = projections.rebuild("customers", &mut silent) => outcome.unwrap_err(),
        () = living => unreachable!(),
    };
    assert_eq!(error.code(), "PROJECTION_BUSY");
}

/// The projection of customers as a later program has it: shouting.
struct Louder;

impl Projection for Louder {
    const NAME: &'static str = Customers::NAME;
    const VERSION: u32 = Customers::VERSION + 1;
    const QUESTION: &'static str = Customers::QUESTION;
    const READS: &'static [&'static str] = Customers::READS;
    const INDEXES: &'static [Index] = Customers::INDEXES;

    type Row = CustomerRow;
    type Event = CustomerEvent;

    fn decode(recorded: &RecordedEvent) -> Result<CustomerEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(row: Option<CustomerRow>, fact: &Fact<CustomerEvent>) -> Option<CustomerRow> {
        Customers::fold(row, fact).map(|mut row| {
            row.name = row.name.to_uppercase();
            row
        })
    }
}

const LATER: &[Declaration] = &[Declaration::of::<Louder>()];

async fn a_raised_version_is_built_anew(world: World) {
    world
        .customer(msp(1), id(1), 0, &[registered("Contoso")])
        .await;
    let old = world.projections().await;
    old.catch_up().await.unwrap();
    let new = world.projections_with(LATER, small()).await;
    let name = async || {
        customers::get(&old, msp(1), CustomerId::new(id(1)))
            .await
            .unwrap()
            .unwrap()
            .name
    };
    assert_eq!(
        name().await,
        "Contoso",
        "readers keep the old table until then"
    );
    new.catch_up().await.unwrap();
    assert_eq!(name().await, "CONTOSO");
    let status = status_of_customers(&new).await;
    assert_eq!(
        (status.version, status.state),
        (Louder::VERSION, State::Live)
    );
    // The old program's daemon leaves the new table alone.
    let (stop, stopped) = watch::channel(false);
    let daemon = tokio::spawn({
        let old = old.clone();
        async move { old.run(stopped).await }
    });
    let late = world
        .customer(msp(1), id(2), 0, &[registered("Fabrikam")])
        .await;
    let wait = Duration::from_millis(500);
    assert_eq!(
        old.wait_for(msp(1), late, &["customers"], wait)
            .await
            .unwrap_err()
            .code(),
        "PROJECTION_LAGGING"
    );
    stop.send(true).unwrap();
    daemon.await.unwrap();
}

async fn goes_live_under_load(world: World) {
    some_history(&world).await;
    let projections = world.projections().await;
    let (stop, stopped) = watch::channel(false);
    let daemon = tokio::spawn({
        let projections = projections.clone();
        async move { projections.run(stopped).await }
    });
    let writing = async {
        let mut last = 0;
        for i in 100..400 {
            last = world
                .customer(msp(1), id(i), 0, &[registered("x"), tagged("t")])
                .await;
        }
        last
    };
    let reading = async {
        for _ in 0..200 {
            let page =
                customers::list(&projections, msp(1), &CustomerFilter::default(), None, 5).await;
            page.unwrap();
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    let rebuilding = async { projections.rebuild("customers", &mut |_| {}).await };
    let (last, (), rebuilt) = tokio::join!(writing, reading, rebuilding);
    rebuilt.unwrap();
    projections
        .wait_for(msp(1), last, &["customers"], Duration::from_secs(20))
        .await
        .unwrap();
    stop.send(true).unwrap();
    daemon.await.unwrap();
    let followed = projections.content_hash("customers").await.unwrap();
    projections.rebuild("customers", &mut |_| {}).await.unwrap();
    assert_eq!(
        projections.content_hash("customers").await.unwrap(),
        followed
    );
}

async fn a_table_ahead_of_its_ledger_is_built_anew(world: World) {
    let other = if world.is_postgres() {
        World::postgres().await
    } else {
        World::sqlite().await
    };
    some_history(&other).await;
    world
        .customer(msp(1), id(1), 0, &[registered("the only one")])
        .await;
    // The tables were filled from another ledger, as after a backup was restored.
    let url = world.url.clone();
    let tuning = small();
    let foreign =
        crate::Projections::open_tuned(&url, Arc::clone(&other.ledger), PROJECTIONS, tuning)
            .await
            .unwrap();
    foreign.migrate().await.unwrap();
    foreign.catch_up().await.unwrap();
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let page = customers::list(&projections, msp(1), &CustomerFilter::default(), None, 100)
        .await
        .unwrap();
    assert_eq!(page.rows.len(), 1);
}

async fn a_new_table_with_much_before_it_is_built(world: World) {
    some_history(&world).await;
    let mut tuning = small();
    tuning.rebuild_from = 100;
    let projections = world.projections_with(PROJECTIONS, tuning).await;
    projections.catch_up().await.unwrap();
    let status = status_of_customers(&projections).await;
    assert_eq!((status.generation, status.lag), (2, 0));
}
