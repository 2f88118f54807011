use crate::partner::practice::*;
use serde_json::{Value, json};

#[test]
fn a_new_relationship_is_answered_before_it_can_be_locked() {
    let mut desk = Practice::new();
    let made = desk.post(RELATIONSHIPS, &terms("One", &[READER, HELPDESK]));
    assert_eq!(made.status, 201);
    let body = made.json();
    let id = body["id"].as_str().unwrap().to_owned();
    assert_eq!(id.len(), 73);
    assert!(id.ends_with(&PARTNER.to_string()));
    assert_eq!(body["status"], "created");
    assert_eq!(body["activatedDateTime"], "");
    assert_eq!(body["customer"], Value::Null);
    assert_eq!(body["autoExtendDuration"], "PT0S");
    assert!(
        made.header("Location")
            .ends_with(&format!("{RELATIONSHIPS}/{id}"))
    );

    let at = format!("{RELATIONSHIPS}/{id}");
    let fresh = desk.get(&at).json();
    assert_eq!(fresh["status"], Value::Null);
    let lock = json!({"action": "lockForApproval"});
    assert_eq!(desk.post(&format!("{at}/requests"), &lock).status, 400);
    desk.wait(1);
    let ready = desk.get(&at).json();
    assert_eq!(ready["status"], "created");
    assert_eq!(ready["activatedDateTime"], Value::Null);
    assert_eq!(ready["endDateTime"], Value::Null);
    assert_ne!(ready["@odata.etag"], fresh["@odata.etag"]);
    assert!(ready["@odata.etag"].as_str().unwrap().starts_with("W/\""));
    assert_eq!(desk.post(&format!("{at}/requests"), &lock).status, 201);
}

#[test]
fn names_are_unique_and_short() {
    let mut desk = Practice::new();
    let longest = "n".repeat(50);
    desk.created(&longest, &[READER]);
    let again = desk.post(RELATIONSHIPS, &terms(&longest, &[READER]));
    assert_eq!(again.status, 409);
    let exact = json!({"error": {
        "code": "conflict",
        "message": "The resource already exists.",
        "target": null,
        "details": [],
        "innerError": null,
    }});
    assert_eq!(again.json(), exact);
    assert_eq!(
        desk.post(RELATIONSHIPS, &terms(&"n".repeat(51), &[READER]))
            .status,
        400
    );
    assert_eq!(desk.post(RELATIONSHIPS, &terms(" ", &[READER])).status, 400);
}

#[test]
fn what_is_wrong_with_the_input_is_said_in_one_sentence_for_all() {
    let mut desk = Practice::new();
    let good = terms("One", &[READER]);
    let with = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        body
    };
    let without = |name: &str| {
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove(name);
        body
    };
    let mut global = with("accessDetails", details(&[GLOBAL_ADMIN]));
    global["autoExtendDuration"] = json!("P180D");
    for bad in [
        without("displayName"),
        without("duration"),
        without("accessDetails"),
        with("duration", json!("P731D")),
        with("duration", json!("PT1H")),
        with("duration", json!(730)),
        with("autoExtendDuration", json!("P30D")),
        with("accessDetails", details(&[])),
        with("accessDetails", details(&["not-a-role"])),
        with(
            "accessDetails",
            details(&["00000000-0000-0000-0000-000000000000"]),
        ),
        with("accessDetails", json!({"unifiedRoles": [{}]})),
        with("customer", json!({"tenantId": "nobody"})),
        with("customer", json!({"tenantId": PARTNER})),
        global,
    ] {
        let seen = desk.post(RELATIONSHIPS, &bad);
        assert_eq!(seen.status, 400, "{bad}");
        assert_eq!(seen.json()["error"]["code"], "badRequest");
        assert!(
            seen.message()
                .starts_with("There were issue(s) with the input."),
            "{bad}"
        );
    }
    assert_eq!(
        desk.post(RELATIONSHIPS, &with("status", json!("active")))
            .status,
        400
    );
    assert_eq!(desk.post(RELATIONSHIPS, &json!([])).status, 400);
    let empty = desk.get(RELATIONSHIPS).json();
    assert_eq!(empty["value"], json!([]));
}

#[test]
fn a_relationship_may_be_meant_for_one_customer_and_extend_itself() {
    let mut desk = Practice::new();
    let mut body = terms("One", &[READER]);
    body["customer"] = json!({"tenantId": CUSTOMER, "displayName": "As we call it"});
    body["autoExtendDuration"] = json!("P180D");
    body["@odata.type"] = json!("#microsoft.graph.delegatedAdminRelationship");
    let made = desk.post(RELATIONSHIPS, &body);
    assert_eq!(made.status, 201);
    assert_eq!(made.json()["customer"]["displayName"], "As we call it");
    let mut global = terms("Two", &[GLOBAL_ADMIN]);
    global["autoExtendDuration"] = json!("P0D");
    assert_eq!(desk.post(RELATIONSHIPS, &global).status, 201);
}

#[test]
fn while_created_all_may_change_with_a_fresh_tag() {
    let mut desk = Practice::new();
    let at = desk.created("One", &[READER]);
    desk.created("Two", &[READER]);
    let tag = desk.etag(&at);
    let change = json!({"displayName": "Three", "accessDetails": details(&[HELPDESK])});
    let missing = desk.graph("PATCH", &at, &[], &change);
    assert_eq!(missing.status, 428);
    let changed = desk.graph("PATCH", &at, &[("If-Match", &tag)], &change);
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(changed.json()["displayName"], "Three");
    assert_eq!(changed.json()["accessDetails"], details(&[HELPDESK]));
    let stale = desk.graph("PATCH", &at, &[("If-Match", &tag)], &change);
    assert_eq!(
        (stale.status, stale.json()["error"]["code"].clone()),
        (412, json!("preconditionFailed"))
    );
    let tag = desk.etag(&at);
    let same = desk.graph(
        "PATCH",
        &at,
        &[("If-Match", &tag)],
        &json!({"displayName": "Three"}),
    );
    assert_eq!(same.status, 200, "its own name is not taken");
    let tag = desk.etag(&at);
    let taken = desk.graph(
        "PATCH",
        &at,
        &[("If-Match", &tag)],
        &json!({"displayName": "Two"}),
    );
    assert_eq!(taken.status, 409);
    let empty = desk.graph("PATCH", &at, &[("If-Match", &tag)], &json!({}));
    assert_eq!(empty.status, 400);
    let global = json!({"accessDetails": details(&[GLOBAL_ADMIN]), "autoExtendDuration": "P180D"});
    assert_eq!(
        desk.graph("PATCH", &at, &[("If-Match", &tag)], &global)
            .status,
        400
    );
}

#[test]
fn only_what_is_created_can_be_deleted_and_its_name_is_free_again() {
    let mut desk = Practice::new();
    let at = desk.created("One", &[READER]);
    assert_eq!(desk.graph("DELETE", &at, &[], &Value::Null).status, 428);
    assert_eq!(
        desk.graph("DELETE", &at, &[("If-Match", "W/\"x\"")], &Value::Null)
            .status,
        412
    );
    let tag = desk.etag(&at);
    assert_eq!(
        desk.graph("DELETE", &at, &[("If-Match", &tag)], &Value::Null)
            .status,
        204
    );
    assert_eq!(desk.get(&at).status, 404);
    let at = desk.locked("One", &[READER]);
    let tag = desk.etag(&at);
    assert_eq!(
        desk.graph("DELETE", &at, &[("If-Match", &tag)], &Value::Null)
            .status,
        400
    );
    let tag = desk.etag(&at);
    let late = desk.graph(
        "PATCH",
        &at,
        &[("If-Match", &tag)],
        &json!({"duration": "P1D"}),
    );
    assert_eq!(late.status, 400);
}
