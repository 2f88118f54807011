//! Apps, what they may do, and groups: made once, found again, removed without leftovers.

use crate::world::{APP, World, scenario};
use std::time::Duration;
use tenantry_domain::cloud::apps::{
    AppId, AppPrincipals, AppRegistrations, Made, NewRegistration, PermissionGrants,
    RequiredAccess, SecretId, SecurityGroups,
};
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::{Cause, Effect, TenantId};
use tenantry_simulator::{Act, Cloud, Fault, Rule};
use uuid::{Uuid, uuid};

const GRAPH: AppId = AppId::new(uuid!("00000003-0000-0000-c000-000000000000"));
const ALL: [&str; 5] = [
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "Group.ReadWrite.All",
    "Directory.Read.All",
];

async fn world() -> (World, TenantId) {
    let world = World::of(scenario(&ALL, 5)).await;
    let home = world.tenant("Northwind IT");
    (world, home)
}

fn new(name: &str, required: Vec<RequiredAccess>) -> NewRegistration {
    NewRegistration {
        name: name.to_owned(),
        multi_tenant: true,
        redirect_addresses: vec!["https://localhost:8443/consent".to_owned()],
        required,
    }
}

#[tokio::test]
async fn an_app_from_registration_to_its_end() {
    let (world, home) = world().await;
    let apps = &world.apps;
    let offer = apps.offer(home, GRAPH).await.unwrap();
    let role = offer
        .roles
        .iter()
        .find(|it| it.name == "User.Read.All")
        .unwrap();
    assert_eq!(
        role.id.as_uuid(),
        uuid!("df021288-bdef-4463-88db-98f22de89214")
    );
    let scope = offer
        .scopes
        .iter()
        .find(|it| it.name == "User.Read")
        .unwrap();
    let required = RequiredAccess {
        interface: GRAPH,
        roles: vec![role.id],
        scopes: vec![scope.id],
    };
    let made = apps
        .register(home, &new("It's ours", vec![required]))
        .await
        .unwrap();
    assert_eq!(
        apps.of_name(home, "It's ours").await.unwrap(),
        std::slice::from_ref(&made),
        "a quote in a name is no trouble"
    );
    assert_eq!(
        apps.of_app(home, made.app).await.unwrap(),
        Some(made.clone())
    );
    assert_eq!(
        apps.of_app(home, AppId::new(Uuid::from_u128(7)))
            .await
            .unwrap(),
        None
    );

    let ends = "2028-01-01T00:00:00Z".parse().unwrap();
    let secret = apps.add_secret(home, made.id, "first", ends).await.unwrap();
    assert_eq!(secret.value.expose().len(), 40);
    assert!(!format!("{secret:?}").contains(secret.value.expose()));
    assert_eq!(
        (secret.note.name.as_deref(), secret.note.ends),
        (Some("first"), Some(ends))
    );
    assert_eq!(
        apps.of_app(home, made.app).await.unwrap().unwrap().secrets,
        std::slice::from_ref(&secret.note)
    );
    apps.remove_secret(home, made.id, secret.note.id)
        .await
        .unwrap();
    apps.remove_secret(home, made.id, SecretId::new(Uuid::from_u128(1)))
        .await
        .unwrap();

    AppRegistrations::delete(apps, home, made.id).await.unwrap();
    AppRegistrations::delete(apps, home, made.id).await.unwrap();
    assert_eq!(apps.of_name(home, "It's ours").await.unwrap(), []);
    let fault = apps
        .add_secret(home, made.id, "late", ends)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::NotThere);
}

#[tokio::test]
async fn a_principal_is_made_once_and_waited_for() {
    let (world, home) = world().await;
    let registration = world
        .apps
        .register(home, &new("Second", Vec::new()))
        .await
        .unwrap();
    let (apps, app) = (world.apps.clone(), registration.app);
    let waiting = tokio::spawn(async move { apps.ensure(home, app).await });
    // It is there, but not known to every server yet: time must pass.
    while !world
        .control()
        .deeds()
        .iter()
        .any(|deed| deed.kind == "servicePrincipal")
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    world.control().jump(Duration::from_secs(20));
    let made = waiting.await.unwrap().unwrap();
    assert!(made.is_new());
    let principal = made.into_inner();
    let again = world.apps.ensure(home, app).await.unwrap();
    assert_eq!(again, Made::Already(principal.clone()));
    let made = world
        .control()
        .deeds()
        .into_iter()
        .filter(|it| it.kind == "servicePrincipal" && it.act == Act::Created);
    assert_eq!(made.count(), 1);
    AppPrincipals::delete(&world.apps, home, principal.id)
        .await
        .unwrap();
    assert_eq!(world.apps.find(home, app).await.unwrap(), None);
    AppPrincipals::delete(&world.apps, home, principal.id)
        .await
        .unwrap();

    let nobody = AppId::new(Uuid::from_u128(9));
    assert_eq!(
        world.apps.ensure(home, nobody).await.unwrap_err().cause,
        Cause::AppMisconfigured
    );
}

#[tokio::test]
async fn permissions_are_given_once_and_taken_back() {
    let (world, home) = world().await;
    let apps = &world.apps;
    let ours = apps
        .find(home, AppId::new(world.scenario.app_id(APP)))
        .await
        .unwrap()
        .unwrap();
    let offer = apps.offer(home, GRAPH).await.unwrap();
    let role = offer
        .roles
        .iter()
        .find(|it| it.name == "Reports.Read.All")
        .unwrap()
        .id;
    let before = apps.roles(home, ours.id).await.unwrap().len();
    let granted = apps
        .grant_role(home, ours.id, offer.principal, role)
        .await
        .unwrap();
    assert!(granted.is_new());
    let grant = granted.into_inner();
    let again = apps
        .grant_role(home, ours.id, offer.principal, role)
        .await
        .unwrap();
    assert_eq!(again, Made::Already(grant.clone()));
    assert_eq!(apps.roles(home, ours.id).await.unwrap().len(), before + 1);
    apps.revoke_role(home, ours.id, &grant.id).await.unwrap();
    apps.revoke_role(home, ours.id, &grant.id).await.unwrap();
    assert_eq!(apps.roles(home, ours.id).await.unwrap().len(), before);

    let more = ["User.Read.All".to_owned(), "User.Read".to_owned()];
    let extended = apps
        .grant_scopes(home, ours.id, offer.principal, &more)
        .await
        .unwrap();
    assert!(
        !extended.is_new(),
        "consent of the beginning is extended, not doubled"
    );
    let scopes = apps.scopes(home, ours.id).await.unwrap();
    let ours_at_graph = scopes
        .iter()
        .find(|grant| grant.interface == offer.principal)
        .unwrap();
    assert!(
        more.iter()
            .all(|scope| ours_at_graph.scopes.contains(scope))
            && ours_at_graph.scopes.len() > 2
    );
    apps.revoke_scopes(home, &ours_at_graph.id).await.unwrap();
    let anew = apps
        .grant_scopes(home, ours.id, offer.principal, &more)
        .await
        .unwrap();
    assert!(anew.is_new());
    let strange = ["Moon.Read".to_owned()];
    let fault = apps
        .grant_scopes(home, ours.id, offer.principal, &strange)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::Refused);
}

#[tokio::test]
async fn groups_and_their_members() {
    let (world, home) = world().await;
    let apps = &world.apps;
    let group = apps
        .create(home, "M365 GDAP Reports Reader", "made by us")
        .await
        .unwrap();
    assert_eq!(
        SecurityGroups::named(apps, home, "M365 GDAP Reports Reader")
            .await
            .unwrap(),
        std::slice::from_ref(&group)
    );
    let all = SecurityGroups::list(apps, home, None).await.unwrap().rows;
    assert!(all.contains(&group) && all.len() == 4);
    let ada = UserId::new(world.scenario.account_id("ada@northwindit.onmicrosoft.com"));
    assert_eq!(
        apps.add_member(home, group.id, ada).await.unwrap(),
        Made::New(())
    );
    assert_eq!(
        apps.add_member(home, group.id, ada).await.unwrap(),
        Made::Already(())
    );
    apps.remove_member(home, group.id, ada).await.unwrap();
    apps.remove_member(home, group.id, ada).await.unwrap();
    let nobody = UserId::new(Uuid::from_u128(1));
    assert_eq!(
        apps.add_member(home, group.id, nobody)
            .await
            .unwrap_err()
            .cause,
        Cause::NotThere
    );
    SecurityGroups::delete(apps, home, group.id).await.unwrap();
    SecurityGroups::delete(apps, home, group.id).await.unwrap();
    assert_eq!(
        SecurityGroups::named(apps, home, "M365 GDAP Reports Reader")
            .await
            .unwrap(),
        []
    );
    assert_eq!(world.control().foreign_things_deleted().len(), 0);
}

#[tokio::test]
async fn what_was_made_although_the_answer_was_lost_is_found_by_its_name() {
    let (world, home) = world().await;
    for fault in [
        Fault::DropAfter,
        Fault::Fail {
            status: 500,
            done_all_the_same: true,
            retry_after: None,
        },
        Fault::Truncate,
    ] {
        let name = format!("{fault:?}");
        let rule = Rule::once(Cloud::Graph, "/v1.0/applications", fault).method("POST");
        world.control().lay_down(rule);
        let lost = world
            .apps
            .register(home, &new(&name, Vec::new()))
            .await
            .unwrap_err();
        assert_eq!(lost.effect, Effect::Unknown, "{name}: {lost}");
        assert_eq!(
            world.apps.of_name(home, &name).await.unwrap().len(),
            1,
            "{name}"
        );
    }
    let rule = Rule::once(
        Cloud::Graph,
        "/v1.0/applications",
        Fault::Throttle {
            retry_after: Some(0),
        },
    );
    world.control().lay_down(rule.method("POST"));
    world
        .apps
        .register(home, &new("Throttled", Vec::new()))
        .await
        .unwrap();
    assert_eq!(
        world.apps.of_name(home, "Throttled").await.unwrap().len(),
        1,
        "what was turned away is sent again"
    );
}

#[tokio::test]
async fn without_permission_nothing_is_made() {
    let world = World::of(scenario(&["Directory.Read.All"], 5)).await;
    let home = world.tenant("Northwind IT");
    let faults = [
        world
            .apps
            .register(home, &new("No", Vec::new()))
            .await
            .unwrap_err(),
        world.apps.create(home, "No", "").await.unwrap_err(),
        world
            .apps
            .ensure(home, AppId::new(Uuid::from_u128(1)))
            .await
            .unwrap_err(),
    ];
    assert!(
        faults
            .iter()
            .all(|fault| fault.cause == Cause::PermissionMissing),
        "{faults:?}"
    );
    assert_eq!(world.control().deeds().len(), 0);
}
