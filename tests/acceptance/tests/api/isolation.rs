//! That nobody sees, or learns of, another MSP's, whatever is tried.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::house::House;

on_both_databases!(
    ids_of_others_are_as_good_as_none,
    cursors_and_positions_of_others_lead_nowhere
);

async fn ids_of_others_are_as_good_as_none(world: World) {
    let house = House::on(world).await;
    let (mine, theirs) = (
        house.somebody(Role::Admin).await,
        house.somebody(Role::Admin).await,
    );
    let (customer, _) = theirs.register("Contoso").await;
    let template =
        "mutation { gdapTemplateDefine(input: { idempotencyKey: \"t\", name: \"Standard\",
        terms: { preset: READ_ONLY } }) { template { id } } }";
    let template =
        theirs.data(template, json!({})).await["gdapTemplateDefine"]["template"]["id"].clone();
    let tenant = Uuid::now_v7().to_string();
    let start =
        "mutation($c: ID!, $t: ID!, $p: ID!) { onboardingStart(input: { idempotencyKey: \"s\",
        wish: { customer: $c, tenant: $t, template: $p } }) { onboarding { id tenant { id } } } }";
    let begun = json!({ "c": customer, "t": tenant, "p": template });
    let begun = theirs.data(start, begun).await["onboardingStart"]["onboarding"].clone();

    // What exists at another MSP, and what exists nowhere, are answered alike, byte for byte.
    let nowhere = |kind: &str| base64(&format!("{kind}:{}", Uuid::now_v7().simple()));
    let pairs = [
        ("Customer", json!(customer)),
        ("GdapTemplate", template.clone()),
        ("Onboarding", begun["id"].clone()),
        ("Tenant", begun["tenant"]["id"].clone()),
    ];
    let queries = [
        "query($id: ID!) { node(id: $id) { id } }",
        "query($id: ID!) { nodes(ids: [$id]) { id } }",
        "query($id: ID!) { customer(id: $id) { id } }",
        "query($id: ID!) { gdapTemplate(id: $id) { id } }",
        "query($id: ID!) { onboarding(id: $id) { id } }",
        "query($id: ID!) { tenant(id: $id) { id } }",
        "query($id: ID!) { tenants(filter: { customer: $id }) { edges { cursor } } }",
        "query($id: ID!) { onboardings(filter: { customer: $id }) { edges { cursor } } }",
        "query($id: ID!) { timeline(filter: { customer: $id }) { edges { cursor } } }",
        "query($id: ID!) { onboardingDrift(tenant: $id) { code } }",
        "mutation($id: ID!) { customerRename(input: { idempotencyKey: \"K\", id: $id, name: \"X\" }) {
            customer { id } userErrors { code message } } }",
        "mutation($id: ID!) { gdapTemplateRename(input: { idempotencyKey: \"K\", id: $id, name: \"X\" }) {
            template { id } userErrors { code message } } }",
        "mutation($id: ID!) { onboardingCancel(input: { idempotencyKey: \"K\", tenant: $id, reason: \"X\" }) {
            onboarding { id } userErrors { code message } } }",
    ];
    for (kind, id) in pairs {
        for query in queries {
            let theirs = mine.ask(query, json!({ "id": id })).await;
            let nobodys = mine.ask(query, json!({ "id": nowhere(kind) })).await;
            assert_eq!(
                without_ids(&theirs),
                without_ids(&nobodys),
                "{kind} {query}"
            );
        }
    }
    // And nothing of theirs was touched.
    let state = theirs
        .data(
            "query($id: ID!) { customer(id: $id) { name } }",
            json!({ "id": customer }),
        )
        .await;
    assert_eq!(state["customer"]["name"], "Contoso");
    house.end().await;
}

/// Every request has its own correlation id.
fn without_ids(answer: &Value) -> Value {
    let mut answer = answer.clone();
    for error in answer["errors"].as_array_mut().into_iter().flatten() {
        if let Some(extensions) = error["extensions"].as_object_mut() {
            extensions.remove("correlationId");
        }
    }
    answer
}

fn base64(text: &str) -> String {
    use std::fmt::Write as _;
    // The API's ids are base64 of the URL's alphabet, without padding.
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut coded = String::new();
    for three in text.as_bytes().chunks(3) {
        let number = three
            .iter()
            .fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            let letter = LETTERS[(number >> (18 - 6 * place) & 63) as usize];
            write!(coded, "{}", char::from(letter)).unwrap();
        }
    }
    coded
}

async fn cursors_and_positions_of_others_lead_nowhere(world: World) {
    let house = House::on(world).await;
    let (mine, theirs) = (
        house.somebody(Role::Admin).await,
        house.somebody(Role::Admin).await,
    );
    for name in ["alpha", "bravo", "charlie"] {
        theirs.register(name).await;
    }
    mine.register("delta").await;
    let list = "query($a: String) { customers(first: 1, after: $a) {
        edges { node { name } } pageInfo { endCursor } } }";
    let cursor = theirs.data(list, json!({})).await["customers"]["pageInfo"]["endCursor"].clone();
    let page = mine.data(list, json!({ "a": cursor })).await;
    assert_eq!(
        page["customers"]["edges"],
        json!([{ "node": { "name": "delta" } }])
    );
    // Positions count one MSP's events: the third of theirs is not mine.
    let event = "query($p: Position!) { event(position: $p) { type } }";
    assert_eq!(
        mine.data(event, json!({ "p": "4" })).await["event"],
        Value::Null
    );
    assert_eq!(
        theirs.data(event, json!({ "p": "4" })).await["event"]["type"],
        "CustomerRegistered"
    );
    let timeline = "{ timeline { edges { node { position } } } projections { head } }";
    let told = mine.data(timeline, json!({})).await;
    assert_eq!(told["timeline"]["edges"].as_array().unwrap().len(), 2);
    assert!(
        told["projections"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["head"] == "2")
    );
    house.end().await;
}
