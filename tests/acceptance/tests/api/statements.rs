//! That no list asks the database row by row.

use serde_json::json;
use tenantry_api::entry::Rate;
use tenantry_domain::role::Role;
use tenantry_support::{FaultyLedger, World, on_both_databases};
use uuid::Uuid;

use crate::house::House;

on_both_databases!(a_list_asks_as_often_for_many_rows_as_for_one);

async fn a_list_asks_as_often_for_many_rows_as_for_one(world: World) {
    let ledger = FaultyLedger::before(world.ledger().await);
    let house = House::with(world, ledger.clone(), Rate::default()).await;
    let tech = house.somebody(Role::Tech).await;
    let template =
        "mutation { gdapTemplateDefine(input: { idempotencyKey: \"t\", name: \"Standard\",
        terms: { preset: READ_ONLY } }) { template { id } } }";
    let template =
        tech.data(template, json!({})).await["gdapTemplateDefine"]["template"]["id"].clone();
    let mut last = json!(null);
    for number in 0..12 {
        let (customer, _) = tech.register(&format!("Customer {number}")).await;
        let start = "mutation($k: String!, $c: ID!, $t: ID!, $p: ID!) { onboardingStart(input: { idempotencyKey: $k,
            wish: { customer: $c, tenant: $t, template: $p } }) { receipt { position } } }";
        let wish =
            json!({ "k": format!("s{number}"), "c": customer, "t": Uuid::now_v7(), "p": template });
        last = tech.data(start, wish).await["onboardingStart"]["receipt"]["position"].clone();
    }
    let query = "query($f: Int, $p: Position) {
        customers(first: $f, atLeast: $p) { edges { node { name tenants { name onboarding {
            status customer { name } story { steps { name mark } } } } } } } }";
    // Customers, their tenants, those's onboardings, their customers: each once.
    for first in [1, 12] {
        let before = (house.projections.reads(), ledger.read_together());
        let told = tech.data(query, json!({ "f": first, "p": last })).await;
        assert_eq!(told["customers"]["edges"].as_array().unwrap().len(), first);
        let reads = house.projections.reads() - before.0;
        assert_eq!(reads, 4, "of query tables, for {first}");
        // The stories: once for the events, and once more to see that there are no others.
        assert_eq!(
            ledger.read_together() - before.1,
            2,
            "of the ledger, for {first}"
        );
    }
    house.end().await;
}
