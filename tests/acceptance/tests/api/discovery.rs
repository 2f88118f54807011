//! Looking for tenants in simulated clouds, because somebody asked.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_simulator::{Cloud, Fault, Rule};
use tenantry_support::{World, on_both_databases};

use crate::clouds::{self, PARTNER};
use crate::house::House;
use crate::stage::Northwind;

on_both_databases!(
    tenants_are_found_and_it_is_on_record_who_looked,
    a_source_that_fails_is_told_and_a_lapsed_sign_in_ends_it,
    who_is_not_connected_finds_nothing,
);

const LOOK: &str = "mutation($i: TenantsDiscoverInput!) { tenantsDiscover(input: $i) {
    discovery { at complete seen unchanged new { name status } changed { id } missed { id }
        sources { source rows problem { code remedy helpPage } } }
    receipt { position outcome } userErrors { code path } } }";

fn wish(key: &str) -> Value {
    json!({ "i": { "idempotencyKey": key, "reason": "signed today" } })
}

async fn tenants_are_found_and_it_is_on_record_who_looked(world: World) {
    let there = clouds::World::open().await;
    let house = House::connected(world, Arc::new(Northwind::of(&there))).await;
    let tech = house.somebody(Role::Tech).await;
    let told = tech.data(LOOK, wish("a")).await["tenantsDiscover"].clone();
    let discovery = &told["discovery"];
    assert_eq!(discovery["complete"], true, "{told:#}");
    let new = discovery["new"].as_array().unwrap();
    assert!(
        new.contains(&json!({ "name": "Contoso", "status": "DISCOVERED" })),
        "{new:#?}"
    );
    assert_eq!(discovery["seen"], new.len());
    assert_eq!(discovery["sources"].as_array().unwrap().len(), 4);
    assert_eq!(told["receipt"]["outcome"], "RECORDED");

    // Nothing is recorded twice, whatever the key.
    for key in ["a", "b"] {
        let again = tech.data(LOOK, wish(key)).await["tenantsDiscover"].clone();
        assert_eq!(again["discovery"]["unchanged"], discovery["seen"]);
        assert_eq!(again["receipt"]["outcome"], "ALREADY_DONE");
        assert_eq!(again["receipt"]["position"], told["receipt"]["position"]);
    }
    let list = "query($p: Position) { tenants(atLeast: $p) { edges { node { name } } }
        timeline { edges { node { type origin { actorKind reason } } } } }";
    let position = &told["receipt"]["position"];
    let listed = tech.data(list, json!({ "p": position })).await;
    assert_eq!(
        listed["tenants"]["edges"].as_array().unwrap().len(),
        new.len()
    );
    let events = listed["timeline"]["edges"].as_array().unwrap().iter();
    let found = events.filter(|it| it["node"]["type"] == "TenantDiscovered");
    for event in found {
        assert_eq!(event["node"]["origin"]["reason"], "signed today");
    }
    house.end().await;
}

async fn a_source_that_fails_is_told_and_a_lapsed_sign_in_ends_it(world: World) {
    let there = clouds::World::open().await;
    let house = House::connected(world, Arc::new(Northwind::of(&there))).await;
    let tech = house.somebody(Role::Tech).await;
    let refuses = Fault::Fail {
        status: 403,
        done_all_the_same: false,
        retry_after: None,
    };
    let rule = Rule::always(Cloud::PartnerCenter, "/v1/customers*", refuses);
    there.control().lay_down(rule);
    let told = tech.data(LOOK, wish("a")).await["tenantsDiscover"]["discovery"].clone();
    assert_eq!(told["complete"], false);
    let silent = &told["sources"][0];
    assert_eq!(silent["source"], "PARTNER_CENTER");
    assert!(silent["problem"]["remedy"].is_string(), "{silent:#}");
    assert!(
        !told["new"].as_array().unwrap().is_empty(),
        "the others answer"
    );
    there.control().lift_all_rules();

    there.wait(3600);
    there.tokens.second_factor.store(false, Ordering::SeqCst);
    there.tokens.sign_in(there.tenant(PARTNER)).await;
    assert_eq!(tech.refused(LOOK, wish("b")).await, "MFA_REQUIRED");
    house.end().await;
}

async fn who_is_not_connected_finds_nothing(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    assert_eq!(
        tech.refused(LOOK, wish("a")).await,
        "APP_CREDENTIAL_MISSING"
    );
    let blank = json!({ "i": { "idempotencyKey": "a", "reason": "" } });
    let told = tech.data(LOOK, blank).await["tenantsDiscover"].clone();
    let error = json!([{ "code": "INVALID_TEXT", "path": ["input", "reason"] }]);
    assert_eq!(
        (&told["userErrors"], &told["receipt"]),
        (&error, &Value::Null)
    );
    house.end().await;
}
