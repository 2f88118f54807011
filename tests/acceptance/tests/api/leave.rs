//! That nobody is told anything who may not any more.

use serde_json::json;
use tenantry_domain::ids::ServiceTokenId;
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::role::Role;
use tenantry_domain::text::Reason;
use tenantry_engine::commands::Context;
use tenantry_support::{World, on_both_databases};

use crate::client::Client;
use crate::house::House;
use crate::socket::{Socket, TAIL};

on_both_databases!(
    each_role_listens_to_what_it_may_look_at,
    a_revoked_token_ends_what_it_listens_to,
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
