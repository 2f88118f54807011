//! Customers that turn out to be one, or two.

use serde_json::{Value, json};
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};

use crate::client::Client;
use crate::found::{Finder, place, wish};
use crate::house::House;
use crate::mapping::{document, tell};

on_both_databases!(
    a_merger_moves_all_and_is_undone,
    a_seat_stands_in_the_way_of_a_merger,
    a_customer_is_split,
);

const SHIFT: &str =
    "{ customer { name status mergedInto { name } } records { name link { customer { name } } } tenants
        left { record } leftTenants { tenant } }";

async fn ask(client: &Client, field: &str, of: &str, fields: Value) -> Value {
    let query = document(field, &format!("{of} {SHIFT}"));
    client.data(&query, wish(fields)).await[field].clone()
}

async fn link(client: &Client, record: &str, customer: &str) {
    let fields = json!({ "record": record, "customer": customer });
    let told = tell(client, "recordLink", fields).await;
    assert_eq!(told["userErrors"], json!([]), "{told:#}");
}

async fn whose(client: &Client, record: &str) -> Value {
    let query = "query($id: ID!, $p: Position) { recordSuggestions(id: $id, atLeast: $p) {
        record { link { customer { name } } } } }";
    let variables = json!({ "id": record, "p": client.head().await });
    let told = client.data(query, variables).await;
    told["recordSuggestions"]["record"]["link"]["customer"]["name"].clone()
}

async fn a_merger_moves_all_and_is_undone(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let finder = Finder::at(&house, admin.msp);
    let (contoso, _) = admin.register("Contoso").await;
    let (double, _) = admin.register("Contoso Ltd").await;
    let company = finder
        .account(Vendor::Autotask, 1, "1", "Contoso Ltd")
        .await;
    let site = finder.account(Vendor::DattoRmm, 2, "1", "Contoso").await;
    for record in [&company, &site] {
        link(&admin, record, &double).await;
    }
    let wish = json!({ "customer": double, "into": contoso, "reason": "the same" });
    let told = ask(&admin, "customerMerge", "merger", wish.clone()).await;
    assert_eq!(told["userErrors"], json!([]), "{told:#}");
    let merger = &told["merger"];
    assert_eq!(merger["customer"]["status"], "MERGED");
    assert_eq!(merger["customer"]["mergedInto"]["name"], "Contoso");
    let records = merger["records"].as_array().unwrap();
    assert_eq!(records.len(), 2);
    assert!(
        records
            .iter()
            .all(|it| it["link"]["customer"]["name"] == "Contoso")
    );
    // Asked again, nothing is left to be moved.
    let again = ask(&admin, "customerMerge", "merger", wish).await;
    assert_eq!(again["merger"]["records"], json!([]), "{again:#}");

    let told = ask(
        &admin,
        "customerPart",
        "parting",
        json!({ "customer": double }),
    )
    .await;
    assert_eq!(told["userErrors"], json!([]), "{told:#}");
    assert_eq!(told["parting"]["customer"]["status"], "REGISTERED");
    assert_eq!(told["parting"]["records"].as_array().unwrap().len(), 2);
    assert_eq!(told["parting"]["left"], json!([]));
    assert_eq!(whose(&admin, &company).await, "Contoso Ltd");
    assert_eq!(whose(&admin, &site).await, "Contoso Ltd");

    let oneself = ask(
        &admin,
        "customerMerge",
        "merger",
        json!({ "customer": contoso, "into": contoso }),
    );
    assert_eq!(
        oneself.await["userErrors"][0]["code"],
        "CUSTOMER_MERGE_SELF"
    );
    let nobody = ask(
        &admin,
        "customerMerge",
        "merger",
        json!({ "customer": contoso, "into": place(9) }),
    );
    assert_eq!(nobody.await["userErrors"][0]["code"], "CUSTOMER_NOT_FOUND");
    house.end().await;
}

async fn a_seat_stands_in_the_way_of_a_merger(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let finder = Finder::at(&house, admin.msp);
    let (contoso, _) = admin.register("Contoso").await;
    let (double, _) = admin.register("Contoso Ltd").await;
    let one = finder.account(Vendor::Autotask, 1, "1", "Contoso").await;
    let other = finder
        .account(Vendor::Autotask, 1, "2", "Contoso Ltd")
        .await;
    link(&admin, &one, &contoso).await;
    link(&admin, &other, &double).await;
    let head = admin.head().await;
    let told = ask(
        &admin,
        "customerMerge",
        "merger",
        json!({ "customer": double, "into": contoso }),
    )
    .await;
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], "MERGE_SEAT_TAKEN", "{told:#}");
    assert!(error["connection"].is_string() && error["record"].is_string());
    assert!(
        error["message"].as_str().unwrap().contains(&one),
        "{error:#}"
    );
    assert_eq!(admin.head().await, head, "nothing was done");
    house.end().await;
}

async fn a_customer_is_split(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let finder = Finder::at(&house, admin.msp);
    let (contoso, _) = admin.register("Contoso").await;
    let north = finder
        .account(Vendor::DattoRmm, 2, "1", "Contoso North")
        .await;
    let south = finder
        .account(Vendor::DattoRmm, 2, "2", "Contoso South")
        .await;
    for record in [&north, &south] {
        link(&admin, record, &contoso).await;
    }
    let split = json!({ "customer": contoso, "records": [south], "name": "Contoso South" });
    let told = ask(&admin, "customerSplit", "split", split.clone()).await;
    assert_eq!(told["userErrors"], json!([]), "{told:#}");
    assert_eq!(told["split"]["customer"]["name"], "Contoso South");
    assert_eq!(whose(&admin, &south).await, "Contoso South");
    assert_eq!(whose(&admin, &north).await, "Contoso");
    let again = ask(&admin, "customerSplit", "split", split).await;
    assert_eq!(again["split"]["records"], json!([]), "{again:#}");

    let none = json!({ "customer": contoso, "records": [], "name": "Nobody" });
    let none = ask(&admin, "customerSplit", "split", none).await;
    assert_eq!(none["userErrors"][0]["code"], "SPLIT_EMPTY");
    let foreign = finder.account(Vendor::DattoRmm, 2, "3", "Fabrikam").await;
    let foreign = json!({ "customer": contoso, "records": [foreign], "name": "Nobody" });
    let foreign = ask(&admin, "customerSplit", "split", foreign).await;
    assert_eq!(foreign["userErrors"][0]["code"], "RECORD_NOT_LINKED");
    house.end().await;
}
