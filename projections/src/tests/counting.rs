//! What is counted, over rows of each kind, and those of others left out.

use tenantry_domain::ids::TenantId;
use tenantry_domain::onboarding::{Finding, OnboardingEvent as E, Step};
use tenantry_domain::saga::{Fault, FaultClass};
use uuid::Uuid;

use super::on_both;
use super::world::{World, archived, id, merged, msp, registered, started};
use crate::customers;
use crate::onboardings::{self, OnboardingCounts, OnboardingFilter};
use crate::projections::Projections;
use crate::tenants::{self, TenantCounts, TenantFilter};

on_both!(
    customers_that_are_archived_or_merged_do_not_count,
    onboardings_count_for_as_long_as_they_wait,
    tenants_count_by_status_and_drift,
);

async fn read(world: &World) -> Projections {
    let projections = world.projections().await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    projections
}

async fn customers_that_are_archived_or_merged_do_not_count(world: World) {
    for (number, more) in [
        (1, vec![]),
        (2, vec![]),
        (3, vec![archived()]),
        (4, vec![merged(id(1))]),
    ] {
        let events = [vec![registered("Contoso")], more].concat();
        world.customer(msp(1), id(number), 0, &events).await;
    }
    world
        .customer(msp(2), id(5), 0, &[registered("Theirs")])
        .await;
    let projections = read(&world).await;
    assert_eq!(customers::active(&projections, msp(1)).await, Ok(2));
    assert_eq!(customers::active(&projections, msp(2)).await, Ok(1));
    assert_eq!(customers::active(&projections, msp(3)).await, Ok(0));
}

fn locked() -> E {
    E::RelationshipLocked {
        invitation: "https://admin.example/invitation".to_owned(),
        at: 2,
    }
}

fn stuck() -> E {
    E::AttentionNeeded {
        step: Step::EndRelationship,
        fault: Fault::own("CLOUD_SILENT", FaultClass::Transient, ""),
        at: 2,
    }
}

fn delayed(until: i64) -> E {
    E::StepDelayed {
        step: Step::WaitForApproval,
        fault: Fault::own("CLOUD_SILENT", FaultClass::Transient, ""),
        until,
        at: 2,
    }
}

fn drifted() -> E {
    E::DriftFound {
        findings: vec![Finding::GroupGone.about("")],
        at: 9,
    }
}

async fn begun(world: &World, number: u128, more: &[E]) {
    let events = [&[started(id(99), id(number))], more].concat();
    world.onboarding(msp(1), id(number), 0, &events).await;
}

async fn waiting(projections: &Projections, waits: bool) -> Vec<Uuid> {
    let filter = OnboardingFilter {
        waits_for_customer: Some(waits),
        ..OnboardingFilter::default()
    };
    let page = onboardings::list(projections, msp(1), &filter, None, 50).await;
    let mut found: Vec<Uuid> = page.unwrap().rows.iter().map(|row| row.id).collect();
    found.sort_unstable();
    found
}

async fn onboardings_count_for_as_long_as_they_wait(world: World) {
    begun(&world, 1, &[]).await;
    begun(&world, 2, &[locked()]).await;
    begun(&world, 3, &[locked()]).await;
    begun(&world, 4, &[locked(), E::RelationshipApproved { at: 3 }]).await;
    begun(&world, 5, &[stuck()]).await;
    begun(&world, 6, &[E::OnboardingActivated {}]).await;
    begun(&world, 7, &[delayed(90)]).await;
    let projections = read(&world).await;
    let wanted = OnboardingCounts {
        live: 6,
        waiting: 2,
        later: 1,
        attention: 1,
    };
    let counts = onboardings::counts(&projections, msp(1)).await;
    assert_eq!(counts, Ok(wanted));
    assert_eq!(waiting(&projections, true).await, [2, 3].map(id));
    assert_eq!(waiting(&projections, false).await, [1, 4, 5, 6, 7].map(id));
    let stranger = onboardings::counts(&projections, msp(2)).await;
    assert_eq!(stranger, Ok(OnboardingCounts::default()));
    let due = onboardings::first_due(&projections, msp(1)).await;
    assert_eq!(due, Ok(Some(90)), "what waits for a customer is left out");
    let due = onboardings::first_due(&projections, msp(2)).await;
    assert_eq!(due, Ok(None));
}

async fn tenants_count_by_status_and_drift(world: World) {
    let active = E::OnboardingActivated {};
    begun(&world, 1, &[]).await;
    begun(&world, 2, std::slice::from_ref(&active)).await;
    begun(&world, 3, &[active.clone(), drifted()]).await;
    begun(&world, 4, &[active, drifted(), E::DriftGone { at: 10 }]).await;
    let projections = read(&world).await;
    let wanted = TenantCounts {
        onboarding: 1,
        active: 3,
        drifted: 1,
        ..TenantCounts::default()
    };
    assert_eq!(tenants::counts(&projections, msp(1)).await, Ok(wanted));
    let filter = TenantFilter {
        drifted: Some(true),
        ..TenantFilter::default()
    };
    let page = tenants::list(&projections, msp(1), &filter, None, 50).await;
    let page = page.unwrap();
    assert_eq!(page.rows.len(), 1);
    assert_eq!(page.rows[0].id, TenantId::new(id(3)).as_uuid());
    let stranger = tenants::counts(&projections, msp(2)).await;
    assert_eq!(stranger, Ok(TenantCounts::default()));
}
