//! What is Partner Center's, and what comes of it.

use std::collections::BTreeSet;

use tenantry_domain::cloud::partner::PartnerWebhooks as _;
use tenantry_domain::ids::TenantId;
use tenantry_domain::onboarding::{Finding, OnboardingEvent as E};
use tenantry_domain::record::{ActorKind, Source};
use tenantry_engine::notices::Heard;
use tenantry_projections::onboardings;
use tenantry_support::world::new_msp;
use tenantry_support::{World, on_both_databases};

use crate::stage::Stage;

on_both_databases!(
    an_approval_is_heard_of_at_once,
    copies_record_nothing_twice,
    access_that_ends_is_looked_at_at_once,
    what_concerns_another_msp_or_nobody_is_taken_and_left,
    a_test_delivery_arrives,
);

/// The customer approves, and the relationship becomes active.
fn approve(stage: &Stage, tenant: TenantId, id: &str) {
    let control = stage.there.control();
    control.approve(id, tenant.as_uuid()).unwrap();
    stage.there.wait(120);
}

async fn an_approval_is_heard_of_at_once(world: World) {
    let stage = Stage::open(world).await;
    let (tenant, id) = stage.waiting().await;
    let row = onboardings::of_relationship(&stage.projections, stage.msp, &id).await;
    assert_eq!(row.unwrap().unwrap().tenant_id, tenant);
    approve(&stage, tenant, id.as_str());
    // Of the approval, and of becoming active.
    let heard = stage.hears(tenant, 2).await;
    assert_eq!(heard.len(), 2);
    for (event, metadata) in &heard {
        assert!(matches!(event, E::RetryRequested { .. }), "{event:?}");
        assert_eq!(metadata.actor_kind, ActorKind::Service);
        assert_eq!(metadata.source, Source::Api);
        let cause = metadata.causation_id.as_deref().unwrap();
        assert_eq!(cause.len(), 64, "the notice");
        assert_eq!(metadata.idempotency_key, format!("notice/{cause}"));
    }
    let causes: BTreeSet<_> = heard.iter().map(|it| it.1.causation_id.clone()).collect();
    assert_eq!(causes.len(), 2);
}

async fn copies_record_nothing_twice(world: World) {
    let stage = Stage::open(world).await;
    let (tenant, id) = stage.waiting().await;
    approve(&stage, tenant, id.as_str());
    stage.hears(tenant, 2).await;
    let arrived = stage.arrives(2).await;
    for _ in 0..20 {
        let sent = arrived
            .iter()
            .map(|delivery| stage.send(stage.msp, delivery));
        for answer in futures::future::join_all(sent).await {
            assert_eq!(answer, (200, String::new()));
        }
    }
    assert_eq!(stage.heard(tenant).await.len(), 2);

    // One that remembers nothing, as after a restart.
    for delivery in &arrived {
        let heard = stage.heard_anew(delivery).await;
        assert_eq!(heard, Heard::Hurried(tenant), "it came to this before");
    }
    assert_eq!(stage.heard(tenant).await.len(), 2);
}

async fn access_that_ends_is_looked_at_at_once(world: World) {
    let stage = Stage::open(world).await;
    let (tenant, id) = stage.in_place().await;
    let control = stage.there.control();
    control
        .remove_relationship(id.as_str(), tenant.as_uuid())
        .unwrap();
    stage.there.wait(3600);
    let heard = stage.hears(tenant, 1).await;
    let E::DriftFound { findings, .. } = &heard[0].0 else {
        panic!("{heard:#?}");
    };
    assert_eq!(findings[0].finding, Finding::RelationshipEnded);
    assert!(heard[0].1.causation_id.is_some());
}

async fn what_concerns_another_msp_or_nobody_is_taken_and_left(world: World) {
    let stage = Stage::open(world).await;
    let (tenant, id) = stage.waiting().await;
    let stranger = new_msp();
    stage.register(stranger).await;
    approve(&stage, tenant, id.as_str());
    let arrived = stage.arrives(2).await;
    for delivery in &arrived {
        assert_eq!(stage.send(stranger, delivery).await, (200, String::new()));
    }
    assert_eq!(stage.heard(tenant).await, vec![]);
    // The same notices are new to the MSP whose relationship it is.
    for delivery in &arrived {
        assert_eq!(stage.send(stage.msp, delivery).await, (200, String::new()));
    }
    assert_eq!(stage.heard(tenant).await.len(), 2);
}

async fn a_test_delivery_arrives(world: World) {
    let stage = Stage::open(world).await;
    let (center, partner) = (&stage.there.center, stage.there.partner());
    let test = center.send_test(partner).await.unwrap();
    stage.arrives(1).await;
    for _ in 0..200 {
        let event = center.test(partner, &test).await.unwrap();
        if let Some(attempt) = event.attempts.first() {
            assert_eq!(attempt.answered, "OK");
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("Partner Center got no answer");
}
