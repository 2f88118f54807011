use crate::partner::practice::*;
use crate::partner::{CspCustomer, PartnerKind};
use serde_json::{Value, json};
use uuid::Uuid;

fn code(seen: &Seen) -> String {
    seen.json()["code"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn bodies_begin_with_a_mark_and_errors_have_their_form() {
    let mut desk = Practice::new();
    let seen = desk.center("GET", "/v1/customers", &[], &Value::Null);
    assert_eq!(seen.status, 200);
    assert!(seen.text.starts_with('\u{feff}'));
    let seen = desk.center("GET", &format!("/v1/customers/{OTHER}"), &[], &Value::Null);
    assert_eq!(seen.status, 404);
    assert!(seen.text.starts_with('\u{feff}'));
    let body = seen.json();
    assert_eq!(
        (&body["source"], &body["data"]),
        (&json!("PartnerFD"), &json!([]))
    );
    assert!(body["description"].is_string());
    assert!(!seen.header("MS-CV").is_empty() && !seen.header("MS-ServerId").is_empty());
    assert_eq!(
        desk.center("GET", "/v1/nothing", &[], &Value::Null).status,
        404
    );
    assert_eq!(
        desk.center("PUT", "/v1/customers", &[], &Value::Null)
            .status,
        405
    );
}

#[test]
fn without_a_second_factor_nothing_goes_for_users() {
    let mut desk = Practice::new();
    let good = desk.center("GET", "/v1/customers", &[], &Value::Null);
    assert_eq!(good.header("isMfaCompliant"), "true");
    desk.caller = with_user(|user| user.mfa = false);
    let bad = desk.center("GET", "/v1/customers", &[], &Value::Null);
    assert_eq!((bad.status, code(&bad).as_str()), (401, "10001"));
    assert_eq!(
        bad.json()["description"],
        "Authentication failed. MFA required."
    );
    assert_eq!(bad.header("isMfaCompliant"), "false");
    desk.partner().quirks.mfa_enforced = false;
    let tolerated = desk.center("GET", "/v1/customers", &[], &Value::Null);
    assert_eq!(
        (tolerated.status, tolerated.header("isMfaCompliant")),
        (200, "false")
    );
    desk.caller = agent();
    let seen = desk
        .center("GET", "/v1/applicationmfaadoptionstatus", &[], &Value::Null)
        .json();
    assert_eq!(seen[0]["totalRequestCount"], 4);
    assert_eq!(seen[0]["mfaCompliantRequestCount"], 2);
    assert_eq!(seen[0]["applicationName"], "Ours");
}

#[test]
fn some_operations_want_a_user_and_some_an_admin_agent() {
    let mut desk = Practice::new();
    let link = "/v1/customers/relationshiprequests";
    let seen = desk.center("GET", link, &[], &Value::Null);
    assert_eq!(seen.status, 200);
    let url = seen.json()["url"].as_str().unwrap().to_owned();
    assert!(
        url.contains(&PARTNER.to_string()) && url.contains("ResellerRelationship"),
        "{url}"
    );
    let more = format!("{link}?indirectResellerId={OTHER}");
    let more = desk.center("GET", &more, &[], &Value::Null).json();
    assert!(more["url"].as_str().unwrap().contains(&OTHER.to_string()));
    let bad = desk.center(
        "GET",
        &format!("{link}?indirectResellerId=x"),
        &[],
        &Value::Null,
    );
    assert_eq!(bad.status, 400);
    desk.caller = with_user(|user| user.id = CLERK);
    assert_eq!(desk.center("GET", link, &[], &Value::Null).status, 403);
    desk.caller = app_only(&[]);
    assert_eq!(desk.center("GET", link, &[], &Value::Null).status, 403);
    let adoption = desk.center("GET", "/v1/applicationmfaadoptionstatus", &[], &Value::Null);
    assert_eq!(adoption.status, 403);
    let list = desk.center("GET", "/v1/customers", &[], &Value::Null);
    assert_eq!((list.status, list.header("isMfaCompliant")), (200, ""));
}

#[test]
fn a_policy_may_demand_claims_of_users() {
    let mut desk = Practice::new();
    desk.partner().quirks.claims_demanded = true;
    let seen = desk.center("GET", "/v1/customers", &[], &Value::Null);
    assert_eq!(seen.status, 403);
    assert!(
        seen.header("WWW-Authenticate")
            .contains("insufficient_claims")
    );
    desk.caller = app_only(&[]);
    let seen = desk.center("GET", "/v1/customers", &[], &Value::Null);
    assert_eq!(seen.status, 200);
}

#[test]
fn strangers_and_indirect_resellers_are_refused() {
    let mut desk = Practice::new();
    desk.caller.tenant = CUSTOMER;
    assert_eq!(
        desk.center("GET", "/v1/customers", &[], &Value::Null)
            .status,
        403
    );
    desk.caller = agent();
    desk.caller.scopes.remove("user_impersonation");
    assert_eq!(
        desk.center("GET", "/v1/customers", &[], &Value::Null)
            .status,
        403
    );
    desk.caller = agent();
    desk.partner().kind = PartnerKind::IndirectReseller;
    assert_eq!(
        desk.center("GET", "/v1/customers", &[], &Value::Null)
            .status,
        403
    );
}

#[test]
fn the_same_request_id_does_the_same_thing_once() {
    let mut desk = Practice::new();
    desk.partner()
        .customers
        .push(CspCustomer::new(CUSTOMER, "Contoso", "contoso.com"));
    let at = format!("/v1/customers/{CUSTOMER}");
    let body = json!({"relationshipToPartner": "none", "attributes": {"objectType": "Customer"}});
    let id = Uuid::from_u128(7).to_string();
    let headers = [("MS-RequestId", id.as_str())];
    let first = desk.center("PATCH", &at, &headers, &body);
    assert_eq!(first.status, 200, "{}", first.text);
    let again = desk.center("PATCH", &at, &headers, &body);
    assert_eq!((again.status, &again.text), (200, &first.text));
    assert_eq!(desk.world.journal.deeds().len(), 1);
    desk.center("PATCH", &at, &[], &body);
    assert_eq!(desk.world.journal.deeds().len(), 2);
    desk.wait_days(1);
    desk.center("PATCH", &at, &headers, &body);
    assert_eq!(desk.world.journal.deeds().len(), 3, "forgotten after a day");
    let odd = desk.center("PATCH", &at, &[("MS-RequestId", "seven")], &body);
    assert_eq!(odd.status, 400);
}
