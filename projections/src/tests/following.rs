//! The daemon, and what people then read.

use std::time::Duration;

use tenantry_domain::ids::{CustomerId, OnboardingId, TenantId};
use tenantry_domain::onboarding::OnboardingEvent;
use tokio::sync::watch;

use super::on_both;
use super::world::{
    World, archived, id, msp, reason, registered, renamed, small, tagged, untagged,
};
use crate::customers::{self, CustomerFilter, CustomerStatus};
use crate::onboardings::{self, OnboardingFilter, OnboardingStatus};
use crate::registry::PROJECTIONS;
use crate::status::State;

on_both!(
    folds_what_happened,
    lists_by_pages,
    two_daemons_advance_once,
    a_live_daemon_follows,
    survives_its_store,
    tells_how_it_is_doing,
    refuses_what_it_does_not_know,
);

async fn folds_what_happened(world: World) {
    let one = msp(1);
    let events = [
        registered("Contoso"),
        tagged("gold"),
        tagged("east"),
        untagged("gold"),
        renamed("Contoso Ltd"),
    ];
    world.customer(one, id(1), 0, &events).await;
    let last = world
        .customer(one, id(2), 0, &[registered("Fabrikam"), archived()])
        .await;
    let started = OnboardingEvent::OnboardingStarted {
        customer_id: CustomerId::new(id(1)),
        tenant_id: TenantId::new(id(7)),
    };
    let failed = OnboardingEvent::OnboardingFailed {
        code: "CONSENT_DENIED".to_owned(),
        detail: reason(),
    };
    world
        .onboarding(one, id(3), 0, &[started.clone(), failed])
        .await;
    world.onboarding(one, id(4), 0, &[started]).await;
    let projections = world.projections().await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);

    let row = customers::get(&projections, one, CustomerId::new(id(1)))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (row.name.as_str(), row.tags.as_slice()),
        ("Contoso Ltd", &["east".to_owned()][..])
    );
    assert_eq!((row.status, row.position), (CustomerStatus::Registered, 5));
    assert!(row.changed_at >= row.registered_at && row.registered_at > 0);
    let row = customers::get(&projections, one, CustomerId::new(id(2)))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.status, row.position), (CustomerStatus::Archived, last));
    assert_eq!(
        customers::get(&projections, msp(2), CustomerId::new(id(1)))
            .await
            .unwrap(),
        None
    );
    let row = onboardings::get(&projections, one, OnboardingId::new(id(3)))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.status, OnboardingStatus::Error);
    assert_eq!(row.error_code.as_deref(), Some("CONSENT_DENIED"));
    let filter = OnboardingFilter {
        status: Some(OnboardingStatus::Onboarding),
        customer: Some(CustomerId::new(id(1))),
    };
    let page = onboardings::list(&projections, one, &filter, None, 10)
        .await
        .unwrap();
    assert_eq!(
        page.rows.iter().map(|r| r.id).collect::<Vec<_>>(),
        vec![id(4)]
    );

    // Later events meet rows that are stored already.
    world
        .customer(one, id(1), 5, &[tagged("south"), archived()])
        .await;
    projections.catch_up().await.unwrap();
    let row = customers::get(&projections, one, CustomerId::new(id(1)))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.tags.len(), row.status), (2, CustomerStatus::Archived));
}

async fn lists_by_pages(world: World) {
    let one = msp(1);
    let names = [
        "Éclair",
        "alpha",
        "Beta",
        "beta",
        "Gamma 100%",
        "gamma_x",
        "Delta",
    ];
    for (i, name) in names.iter().enumerate() {
        let tags = if i % 2 == 0 {
            vec![registered(name), tagged("even \"q\"")]
        } else {
            vec![registered(name)]
        };
        world.customer(one, id(i as u128), 0, &tags).await;
        world
            .customer(msp(2), id(100 + i as u128), 0, &[registered(name)])
            .await;
    }
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let all = CustomerFilter::default();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = customers::list(&projections, one, &all, after.as_ref(), 2)
            .await
            .unwrap();
        seen.extend(page.rows.into_iter().map(|row| row.name));
        after = page.next.map(|cursor| cursor.to_string().parse().unwrap());
        if after.is_none() {
            break;
        }
    }
    assert_eq!(
        seen,
        [
            "alpha",
            "Beta",
            "beta",
            "Delta",
            "Gamma 100%",
            "gamma_x",
            "Éclair"
        ]
    );
    let names = async |filter: CustomerFilter| -> Vec<String> {
        let page = customers::list(&projections, one, &filter, None, 100)
            .await
            .unwrap();
        page.rows.into_iter().map(|row| row.name).collect()
    };
    let prefix = |text: &str| CustomerFilter {
        prefix: Some(text.to_owned()),
        ..Default::default()
    };
    assert_eq!(names(prefix("GAMMA")).await, ["Gamma 100%", "gamma_x"]);
    assert_eq!(names(prefix("gamma_")).await, ["gamma_x"]);
    assert_eq!(names(prefix("%")).await, Vec::<String>::new());
    let tag = CustomerFilter {
        tag: Some("even \"q\"".to_owned()),
        ..Default::default()
    };
    assert_eq!(names(tag).await.len(), 4);
    let archived = CustomerFilter {
        status: Some(CustomerStatus::Archived),
        ..Default::default()
    };
    assert_eq!(names(archived).await.len(), 0);
}

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
    let status = projections.status().await.unwrap();
    assert_eq!(status.len(), 2);
    assert_eq!(
        (status[0].projection, status[0].state),
        ("customers", State::Live)
    );
    assert_eq!(
        (status[0].head, status[0].position, status[0].lag),
        (2, 0, 2)
    );
    projections.catch_up().await.unwrap();
    let status = projections.status().await.unwrap();
    assert_eq!(
        (
            status[0].head,
            status[0].position,
            status[0].lag,
            status[0].lag_time
        ),
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
    assert!(
        error.to_string().contains("customers, onboardings"),
        "{error}"
    );
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
