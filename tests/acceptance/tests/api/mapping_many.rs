//! Many records at once, and records as vendors really have them.

use serde_json::{Value, json};
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};

use crate::client::Client;
use crate::found::{Finder, place, until, wish};
use crate::gate::granted;
use crate::house::House;
use crate::mapping::{document, refused, tell};

on_both_databases!(
    customers_are_made_of_records_whatever_they_are_called,
    a_customer_of_a_record_is_made_once,
    a_record_that_is_renamed_or_vanishes_stays_its_customers,
    suggestions_are_accepted_by_the_dozen_after_a_look,
    what_changed_since_the_look_is_not_asked_for,
    previews_are_paged,
);

async fn make(client: &Client, fields: Value) -> Value {
    let query = document("customerFromRecord", "customer { id name origin status }");
    client.data(&query, wish(fields)).await["customerFromRecord"].clone()
}

async fn customers_are_made_of_records_whatever_they_are_called(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    let long = "L".repeat(200);
    let longer = "M".repeat(260);
    let names = [
        "Contoso",
        "Contoso",
        "",
        "   ",
        &long,
        &longer,
        "🍕 Pizza 👩‍👩‍👧",
        "شركة المثال",
        "מסעדת הדוגמה",
    ];
    let mut records = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let id = number.to_string();
        records.push(finder.account(Vendor::Autotask, 1, &id, name).await);
    }
    records.push(place(99));

    let query = "query($r: [ID!]!) { customersFromRecordsPreview(records: $r) { name
        record { name mapping } suggestions { certain { because } } userErrors { code } } }";
    let told = tech.data(query, json!({ "r": records })).await;
    let planned = told["customersFromRecordsPreview"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(planned.len(), 10);
    assert_eq!(planned[2]["name"], "(no name)");
    assert_eq!(planned[9]["name"], Value::Null);
    assert_eq!(planned[9]["userErrors"][0]["code"], "RECORD_NOT_FOUND");
    let head = tech.head().await;

    let of = "customers { made { record { name mapping link { how } } customer { name origin } userErrors { code } } }";
    let query = document("customersFromRecords", of);
    let input = wish(json!({ "records": records }));
    let told = tech.data(&query, input.clone()).await["customersFromRecords"].clone();
    assert_eq!(told["userErrors"], json!([]));
    let made = told["customers"]["made"].as_array().unwrap().clone();
    for (planned, made) in planned.iter().zip(&made).take(9) {
        assert_eq!(made["customer"]["name"], planned["name"], "{made:#}");
        assert_eq!(made["customer"]["origin"], "VENDOR_RECORD");
        assert_eq!(made["record"]["link"]["how"], "CREATED_FROM");
    }
    assert_eq!(made[4]["customer"]["name"], json!(long));
    assert_eq!(made[6]["customer"]["name"], "🍕 Pizza 👩‍👩‍👧");
    assert_eq!(made[7]["customer"]["name"], "شركة المثال");
    assert_eq!(made[9]["userErrors"][0]["code"], "RECORD_NOT_FOUND");
    assert_ne!(head, told["receipt"]["position"]);
    // Asked again, nothing is done twice.
    let again = tech.data(&query, input).await["customersFromRecords"].clone();
    assert_eq!(again["receipt"]["position"], told["receipt"]["position"]);
    assert_eq!(again["customers"], told["customers"]);

    let many: Vec<String> = (0..201).map(place).collect();
    let told =
        tech.data(&query, wish(json!({ "records": many }))).await["customersFromRecords"].clone();
    assert_eq!(told["userErrors"][0]["code"], "RECORDS_TOO_MANY");
    house.end().await;
}

async fn a_customer_of_a_record_is_made_once(world: World) {
    let house = House::on(world).await;
    let ada = house.somebody(Role::Tech).await;
    let grace = house.somebody_of(ada.msp, Role::Tech).await;
    let finder = Finder::at(&house, ada.msp);
    let record = finder.account(Vendor::HaloPsa, 1, "1", "Contoso").await;
    let (one, other) = tokio::join!(
        make(&ada, json!({ "record": record })),
        make(&grace, json!({ "record": record }))
    );
    assert_eq!(one["userErrors"], json!([]), "{one:#}");
    assert_eq!(other["userErrors"], json!([]), "{other:#}");
    assert_eq!(one["customer"]["id"], other["customer"]["id"]);
    // Whose it is already is told.
    let second = finder.account(Vendor::HaloPsa, 1, "2", "Fabrikam").await;
    let linked = json!({ "record": second, "customer": one["customer"]["id"] });
    let (fabrikam, _) = ada.register("Fabrikam").await;
    let taken = refused(&ada, "recordLink", linked).await;
    assert_eq!(taken["code"], "SEAT_TAKEN");
    let linked = json!({ "record": second, "customer": fabrikam });
    tell(&ada, "recordLink", linked).await;
    let told = make(&ada, json!({ "record": second, "name": "Another" })).await;
    assert_eq!(told["userErrors"][0]["code"], "RECORD_LINKED_ELSEWHERE");
    assert_eq!(told["userErrors"][0]["customer"], json!(fabrikam));
    for (name, code) in [("", "INVALID_TEXT"), (&"x".repeat(201), "INVALID_TEXT")] {
        let third = finder.account(Vendor::HaloPsa, 1, "3", "Third").await;
        let told = make(&ada, json!({ "record": third, "name": name })).await;
        assert_eq!(told["userErrors"][0]["code"], code);
        assert_eq!(told["userErrors"][0]["path"], json!(["input", "name"]));
    }
    house.end().await;
}

async fn a_record_that_is_renamed_or_vanishes_stays_its_customers(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    let record = finder.account(Vendor::Autotask, 1, "1", "Contoso").await;
    let made = make(&tech, json!({ "record": record })).await;
    let contoso = made["customer"]["id"].clone();
    finder
        .account(Vendor::Autotask, 1, "1", "Contoso Holding")
        .await;
    finder.vanish(&record).await;
    let look = "query($id: ID!) { recordSuggestions(id: $id) { record {
        name vanished mapping link { customer { id name } } } } }";
    let told =
        tech.data(look, json!({ "id": record })).await["recordSuggestions"]["record"].clone();
    assert_eq!(
        (&told["name"], &told["vanished"]),
        (&json!("Contoso Holding"), &json!(true))
    );
    assert_eq!(
        told["link"]["customer"],
        json!({ "id": contoso, "name": "Contoso" })
    );

    // It comes back with another id: the seat is the old record's until somebody says otherwise.
    let back = finder.account(Vendor::Autotask, 1, "2", "Contoso").await;
    let taken = refused(
        &tech,
        "recordLink",
        json!({ "record": back, "customer": contoso }),
    )
    .await;
    assert_eq!(taken["code"], "SEAT_TAKEN");
    let parted = json!({ "record": record, "customer": contoso });
    assert_eq!(
        tell(&tech, "recordUnlink", parted).await["userErrors"],
        json!([])
    );
    let linked = tell(
        &tech,
        "recordLink",
        json!({ "record": back, "customer": contoso }),
    )
    .await;
    assert_eq!(
        linked["record"]["link"]["customer"]["name"], "Contoso",
        "{linked:#}"
    );
    house.end().await;
}

const PREVIEW: &str = "query($a: Int!, $c: ID, $f: Int, $n: String, $p: Position) {
    mappingBulkPreview(above: $a, connection: $c, atLeast: $p) { token count
        left { nobody below tied contested }
        items(first: $f, after: $n) { edges { node { recordId score certain reasons { text }
            record { name } customer { name } } } pageInfo { hasNextPage endCursor } } } }";

pub(crate) async fn preview(client: &Client, above: i32, count: usize) -> Value {
    let known = json!({ "a": above, "c": place(1), "p": client.head().await });
    let told = until(client, PREVIEW, known, |told| {
        told["mappingBulkPreview"]["count"] == json!(count)
    });
    told.await["mappingBulkPreview"].clone()
}

async fn accept(client: &Client, above: i32, token: &Value) -> Value {
    let query = "mutation($i: RecordsBulkAcceptInput!) { recordsBulkAccept(input: $i) {
        approval { approvalId plan { changes { aspect after { text } } } } userErrors { code path } } }";
    let input = wish(
        json!({ "above": above, "connection": place(1), "token": token,
        "reason": "looked through" }),
    );
    client.data(query, input).await["recordsBulkAccept"].clone()
}

/// How a record was linked.
async fn how(client: &Client, record: &str) -> Value {
    let query = "query($id: ID!, $p: Position) { vendorRecord(id: $id, atLeast: $p) {
        link { how } } }";
    let known = json!({ "id": record, "p": client.head().await });
    client.data(query, known).await["vendorRecord"]["link"]["how"].clone()
}

async fn suggestions_are_accepted_by_the_dozen_after_a_look(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    tech.register("Contoso").await;
    tech.register("Fabrikam Industries").await;
    tech.register("Northwind").await;
    let contoso = finder
        .account(Vendor::Autotask, 1, "1", "Contoso, Ltd.")
        .await;
    let fabrikam = finder
        .account(Vendor::Autotask, 1, "2", "Fabrikam Industry")
        .await;
    finder
        .account(Vendor::Autotask, 1, "3", "Nobody we know")
        .await;
    // Two that want to be the one record of a customer.
    finder.account(Vendor::Autotask, 1, "4", "Northwind").await;
    finder
        .account(Vendor::Autotask, 1, "5", "Northwind GmbH")
        .await;
    // Of another connection.
    finder.account(Vendor::Autotask, 2, "1", "Contoso").await;

    let shown = preview(&tech, 60, 2).await;
    assert_eq!(shown["left"]["contested"], 2, "{shown:#}");
    assert_eq!(shown["left"]["tied"], 0);
    let strict = preview(&tech, 100, 1).await;
    assert_eq!(strict["items"]["edges"][0]["node"]["certain"], "EXACT_NAME");
    assert_ne!(strict["token"], shown["token"]);

    let wrong = accept(&tech, 60, &strict["token"]).await;
    assert_eq!(wrong["userErrors"][0]["code"], "PREVIEW_STALE");
    let told = accept(&tech, 60, &shown["token"]).await;
    assert_eq!(told["userErrors"], json!([]), "{told:#}");
    let changes = told["approval"]["plan"]["changes"].as_array().unwrap();
    let seen = changes.iter().find(|it| it["aspect"] == "PREVIEW").unwrap();
    assert_eq!(seen["after"]["text"], shown["token"]);
    for record in [&contoso, &fabrikam] {
        assert_eq!(how(&tech, record).await, Value::Null);
    }
    granted(&house, &tech, &told).await;
    for record in [&contoso, &fabrikam] {
        assert_eq!(how(&tech, record).await, "BULK");
    }
    // What was accepted is not what would be linked now.
    let again = accept(&tech, 60, &shown["token"]).await;
    assert_eq!(again["userErrors"][0]["code"], "PREVIEW_STALE");
    let code = tech.refused(PREVIEW, json!({ "a": 101 })).await;
    assert_eq!(code, "SCORE_OUT_OF_RANGE");
    house.end().await;
}

async fn what_changed_since_the_look_is_not_asked_for(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    for name in ["Contoso", "Fabrikam", "Northwind"] {
        tech.register(name).await;
    }
    let (elsewhere, _) = tech.register("Somebody else").await;
    let mut records = Vec::new();
    for (id, name) in [("1", "Contoso"), ("2", "Fabrikam"), ("3", "Northwind")] {
        records.push(finder.account(Vendor::Autotask, 1, id, name).await);
    }
    let shown = preview(&tech, 90, 3).await;
    let linked = json!({ "record": records[0], "customer": elsewhere });
    assert_eq!(
        tell(&tech, "recordLink", linked).await["userErrors"],
        json!([])
    );
    finder.vanish(&records[1]).await;
    let told = accept(&tech, 90, &shown["token"]).await;
    assert_eq!(told["userErrors"][0]["code"], "PREVIEW_STALE", "{told:#}");
    // What is left is shown anew, and that is accepted.
    let shown = preview(&tech, 90, 1).await;
    let told = accept(&tech, 90, &shown["token"]).await;
    granted(&house, &tech, &told).await;
    assert_eq!(how(&tech, &records[2]).await, "BULK");
    assert_eq!(how(&tech, &records[1]).await, Value::Null);
    house.end().await;
}

async fn previews_are_paged(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    let names = ["Alpha", "Bravado", "Charming", "Deltoid", "Echoing"];
    for (number, name) in names.iter().enumerate() {
        tech.register(name).await;
        finder
            .account(Vendor::Autotask, 1, &number.to_string(), name)
            .await;
    }
    preview(&tech, 90, 5).await;
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = json!({ "a": 90, "c": place(1), "f": 2, "n": after });
        let page = tech.data(PREVIEW, page).await["mappingBulkPreview"]["items"].clone();
        let edges = page["edges"].as_array().unwrap();
        seen.extend(edges.iter().map(|it| it["node"]["recordId"].to_string()));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
    }
    let mut once = seen.clone();
    once.dedup();
    assert_eq!((seen.len(), once.len()), (5, 5));
    house.end().await;
}
