//! Many decisions at once: looked at first, each for itself, and only about what was shown.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::office::{Office, approve, code, standing, tell, told};

on_both_databases!(
    what_was_shown_is_decided_each_for_itself,
    what_stands_otherwise_by_then_keeps_all_from_being_decided,
    many_are_looked_up_together,
    too_many_are_not_looked_through,
);

const PREVIEW: &str = "query($ids: [ID!]!, $d: ApprovalsDecision!) {
    approvalsDecisionPreview(ids: $ids, decision: $d) { token items {
        id digest outlook decisionsGiven decisionsNeeded approval { status } userErrors { code } } } }";

const FIELDS: &str = "decided { id outcome approval { status } userErrors { code } }
    receipt { position } userErrors { code path }";

async fn preview(client: &Client, all: &[&Value], decision: &str) -> Value {
    let ids: Vec<&Value> = all.iter().map(|it| &it["id"]).collect();
    let told = client.data(PREVIEW, json!({ "ids": ids, "d": decision }));
    told.await["approvalsDecisionPreview"].clone()
}

fn outlooks(preview: &Value) -> Vec<&str> {
    let items = preview["items"].as_array().unwrap().iter();
    items.map(|it| it["outlook"].as_str().unwrap()).collect()
}

/// Decides about all that was shown.
fn wish(preview: &Value, decision: &str, key: &str) -> Value {
    let items = preview["items"].as_array().unwrap().iter();
    let items: Vec<Value> = items
        .map(|it| json!({ "id": it["id"], "digest": it["digest"] }))
        .collect();
    json!({ "idempotencyKey": key, "reason": "looked through", "decision": decision, "items": items,
        "token": preview["token"] })
}

async fn decide(client: &Client, wish: &Value) -> Value {
    told(client, "approvalsDecide", wish.clone(), FIELDS).await
}

/// What was recorded, or why nothing was.
fn outcomes(told: &Value) -> Vec<&str> {
    let all = told["decided"].as_array().unwrap().iter();
    all.map(|it| it["outcome"].as_str().unwrap_or_else(|| code(it)))
        .collect()
}

async fn what_was_shown_is_decided_each_for_itself(world: World) {
    let office = Office::open(world).await;
    let ben = &office.ben;
    let (one, other) = (
        office.archiving("Contoso").await,
        office.archiving("Fabrikam").await,
    );
    let (customer, _) = ben.register("Northwind").await;
    let own = tell(ben, "approvalRequest", crate::office::archive(&customer)).await;
    let own = own["approval"].clone();
    let none = json!({ "id": Uuid::now_v7().to_string() });
    let shown = preview(ben, &[&one, &own, &other, &none, &one], "APPROVE").await;
    let wanted = ["GRANTED", "REFUSED", "GRANTED", "REFUSED"];
    assert_eq!(outlooks(&shown), wanted, "each once, in order");
    assert_eq!(code(&shown["items"][1]), "APPROVAL_OF_OWN_REQUEST");
    assert_eq!(code(&shown["items"][3]), "APPROVAL_NOT_FOUND");
    assert_eq!(shown["items"][0]["digest"], one["digest"]);
    assert_eq!(shown["items"][0]["approval"]["status"], "WAITING");
    // It is for whoever looked.
    let carl = office.house.somebody_of(office.msp, Role::Admin).await;
    let refused = decide(&carl, &wish(&shown, "APPROVE", "k")).await;
    assert_eq!(code(&refused), "PREVIEW_STALE");
    let refused = decide(ben, &wish(&shown, "REJECT", "k")).await;
    assert_eq!(code(&refused), "PREVIEW_STALE");

    let wish = wish(&shown, "APPROVE", "all");
    let told = decide(ben, &wish).await;
    assert_eq!(told["userErrors"], json!([]), "{told:#}");
    let wanted = [
        "RECORDED",
        "APPROVAL_OF_OWN_REQUEST",
        "RECORDED",
        "APPROVAL_NOT_FOUND",
    ];
    assert_eq!(outcomes(&told), wanted);
    assert_eq!(told["decided"][0]["approval"]["status"], "UNDER_WAY");
    assert_eq!(told["decided"][1]["approval"]["status"], "WAITING");
    let again = decide(ben, &wish).await;
    let wanted = [
        "REPLAYED",
        "APPROVAL_OF_OWN_REQUEST",
        "REPLAYED",
        "APPROVAL_NOT_FOUND",
    ];
    assert_eq!(outcomes(&again), wanted);
    let mut other_key = wish;
    other_key["idempotencyKey"] = json!("once-more");
    assert_eq!(code(&decide(ben, &other_key).await), "PREVIEW_STALE");
    other_key["idempotencyKey"] = json!("");
    assert_eq!(
        code(&decide(ben, &other_key).await),
        "IDEMPOTENCY_KEY_MALFORMED"
    );
    office.house.end().await;
}

async fn what_stands_otherwise_by_then_keeps_all_from_being_decided(world: World) {
    let office = Office::open(world).await;
    let (ada, ben) = (&office.ada, &office.ben);
    let change = json!({ "approvals": { "twoPerson": ["HIGH"] } });
    told(ben, "settingsChange", change, "userErrors { code }").await;
    let (one, other) = (
        office.archiving("Contoso").await,
        office.archiving("Fabrikam").await,
    );
    let shown = preview(ben, &[&one, &other], "APPROVE").await;
    assert_eq!(outlooks(&shown), ["COUNTED", "COUNTED"]);
    let counts = (
        &shown["items"][0]["decisionsGiven"],
        &shown["items"][0]["decisionsNeeded"],
    );
    assert_eq!(counts, (&json!(1), &json!(2)));
    let carl = office.house.somebody_of(office.msp, Role::Admin).await;
    tell(&carl, "approvalApprove", approve(&one)).await;
    let refused = decide(ben, &wish(&shown, "APPROVE", "a")).await;
    assert_eq!(code(&refused), "PREVIEW_STALE");
    assert_eq!(refused["userErrors"][0]["path"], json!(["input", "token"]));
    let now = standing(ada, &other).await;
    assert_eq!(
        (&now["status"], &now["decisionsGiven"]),
        (&json!("WAITING"), &json!(0))
    );

    let shown = preview(ben, &[&one, &other], "APPROVE").await;
    assert_eq!(outlooks(&shown), ["GRANTED", "COUNTED"]);
    tell(ada, "approvalWithdraw", json!({ "id": other["id"] })).await;
    let refused = decide(ben, &wish(&shown, "APPROVE", "b")).await;
    assert_eq!(code(&refused), "PREVIEW_STALE");
    let mut another = wish(&shown, "APPROVE", "c");
    another["items"][1]["digest"] = one["digest"].clone();
    assert_eq!(code(&decide(ben, &another).await), "PREVIEW_STALE");

    let shown = preview(ben, &[&one, &other], "REJECT").await;
    assert_eq!(outlooks(&shown), ["REJECTED", "REFUSED"]);
    let mut silent = wish(&shown, "REJECT", "d");
    silent["reason"] = Value::Null;
    assert_eq!(code(&decide(ben, &silent).await), "INVALID_TEXT");
    let told = decide(ben, &wish(&shown, "REJECT", "e")).await;
    assert_eq!(outcomes(&told), ["RECORDED", "APPROVAL_DECIDED"]);
    assert_eq!(standing(ada, &one).await["endReason"], "looked through");
    office.house.end().await;
}

async fn many_are_looked_up_together(world: World) {
    let office = Office::open(world).await;
    let mut all = Vec::new();
    for number in 0..5 {
        all.push(office.archiving(&format!("Contoso {number}")).await);
    }
    for count in [1, 5] {
        let some: Vec<&Value> = all.iter().take(count).collect();
        let before = office.house.projections.reads();
        let shown = preview(&office.ben, &some, "APPROVE").await;
        assert_eq!(outlooks(&shown), vec!["GRANTED"; count]);
        let reads = office.house.projections.reads() - before;
        assert_eq!(reads, 1, "of approvals, for {count}");
    }
    office.house.end().await;
}

async fn too_many_are_not_looked_through(world: World) {
    let office = Office::open(world).await;
    let ids: Vec<String> = (0..101).map(|_| Uuid::now_v7().to_string()).collect();
    let query = "query($ids: [ID!]!, $d: ApprovalsDecision!) {
        approvalsDecisionPreview(ids: $ids, decision: $d) { token } }";
    let variables = json!({ "ids": ids, "d": "APPROVE" });
    assert_eq!(
        office.ben.refused(query, variables).await,
        "APPROVALS_TOO_MANY"
    );
    let items: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let wish = json!({ "decision": "APPROVE", "items": items, "token": "x" });
    let told = told(
        &office.ben,
        "approvalsDecide",
        wish,
        "userErrors { code path }",
    )
    .await;
    assert_eq!(code(&told), "APPROVALS_TOO_MANY");
    let none = json!({ "ids": [], "d": "REJECT" });
    let told = office.ben.data(PREVIEW, none).await["approvalsDecisionPreview"].clone();
    assert_eq!(told["items"], json!([]));
    office.house.end().await;
}
