use crate::partner::practice::*;
use serde_json::Value;

#[test]
fn an_app_needs_its_permission_and_the_prerequisite() {
    let mut desk = Practice::new();
    desk.caller = app_only(&[]);
    let seen = desk.get(RELATIONSHIPS);
    assert_eq!(seen.status, 403);
    assert_eq!(seen.json()["error"]["code"], "Authorization_RequestDenied");
    desk.caller = app_only(&["DelegatedAdminRelationship.Read.All"]);
    assert_eq!(desk.get(RELATIONSHIPS).status, 200);
    assert_eq!(
        desk.post(RELATIONSHIPS, &terms("One", &[READER])).status,
        403
    );
    desk.caller = app_only(&["DelegatedAdminRelationship.ReadWrite.All"]);
    let seen = desk.post(RELATIONSHIPS, &terms("One", &[READER]));
    assert_eq!(
        (seen.status, seen.json()["error"]["code"].as_str()),
        (403, Some("Forbidden"))
    );
    add_prerequisite(&mut desk.world);
    let at = desk.active("One", &[READER]);
    desk.assigned(&at, GROUP, &[READER]);
}

#[test]
fn a_user_needs_a_second_factor_and_to_be_an_admin_agent() {
    let mut desk = Practice::new();
    desk.caller = with_user(|user| user.mfa = false);
    let seen = desk.post(RELATIONSHIPS, &terms("One", &[READER]));
    assert_eq!(seen.status, 403);
    assert!(
        seen.message()
            .starts_with("The user (principal) does not have the required")
    );
    let seen = desk.get(RELATIONSHIPS);
    assert_eq!(seen.status, 401);
    assert_eq!(seen.json()["error"]["code"], "InvalidAuthenticationToken");
    desk.caller = with_user(|user| user.id = CLERK);
    assert_eq!(desk.get(RELATIONSHIPS).status, 200);
    assert_eq!(
        desk.post(RELATIONSHIPS, &terms("One", &[READER])).status,
        403
    );
}

#[test]
fn only_in_the_partners_own_tenant() {
    let mut desk = Practice::new();
    desk.caller.tenant = CUSTOMER;
    assert_eq!(desk.get(RELATIONSHIPS).status, 403);
    assert_eq!(
        desk.post(RELATIONSHIPS, &terms("One", &[READER])).status,
        403
    );
    assert_eq!(
        desk.get("/v1.0/contracts").json()["value"],
        serde_json::json!([])
    );
}

#[test]
fn paths_that_are_not_there() {
    let mut desk = Practice::new();
    assert_eq!(desk.get(&format!("{RELATIONSHIPS}/x/groups")).status, 400);
    assert_eq!(
        desk.graph("PUT", RELATIONSHIPS, &[], &Value::Null).status,
        405
    );
    assert_eq!(desk.get(&format!("{RELATIONSHIPS}/none")).status, 404);
    let strange = RELATIONSHIPS.replace("v1.0", "v3.0");
    assert_eq!(desk.get(&strange).status, 400);
    let beta = RELATIONSHIPS.replace("v1.0", "beta");
    assert_eq!(desk.get(&beta).status, 200);
}

#[test]
fn every_effect_is_told_to_the_journal() {
    let mut desk = Practice::new();
    let at = desk.active("One", &[READER]);
    desk.assigned(&at, GROUP, &[READER]);
    let deeds = desk.world.journal.deeds();
    let told: Vec<_> = deeds
        .iter()
        .map(|deed| (deed.kind, deed.by_app.is_some()))
        .collect();
    let relationship = "relationship";
    let expected = [
        (relationship, true),
        (relationship, true),
        (relationship, false),
        ("accessAssignment", true),
    ];
    assert_eq!(told, expected);
    assert!(desk.world.journal.foreign_things_deleted().is_empty());
}
