//! That no list asks the database row by row.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use tenantry_api::entry::Rate;
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_domain::role::Role;
use tenantry_domain::text::VendorConnectionName;
use tenantry_domain::vendor_connection::{
    ConnectVendor, VendorConnection, VendorConnectionCommand,
};
use tenantry_engine::commands::Request;
use tenantry_support::customers::ada;
use tenantry_support::{FaultyLedger, World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::found::{Finder, place};
use crate::house::House;
use crate::mapping::tell;

on_both_databases!(
    a_list_asks_as_often_for_many_rows_as_for_one,
    records_of_many_accounts_are_counted_at_once,
);

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
    let query = "query($f: Int) { timeline(first: $f, filter: { type: \"CustomerRegistered\" }) {
        edges { node { streamName origin { actorName } } } } }";
    for first in [1, 12] {
        let before = house.projections.reads();
        let told = tech.data(query, json!({ "f": first })).await;
        for edge in told["timeline"]["edges"].as_array().unwrap() {
            assert!(edge["node"]["streamName"].is_string(), "{told:#}");
            assert!(edge["node"]["origin"]["actorName"].is_string(), "{told:#}");
        }
        let reads = house.projections.reads() - before;
        assert_eq!(reads, 2, "the customers and the token, for {first}");
    }
    house.end().await;
}

/// A connection that was made, with records of which one is linked and one gone.
pub(crate) async fn an_account(house: &House, tech: &Client, number: u128) {
    let finder = Finder::at(house, tech.msp);
    let (customer, _) = tech.register(&format!("Customer {number}")).await;
    let id = place(number);
    let connect = VendorConnectionCommand::Connect(ConnectVendor {
        vendor: Vendor::DattoRmm,
        name: VendorConnectionName::new(&format!("Account {number}")).unwrap(),
        settings: BTreeMap::from([("platform".to_owned(), "merlot".to_owned())]),
        at: 1,
    });
    let request = Request::<VendorConnection> {
        msp: tech.msp,
        id,
        command: connect,
        context: ada(),
    };
    house.engine.execute(request).await.unwrap();
    let mut sites = Vec::new();
    for site in ["one", "two", "three", "four"] {
        let name = format!("Site {site}");
        sites.push(finder.account(Vendor::DattoRmm, number, site, &name).await);
    }
    let linked = json!({ "record": sites[0], "customer": customer });
    let told = tell(tech, "recordLink", linked).await;
    assert_eq!(told["userErrors"], json!([]), "{told:#}");
    finder.vanish(&sites[1]).await;
}

async fn records_of_many_accounts_are_counted_at_once(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    for number in 1..=5 {
        an_account(&house, &tech, number).await;
    }
    let query = "query($f: Int, $p: Position) { vendorConnections(first: $f, atLeast: $p) {
        edges { node { name recordCounts { linked unmapped ignored vanished stale } } } } }";
    let head = tech.head().await;
    let names = ["vendor_records", "vendor_connections"];
    let position = head.as_str().unwrap().parse().unwrap();
    let tables = &house.projections;
    let waited = tables.wait_for(tech.msp, position, &names, Duration::from_secs(20));
    waited.await.unwrap();
    for first in [1, 5] {
        let before = tables.reads();
        let told = tech.data(query, json!({ "f": first, "p": head })).await;
        let edges = told["vendorConnections"]["edges"].as_array().unwrap();
        assert_eq!(edges.len(), first);
        for edge in edges {
            let counts =
                json!({ "linked": 1, "unmapped": 2, "ignored": 0, "vanished": 1, "stale": 0 });
            assert_eq!(edge["node"]["recordCounts"], counts, "{told:#}");
        }
        assert_eq!(
            tables.reads() - before,
            2,
            "the accounts and the counts, for {first}"
        );
    }
    house.end().await;
}
