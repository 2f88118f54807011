//! Asking for changes: what comes of it, what would come of it, and what cannot be asked for.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::office::{Office, approve, archive, code, standing, tell};

on_both_databases!(
    a_customers_file_is_closed_once_somebody_else_approved,
    what_would_change_is_shown_and_nobody_is_asked,
    what_cannot_be_asked_for_is_told,
);

async fn a_customers_file_is_closed_once_somebody_else_approved(world: World) {
    let office = Office::open(world).await;
    let (ada, ben) = (&office.ada, &office.ben);
    let (customer, _) = ada.register("Contoso").await;
    let mut wish = archive(&customer);
    wish["idempotencyKey"] = json!("close-contoso");
    let told = tell(ada, "approvalRequest", wish.clone()).await;
    assert_eq!(code(&told), "done", "{told:#}");
    assert_eq!(told["receipt"]["outcome"], "RECORDED");
    let asked = told["approval"].clone();
    assert_eq!(
        (&asked["status"], &asked["decisionsNeeded"]),
        (&json!("WAITING"), &json!(1))
    );
    let again = tell(ada, "approvalRequest", wish.clone()).await;
    assert_eq!(again["receipt"]["outcome"], "REPLAYED");
    assert_eq!(again["approval"]["id"], asked["id"]);
    let (another, _) = ada.register("Fabrikam").await;
    wish["what"] = archive(&another)["what"].clone();
    let other = tell(ada, "approvalRequest", wish).await;
    assert_eq!(code(&other), "IDEMPOTENCY_KEY_REUSED");

    assert_eq!(state_of(ada, &customer).await, "REGISTERED");
    let told = tell(ben, "approvalApprove", approve(&asked)).await;
    assert_eq!(code(&told), "done", "{told:#}");
    assert_eq!(told["approval"]["status"], "UNDER_WAY");
    office.carry(&asked).await;
    let told = standing(ada, &asked).await;
    assert_eq!(told["status"], "DONE", "{told:#}");
    assert_eq!(state_of(ada, &customer).await, "ARCHIVED");
    let twice = tell(ada, "approvalRequest", archive(&customer)).await;
    assert_eq!(code(&twice), "OPERATION_EMPTY");
    assert!(twice["userErrors"][0]["remedy"].is_string(), "{twice:#}");
    let id = json!({ "id": asked["id"], "reason": "by mistake" });
    let undone = crate::office::told(
        ada,
        "approvalUndo",
        id,
        "approvals { id } userErrors { code }",
    );
    assert_eq!(code(&undone.await), "APPROVAL_NOTHING_TO_UNDO");
    office.house.end().await;
}

async fn state_of(client: &Client, customer: &str) -> String {
    let query = "query($id: ID!, $p: Position) { customer(id: $id, atLeast: $p) { status } }";
    let variables = json!({ "id": customer, "p": client.head().await });
    let told = client.data(query, variables).await;
    told["customer"]["status"].as_str().unwrap().to_owned()
}

const PREVIEW: &str = "query($w: ApprovalWishInput!) { approvalPreview(what: $w) {
    preview { kind sentence risk decisionsNeeded permissions undo undoDays undoSentence digest
        operation { __typename } changes { aspect before { text } after { text } subject { text } } }
    userErrors { code path } } }";

async fn what_would_change_is_shown_and_nobody_is_asked(world: World) {
    let office = Office::open(world).await;
    let ada = &office.ada;
    let (customer, _) = ada.register("Contoso").await;
    let before = ada.head().await;
    let wish = json!({ "w": archive(&customer)["what"] });
    let told = ada.data(PREVIEW, wish.clone()).await["approvalPreview"].clone();
    assert_eq!(told["userErrors"], json!([]));
    let preview = &told["preview"];
    assert_eq!(
        (&preview["kind"], &preview["risk"]),
        (&json!("ARCHIVE_CUSTOMER"), &json!("HIGH"))
    );
    assert_eq!(preview["sentence"], "close a customer's file");
    assert_eq!(
        preview["operation"]["__typename"],
        "ArchiveCustomerOperation"
    );
    assert_eq!(
        (&preview["undo"], &preview["undoSentence"]),
        (&json!("NOT"), &json!("it cannot be taken back"))
    );
    assert_eq!(
        (&preview["decisionsNeeded"], &preview["permissions"]),
        (&json!(1), &json!([]))
    );
    let change = json!({ "aspect": "STANDING", "subject": { "text": "Contoso" },
        "before": { "text": "active" }, "after": { "text": "archived" } });
    assert_eq!(preview["changes"], json!([change]));
    assert_eq!(ada.head().await, before, "nothing is recorded");
    let asked = tell(ada, "approvalRequest", archive(&customer)).await;
    assert_eq!(asked["approval"]["digest"], preview["digest"]);

    let unknown = json!({ "w": archive(&Uuid::now_v7().to_string())["what"] });
    let told = ada.data(PREVIEW, unknown).await["approvalPreview"].clone();
    assert_eq!(
        (code(&told), &told["preview"]),
        ("CUSTOMER_NOT_FOUND", &Value::Null)
    );
    let viewer = office.house.somebody_of(office.msp, Role::Viewer).await;
    assert_eq!(viewer.refused(PREVIEW, wish).await, "ROLE_MISSING");
    office.house.end().await;
}

/// Somebody new, at a tenant that nobody holds.
fn newcomer(customer: &str) -> Value {
    json!({ "createUser": { "customer": customer, "tenant": Uuid::now_v7().to_string(),
        "name": "ada@contoso.example", "displayName": "Ada Lovelace", "usageLocation": "GB" } })
}

async fn what_cannot_be_asked_for_is_told(world: World) {
    let office = Office::open(world).await;
    let ada = &office.ada;
    let (customer, _) = ada.register("Contoso").await;
    let stranger = office.house.somebody(Role::Tech).await;
    let (theirs, _) = stranger.register("Theirs").await;
    let nowhere = Uuid::now_v7().to_string();
    let new = |field: &str, value: Value| {
        let mut wish = newcomer(&customer);
        wish["createUser"][field] = value;
        wish
    };
    let user =
        json!({ "customer": customer, "tenant": nowhere, "user": { "userId": "Ada Lovelace" } });
    for (operation, wanted) in [
        (
            json!({ "archiveCustomer": { "customer": theirs } }),
            "CUSTOMER_NOT_FOUND",
        ),
        (
            json!({ "archiveCustomer": { "customer": "x" } }),
            "NODE_ID_MALFORMED",
        ),
        (newcomer(&customer), "TENANT_OF_ANOTHER"),
        (newcomer(&theirs), "CUSTOMER_NOT_FOUND"),
        (new("name", json!("ada")), "MALFORMED_ACCOUNT_NAME"),
        (new("displayName", json!(" ")), "PERSON_TEXT_INVALID"),
        (new("surname", json!("x".repeat(65))), "PERSON_TEXT_INVALID"),
        (new("usageLocation", json!("GBR")), "MALFORMED_COUNTRY"),
        (new("licences", json!(["SPB"])), "MALFORMED_ID"),
        (json!({ "enableUser": { "account": user } }), "MALFORMED_ID"),
        (
            json!({ "deleteUser": { "madeBy": nowhere } }),
            "USER_NOT_MADE_HERE",
        ),
    ] {
        is_refused(ada, operation, wanted).await;
    }
    nothing_of_ones_own_is_made_up(ada, &customer).await;
    no_step_is_made_up(ada, &customer).await;
    no_operation_is_made_up(&office, &customer).await;
    let told = ada
        .data("{ approvals { edges { cursor } } }", json!({}))
        .await;
    assert_eq!(
        told["approvals"]["edges"],
        json!([]),
        "nothing was asked for"
    );
    office.house.end().await;
}

async fn nothing_of_ones_own_is_made_up(ada: &Client, customer: &str) {
    let nowhere = Uuid::now_v7().to_string();
    for (operation, wanted) in [
        (
            json!({ "disconnectVendor": { "connection": nowhere } }),
            "VENDOR_NOT_CONNECTED",
        ),
        (
            json!({ "ofMsp": "DISCONNECT_PARTNER" }),
            "PARTNER_NOT_CONNECTED",
        ),
        (
            json!({ "withdrawConsent": { "customer": customer, "tenant": nowhere } }),
            "CONSENT_NOT_FOUND",
        ),
        (
            json!({ "approveTransfer": { "tenant": nowhere, "number": 1 } }),
            "TRANSFER_NOT_FOUND",
        ),
        (
            json!({ "acceptMatches": { "above": 101, "token": "x" } }),
            "SCORE_OUT_OF_RANGE",
        ),
        (
            json!({ "acceptMatches": { "above": 90, "token": "x" } }),
            "PREVIEW_STALE",
        ),
    ] {
        is_refused(ada, operation, wanted).await;
    }
}

async fn is_refused(ada: &Client, operation: Value, wanted: &str) {
    let wish = json!({ "reason": "to see", "what": { "operation": operation } });
    let told = tell(ada, "approvalRequest", wish).await;
    assert_eq!(code(&told), wanted, "{operation} {told:#}");
    assert_eq!(told["approval"], Value::Null);
    assert!(!told.to_string().contains("Lovelace"), "{told:#}");
    let page = told["userErrors"][0]["helpPage"].as_str().unwrap();
    assert_eq!(page, format!("/help/{wanted}"));
}

async fn no_step_is_made_up(ada: &Client, customer: &str) {
    let nowhere = Uuid::now_v7().to_string();
    let step =
        json!({ "procedure": nowhere, "step": "create", "customer": customer, "tenant": nowhere });
    let wish = |step: Value| json!({ "reason": "to see", "what": { "step": step } });
    let told = tell(ada, "approvalRequest", wish(step.clone())).await;
    assert_eq!(code(&told), "PROCEDURE_NOT_FOUND");
    let mut odd = step;
    odd["step"] = json!("No Key");
    let told = tell(ada, "approvalRequest", wish(odd)).await;
    assert_eq!(code(&told), "MALFORMED_KEY");
}

/// What is no operation, two at once, or none, is not even read.
async fn no_operation_is_made_up(office: &Office, customer: &str) {
    let one = json!({ "customer": customer });
    for operation in [
        json!({ "formatDisks": one }),
        json!({ "archiveCustomer": one, "ofMsp": "DISCONNECT_PARTNER" }),
        json!({}),
    ] {
        let wish = json!({ "idempotencyKey": "k", "reason": "to see", "what": { "operation": operation } });
        let query = "mutation($i: ApprovalRequestInput!) { approvalRequest(input: $i) { approval { id } } }";
        let refused = office.ada.refused(query, json!({ "i": wish })).await;
        assert_eq!(refused, "QUERY_INVALID", "{operation}");
    }
    let odd_key =
        json!({ "idempotencyKey": "", "reason": "to see", "what": archive(customer)["what"] });
    let told = tell(&office.ada, "approvalRequest", odd_key).await;
    assert_eq!(code(&told), "IDEMPOTENCY_KEY_MALFORMED");
}
