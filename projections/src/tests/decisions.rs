//! Poison stops one partition and says so; operators decide how it goes on.

use tenantry_domain::ids::{CustomerId, MspId, OnboardingId};
use tenantry_domain::projection::ProjectionEvent;

use super::on_both;
use super::world::{
    World, id, msp, name, reason, registered, started, status_of, status_of_customers, tagged,
};
use crate::customers::{self, Customers};
use crate::declaration::Projection;
use crate::onboardings;
use crate::status::State;

on_both!(
    poison_stops_one_partition_only,
    a_skip_goes_on_without_the_event,
    a_retry_tries_again,
    a_pause_stands_still,
    a_pause_of_all_stands_still,
    a_rebuild_does_not_pass_poison,
    a_stream_that_is_no_uuid_is_poison,
);

async fn poison_stops_one_partition_only(world: World) {
    world
        .customer(msp(1), id(1), 0, &[registered("before")])
        .await;
    let bad = world.poison(msp(1), id(1), 1).await;
    world
        .customer(msp(1), id(2), 0, &[registered("after")])
        .await;
    let started = started(id(1), id(1));
    world.onboarding(msp(1), id(5), 0, &[started]).await;
    world
        .customer(msp(2), id(3), 0, &[registered("elsewhere")])
        .await;
    let projections = world.projections().await;
    let standing = projections.catch_up().await.unwrap();
    assert_eq!(standing.len(), 1);
    let (projection, still) = &standing[0];
    assert_eq!(
        (*projection, still.msp, still.position),
        ("customers", msp(1), bad)
    );
    assert_eq!(still.code, "EVENT_UNKNOWN");
    let customer = async |msp: MspId, n| {
        customers::get(&projections, msp, CustomerId::new(id(n)))
            .await
            .unwrap()
    };
    assert!(
        customer(msp(1), 1).await.is_some(),
        "what came before is there"
    );
    assert!(
        customer(msp(1), 2).await.is_none(),
        "what came after is not"
    );
    assert!(customer(msp(2), 3).await.is_some(), "other MSPs go on");
    let other = onboardings::get(&projections, msp(1), OnboardingId::new(id(5)))
        .await
        .unwrap();
    assert!(other.is_some(), "other projections go on");
    let customers = status_of_customers(&projections).await;
    let onboardings = status_of(&projections, "onboardings").await;
    assert_eq!(
        (customers.state, onboardings.state),
        (State::Failed, State::Live)
    );
    assert_eq!((customers.failures[0].position, customers.lag), (bad, 3));
    let wait = std::time::Duration::from_secs(5);
    let error = projections
        .wait_for(msp(1), bad + 1, &["customers"], wait)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PROJECTION_POISONED");
}

async fn a_skip_goes_on_without_the_event(world: World) {
    world.customer(msp(1), id(1), 0, &[registered("x")]).await;
    let bad = world.poison(msp(1), id(1), 1).await;
    world.customer(msp(1), id(1), 2, &[tagged("t")]).await;
    let projections = world.projections().await;
    assert_eq!(projections.catch_up().await.unwrap().len(), 1);
    let skip = |version| ProjectionEvent::ProjectionEventSkipped {
        name: name(),
        version,
        position: bad,
        reason: reason(),
    };
    world.decide(msp(1), 0, skip(99)).await;
    assert_eq!(
        projections.catch_up().await.unwrap().len(),
        1,
        "a skip for another version is none"
    );
    world.decide(msp(1), 1, skip(Customers::VERSION)).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let row = customers::get(&projections, msp(1), CustomerId::new(id(1)))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.tags.len(), row.position), (1, bad + 1));
    // A rebuild obeys the same record.
    let hash = projections.content_hash("customers").await.unwrap();
    projections.rebuild("customers", &mut |_| {}).await.unwrap();
    assert_eq!(projections.content_hash("customers").await.unwrap(), hash);
}

async fn a_retry_tries_again(world: World) {
    let bad = world.poison(msp(1), id(1), 0).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let failure = async || {
        let house = projections.house();
        let (_, customers) = house.declaration("customers").unwrap();
        let table = crate::store::Table::live(customers, 1);
        let partitions = house.store.partitions(&table).await.unwrap();
        partitions
            .into_iter()
            .find(|p| p.msp == msp(1))
            .unwrap()
            .failure
            .unwrap()
    };
    assert_eq!(failure().await.retries, 0);
    let retry = ProjectionEvent::ProjectionRetried {
        name: name(),
        position: bad,
    };
    world.decide(msp(1), 0, retry.clone()).await;
    assert_eq!(projections.catch_up().await.unwrap().len(), 1);
    assert_eq!(failure().await.retries, 1, "it was tried, and met the same");
    world.decide(MspId::INSTALLATION, 0, retry).await;
    assert_eq!(projections.catch_up().await.unwrap().len(), 1);
    assert_eq!(
        failure().await.retries,
        2,
        "a retry of the whole projection counts as well"
    );
}

async fn a_pause_stands_still(world: World) {
    let projections = world.projections().await;
    world.customer(msp(1), id(1), 0, &[registered("x")]).await;
    projections.catch_up().await.unwrap();
    world
        .decide(
            msp(1),
            0,
            ProjectionEvent::ProjectionPaused {
                name: name(),
                reason: reason(),
            },
        )
        .await;
    world.customer(msp(1), id(2), 0, &[registered("y")]).await;
    world.customer(msp(2), id(3), 0, &[registered("z")]).await;
    projections.catch_up().await.unwrap();
    let there = async |msp: MspId, n| {
        customers::get(&projections, msp, CustomerId::new(id(n)))
            .await
            .unwrap()
            .is_some()
    };
    assert!(there(msp(1), 1).await && !there(msp(1), 2).await && there(msp(2), 3).await);
    // A rebuild takes the paused MSP no further than readers saw it.
    projections.rebuild("customers", &mut |_| {}).await.unwrap();
    assert!(there(msp(1), 1).await && !there(msp(1), 2).await && there(msp(2), 3).await);
    world
        .decide(
            msp(1),
            1,
            ProjectionEvent::ProjectionResumed { name: name() },
        )
        .await;
    projections.catch_up().await.unwrap();
    assert!(there(msp(1), 2).await);
}

async fn a_pause_of_all_stands_still(world: World) {
    let projections = world.projections().await;
    let paused = ProjectionEvent::ProjectionPaused {
        name: name(),
        reason: reason(),
    };
    world.decide(MspId::INSTALLATION, 0, paused).await;
    world.customer(msp(1), id(1), 0, &[registered("x")]).await;
    projections.catch_up().await.unwrap();
    let status = status_of_customers(&projections).await;
    assert_eq!((status.state, status.position), (State::Paused, 0));
    let error = projections
        .rebuild("customers", &mut |_| {})
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PROJECTION_PAUSED");
    world
        .decide(
            MspId::INSTALLATION,
            1,
            ProjectionEvent::ProjectionResumed { name: name() },
        )
        .await;
    projections.catch_up().await.unwrap();
    assert_eq!(status_of_customers(&projections).await.lag, 0);
}

async fn a_rebuild_does_not_pass_poison(world: World) {
    world.customer(msp(1), id(1), 0, &[registered("x")]).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let bad = world.poison(msp(1), id(1), 1).await;
    world.customer(msp(2), id(2), 0, &[registered("y")]).await;
    let error = projections
        .rebuild("customers", &mut |_| {})
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PROJECTION_POISONED");
    assert!(
        error
            .to_string()
            .contains(&format!("position {bad} of MSP {}", msp(1))),
        "{error}"
    );
    let status = projections.status().await.unwrap();
    let found: Vec<_> = status
        .iter()
        .map(|s| (s.projection, s.state, s.generation))
        .collect();
    assert!(
        found.contains(&("customers", State::Live, 1)),
        "readers keep the old table: {found:?}"
    );
    assert!(found.contains(&("customers", State::Building, 2)));
    let skip = ProjectionEvent::ProjectionEventSkipped {
        name: name(),
        version: Customers::VERSION,
        position: bad,
        reason: reason(),
    };
    world.decide(msp(1), 0, skip).await;
    projections.rebuild("customers", &mut |_| {}).await.unwrap();
    let status = status_of_customers(&projections).await;
    assert_eq!(
        (status.generation, status.state, status.lag),
        (2, State::Live, 0)
    );
}

async fn a_stream_that_is_no_uuid_is_poison(world: World) {
    let stream =
        tenantry_domain::record::StreamId::new("customer", "Robert'); DROP TABLE customers");
    world
        .append(msp(1), stream, 0, vec![super::world::new(&registered("x"))])
        .await;
    let nul = tenantry_engine::ledger::NewEvent {
        event_type: "CustomerTagged".to_owned(),
        event_version: "1".to_owned(),
        payload: "{\"CustomerTagged\":{\"tag\":\"a\\u0000b\"}}".to_owned(),
    };
    world
        .append(
            msp(2),
            tenantry_domain::record::StreamId::new("customer", id(1)),
            0,
            vec![nul],
        )
        .await;
    let projections = world.projections().await;
    let standing = projections.catch_up().await.unwrap();
    assert_eq!(standing.len(), 2);
    assert!(
        standing
            .iter()
            .all(|(_, still)| still.code == "EVENT_MALFORMED")
    );
}
