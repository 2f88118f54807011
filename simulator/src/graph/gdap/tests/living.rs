use crate::partner::practice::*;
use crate::partner::{approve, gdap_roles, has_gdap, refuse, remove_relationship};
use serde_json::{Value, json};

const LOCK: &str = "lockForApproval";

#[test]
fn locking_takes_a_moment_and_happens_once() {
    let mut desk = Practice::new();
    let at = desk.created("One", &[READER]);
    let requests = format!("{at}/requests");
    let asked = desk.post(&requests, &json!({"action": LOCK}));
    assert_eq!(asked.status, 201);
    assert_eq!(asked.json()["status"], "created");
    let place = asked.header("Location").to_owned();
    assert_eq!(desk.get(&at).json()["status"], "created", "not at once");
    assert_eq!(desk.post(&requests, &json!({"action": LOCK})).status, 400);
    assert!(approve(&mut desk.world, id_of(&at), CUSTOMER).is_err());
    desk.wait(1);
    assert_eq!(desk.get(&place).json()["status"], "succeeded");
    assert_eq!(desk.status(&at), "approvalPending");
    assert_eq!(desk.post(&requests, &json!({"action": LOCK})).status, 400);
    assert_eq!(
        desk.post(&requests, &json!({"action": "terminate"})).status,
        400
    );
    assert_eq!(
        desk.post(&requests, &json!({"action": "approve"})).status,
        400
    );
    assert_eq!(
        desk.post(&requests, &json!({"action": "dance"})).status,
        400
    );
    assert_eq!(desk.post(&requests, &json!({})).status, 400);
    assert_eq!(
        desk.get(&requests).json()["value"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(desk.get(&format!("{requests}/none")).status, 404);
    assert_eq!(
        desk.get(&format!("{RELATIONSHIPS}/none/requests")).status,
        404
    );
    assert_eq!(
        desk.graph("DELETE", &requests, &[], &Value::Null).status,
        405
    );
}

#[test]
fn an_approved_relationship_becomes_active_by_and_by() {
    let mut desk = Practice::new();
    let at = desk.locked("One", &[READER]);
    let id = id_of(&at).to_owned();
    assert!(approve(&mut desk.world, "none", CUSTOMER).is_err());
    assert!(approve(&mut desk.world, &id, PARTNER).is_err());
    approve(&mut desk.world, &id, CUSTOMER).unwrap();
    assert!(approve(&mut desk.world, &id, CUSTOMER).is_err());
    let mut seen = Vec::new();
    let mut tags = Vec::new();
    for _ in 0..200 {
        let body = desk.get(&at).json();
        let status = body["status"].as_str().unwrap().to_owned();
        if seen.last() != Some(&status) {
            seen.push(status);
            tags.push(body["@odata.etag"].clone());
        }
        desk.wait(1);
    }
    assert_eq!(seen, ["approved", "activating", "active"]);
    assert!(tags[0] != tags[1] && tags[1] != tags[2]);
    let body = desk.get(&at).json();
    assert_eq!(body["customer"]["displayName"], "Contoso");
    assert!(body["activatedDateTime"].is_string() && body["endDateTime"].is_string());
    assert!(has_gdap(&desk.world, PARTNER, CUSTOMER));
    assert!(!has_gdap(&desk.world, PARTNER, OTHER));
}

#[test]
fn who_is_not_meant_cannot_approve() {
    let mut desk = Practice::new();
    let mut body = terms("One", &[READER]);
    body["customer"] = json!({"tenantId": CUSTOMER});
    let made = desk.post(RELATIONSHIPS, &body).json();
    let at = format!("{RELATIONSHIPS}/{}", made["id"].as_str().unwrap());
    desk.wait(1);
    desk.post(&format!("{at}/requests"), &json!({"action": LOCK}));
    desk.wait(1);
    assert!(approve(&mut desk.world, id_of(&at), OTHER).is_err());
    assert!(refuse(&mut desk.world, id_of(&at), OTHER).is_err());
    approve(&mut desk.world, id_of(&at), CUSTOMER).unwrap();
}

#[test]
fn nobody_approves_in_ninety_days() {
    let mut desk = Practice::new();
    let at = desk.locked("One", &[READER]);
    desk.wait_days(89);
    assert_eq!(desk.status(&at), "approvalPending");
    desk.wait_days(1);
    assert_eq!(desk.status(&at), "expired");
    assert!(approve(&mut desk.world, id_of(&at), CUSTOMER).is_err());
}

#[test]
fn a_customer_refuses_or_removes() {
    let mut desk = Practice::new();
    let at = desk.locked("One", &[READER]);
    refuse(&mut desk.world, id_of(&at), CUSTOMER).unwrap();
    desk.wait(100);
    assert_eq!(desk.status(&at), "terminated");
    let at = desk.active("Two", &[READER]);
    assert!(remove_relationship(&mut desk.world, id_of(&at), OTHER).is_err());
    remove_relationship(&mut desk.world, id_of(&at), CUSTOMER).unwrap();
    assert_eq!(desk.status(&at), "terminationRequested");
    assert!(!has_gdap(&desk.world, PARTNER, CUSTOMER));
    desk.wait(100);
    assert_eq!(desk.status(&at), "terminated");
}

#[test]
fn the_partner_terminates_what_is_active() {
    let mut desk = Practice::new();
    let at = desk.active("One", &[READER]);
    desk.assigned(&at, GROUP, &[READER]);
    let roles = gdap_roles(&desk.world, PARTNER, AGENT, CUSTOMER);
    assert!(roles.contains(READER));
    let asked = desk.post(&format!("{at}/requests"), &json!({"action": "terminate"}));
    assert_eq!(asked.status, 201);
    assert_eq!(desk.status(&at), "terminationRequested");
    assert!(gdap_roles(&desk.world, PARTNER, AGENT, CUSTOMER).is_empty());
    desk.wait(100);
    assert_eq!(desk.status(&at), "terminated");
    assert_eq!(
        desk.post(RELATIONSHIPS, &terms("One", &[READER])).status,
        409,
        "the name stays"
    );
}

#[test]
fn its_time_is_over_unless_it_extends_itself() {
    let mut desk = Practice::new();
    let at = desk.active("One", &[READER]);
    let end = desk.get(&at).json()["endDateTime"].clone();
    let tag = desk.etag(&at);
    let on = json!({"autoExtendDuration": "P180D"});
    let extended = desk.graph("PATCH", &at, &[("If-Match", &tag)], &on);
    assert_eq!(extended.status, 200, "{}", extended.text);
    assert_eq!(
        extended.json()["endDateTime"],
        end,
        "not before the last day"
    );
    desk.wait_days(730);
    assert_eq!(desk.status(&at), "active");
    let rolled = desk.get(&at).json();
    assert_ne!(rolled["endDateTime"], end);
    let tag = desk.etag(&at);
    let off = json!({"autoExtendDuration": "PT0S"});
    assert_eq!(
        desk.graph("PATCH", &at, &[("If-Match", &tag)], &off).status,
        200
    );
    assert_eq!(desk.get(&at).json()["endDateTime"], rolled["endDateTime"]);
    desk.wait_days(180);
    assert_eq!(desk.status(&at), "expired");
    let again = json!({"action": "terminate"});
    assert_eq!(desk.post(&format!("{at}/requests"), &again).status, 400);
}

#[test]
fn it_is_expiring_before_it_is_expired() {
    let mut desk = Practice::new();
    let at = desk.active("One", &[READER]);
    let end: jiff::Timestamp = desk.get(&at).json()["endDateTime"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let left = end.duration_since(desk.world.clock.now());
    desk.wait(u64::try_from(left.as_secs()).unwrap() + 1);
    assert_eq!(desk.status(&at), "expiring");
    desk.wait(60);
    assert_eq!(desk.status(&at), "expired");
}

#[test]
fn of_an_active_relationship_only_global_administrator_can_be_taken() {
    let mut desk = Practice::new();
    let at = desk.active("One", &[READER, GLOBAL_ADMIN, HELPDESK]);
    let mut patch = |body: &Value| {
        let tag = desk.etag(&at);
        desk.graph("PATCH", &at, &[("If-Match", &tag)], body)
    };
    assert_eq!(patch(&json!({"displayName": "x"})).status, 400);
    assert_eq!(patch(&json!({"duration": "P1D"})).status, 400);
    assert_eq!(patch(&json!({"autoExtendDuration": "P180D"})).status, 400);
    assert_eq!(
        patch(&json!({"accessDetails": details(&[READER])})).status,
        400
    );
    assert_eq!(
        patch(&json!({"accessDetails": details(&[READER, HELPDESK, APP_ADMIN])})).status,
        400
    );
    let less = json!({"accessDetails": details(&[READER, HELPDESK])});
    let taken = patch(&less);
    assert_eq!((taken.status, taken.header("Retry-After")), (202, "10"));
    assert_eq!(taken.json(), json!({}));
    assert_eq!(patch(&less).status, 409);
    let operation = taken.header("Location").to_owned();
    let begun = desk.get(&operation).json();
    assert_eq!(begun["status"], "notStarted");
    assert_eq!(begun["operationType"], "unknownFutureValue");
    let prefer = [("Prefer", "include-unknown-enum-members")];
    let known = desk.graph("GET", &operation, &prefer, &Value::Null).json();
    assert_eq!(known["operationType"], "delegatedAdminRelationshipUpdate");
    desk.wait(60);
    assert_eq!(desk.get(&operation).json()["status"], "succeeded");
    let roles = desk.get(&at).json()["accessDetails"]["unifiedRoles"].clone();
    assert_eq!(roles.as_array().unwrap().len(), 2);
}
