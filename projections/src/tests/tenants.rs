//! A tenant's row, from two streams.

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::{CustomerId, TenantId};
use tenantry_domain::onboarding::OnboardingEvent;
use tenantry_domain::record::StreamId;
use tenantry_domain::tenant::{
    AtPartnerCenter, InRelationships, Sighting, Standing, Tenant, TenantEvent,
};
use tenantry_domain::text::{DomainName, OrganizationName};
use tenantry_engine::discovery::KnownTenants;
use uuid::Uuid;

use super::world::{World, id, msp, new, reason};
use super::{on_both, world};
use crate::projections::Projections;
use crate::tenants::{self, TenantFilter, TenantRow, TenantStatus};

on_both!(
    a_tenant_has_one_of_four_statuses,
    what_the_clouds_say_changes_no_status,
    tenants_are_filtered_and_paged,
    discovery_reads_what_is_known,
    rebuilding_gives_the_same_rows,
);

fn owner() -> CustomerId {
    CustomerId::new(id(900))
}

fn sighting(name: &str, legacy: bool) -> Sighting {
    Sighting {
        partner_center: Some(AtPartnerCenter {
            name: OrganizationName::of_cloud(name),
            domain: DomainName::of_cloud("contoso.example"),
            sales: None,
            old_delegation: Some(legacy),
        }),
        ..Sighting::default()
    }
}

fn discovered(name: &str) -> TenantEvent {
    let sighting = sighting(name, false);
    TenantEvent::TenantDiscovered { sighting, at: 1 }
}

fn started(tenant: Uuid) -> OnboardingEvent {
    world::started(owner().as_uuid(), tenant)
}

fn failed() -> OnboardingEvent {
    OnboardingEvent::OnboardingFailed {
        code: "CLOUD_REFUSED".to_owned(),
        detail: reason(),
    }
}

impl World {
    async fn tenant(&self, id: Uuid, expected: u64, events: &[TenantEvent]) -> u64 {
        let events = events.iter().map(new).collect();
        let stream = StreamId::new(Tenant::TYPE, id);
        self.append(msp(1), stream, expected, events).await
    }
}

async fn row(projections: &Projections, id: Uuid) -> TenantRow {
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let row = tenants::get(projections, msp(1), TenantId::new(id)).await;
    row.unwrap().unwrap()
}

async fn a_tenant_has_one_of_four_statuses(world: World) {
    let projections = world.projections().await;
    let tenant = id(1);
    world.tenant(tenant, 0, &[discovered("Contoso")]).await;
    let seen = row(&projections, tenant).await;
    assert_eq!(
        (seen.status, seen.name.as_str(), seen.customer_id),
        (TenantStatus::Discovered, "Contoso", None)
    );
    assert_eq!(seen.domain.as_deref(), Some("contoso.example"));
    assert_eq!(seen.sources, ["partner-center"]);
    let steps = [
        (started(tenant), TenantStatus::Onboarding, None),
        (failed(), TenantStatus::Error, Some("CLOUD_REFUSED")),
        (started(tenant), TenantStatus::Onboarding, None),
        (
            OnboardingEvent::OnboardingCancelled { reason: reason() },
            TenantStatus::Discovered,
            None,
        ),
        (started(tenant), TenantStatus::Onboarding, None),
        (
            OnboardingEvent::OnboardingActivated {},
            TenantStatus::Active,
            None,
        ),
        // It can be worked with until it is said that it is over.
        (
            OnboardingEvent::AccessEndRequested {
                reason: reason(),
                at: 1,
            },
            TenantStatus::Active,
            None,
        ),
        (
            OnboardingEvent::AccessEnded {
                reason: reason(),
                at: 1,
            },
            TenantStatus::Discovered,
            None,
        ),
    ];
    for (sequence, (event, status, code)) in (0..).zip(steps) {
        let last = world.onboarding(msp(1), tenant, sequence, &[event]).await;
        let now = row(&projections, tenant).await;
        assert_eq!((now.status, now.error_code.as_deref()), (status, code));
        assert_eq!(now.error_detail.is_some(), code.is_some());
        assert_eq!((now.customer_id, now.position), (Some(owner()), last));
        assert_eq!(now.name, "Contoso");
    }
    let stranger = tenants::get(&projections, msp(2), TenantId::new(tenant)).await;
    assert_eq!(stranger.unwrap(), None);
}

async fn what_the_clouds_say_changes_no_status(world: World) {
    let projections = world.projections().await;
    let tenant = id(1);
    // Somebody was quicker than discovery.
    world
        .onboarding(msp(1), tenant, 0, &[started(tenant)])
        .await;
    let unseen = row(&projections, tenant).await;
    assert_eq!(unseen.name, tenant.to_string());
    assert_eq!(unseen.delegation, "none");
    assert!(
        KnownTenants::after(&projections, msp(1), None)
            .await
            .unwrap()
            .is_empty()
    );

    world.tenant(tenant, 0, &[discovered("Contoso")]).await;
    let mut next = sighting("Contoso Ltd", true);
    next.relationship = Some(InRelationships {
        standing: Some(Standing::Active),
        ..InRelationships::default()
    });
    let changed = TenantEvent::TenantSightingChanged {
        sighting: next.clone(),
        at: 2,
    };
    let missed = TenantEvent::TenantMissed { at: 3 };
    world.tenant(tenant, 1, &[changed, missed]).await;
    let now = row(&projections, tenant).await;
    assert_eq!(
        (now.status, now.name_key.as_str(), now.delegation.as_str()),
        (TenantStatus::Onboarding, "contoso ltd", "active")
    );
    assert!(now.legacy && now.missed);
    assert_eq!(now.sighting(), next);

    let customer_id = owner();
    let rest = [
        TenantEvent::TenantSeenAgain { at: 4 },
        TenantEvent::TenantUnlinked { customer_id },
    ];
    world.tenant(tenant, 3, &rest).await;
    let now = row(&projections, tenant).await;
    assert_eq!((now.missed, now.customer_id), (false, None));
    let linked = TenantEvent::TenantLinked { customer_id };
    world.tenant(tenant, 5, &[linked]).await;
    assert_eq!(row(&projections, tenant).await.customer_id, Some(owner()));
}

async fn found(projections: &Projections, filter: TenantFilter) -> Vec<String> {
    let page = tenants::list(projections, msp(1), &filter, None, 100).await;
    page.unwrap().rows.into_iter().map(|row| row.name).collect()
}

async fn tenants_are_filtered_and_paged(world: World) {
    let projections = world.projections().await;
    for (number, name) in (1..).zip(["Contoso", "adatum", "Coho"]) {
        world.tenant(id(number), 0, &[discovered(name)]).await;
    }
    let legacy = TenantEvent::TenantSightingChanged {
        sighting: sighting("Coho", true),
        at: 2,
    };
    world.tenant(id(3), 1, &[legacy]).await;
    world
        .tenant(id(2), 1, &[TenantEvent::TenantMissed { at: 2 }])
        .await;
    world.onboarding(msp(1), id(1), 0, &[started(id(1))]).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let all = TenantFilter::default;
    for (filter, names) in [
        (all(), vec!["adatum", "Coho", "Contoso"]),
        (
            TenantFilter {
                status: Some(TenantStatus::Discovered),
                ..all()
            },
            vec!["adatum", "Coho"],
        ),
        (
            TenantFilter {
                customer: Some(owner()),
                ..all()
            },
            vec!["Contoso"],
        ),
        (
            TenantFilter {
                prefix: Some("CO".to_owned()),
                ..all()
            },
            vec!["Coho", "Contoso"],
        ),
        (
            TenantFilter {
                legacy: Some(true),
                ..all()
            },
            vec!["Coho"],
        ),
        (
            TenantFilter {
                missed: Some(false),
                ..all()
            },
            vec!["Coho", "Contoso"],
        ),
    ] {
        assert_eq!(
            found(&projections, filter.clone()).await,
            names,
            "{filter:?}"
        );
    }
    let first = tenants::list(&projections, msp(1), &all(), None, 2)
        .await
        .unwrap();
    let rest = tenants::list(&projections, msp(1), &all(), first.next.as_ref(), 2).await;
    let rest = rest.unwrap();
    assert_eq!((rest.rows.len(), rest.next), (1, None));
    assert_eq!(rest.rows[0].name, "Contoso");
}

async fn discovery_reads_what_is_known(world: World) {
    let projections = world.projections().await;
    for number in 1..=4 {
        let name = format!("Tenant {number}");
        world.tenant(id(number), 0, &[discovered(&name)]).await;
    }
    world
        .tenant(id(2), 1, &[TenantEvent::TenantMissed { at: 2 }])
        .await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let known = KnownTenants::after(&projections, msp(1), None)
        .await
        .unwrap();
    let missed: Vec<bool> = known.iter().map(|it| it.missed).collect();
    assert_eq!(missed, [false, true, false, false]);
    assert_eq!(known[0].sighting, sighting("Tenant 1", false));
    let second = Some(known[1].tenant);
    let rest = KnownTenants::after(&projections, msp(1), second)
        .await
        .unwrap();
    assert_eq!(rest, known[2..]);
    let last = Some(known[3].tenant);
    let end = KnownTenants::after(&projections, msp(1), last)
        .await
        .unwrap();
    assert!(end.is_empty());
    let others = KnownTenants::after(&projections, msp(2), None)
        .await
        .unwrap();
    assert!(others.is_empty());
}

async fn rebuilding_gives_the_same_rows(world: World) {
    let projections = world.projections().await;
    for number in 1..=30 {
        let tenant = id(number);
        let name = format!("Tenant {number}");
        if number % 3 == 0 {
            world
                .onboarding(msp(1), tenant, 0, &[started(tenant), failed()])
                .await;
        }
        world.tenant(tenant, 0, &[discovered(&name)]).await;
        if number % 7 == 0 {
            projections.catch_up().await.unwrap();
        }
        world
            .tenant(tenant, 1, &[TenantEvent::TenantMissed { at: 2 }])
            .await;
    }
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let followed = projections.content_hash("tenants").await.unwrap();
    projections.rebuild("tenants", &mut |_| {}).await.unwrap();
    assert_eq!(projections.content_hash("tenants").await.unwrap(), followed);
}
