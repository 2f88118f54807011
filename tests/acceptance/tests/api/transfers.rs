//! Tenants that change hands between MSPs who learn nothing of each other.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::gate::granted;
use crate::house::House;

on_both_databases!(
    a_tenant_changes_hands_when_both_sides_say_so,
    requests_are_refused_and_withdrawn,
    bad_wishes_are_answered_with_their_code,
);

const HOLDING: &str = "tenantId heldBy { isOurs customer { name } }
    transfer { number wantedBy { isOurs customer { name } } reason requestedAt mayApprove mayWithdraw }
    lastTransfer { number ending reason }";

/// A tenant that this MSP holds for a customer of its own.
pub(crate) async fn held_by(admin: &Client) -> (String, String) {
    let (customer, _) = admin.register("Contoso").await;
    let template =
        "mutation { gdapTemplateDefine(input: { idempotencyKey: \"t\", name: \"Standard\",
        terms: { preset: READ_ONLY } }) { template { id } } }";
    let template =
        admin.data(template, json!({})).await["gdapTemplateDefine"]["template"]["id"].clone();
    let tenant = Uuid::now_v7().to_string();
    let start =
        "mutation($c: ID!, $t: ID!, $p: ID!) { onboardingStart(input: { idempotencyKey: \"s\",
        wish: { customer: $c, tenant: $t, template: $p } }) { userErrors { code } } }";
    let wish = json!({ "c": customer, "t": tenant, "p": template });
    let told = admin.data(start, wish).await;
    assert_eq!(told["onboardingStart"]["userErrors"], json!([]));
    (tenant, customer)
}

async fn holding(client: &Client, tenant: &str) -> Value {
    let query = format!("query($t: ID!) {{ tenantHolding(tenant: $t) {{ {HOLDING} }} }}");
    client.data(&query, json!({ "t": tenant })).await["tenantHolding"].clone()
}

/// What came of asking that somebody approves to give a tenant away.
async fn approve(client: &Client, mut input: Value) -> Value {
    let query = "mutation($i: TenantTransferApproveInput!) { tenantTransferApprove(input: $i) {
        approval { approvalId } receipt { outcome } userErrors { code path message } } }";
    input["idempotencyKey"] = json!(Uuid::now_v7().to_string());
    input["reason"] = json!("they told us");
    client.data(query, json!({ "i": input })).await["tenantTransferApprove"].clone()
}

/// `Request`, `Refuse` or `Withdraw`, and what came of it.
async fn wish(client: &Client, what: &str, mut input: Value) -> Value {
    let query = format!(
        "mutation($i: TenantTransfer{what}Input!) {{ tenantTransfer{what}(input: $i) {{
            holding {{ {HOLDING} }} receipt {{ outcome recordedAt }} userErrors {{ code path message }} }} }}"
    );
    if input.get("idempotencyKey").is_none() {
        input["idempotencyKey"] = json!(Uuid::now_v7().to_string());
    }
    let told = client.data(&query, json!({ "i": input })).await;
    told[format!("tenantTransfer{what}")].clone()
}

async fn a_tenant_changes_hands_when_both_sides_say_so(world: World) {
    let house = House::on(world).await;
    let (mine, theirs, other) = (
        house.somebody(Role::Admin).await,
        house.somebody(Role::Admin).await,
        house.somebody(Role::Admin).await,
    );
    let (tenant, their_customer) = held_by(&theirs).await;
    let (customer, _) = mine.register("Contoso of ours").await;
    let request = json!({ "idempotencyKey": "r", "tenant": tenant, "customer": customer,
        "reason": "they chose us" });
    let told = wish(&mine, "Request", request.clone()).await;
    assert_eq!(told["receipt"]["outcome"], "RECORDED", "{told:#}");
    let seen = &told["holding"];
    assert_eq!(seen["heldBy"], json!({ "isOurs": false, "customer": null }));
    assert_eq!(
        seen["transfer"]["wantedBy"]["customer"]["name"],
        "Contoso of ours"
    );
    assert_eq!(
        (
            &seen["transfer"]["mayApprove"],
            &seen["transfer"]["mayWithdraw"]
        ),
        (&json!(false), &json!(true))
    );
    let again = wish(&mine, "Request", request).await;
    assert_eq!(again["receipt"]["outcome"], "REPLAYED");

    // Each side sees its own, a third one only that there is a holder.
    let seen = holding(&theirs, &tenant).await;
    assert_eq!(seen["heldBy"]["customer"]["name"], "Contoso");
    assert_eq!(
        seen["transfer"]["wantedBy"],
        json!({ "isOurs": false, "customer": null })
    );
    assert_eq!(seen["transfer"]["reason"], "they chose us");
    let stranger = holding(&other, &tenant).await;
    assert_eq!(
        stranger,
        json!({ "tenantId": tenant, "heldBy": { "isOurs": false, "customer": null },
            "transfer": null, "lastTransfer": null })
    );
    for (asker, secrets) in [
        (&mine, [theirs.msp.to_string(), their_customer]),
        (&theirs, [mine.msp.to_string(), customer]),
    ] {
        let text = holding(asker, &tenant).await.to_string();
        assert!(secrets.iter().all(|it| !text.contains(it)), "{text}");
    }

    let number = seen["transfer"]["number"].clone();
    let answer = json!({ "tenant": tenant, "number": number });
    for (asker, code) in [
        (&mine, "TRANSFER_NOT_YOURS"),
        (&other, "TRANSFER_NOT_FOUND"),
    ] {
        let told = approve(asker, answer.clone()).await;
        assert_eq!(told["userErrors"][0]["code"], code);
        assert_eq!(told["receipt"], Value::Null);
    }
    let told = approve(&theirs, answer.clone()).await;
    assert_eq!(holding(&theirs, &tenant).await, seen, "nothing changed yet");
    granted(&house, &theirs, &told).await;
    let former = holding(&theirs, &tenant).await;
    assert_eq!(former["heldBy"]["isOurs"], false, "{former:#}");
    assert_eq!(former["lastTransfer"]["ending"], "APPROVED");
    let again = approve(&theirs, answer).await;
    assert_eq!(again["userErrors"][0]["code"], "OPERATION_EMPTY");
    let seen = holding(&mine, &tenant).await;
    assert_eq!(seen["heldBy"]["customer"]["name"], "Contoso of ours");
    house.end().await;
}

async fn requests_are_refused_and_withdrawn(world: World) {
    let house = House::on(world).await;
    let (mine, theirs) = (
        house.somebody(Role::Admin).await,
        house.somebody(Role::Admin).await,
    );
    let (tenant, _) = held_by(&theirs).await;
    let (customer, _) = mine.register("Contoso of ours").await;
    let request = json!({ "tenant": tenant, "customer": customer, "reason": "they chose us" });
    let ended = json!({ "ending": "REFUSED", "number": 1, "reason": "a contract until May" });
    wish(&mine, "Request", request.clone()).await;
    let answer = json!({ "tenant": tenant, "number": 1, "reason": "a contract until May" });
    let told = wish(&theirs, "Refuse", answer).await;
    assert_eq!(told["holding"]["lastTransfer"], ended, "{told:#}");
    assert_eq!(holding(&mine, &tenant).await["lastTransfer"], ended);
    wish(&mine, "Request", request).await;
    let answer = json!({ "tenant": tenant, "number": 2 });
    let told = wish(&mine, "Withdraw", answer).await;
    assert_eq!(told["holding"]["lastTransfer"]["ending"], "WITHDRAWN");
    assert_eq!(told["holding"]["transfer"], Value::Null);
    house.end().await;
}

async fn bad_wishes_are_answered_with_their_code(world: World) {
    let house = House::on(world).await;
    let mine = house.somebody(Role::Admin).await;
    let (customer, _) = mine.register("Contoso").await;
    let (free, nobody) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    let at = |field: &str| json!(["input", field]);
    let why = "they chose us";
    for (tenant, whom, reason, key, code, path) in [
        (&*free, &*customer, why, "a", "TENANT_NOT_HELD", Value::Null),
        (
            &*free,
            &*nobody,
            why,
            "a",
            "CUSTOMER_NOT_FOUND",
            Value::Null,
        ),
        (
            "contoso",
            &*customer,
            why,
            "a",
            "NODE_ID_MALFORMED",
            at("tenant"),
        ),
        (
            &*free,
            "contoso",
            why,
            "a",
            "NODE_ID_MALFORMED",
            at("customer"),
        ),
        (&*free, &*customer, " ", "a", "INVALID_TEXT", at("reason")),
        (
            &*free,
            &*customer,
            why,
            "",
            "IDEMPOTENCY_KEY_MALFORMED",
            at("idempotencyKey"),
        ),
    ] {
        let input =
            json!({ "idempotencyKey": key, "tenant": tenant, "customer": whom, "reason": reason });
        let told = wish(&mine, "Request", input).await;
        let error = &told["userErrors"][0];
        assert_eq!(
            (&error["code"], &error["path"]),
            (&json!(code), &path),
            "{told:#}"
        );
    }
    for number in [0, 1, 4_000_000_000_u32] {
        let told = approve(&mine, json!({ "tenant": free, "number": number })).await;
        assert_eq!(told["userErrors"][0]["code"], "TRANSFER_NOT_FOUND");
        for what in ["Refuse", "Withdraw"] {
            let input = json!({ "tenant": free, "number": number, "reason": why });
            let told = wish(&mine, what, input).await;
            assert_eq!(told["userErrors"][0]["code"], "TRANSFER_NOT_FOUND");
        }
    }
    let query = "query($t: ID!) { tenantHolding(tenant: $t) { heldBy { isOurs } } }";
    assert_eq!(
        mine.refused(query, json!({ "t": "contoso" })).await,
        "NODE_ID_MALFORMED"
    );
    house.end().await;
}
