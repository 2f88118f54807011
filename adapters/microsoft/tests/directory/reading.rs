//! Each thing there is to read, where it is and where it is not.

use crate::world::World;
use std::collections::BTreeSet;
use tenantry_domain::cloud::directory::{
    AccountKind, GroupKind, LicenceState, Member, Photo, TenantDirectory, TenantLookup, UserId,
};
use tenantry_domain::cloud::{Bookmark, Cause};
use uuid::Uuid;

#[tokio::test]
async fn the_tenant_itself() {
    let world = World::with_users(30).await;
    let contoso = world.tenant("Contoso");
    let organization = world.directory.organization(contoso).await.unwrap();
    assert_eq!(
        (organization.tenant, organization.name.as_str()),
        (contoso, "Contoso")
    );
    assert!(!organization.synchronized && !organization.plans.is_empty());
    let domains = world.directory.domains(contoso).await.unwrap();
    let names: Vec<&str> = domains.iter().map(|domain| domain.name.as_str()).collect();
    assert_eq!(names, ["contoso.onmicrosoft.com", "contoso.example"]);
    assert!(domains[0].is_initial && !domains[0].is_default && domains[1].is_default);
    assert_eq!(organization.domains.len(), 2);
}

#[tokio::test]
async fn users_page_by_page_and_one_by_one() {
    let world = World::with_users(2500).await;
    let contoso = world.tenant("Contoso");
    assert_eq!(world.directory.user_count(contoso).await.unwrap(), 2500);
    let (mut ids, mut parts, mut from) = (BTreeSet::new(), 0, None::<Bookmark>);
    loop {
        let part = world.directory.users(contoso, from.as_ref()).await.unwrap();
        assert!(part.rows.len() <= 999);
        parts += 1;
        ids.extend(part.rows.iter().map(|user| user.id));
        match part.next {
            Some(next) => from = Some(next),
            None => break,
        }
    }
    assert_eq!(ids.len(), 2500);
    assert!(parts >= 3);

    let first = *ids.iter().next().unwrap();
    let user = world.directory.user(contoso, first).await.unwrap();
    assert_eq!(user.id, first);
    assert!(user.name.is_some() && user.kind != AccountKind::Unknown);
    assert!(
        !format!("{user:?}").contains(user.display_name.as_deref().unwrap()),
        "people are not shown"
    );
    let nobody = UserId::new(Uuid::from_u128(1));
    let fault = world.directory.user(contoso, nobody).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::NotThere, Some("Request_ResourceNotFound"))
    );
}

#[tokio::test]
async fn to_whom_people_report_in_batches_of_twenty() {
    let world = World::with_users(50).await;
    let contoso = world.tenant("Contoso");
    let users: Vec<UserId> = world
        .directory
        .users(contoso, None)
        .await
        .unwrap()
        .rows
        .iter()
        .map(|user| user.id)
        .collect();
    let managers = world.directory.managers(contoso, &users).await.unwrap();
    assert_eq!(managers.len(), 50);
    assert_eq!(managers[0], None, "who is at the top has nobody");
    assert_eq!((managers[1], managers[9]), (Some(users[0]), Some(users[1])));
    assert_eq!(world.seen("$batch").len(), 3);
}

#[tokio::test]
async fn groups_and_who_is_in_them() {
    let world = World::with_users(60).await;
    let contoso = world.tenant("Contoso");
    let groups = world.directory.groups(contoso, None).await.unwrap();
    assert_eq!((groups.rows.len(), groups.next), (5, None));
    let kinds: BTreeSet<bool> = groups
        .rows
        .iter()
        .map(|group| group.kind == GroupKind::Modern)
        .collect();
    assert_eq!(kinds.len(), 2, "some with a mailbox, some without");
    assert!(
        groups
            .rows
            .iter()
            .all(|group| group.team == (group.kind == GroupKind::Modern))
    );
    let mut members = Vec::new();
    for group in &groups.rows {
        members.extend(
            world
                .directory
                .members(contoso, group.id, None)
                .await
                .unwrap()
                .rows,
        );
    }
    assert!(
        !members.is_empty()
            && members
                .iter()
                .all(|member| matches!(member, Member::User(_)))
    );

    let partner = world.tenant("Northwind IT");
    let own = world.directory.groups(partner, None).await.unwrap();
    let agents = own
        .rows
        .iter()
        .find(|group| group.name.as_deref() == Some("AdminAgents"))
        .unwrap();
    assert_eq!(agents.kind, GroupKind::Security);
    assert_eq!(
        world
            .directory
            .members(partner, agents.id, None)
            .await
            .unwrap()
            .rows
            .len(),
        1
    );
}

#[tokio::test]
async fn pictures_are_sent_once() {
    let world = World::with_users(4).await;
    let contoso = world.tenant("Contoso");
    let users = world.directory.users(contoso, None).await.unwrap().rows;
    let Photo::Picture { kind, tag, bytes } = world
        .directory
        .photo(contoso, users[0].id, None)
        .await
        .unwrap()
    else {
        panic!("the first user has a picture");
    };
    assert_eq!(
        (kind.as_str(), &bytes[1..4]),
        ("image/png", b"PNG".as_slice())
    );
    let again = world
        .directory
        .photo(contoso, users[0].id, tag.as_deref())
        .await
        .unwrap();
    assert_eq!(again, Photo::Unchanged);
    assert_eq!(
        world
            .directory
            .photo(contoso, users[1].id, None)
            .await
            .unwrap(),
        Photo::None
    );
    let nobody = UserId::new(Uuid::from_u128(1));
    let fault = world
        .directory
        .photo(contoso, nobody, None)
        .await
        .unwrap_err();
    assert_eq!(
        fault.cause,
        Cause::NotThere,
        "who is not there is not somebody without a picture"
    );
}

#[tokio::test]
async fn what_the_tenant_pays_for() {
    let world = World::with_users(40).await;
    let contoso = world.tenant("Contoso");
    let licences = world.directory.licences(contoso).await.unwrap();
    let premium = &licences[0];
    assert_eq!(
        (premium.part_number.as_str(), premium.state),
        ("SPB", LicenceState::Enabled)
    );
    assert!(premium.for_users && premium.consumed > 0 && premium.enabled > premium.consumed);
    assert!(
        premium
            .plans
            .iter()
            .any(|plan| plan.name == "AAD_PREMIUM" && plan.ready)
    );
    let users = world.directory.users(contoso, None).await.unwrap().rows;
    let holders = users
        .iter()
        .filter(|user| user.licences.contains(&premium.sku))
        .count();
    assert_eq!(u32::try_from(holders).unwrap(), premium.consumed);
    let bought = world.directory.subscriptions(contoso).await.unwrap();
    assert_eq!((bought[0].sku, bought[0].trial), (premium.sku, false));
    assert!(bought[0].next_change.is_some());
}

#[tokio::test]
async fn what_may_be_known_of_others() {
    let scenario = crate::world::scenario(&["CrossTenantInformation.ReadBasic.All"], 3);
    let world = World::of(scenario).await;
    let (own, fabrikam) = (world.tenant("Northwind IT"), world.tenant("Fabrikam"));
    let found = world
        .directory
        .by_domain(own, "Fabrikam.Example")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (
            found.tenant,
            found.name.as_str(),
            found.default_domain.as_str()
        ),
        (fabrikam, "Fabrikam", "fabrikam.example")
    );
    assert_eq!(
        world.directory.by_id(own, fabrikam).await.unwrap(),
        Some(found)
    );
    assert_eq!(
        world
            .directory
            .by_domain(own, "nobody.example")
            .await
            .unwrap(),
        None
    );
    let before = world.seen("findTenant").len();
    for hostile in ["", "a b", "x')/../users", "a.example'&$top=1"] {
        assert_eq!(
            world
                .directory
                .by_domain(own, hostile)
                .await
                .unwrap_err()
                .cause,
            Cause::Refused
        );
    }
    assert_eq!(
        world.seen("findTenant").len(),
        before,
        "what is no domain is not asked for"
    );
}

#[tokio::test]
async fn a_tenant_that_knows_nothing_of_the_app() {
    let world = World::with_users(5).await;
    let fault = world
        .directory
        .organization(world.tenant("Fabrikam"))
        .await
        .unwrap_err();
    assert_eq!((fault.cause, fault.api), (Cause::AppNotInTenant, "entra"));
    assert!(fault.vendor_code.as_deref() == Some("AADSTS700016") && fault.correlation_id.is_some());
}
