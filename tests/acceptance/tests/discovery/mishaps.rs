//! Sources that fail, and what becomes of the rest.

use std::sync::atomic::Ordering;

use tenantry_domain::cloud::Class;
use tenantry_domain::tenant::TenantSource;
use tenantry_engine::discovery::{DiscoveryFault, Report};
use tenantry_simulator::{Cloud, Fault, Rule};
use tenantry_support::{World, on_both_databases};

use crate::clouds::PARTNER;
use crate::stage::{Stage, of_indirect_reseller};

on_both_databases!(
    a_partner_center_that_refuses_leaves_the_others_going,
    a_throttled_graph_takes_nothing_back,
    nothing_is_missed_while_a_source_is_silent,
    a_lapsed_second_factor_ends_it
);

fn silent(report: &Report) -> Vec<(TenantSource, &'static str)> {
    let faults = report.sources.iter();
    let faults = faults.filter_map(|it| Some((it.source, it.fault.as_ref()?.code())));
    faults.collect()
}

async fn a_partner_center_that_refuses_leaves_the_others_going(world: World) {
    let stage = Stage::of(world, of_indirect_reseller()).await;
    let report = stage.discover().await;
    let refused = [(TenantSource::PartnerCenter, "CLOUD_PERMISSION_MISSING")];
    assert_eq!(silent(&report), refused);
    let fault = report.sources[0].fault.as_ref().unwrap();
    assert_eq!(fault.status, Some(403));
    assert!(fault.correlation_id.is_some(), "for Microsoft's support");
    // Litware and Contoso have contracts, so nobody is lost.
    let found: Vec<_> = report.new.iter().copied().collect();
    let all = ["Contoso", "Fabrikam", "Litware", "Adatum", "Tailspin"];
    assert_eq!(found, stage.tenants(all));
    assert!(
        !stage.row("Litware").await.legacy,
        "only Partner Center knew"
    );
    assert_eq!(stage.discover().await.unchanged, 5);
}

async fn a_throttled_graph_takes_nothing_back(world: World) {
    let stage = Stage::open(world).await;
    stage.discover().await;
    let events = stage.events().await;
    let retry_after = Some(3600);
    let throttle = Fault::Throttle { retry_after };
    let rule = Rule::always(Cloud::Graph, "/v1.0/*", throttle);
    stage.there.control().lay_down(rule);
    let report = stage.discover().await;
    let (sources, codes): (Vec<_>, Vec<_>) = silent(&report).into_iter().unzip();
    assert_eq!(sources, TenantSource::ALL[1..]);
    // Once one of them was told to wait, the others hold back without asking.
    let held_back = ["CLOUD_THROTTLED", "CLOUD_BUDGET_SPENT"];
    assert!(
        codes.iter().all(|code| held_back.contains(code)),
        "{codes:?}"
    );
    let told = codes.iter().position(|code| *code == "CLOUD_THROTTLED");
    let told = report.sources[told.unwrap() + 1].fault.as_ref().unwrap();
    assert_eq!(told.retry_after.map(|it| it.as_secs()), retry_after);
    assert_eq!((report.seen, report.unchanged), (2, 2));
    assert!(report.changed.is_empty() && report.missed.is_empty());
    assert_eq!(stage.events().await, events);
}

async fn nothing_is_missed_while_a_source_is_silent(world: World) {
    let stage = Stage::open(world).await;
    stage.discover().await;
    let adatum = stage.tenant("Adatum");
    let provided = stage.there.by_name("Provided").await.unwrap();
    let control = stage.there.control();
    control
        .remove_relationship(provided.id.as_str(), adatum.as_uuid())
        .unwrap();
    stage.there.wait(3600);
    let refuses = Fault::Fail {
        status: 403,
        done_all_the_same: false,
        retry_after: None,
    };
    let rule = Rule::always(Cloud::PartnerCenter, "/v1/customers*", refuses);
    control.lay_down(rule);
    let report = stage.discover().await;
    assert_eq!(silent(&report)[0].0, TenantSource::PartnerCenter);
    assert!(
        report.missed.is_empty(),
        "Partner Center might still name it"
    );
    assert!(stage.row("Litware").await.legacy, "as it was said before");
    control.lift_all_rules();
    assert_eq!(stage.discover().await.missed, [adatum].into());
}

async fn a_lapsed_second_factor_ends_it(world: World) {
    let stage = Stage::open(world).await;
    stage.discover().await;
    let events = stage.events().await;
    let provided = stage.there.by_name("Provided").await.unwrap();
    let adatum = stage.tenant("Adatum").as_uuid();
    let control = stage.there.control();
    control
        .remove_relationship(provided.id.as_str(), adatum)
        .unwrap();
    stage.there.wait(3600);
    stage
        .there
        .tokens
        .second_factor
        .store(false, Ordering::SeqCst);
    stage.there.tokens.sign_in(stage.tenant(PARTNER)).await;
    let ended = stage.look(&stage.clouds).await.unwrap_err();
    assert_eq!(ended.code(), "MFA_REQUIRED");
    let DiscoveryFault::Account { fault, .. } = ended else {
        panic!("{ended}");
    };
    assert_eq!(fault.class(), Class::AccountWide);
    assert_eq!(stage.events().await, events, "nothing is recorded");

    stage
        .there
        .tokens
        .second_factor
        .store(true, Ordering::SeqCst);
    stage.there.tokens.sign_in(stage.tenant(PARTNER)).await;
    assert_eq!(stage.discover().await.missed.len(), 1);
}
