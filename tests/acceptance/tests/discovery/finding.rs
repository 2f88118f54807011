//! Which tenants are found, and what is recorded of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use tenantry_domain::cloud::gdap::{Approver, GdapRelationships};
use tenantry_domain::ids::CorrelationId;
use tenantry_domain::tenant::Sales;
use tenantry_projections::tenants::{TenantFilter, TenantStatus, list};
use tenantry_simulator::Quirks;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::clouds::proposal;
use crate::stage::{Stage, scenario};

on_both_databases!(
    tenants_of_all_sources_are_found,
    a_second_discovery_records_nothing,
    two_discoveries_at_once_record_nothing_twice,
    who_is_named_by_nobody_is_missed_and_seen_again,
    lists_of_many_pages_are_read_to_their_end
);

const FOUND: [&str; 5] = ["Contoso", "Fabrikam", "Litware", "Adatum", "Tailspin"];

async fn tenants_of_all_sources_are_found(world: World) {
    let stage = Stage::open(world).await;
    let report = stage.discover().await;
    assert!(report.is_complete(), "{report:?}");
    let new: Vec<_> = report.new.iter().copied().collect();
    assert_eq!(new, stage.tenants(FOUND));
    assert_eq!((report.seen, report.unchanged), (5, 0));
    assert!(report.changed.is_empty() && report.missed.is_empty());
    let rows: Vec<usize> = report.sources.iter().map(|it| it.rows).collect();
    assert_eq!(rows, [2, 3, 3, 6]);

    for (name, sources, delegation, legacy) in [
        (
            "Contoso",
            &["partner-center", "gdap", "contract", "relationship"][..],
            "active",
            false,
        ),
        ("Fabrikam", &["contract"], "none", false),
        ("Litware", &["partner-center", "contract"], "none", true),
        ("Adatum", &["gdap", "relationship"], "active", false),
        ("Tailspin", &["gdap", "relationship"], "none", false),
    ] {
        let row = stage.row(name).await;
        assert_eq!(row.sources, sources, "{name}");
        assert_eq!(
            (row.delegation.as_str(), row.legacy),
            (delegation, legacy),
            "{name}"
        );
        assert_eq!((row.status, row.missed), (TenantStatus::Discovered, false));
    }
    // Partner Center's name goes before Graph's; where there is only Graph's, that is it.
    assert_eq!(stage.row("Contoso").await.name, "Contoso");
    let contoso = stage.row("Contoso").await;
    assert_eq!(contoso.domain.as_deref(), Some("contoso.example"));
    assert_eq!(contoso.sighting().sales(), Some(&Sales::Reseller));
    assert_eq!(stage.row("Adatum").await.name, "ADATUM-0815");
    assert!(stage.row("Adatum").await.sighting().is_through_provider());
    let tailspin = stage.row("Tailspin").await.sighting();
    assert!(tailspin.relationship.unwrap().made_by_microsoft);
    let legacy = TenantFilter {
        legacy: Some(true),
        ..TenantFilter::default()
    };
    let page = list(&stage.projections, stage.msp, &legacy, None, 10)
        .await
        .unwrap();
    assert_eq!(page.rows.len(), 1);
}

/// Who did it, and that all of one discovery belongs together.
fn said(metadata: &str) -> (String, String, String) {
    let said: Value = serde_json::from_str(metadata).unwrap();
    let text = |name: &str| said[name].as_str().unwrap().to_owned();
    (text("actor_id"), text("source"), text("correlation_id"))
}

async fn a_second_discovery_records_nothing(world: World) {
    let stage = Stage::open(world).await;
    stage.discover().await;
    let events = stage.events().await;
    assert_eq!(events.len(), FOUND.len());
    let said: BTreeSet<_> = events.iter().map(|event| said(&event.metadata)).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    let (actor, source, _) = said.first().unwrap();
    assert_eq!((actor.as_str(), source.as_str()), ("discovery", "engine"));

    let groups = stage.ledger.groups().len();
    let again = stage.discover().await;
    assert_eq!((again.seen, again.unchanged), (5, 5));
    assert!(again.new.is_empty() && again.changed.is_empty() && again.missed.is_empty());
    assert_eq!(stage.events().await, events);
    assert_eq!(
        stage.ledger.groups().len(),
        groups,
        "not even a key is kept"
    );
}

async fn two_discoveries_at_once_record_nothing_twice(world: World) {
    let stage = Stage::open(world).await;
    // Two nodes, neither of which knows of anything yet.
    let other = Arc::new(stage.world.engine().await);
    let (one, two) = (
        stage.discovery(stage.engine.clone()),
        stage.discovery(other),
    );
    let correlation = || CorrelationId::new(Uuid::now_v7());
    let (one, two) = tokio::join!(
        one.run(stage.msp, &stage.clouds, correlation()),
        two.run(stage.msp, &stage.clouds, correlation()),
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.new.len() + two.new.len(), FOUND.len());
    assert_eq!(one.unchanged + two.unchanged, FOUND.len());
    assert!(one.new.is_disjoint(&two.new));
    assert_eq!(stage.events().await.len(), FOUND.len());
}

async fn who_is_named_by_nobody_is_missed_and_seen_again(world: World) {
    let stage = Stage::open(world).await;
    stage.discover().await;
    let adatum = stage.tenant("Adatum");
    let provided = stage.there.by_name("Provided").await.unwrap();
    let control = stage.there.control();
    control
        .remove_relationship(provided.id.as_str(), adatum.as_uuid())
        .unwrap();
    stage.there.wait(3600);
    let report = stage.discover().await;
    assert_eq!(report.missed, [adatum].into(), "{report:?}");
    assert_eq!((report.seen, report.unchanged), (4, 4));
    assert!(stage.row("Adatum").await.missed);
    assert!(stage.discover().await.missed.is_empty(), "once is enough");

    let wanted = proposal("Again", Approver::Customer(adatum));
    stage
        .there
        .gdap
        .propose(stage.there.partner(), &wanted)
        .await
        .unwrap();
    stage.there.wait(60);
    let report = stage.discover().await;
    assert_eq!((report.changed, report.seen), ([adatum].into(), 5));
    let row = stage.row("Adatum").await;
    assert_eq!((row.missed, row.delegation.as_str()), (false, "pending"));
    let kinds: Vec<String> = stage
        .events()
        .await
        .into_iter()
        .map(|it| it.event_type)
        .collect();
    assert_eq!(
        kinds[FOUND.len()..],
        ["TenantMissed", "TenantSeenAgain", "TenantSightingChanged"]
    );
}

async fn lists_of_many_pages_are_read_to_their_end(world: World) {
    let mut scenario = scenario();
    let business = &mut scenario.partners[0].business;
    business.quirks = Quirks {
        rows_looked_at: 1,
        ..Quirks::default()
    };
    let stage = Stage::of(world, scenario).await;
    let report = stage.discover().await;
    assert!(report.is_complete(), "{report:?}");
    assert_eq!(report.new.len(), FOUND.len());
    assert!(
        stage.there.seen("GET", crate::clouds::ALL) >= 6,
        "page by page"
    );
}
