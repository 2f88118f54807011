//! What people read once the daemon has passed.

use tenantry_domain::cloud::gdap::RelationshipId;
use tenantry_domain::ids::{CustomerId, MspId, OnboardingId};
use tenantry_domain::onboarding::OnboardingEvent;
use tenantry_domain::text::RelationshipName;
use uuid::Uuid;

use super::on_both;
use super::world::{
    World, archived, id, merged, msp, parted, reason, registered, renamed, started, tagged,
    untagged,
};
use crate::customers::{self, CustomerFilter, CustomerRow, CustomerStatus};
use crate::onboardings::{self, OnboardingFilter, OnboardingStatus};
use crate::projections::Projections;

on_both!(
    customers_are_folded,
    a_merged_customer_says_whose_part_it_is,
    onboardings_are_folded,
    pages_follow_each_other,
    lists_are_filtered,
    an_onboarding_is_found_by_its_relationship,
);

async fn customer(projections: &Projections, msp: MspId, id: Uuid) -> Option<CustomerRow> {
    let id = CustomerId::new(id);
    customers::get(projections, msp, id).await.unwrap()
}

async fn names(projections: &Projections, filter: CustomerFilter) -> Vec<String> {
    let page = customers::list(projections, msp(1), &filter, None, 100)
        .await
        .unwrap();
    page.rows.into_iter().map(|row| row.name).collect()
}

async fn customers_are_folded(world: World) {
    let one = msp(1);
    let events = [
        registered("Contoso"),
        tagged("gold"),
        tagged("east"),
        untagged("gold"),
        renamed("Contoso Ltd"),
    ];
    world.customer(one, id(1), 0, &events).await;
    let events = [registered("Fabrikam"), archived()];
    let last = world.customer(one, id(2), 0, &events).await;
    let projections = world.projections().await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);

    let row = customer(&projections, one, id(1)).await.unwrap();
    assert_eq!(
        (row.name.as_str(), row.tags),
        ("Contoso Ltd", vec!["east".to_owned()])
    );
    assert_eq!((row.status, row.position), (CustomerStatus::Registered, 5));
    assert!(row.changed_at >= row.registered_at && row.registered_at > 0);
    let row = customer(&projections, one, id(2)).await.unwrap();
    assert_eq!((row.status, row.position), (CustomerStatus::Archived, last));
    assert_eq!(customer(&projections, msp(2), id(1)).await, None);

    // Later events meet rows that are stored already.
    let events = [tagged("south"), archived()];
    world.customer(one, id(1), 5, &events).await;
    projections.catch_up().await.unwrap();
    let row = customer(&projections, one, id(1)).await.unwrap();
    assert_eq!((row.tags.len(), row.status), (2, CustomerStatus::Archived));
}

async fn a_merged_customer_says_whose_part_it_is(world: World) {
    let one = msp(1);
    let events = [registered("Contoso"), merged(id(2))];
    world.customer(one, id(1), 0, &events).await;
    world
        .customer(one, id(2), 0, &[registered("Contoso Ltd")])
        .await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();

    let row = customer(&projections, one, id(1)).await.unwrap();
    let whole = Some(CustomerId::new(id(2)));
    assert_eq!(
        (row.status, row.merged_into),
        (CustomerStatus::Merged, whole)
    );
    let filter = CustomerFilter {
        status: Some(CustomerStatus::Registered),
        ..CustomerFilter::default()
    };
    assert_eq!(names(&projections, filter).await, ["Contoso Ltd"]);

    world.customer(one, id(1), 2, &[parted(id(2))]).await;
    projections.catch_up().await.unwrap();
    let row = customer(&projections, one, id(1)).await.unwrap();
    assert_eq!(
        (row.status, row.merged_into),
        (CustomerStatus::Registered, None)
    );
}

async fn onboardings_are_folded(world: World) {
    let one = msp(1);
    let started = started(id(1), id(7));
    let failed = OnboardingEvent::OnboardingFailed {
        code: "CONSENT_DENIED".to_owned(),
        detail: reason(),
    };
    let events = [started.clone(), failed];
    world.onboarding(one, id(3), 0, &events).await;
    world
        .onboarding(one, id(4), 0, std::slice::from_ref(&started))
        .await;
    let events = [started, OnboardingEvent::OnboardingActivated {}];
    world.onboarding(one, id(5), 0, &events).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let row = onboardings::get(&projections, one, OnboardingId::new(id(3)))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.status, OnboardingStatus::Error);
    assert_eq!(row.error_code.as_deref(), Some("CONSENT_DENIED"));
    assert!(row.ended_at >= Some(row.started_at));
    let list = async |status, after: Option<&crate::Cursor>, first| {
        let customer = Some(CustomerId::new(id(1)));
        let filter = OnboardingFilter {
            status,
            customer,
            ..OnboardingFilter::default()
        };
        onboardings::list(&projections, one, &filter, after, first)
            .await
            .unwrap()
    };
    let page = list(Some(OnboardingStatus::Onboarding), None, 10).await;
    assert_eq!(page.rows.iter().map(|r| r.id).collect::<Vec<_>>(), [id(4)]);
    let begin = list(None, None, 2).await;
    let whole = list(None, None, 3).await;
    assert!(
        begin.rows[0].started_at >= begin.rows[1].started_at,
        "the latest first"
    );
    let second = list(None, begin.next.as_ref(), 2).await;
    assert_eq!((second.rows.len(), second.next), (1, None));
    assert_eq!((whole.rows[2].id, whole.next), (second.rows[0].id, None));
}

async fn seven_customers(world: &World) -> Projections {
    let names = [
        "Éclair",
        "alpha",
        "Beta",
        "beta",
        "Gamma 100%",
        "gamma_x",
        "Delta",
    ];
    for (i, name) in (0_u128..).zip(names) {
        let mut events = vec![registered(name)];
        if i % 2 == 0 {
            events.push(tagged("even \"q\""));
        }
        world.customer(msp(1), id(i), 0, &events).await;
        world.customer(msp(2), id(100 + i), 0, &events).await;
    }
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    projections
}

async fn pages_follow_each_other(world: World) {
    let projections = seven_customers(&world).await;
    let all = CustomerFilter::default();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = customers::list(&projections, msp(1), &all, after.as_ref(), 2)
            .await
            .unwrap();
        seen.extend(page.rows.into_iter().map(|row| row.name));
        after = page.next.map(|cursor| cursor.to_string().parse().unwrap());
        if after.is_none() {
            break;
        }
    }
    let sorted = [
        "alpha",
        "Beta",
        "beta",
        "Delta",
        "Gamma 100%",
        "gamma_x",
        "Éclair",
    ];
    assert_eq!(seen, sorted);
    assert!("no cursor".parse::<crate::Cursor>().is_err());
}

async fn lists_are_filtered(world: World) {
    let projections = seven_customers(&world).await;
    let prefix = |text: &str| CustomerFilter {
        prefix: Some(text.to_owned()),
        ..CustomerFilter::default()
    };
    let found = names(&projections, prefix("GAMMA")).await;
    assert_eq!(found, ["Gamma 100%", "gamma_x"]);
    assert_eq!(names(&projections, prefix("gamma_")).await, ["gamma_x"]);
    assert_eq!(names(&projections, prefix("%")).await.len(), 0);
    let tag = CustomerFilter {
        tag: Some("even \"q\"".to_owned()),
        ..CustomerFilter::default()
    };
    assert_eq!(names(&projections, tag).await.len(), 4);
    let archived = CustomerFilter {
        status: Some(CustomerStatus::Archived),
        ..CustomerFilter::default()
    };
    assert_eq!(names(&projections, archived).await.len(), 0);
}

async fn an_onboarding_is_found_by_its_relationship(world: World) {
    let relationship = |name: &str| name.parse::<RelationshipId>().unwrap();
    let proposed = |name| OnboardingEvent::RelationshipProposed {
        relationship: relationship(name),
        at: 1,
    };
    let adopted = OnboardingEvent::UnfinishedRelationshipAdopted {
        relationship: relationship("r-2"),
        name: RelationshipName::new("Tenantry 2").unwrap(),
        supersedes: Vec::new(),
        at: 1,
    };
    let reused = OnboardingEvent::ActiveRelationshipReused {
        relationship: relationship("r-3"),
        name: "somebody's".to_owned(),
        assignments: Vec::new(),
        at: 1,
    };
    let facts = [proposed("r-1"), adopted, reused];
    for (number, fact) in (1..).zip(facts) {
        let events = [started(id(99), id(number)), fact];
        world.onboarding(msp(1), id(number), 0, &events).await;
    }
    let projections = world.projections().await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let found = async |scope, name| {
        let row = onboardings::of_relationship(&projections, scope, &relationship(name)).await;
        row.unwrap().map(|row| row.id)
    };
    for (number, name) in [(1, "r-1"), (2, "r-2"), (3, "r-3")] {
        assert_eq!(found(msp(1), name).await, Some(id(number)));
        assert_eq!(found(msp(2), name).await, None, "another MSP's");
    }
    assert_eq!(found(msp(1), "r-4").await, None);

    // The next attempt begins without one.
    let events = [started(id(99), id(1)), proposed("r-4")];
    world.onboarding(msp(1), id(1), 2, &events[..1]).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    assert_eq!(found(msp(1), "r-1").await, None);
    world.onboarding(msp(1), id(1), 3, &events[1..]).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    assert_eq!(found(msp(1), "r-4").await, Some(id(1)));
}
