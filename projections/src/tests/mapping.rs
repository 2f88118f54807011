//! What whoever maps records is told: customers, tenants and records, of one MSP only.

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::ids::{CustomerId, InvitationId, MspId, TenantId};
use tenantry_domain::record::StreamId;
use tenantry_domain::tenant::{AtPartnerCenter, Sighting, Tenant, TenantEvent};
use tenantry_domain::tenant_consent::{TenantConsent, TenantConsentEvent};
use tenantry_domain::text::{DomainName, OrganizationName};
use tenantry_domain::vendor_record::VendorRecordEvent;
use tenantry_engine::mapping::{MappedCustomer, MappedTenant, MappingState, MappingView};
use uuid::Uuid;

use super::on_both;
use super::vendors::{account, by_person, connection, customer, device, own};
use super::world::{World, archived, id, merged, msp, new, parted, reason, registered, renamed};
use crate::PAGE_ROWS;
use crate::house::Tuning;
use crate::registry::PROJECTIONS;

on_both!(
    customers_are_those_that_the_msp_works_for,
    tenants_come_with_their_own_domains,
    records_are_those_that_stand_for_a_customer,
    long_lists_come_in_parts,
);

async fn customers_are_those_that_the_msp_works_for(world: World) {
    let name = "Contoso";
    let histories = [
        vec![registered(name), renamed("Contoso Ltd")],
        vec![registered(name), archived()],
        vec![registered(name), merged(id(1))],
        vec![registered(name), merged(id(1)), parted(id(1))],
    ];
    for (number, history) in (1..).zip(histories) {
        world.customer(msp(1), id(number), 0, &history).await;
    }
    world
        .customer(msp(2), id(9), 0, &[registered("Theirs")])
        .await;
    let projections = world.projections().await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let known = |number, name: &str| MappedCustomer {
        id: CustomerId::new(id(number)),
        name: name.to_owned(),
    };
    let all = MappingView::customers(&projections, msp(1), None).await;
    assert_eq!(all.unwrap(), [known(1, "Contoso Ltd"), known(4, "Contoso")]);
    for (after, count) in [(1, 1), (3, 1), (4, 0)] {
        let after = Some(CustomerId::new(id(after)));
        let rest = MappingView::customers(&projections, msp(1), after).await;
        assert_eq!(rest.unwrap().len(), count);
    }
}

fn discovered(domain: &str) -> TenantEvent {
    let sighting = Sighting {
        partner_center: Some(AtPartnerCenter {
            name: OrganizationName::of_cloud("Contoso"),
            domain: DomainName::of_cloud(domain),
            sales: None,
            old_delegation: None,
        }),
        ..Sighting::default()
    };
    TenantEvent::TenantDiscovered { sighting, at: 1 }
}

fn asked(tenant: Uuid) -> TenantConsentEvent {
    TenantConsentEvent::ConsentAsked {
        customer_id: customer(1),
        tenant_id: TenantId::new(tenant),
        app: AppId::new(id(80)),
        permissions: Vec::new(),
        invitation: InvitationId::new(id(70)),
        valid_until: 1000,
        correlation_id: None,
        at: 10,
    }
}

fn verified(domains: &[&str]) -> TenantConsentEvent {
    let domains = domains.iter().map(|it| DomainName::new(it).unwrap());
    TenantConsentEvent::ConsentVerified {
        organization: OrganizationName::new("Contoso").unwrap(),
        domains: domains.collect(),
        domain_count: 2,
        at: 20,
    }
}

impl World {
    async fn seen(&self, msp: MspId, tenant: Uuid, domain: &str, linked: bool) {
        let mut events = vec![new(&discovered(domain))];
        let customer_id = customer(1);
        events.extend(linked.then(|| new(&TenantEvent::TenantLinked { customer_id })));
        let stream = StreamId::new(Tenant::TYPE, tenant);
        self.append(msp, stream, 0, events).await;
    }

    async fn consent(&self, msp: MspId, tenant: Uuid, events: &[TenantConsentEvent]) {
        let events = events.iter().map(new).collect();
        let stream = StreamId::new(TenantConsent::TYPE, tenant);
        self.append(msp, stream, 0, events).await;
    }
}

async fn tenants_come_with_their_own_domains(world: World) {
    world.seen(msp(1), id(1), "contoso.example", true).await;
    world.seen(msp(1), id(2), "nobodys.example", false).await;
    world.seen(msp(1), id(3), "fabrikam.example", true).await;
    world.seen(msp(2), id(4), "theirs.example", true).await;
    let domains = ["contoso.example", "contoso.org"];
    for (tenant, rest) in [(1, None), (5, None), (6, Some(()))] {
        let mut events = vec![asked(id(tenant)), verified(&domains)];
        events.extend(rest.map(|()| TenantConsentEvent::ConsentWithdrawn {
            reason: reason(),
            at: 30,
        }));
        world.consent(msp(1), id(tenant), &events).await;
    }
    let projections = world.projections().await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let before = projections.reads();
    let tenants = MappingView::tenants(&projections, msp(1), None).await;
    assert_eq!(projections.reads() - before, 2);
    let known = |number, domains: &[&str]| MappedTenant {
        id: TenantId::new(id(number)),
        customer: customer(1),
        name: "Contoso".to_owned(),
        domains: domains.iter().map(|it| (*it).to_owned()).collect(),
    };
    let wanted = [
        known(1, &domains),
        known(3, &["fabrikam.example"]),
        known(5, &domains),
        // The consent is withdrawn; what it was called by stays.
        known(6, &["contoso.example"]),
    ];
    let tenants = tenants.unwrap();
    assert_eq!(tenants, wanted);
    let rest = MappingView::tenants(&projections, msp(1), Some(tenants[2].id)).await;
    assert_eq!(rest.unwrap(), tenants[3..]);
    let end = MappingView::tenants(&projections, msp(1), Some(tenants[3].id)).await;
    assert!(end.unwrap().is_empty());
}

async fn records_are_those_that_stand_for_a_customer(world: World) {
    let ignored = VendorRecordEvent::RecordIgnored {
        reason: reason(),
        by: "user 7".to_owned(),
        at: 20,
    };
    let vanished = VendorRecordEvent::RecordVanished { at: 20 };
    let one = connection(1);
    let mut wanted = Vec::new();
    for (record, event, state) in [
        (
            account("1", "Contoso"),
            by_person(customer(1)),
            MappingState::Linked(customer(1)),
        ),
        (account("2", "Fabrikam"), ignored, MappingState::Ignored),
        (account("3", ""), vanished, MappingState::Unmapped),
    ] {
        let id = world.shown(msp(1), one, &record, &[event]).await;
        wanted.push((id, record, state));
    }
    wanted.sort_by_key(|(id, ..)| *id);
    world.shown(msp(1), one, &own("4", "Us"), &[]).await;
    world
        .shown(msp(1), one, &device("5", "SRV1", "1"), &[])
        .await;
    world
        .shown(msp(2), connection(2), &account("6", "Theirs"), &[])
        .await;
    let projections = world.projections().await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let records = MappingView::records(&projections, msp(1), None).await;
    let records = records.unwrap();
    assert_eq!(records.len(), 3);
    for (found, (id, record, state)) in records.iter().zip(wanted) {
        assert_eq!((found.id, found.mapping), (id, state));
        assert_eq!((found.connection, found.vanished), (one, record.id == "3"));
        assert_eq!(found.record, record);
    }
    let rest = MappingView::records(&projections, msp(1), Some(records[0].id)).await;
    assert_eq!(rest.unwrap(), records[1..]);
    let end = MappingView::records(&projections, msp(1), Some(records[2].id)).await;
    assert!(end.unwrap().is_empty());
}

async fn long_lists_come_in_parts(world: World) {
    let many = u128::from(PAGE_ROWS) + 2;
    for number in 0..many {
        world
            .seen(msp(1), id(number), "contoso.example", number == many - 1)
            .await;
    }
    let projections = world.projections_with(PROJECTIONS, Tuning::default()).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    // A whole part of others comes first.
    let tenants = MappingView::tenants(&projections, msp(1), None).await;
    let found: Vec<Uuid> = tenants.unwrap().iter().map(|it| it.id.as_uuid()).collect();
    assert_eq!(found, [id(many - 1)]);
}
