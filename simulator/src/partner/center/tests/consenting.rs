use crate::partner::CspCustomer;
use crate::partner::practice::*;
use serde_json::{Value, json};
use uuid::Uuid;

const BOOTSTRAP: &str = "DelegatedPermissionGrant.ReadWrite.All,Directory.ReadWrite.All,\
                         AppRoleAssignment.ReadWrite.All";

fn consent(scope: &str) -> Value {
    let grants = json!([{"enterpriseApplicationId": GRAPH, "scope": scope}]);
    json!({"applicationId": APP, "displayName": "Ours", "applicationGrants": grants})
}

fn at() -> String {
    format!("/v1/customers/{CUSTOMER}/applicationconsents")
}

fn post(desk: &mut Practice, body: &Value) -> Seen {
    desk.center("POST", &at(), &[], body)
}

/// The agent may manage the customer's applications.
fn ready() -> Practice {
    let mut desk = Practice::new();
    let relationship = desk.active("One", &[APP_ADMIN]);
    desk.assigned(&relationship, GROUP, &[APP_ADMIN]);
    desk
}

fn scopes(desk: &Practice) -> usize {
    let now = desk.world.clock.now();
    desk.world.tenants[&CUSTOMER]
        .directory
        .scopes(APP, GRAPH, now)
        .len()
}

#[test]
fn a_consent_is_given_once_and_taken_back() {
    let mut desk = ready();
    let done = post(&mut desk, &consent(BOOTSTRAP));
    assert_eq!(done.status, 201, "{}", done.text);
    assert_eq!(done.json()["applicationGrants"][0]["scope"], BOOTSTRAP);
    desk.wait(60);
    assert_eq!(scopes(&desk), 3);
    let again = post(&mut desk, &consent(BOOTSTRAP));
    assert!(again.status == 400 || again.status == 409);
    assert_eq!(
        again.json()["description"],
        "Permission entry already exists"
    );
    let more = post(&mut desk, &consent("User.Read.All"));
    assert_eq!(
        more.json()["description"],
        "Permission entry already exists"
    );
    let one = format!("{}/{APP}", at());
    assert_eq!(desk.center("DELETE", &one, &[], &Value::Null).status, 204);
    assert_eq!(scopes(&desk), 0);
    assert_eq!(desk.center("DELETE", &one, &[], &Value::Null).status, 404);
    assert_eq!(post(&mut desk, &consent("User.Read.All")).status, 201);
    assert!(desk.world.journal.foreign_things_deleted().is_empty());
}

#[test]
fn fields_may_be_written_in_any_case() {
    let mut desk = ready();
    let grants = json!([{"EnterpriseApplicationId": GRAPH, "Scope": "User.Read.All"}]);
    let body = json!({"ApplicationId": APP, "ApplicationGrants": grants});
    assert_eq!(post(&mut desk, &body).status, 201);
}

#[test]
fn a_grant_that_cannot_be_made_fails_them_all() {
    let mut desk = ready();
    let missing = Uuid::from_u128(5);
    let mut body = consent(BOOTSTRAP);
    let strange = json!({"enterpriseApplicationId": missing, "scope": "Mail.Read"});
    body["applicationGrants"]
        .as_array_mut()
        .unwrap()
        .push(strange);
    let seen = post(&mut desk, &body);
    assert_eq!(seen.status, 400);
    assert!(
        seen.json()["description"]
            .as_str()
            .unwrap()
            .contains(&missing.to_string())
    );
    desk.wait(60);
    assert_eq!(scopes(&desk), 0);
    assert_eq!(post(&mut desk, &consent("Not a scope")).status, 400);
    assert_eq!(post(&mut desk, &consent("")).status, 400);
    let mut body = consent(BOOTSTRAP);
    body["applicationGrants"] = json!([]);
    assert_eq!(post(&mut desk, &body).status, 400);
    body["applicationGrants"] = json!([{"scope": "User.Read.All"}]);
    assert_eq!(post(&mut desk, &body).status, 400);
    let mut body = consent(BOOTSTRAP);
    body["applicationId"] = json!(missing);
    assert_eq!(post(&mut desk, &body).status, 400, "nobody's app");
    let elsewhere = format!("/v1/customers/{missing}/applicationconsents");
    assert_eq!(
        desk.center("POST", &elsewhere, &[], &consent(BOOTSTRAP))
            .status,
        404
    );
}

#[test]
fn only_who_manages_applications_there_may_consent() {
    let mut desk = Practice::new();
    assert_eq!(
        post(&mut desk, &consent(BOOTSTRAP)).status,
        403,
        "no relationship"
    );
    let relationship = desk.active("One", &[READER]);
    desk.assigned(&relationship, GROUP, &[READER]);
    assert_eq!(
        post(&mut desk, &consent(BOOTSTRAP)).status,
        403,
        "another role"
    );
    let mut legacy = CspCustomer::new(CUSTOMER, "Contoso", "contoso.com");
    legacy.delegated = true;
    desk.partner().customers.push(legacy);
    assert_eq!(
        post(&mut desk, &consent(BOOTSTRAP)).status,
        201,
        "the old delegation"
    );
    let mut desk = ready();
    desk.caller = with_user(|user| user.id = CLERK);
    assert_eq!(
        post(&mut desk, &consent(BOOTSTRAP)).status,
        403,
        "not in the group"
    );
    desk.caller = app_only(&[]);
    assert_eq!(post(&mut desk, &consent(BOOTSTRAP)).status, 403, "no user");
}

#[test]
fn a_consent_can_be_answered_and_never_show() {
    let mut desk = ready();
    desk.partner().quirks.consents_never_show = true;
    assert_eq!(post(&mut desk, &consent(BOOTSTRAP)).status, 201);
    desk.wait_days(30);
    let now = desk.world.clock.now();
    let directory = &desk.world.tenants[&CUSTOMER].directory;
    let principal = directory.service_principal(APP);
    assert!(principal.is_none_or(|principal| principal.visible_from > now));
}

#[test]
fn fifty_a_second_for_one_app() {
    let mut desk = ready();
    for _ in 0..50 {
        assert_ne!(post(&mut desk, &consent(BOOTSTRAP)).status, 429);
    }
    let full = post(&mut desk, &consent(BOOTSTRAP));
    assert_eq!((full.status, full.header("Retry-After")), (429, "1"));
    desk.wait(1);
    assert_ne!(post(&mut desk, &consent(BOOTSTRAP)).status, 429);
}
