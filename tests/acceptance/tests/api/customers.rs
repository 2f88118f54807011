//! Customers, from the first mutation to the last page.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, customers, on_both_databases};

use crate::gate::granted;
use crate::house::House;

on_both_databases!(
    a_customer_lives_through_its_life,
    a_wish_is_carried_out_once,
    bad_wishes_are_answered_with_their_code,
    pages_that_cannot_be_are_refused,
    lists_are_paged_and_filtered,
    a_whole_request_says_how_new_it_wants_to_be,
    what_never_comes_is_not_waited_for_for_ever,
);

async fn a_customer_lives_through_its_life(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let (id, position) = tech.register("Contoso").await;
    assert_eq!(position, "2", "after the token of whoever asks");

    let rename = "mutation($i: CustomerRenameInput!) { customerRename(input: $i) {
        customer { name position } receipt { outcome position } userErrors { code } } }";
    let input = json!({ "i": { "idempotencyKey": "r", "id": id, "name": "Contoso Ltd", "reason": "merger" } });
    let told = tech.data(rename, input).await["customerRename"].clone();
    assert_eq!(told["customer"]["name"], "Contoso Ltd");
    assert_eq!(
        told["receipt"],
        json!({ "outcome": "RECORDED", "position": "3" })
    );

    for (tag, outcome) in [("gold", "RECORDED"), ("gold", "ALREADY_DONE")] {
        let query = "mutation($i: CustomerTagInput!) { customerTag(input: $i) {
            customer { tags } receipt { outcome } userErrors { code } } }";
        let key = uuid::Uuid::now_v7().to_string();
        let told = tech
            .data(
                query,
                json!({ "i": { "idempotencyKey": key, "id": id, "tag": tag } }),
            )
            .await;
        assert_eq!(told["customerTag"]["customer"]["tags"], json!(["gold"]));
        assert_eq!(told["customerTag"]["receipt"]["outcome"], outcome);
    }
    let untag =
        "mutation($i: CustomerUntagInput!) { customerUntag(input: $i) { customer { tags } } }";
    let told = tech
        .data(
            untag,
            json!({ "i": { "idempotencyKey": "u", "id": id, "tag": "gold" } }),
        )
        .await;
    assert_eq!(told["customerUntag"]["customer"]["tags"], json!([]));
    let archive = "mutation($i: CustomerArchiveInput!) { customerArchive(input: $i) {
        approval { approvalId customer { name } } userErrors { code } } }";
    let input = json!({ "i": { "idempotencyKey": "a", "id": id, "reason": "they left" } });
    let asked = tech.data(archive, input).await["customerArchive"].clone();
    let name = &asked["approval"]["customer"]["name"];
    assert_eq!(name, "Contoso Ltd", "{asked:#}");
    let head = granted(&house, &tech, &asked).await;
    let archived = "query($id: ID!, $p: Position) { customer(id: $id, atLeast: $p) { status } }";
    let told = tech.data(archived, json!({ "id": id, "p": head })).await;
    assert_eq!(told["customer"]["status"], "ARCHIVED");

    let all =
        "query($id: ID!) { customer(id: $id) { id customerId name tags origin status registeredAt
        changedAt position tenants { id } } node(id: $id) { __typename id } }";
    let found = tech.data(all, json!({ "id": id })).await;
    assert_eq!(found["customer"]["origin"], "ENTERED");
    assert_eq!(found["node"], json!({ "__typename": "Customer", "id": id }));
    // By its UUID as well, as other parts of the product show it.
    let plain = found["customer"]["customerId"].clone();
    let again = tech
        .data(
            "query($id: ID!) { customer(id: $id) { id } }",
            json!({ "id": plain }),
        )
        .await;
    assert_eq!(again["customer"]["id"], json!(id));
    house.end().await;
}

async fn a_wish_is_carried_out_once(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let query = "mutation($i: CustomerRegisterInput!) { customerRegister(input: $i) {
        customer { id name } receipt { outcome position } userErrors { code path helpPage remedy } } }";
    let wish = |name: &str| json!({ "i": { "idempotencyKey": "one", "name": name } });
    let first = tech.data(query, wish("Contoso")).await["customerRegister"].clone();
    let second = tech.data(query, wish("Contoso")).await["customerRegister"].clone();
    assert_eq!(first["receipt"]["outcome"], "RECORDED");
    assert_eq!(second["receipt"]["outcome"], "REPLAYED");
    assert_eq!(first["customer"], second["customer"]);
    assert_eq!(first["receipt"]["position"], second["receipt"]["position"]);
    let other = tech.data(query, wish("Fabrikam")).await["customerRegister"].clone();
    assert_eq!(other["customer"], Value::Null);
    let error = &other["userErrors"][0];
    assert_eq!(error["code"], "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(error["helpPage"], "/help/IDEMPOTENCY_KEY_REUSED");
    assert!(error["remedy"].as_str().unwrap().len() > 10);
    house.end().await;
}

async fn bad_wishes_are_answered_with_their_code(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let (id, _) = tech.register("Contoso").await;
    let rename = "mutation($i: CustomerRenameInput!) { customerRename(input: $i) {
        customer { id } receipt { position } userErrors { code path message } } }";
    let nobody = "Q3VzdG9tZXI6MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDE";
    let long = "x".repeat(10_000);
    for (key, id, name, code, path) in [
        (
            "a",
            id.as_str(),
            "",
            "INVALID_TEXT",
            json!(["input", "name"]),
        ),
        (
            "a",
            id.as_str(),
            long.as_str(),
            "INVALID_TEXT",
            json!(["input", "name"]),
        ),
        (
            "a",
            id.as_str(),
            "a\u{7}b",
            "INVALID_TEXT",
            json!(["input", "name"]),
        ),
        ("a", nobody, "Fabrikam", "CUSTOMER_NOT_FOUND", Value::Null),
        (
            "a",
            "nonsense",
            "Fabrikam",
            "NODE_ID_MALFORMED",
            json!(["input", "id"]),
        ),
        (
            "",
            id.as_str(),
            "Fabrikam",
            "IDEMPOTENCY_KEY_MALFORMED",
            json!(["input", "idempotencyKey"]),
        ),
        (
            "ü",
            id.as_str(),
            "Fabrikam",
            "IDEMPOTENCY_KEY_MALFORMED",
            json!(["input", "idempotencyKey"]),
        ),
    ] {
        let input = json!({ "i": { "idempotencyKey": key, "id": id, "name": name } });
        let told = tech.data(rename, input).await["customerRename"].clone();
        assert_eq!(told["userErrors"][0]["code"], code, "{told:#}");
        assert_eq!(told["userErrors"][0]["path"], path, "{told:#}");
        assert_eq!(
            (&told["customer"], &told["receipt"]),
            (&Value::Null, &Value::Null)
        );
    }
    house.end().await;
}

async fn pages_that_cannot_be_are_refused(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let cursor = "query($a: String) { customers(after: $a) { edges { cursor } } }";
    for odd in ["", "x", "%%%", "Zm9v", "\u{0}"] {
        assert_eq!(
            tech.refused(cursor, json!({ "a": odd })).await,
            "MALFORMED_CURSOR",
            "{odd:?}"
        );
    }
    for first in [0, -1, 201, i32::MAX] {
        let query = "query($f: Int) { customers(first: $f) { edges { cursor } } }";
        assert_eq!(
            tech.refused(query, json!({ "f": first })).await,
            "PAGE_SIZE_INVALID"
        );
    }
    house.end().await;
}

async fn lists_are_paged_and_filtered(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let mut last = String::new();
    for name in ["Delta", "alpha", "Charlie", "bravo", "Echo"] {
        last = tech.register(name).await.1;
    }
    let query = "query($f: Int, $a: String, $p: Position, $w: CustomerFilter) {
        customers(first: $f, after: $a, atLeast: $p, filter: $w) {
            edges { node { name } cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } }";
    let (mut names, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = tech
            .data(query, json!({ "f": 2, "a": after, "p": last }))
            .await["customers"]
            .clone();
        for edge in page["edges"].as_array().unwrap() {
            names.push(edge["node"]["name"].as_str().unwrap().to_owned());
        }
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(names, ["alpha", "bravo", "Charlie", "Delta", "Echo"]);
    let some = tech
        .data(query, json!({ "w": { "nameBeginsWith": "CH" } }))
        .await;
    assert_eq!(some["customers"]["edges"][0]["node"]["name"], "Charlie");
    let none = tech
        .data(query, json!({ "w": { "status": "ARCHIVED" } }))
        .await;
    assert_eq!(none["customers"]["edges"], json!([]));
    house.end().await;
}

async fn a_whole_request_says_how_new_it_wants_to_be(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let query = "{ customers(first: 200) { edges { node { name } } } ledger { position } }";
    let names = |told: &Value| {
        let edges = told["data"]["customers"]["edges"].as_array().unwrap();
        edges.len()
    };
    // Nobody waits for the query tables where these are recorded, so whoever reads has to.
    for number in 1..=20 {
        let wish = customers::register(&format!("Customer {number}"));
        let request = customers::ask(tech.msp, &customers::new_id(), wish, format!("{number}"));
        let done = house.engine.execute(request).await.unwrap();
        let position = done.receipt.position;
        let told = tech.ask_as_of(query, &json!(position.to_string())).await;
        assert_eq!(names(&told), number, "{told:#}");
    }
    let unfit = tech.ask_as_of(query, &json!("soon")).await;
    assert_eq!(unfit["errors"][0]["extensions"]["code"], "BAD_REQUEST");
    house.end().await;
}

async fn what_never_comes_is_not_waited_for_for_ever(world: World) {
    let house = House::impatient(world).await;
    let tech = house.somebody(Role::Tech).await;
    tech.register("Contoso").await;
    let query = "query($p: Position) { customers(atLeast: $p) { edges { node { name } } } }";
    let never = json!("1000000");
    let asked = tech.refused(query, json!({ "p": never })).await;
    assert_eq!(asked, "PROJECTION_LAGGING");
    // Of a whole request it is a wish, and there is an answer all the same.
    let wished = tech.ask_as_of(query, &never).await;
    let edges = &wished["data"]["customers"]["edges"];
    assert_eq!(edges[0]["node"]["name"], "Contoso", "{wished:#}");
    house.end().await;
}
