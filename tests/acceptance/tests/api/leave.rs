//! That nobody is told anything who may not any more.

use serde_json::json;
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::ids::{ServiceTokenId, TenantId};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::role::Role;
use tenantry_domain::team::Groups;
use tenantry_domain::text::Reason;
use tenantry_engine::access::PersonSignedIn;
use tenantry_engine::commands::Context;
use tenantry_support::world::new_msp;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::house::{House, PAGES};
use crate::socket::{Socket, TAIL};

on_both_databases!(
    each_role_listens_to_what_it_may_look_at,
    a_revoked_token_ends_what_it_listens_to,
    a_role_that_was_taken_away_ends_what_it_let_in_to,
);

const PROGRESS: &str = "subscription { onboardingProgress(after: 0) { position } }";
const TENANTS: &str = "subscription { tenantChanged(after: 0) { position } }";

async fn each_role_listens_to_what_it_may_look_at(world: World) {
    let house = House::on(world).await;
    for role in Role::ALL {
        let somebody = house.somebody(role).await;
        let mut socket = Socket::of(&somebody).await;
        for query in [PROGRESS, TENANTS] {
            socket.subscribe(query, query, json!({})).await;
        }
        socket.hears_nothing().await;
        socket.subscribe("record", TAIL, json!({ "a": "0" })).await;
        if role == Role::Viewer {
            assert_eq!(socket.refused().await, "ROLE_MISSING");
        } else {
            assert_eq!(socket.event().await["type"], "ServiceTokenIssued");
        }
    }
    house.end().await;
}

async fn revoke(house: &House, client: &Client) {
    let viewer = client.data("{ viewer { actor } }", json!({})).await;
    let actor = viewer["viewer"]["actor"].as_str().unwrap();
    let token: ServiceTokenId = actor.strip_prefix("service ").unwrap().parse().unwrap();
    let context = Context::new(Actor::service("test"), Source::Engine);
    let reason = Reason::new("lost").unwrap();
    let revoked = house
        .access
        .revoke_token(client.msp, token, reason, context);
    revoked.await.unwrap();
}

async fn a_revoked_token_ends_what_it_listens_to(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let other = house.somebody_of(tech.msp, Role::Auditor).await;
    let mut ending = Socket::tail(&tech, &json!("2")).await;
    let mut staying = Socket::tail(&other, &json!("2")).await;
    tech.register("Contoso").await;
    assert_eq!(ending.positions(1).await, [3]);
    revoke(&house, &tech).await;
    assert_eq!(ending.refused().await, "NOT_SIGNED_IN");
    assert_eq!(ending.said().await["type"], "complete");
    assert_eq!(staying.positions(2).await, [3, 4]);
    house.end().await;
}

async fn a_role_that_was_taken_away_ends_what_it_let_in_to(world: World) {
    let house = House::on(world).await;
    let (msp, tenant) = (new_msp(), TenantId::new(Uuid::now_v7()));
    let machine = || Context::new(Actor::service("test"), Source::Engine);
    let home = house.access.admit_home_tenant(msp, tenant, machine());
    home.await.unwrap();
    let person = PersonSignedIn {
        tenant,
        account: UserId::new(Uuid::now_v7()),
        name: "Ada".to_owned(),
        groups: Groups::Unknown,
        second_factor: None,
    };
    let admitted = house.access.admit(person).await.unwrap();
    let member = admitted.member;
    let grant = async |role| {
        let wish = (member, role);
        let granted = house.access.grant_role(msp, wish, false, None, machine());
        granted.await.unwrap();
    };
    grant(Role::Tech).await;
    let session = house.access.open_session(admitted).await.unwrap();
    let cookie = format!("tenantry={}", session.text.expose());
    let headers = [("cookie", cookie.as_str()), ("origin", PAGES)];
    let mut socket = Socket::with(house.address, &headers).await;
    let head = house.engine.ledger().head(msp).await.unwrap().position;
    let after = json!({ "a": head });
    socket.subscribe("record", TAIL, after.clone()).await;
    let tenants = "subscription($a: Position) { tenantChanged(after: $a) { position } }";
    socket.subscribe("tenants", tenants, after).await;
    // Another that may as much: it goes on.
    grant(Role::Auditor).await;
    assert_eq!(socket.event().await["type"], "RoleGranted");
    assert_eq!(socket.event().await["type"], "MemberRoleChanged");
    house.somebody_of(msp, Role::Admin).await;
    assert_eq!(socket.event().await["type"], "ServiceTokenIssued");
    grant(Role::Viewer).await;
    assert_eq!(socket.refused().await, "ROLE_MISSING");
    assert_eq!(socket.said().await["id"], "record");
    // What a viewer may listen to goes on.
    socket.hears_nothing().await;
    let out = house.access.end_session(session.text.expose()).await;
    out.unwrap();
    assert_eq!(socket.refused().await, "NOT_SIGNED_IN");
    house.end().await;
}
