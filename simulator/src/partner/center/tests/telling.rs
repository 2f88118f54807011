use crate::partner::practice::*;
use crate::partner::{AuditLink, Delivery, due_deliveries, tell_delivery};
use crate::wire::Reply;
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, Issuer, KeyPair};
use serde_json::{Value, json};
use std::sync::Arc;

const REGISTRATION: &str = "/webhooks/v1/registration";
const HOOK: &str = "https://localhost:9/hook";

fn registered(events: &[&str]) -> Practice {
    let mut desk = Practice::new();
    let key = KeyPair::generate().unwrap();
    desk.world
        .notary
        .appoint(Arc::new(Issuer::new(CertificateParams::default(), key)));
    let seen = register(&mut desk, "POST", HOOK, events);
    assert_eq!(seen.status, 200, "{}", seen.text);
    desk
}

fn register(desk: &mut Practice, method: &str, url: &str, events: &[&str]) -> Seen {
    desk.center(
        method,
        REGISTRATION,
        &[],
        &json!({"WebhookUrl": url, "WebhookEvents": events}),
    )
}

fn names(deliveries: &[Delivery]) -> Vec<String> {
    let name = |delivery: &Delivery| {
        let body: Value = serde_json::from_slice(&delivery.body).unwrap();
        body["EventName"].as_str().unwrap().to_owned()
    };
    deliveries.iter().map(name).collect()
}

#[test]
fn a_registration_is_made_read_and_replaced() {
    let mut desk = registered(&["test-created"]);
    let seen = desk.center("GET", REGISTRATION, &[], &Value::Null).json();
    assert_eq!(
        (&seen["WebhookUrl"], &seen["WebhookEvents"]),
        (&json!(HOOK), &json!(["test-created"]))
    );
    assert_eq!(
        register(&mut desk, "POST", HOOK, &["test-created"]).status,
        409
    );
    let subscriber = seen["SubscriberId"].clone();
    let replaced = register(
        &mut desk,
        "PUT",
        "https://localhost:9/other",
        &["test-created"],
    );
    assert_eq!(replaced.json()["SubscriberId"], subscriber);
    for (url, events) in [
        ("ftp://localhost/hook", vec!["test-created"]),
        ("http://example.com/hook", vec!["test-created"]),
        (HOOK, vec![]),
        (HOOK, vec!["granular-admin-relationship-created"]),
    ] {
        assert_eq!(
            register(&mut desk, "PUT", url, &events).status,
            400,
            "{url} {events:?}"
        );
    }
    let known = desk
        .center("GET", "/webhooks/v1/registration/events", &[], &Value::Null)
        .json();
    let approved = json!("granular-admin-relationship-approved");
    assert!(known.as_array().unwrap().contains(&approved));
    let mut fresh = Practice::new();
    assert_eq!(
        fresh.center("GET", REGISTRATION, &[], &Value::Null).status,
        404
    );
    assert_eq!(
        register(&mut fresh, "PUT", HOOK, &["test-created"]).status,
        404
    );
}

#[test]
fn the_life_of_a_relationship_is_told_signed_and_with_its_record() {
    let mut desk = registered(&[
        "granular-admin-relationship-approved",
        "granular-admin-relationship-activated",
        "granular-admin-relationship-terminated",
        "granular-admin-access-assignment-created",
        "granular-admin-access-assignment-activated",
    ]);
    let at = desk.locked("One", &[READER]);
    assert!(due_deliveries(&mut desk.world).is_empty());
    crate::partner::approve(&mut desk.world, id_of(&at), CUSTOMER).unwrap();
    let due = due_deliveries(&mut desk.world);
    assert_eq!(names(&due), ["granular-admin-relationship-approved"]);
    assert!(
        due_deliveries(&mut desk.world).is_empty(),
        "handed out once"
    );
    let delivery = &due[0];
    assert_eq!(delivery.url, HOOK);
    verify(&mut desk, delivery);
    let body: Value = serde_json::from_slice(&delivery.body).unwrap();
    assert!(body["ResourceUri"].as_str().unwrap().ends_with(id_of(&at)));
    let audit = body["AuditUri"].as_str().unwrap().to_owned();
    let record = audit.trim_start_matches("https://localhost:3");
    let record = desk.center("GET", record, &[], &Value::Null).json();
    let new: Value = serde_json::from_str(record["resourceNewValue"].as_str().unwrap()).unwrap();
    assert_eq!(new["Id"], json!(id_of(&at)));
    assert_eq!(new["customer"]["organizationDisplayName"], "Contoso");
    let none = desk.center("GET", "/auditactivity/v1/auditrecords/x", &[], &Value::Null);
    assert_eq!(none.status, 404);
    desk.wait(200);
    desk.assigned(&at, GROUP, &[READER]);
    let due = due_deliveries(&mut desk.world);
    let expected = [
        "granular-admin-relationship-activated",
        "granular-admin-access-assignment-created",
        "granular-admin-access-assignment-activated",
    ];
    assert_eq!(names(&due), expected);
    desk.post(&format!("{at}/requests"), &json!({"action": "terminate"}));
    desk.wait(100);
    assert_eq!(
        names(&due_deliveries(&mut desk.world)),
        ["granular-admin-relationship-terminated"]
    );
}

fn verify(desk: &mut Practice, delivery: &Delivery) {
    let header = |name: &str| {
        let mut headers = delivery.headers.iter();
        headers
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
            .unwrap()
    };
    assert_eq!(header("x-ms-signature-algorithm"), "rsa-sha256");
    assert!(header("x-ms-certificate-url").starts_with("https://localhost:3/cert/"));
    let signature = header("Authorization");
    let signature = STANDARD
        .decode(signature.strip_prefix("Signature ").unwrap())
        .unwrap();
    let Reply { status, body, .. } = crate::partner::notary::certificate(&mut desk.world);
    assert_eq!(status, 200);
    // The key is where the certificate has it: after its algorithm, as a bit string.
    let mark = [0x03, 0x82, 0x01, 0x0f, 0x00];
    let place = body
        .windows(mark.len())
        .position(|bytes| bytes == mark)
        .unwrap();
    let key = &body[place + mark.len()..place + mark.len() + 270];
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key);
    key.verify(&delivery.body, &signature).unwrap();
    assert!(key.verify(b"something else", &signature).is_err());
}

#[test]
fn what_was_before_the_registration_is_not_told() {
    let mut desk = Practice::new();
    let at = desk.active("One", &[READER]);
    desk.assigned(&at, GROUP, &[READER]);
    let key = KeyPair::generate().unwrap();
    desk.world
        .notary
        .appoint(Arc::new(Issuer::new(CertificateParams::default(), key)));
    let events = [
        "granular-admin-relationship-approved",
        "granular-admin-relationship-expired",
    ];
    register(&mut desk, "POST", HOOK, &events);
    assert!(due_deliveries(&mut desk.world).is_empty());
    desk.wait_days(731);
    let due = due_deliveries(&mut desk.world);
    assert_eq!(names(&due), ["granular-admin-relationship-expired"]);
}

#[test]
fn a_delivery_that_fails_is_tried_ten_times() {
    let mut desk = registered(&["test-created"]);
    let tests = format!("{REGISTRATION}/validationEvents");
    let asked = desk.center("POST", &tests, &[], &Value::Null);
    assert_eq!(asked.status, 200, "{}", asked.text);
    let id = asked.json()["correlationId"].as_str().unwrap().to_owned();
    let place = format!("{tests}/{id}");
    let mut attempts = 0;
    for _ in 0..20 {
        for delivery in due_deliveries(&mut desk.world) {
            attempts += 1;
            let status = (attempts > 1).then_some(503);
            tell_delivery(&mut desk.world, PARTNER, delivery.id, status);
            assert!(due_deliveries(&mut desk.world).is_empty(), "not at once");
        }
        desk.wait(3600);
    }
    assert_eq!(attempts, 10);
    let seen = desk.center("GET", &place, &[], &Value::Null).json();
    assert_eq!(
        (&seen["status"], seen["results"].as_array().unwrap().len()),
        (&json!("completed"), 10)
    );
    assert_eq!(seen["results"][0]["systemError"], true);
    assert_eq!(seen["results"][1]["responseCode"], "ServiceUnavailable");
    desk.center("POST", &tests, &[], &Value::Null);
    let due = due_deliveries(&mut desk.world);
    tell_delivery(&mut desk.world, PARTNER, due[0].id, Some(200));
    desk.wait(3600);
    assert!(
        due_deliveries(&mut desk.world).is_empty(),
        "delivered is delivered"
    );
}

#[test]
fn two_tests_a_minute_and_only_when_asked_for() {
    let mut desk = registered(&["test-created"]);
    let tests = format!("{REGISTRATION}/validationEvents");
    for expected in [200, 200, 429] {
        assert_eq!(
            desk.center("POST", &tests, &[], &Value::Null).status,
            expected
        );
    }
    desk.wait(60);
    assert_eq!(desk.center("POST", &tests, &[], &Value::Null).status, 200);
    register(&mut desk, "PUT", HOOK, &["invoice-ready"]);
    assert_eq!(desk.center("POST", &tests, &[], &Value::Null).status, 400);
    assert_eq!(
        desk.center("GET", &format!("{tests}/x"), &[], &Value::Null)
            .status,
        404
    );
}

#[test]
fn the_record_may_be_missing_or_elsewhere() {
    let events = ["granular-admin-relationship-approved"];
    for (link, expected) in [
        (AuditLink::None, Value::Null),
        (
            AuditLink::Foreign("https://evil.example/x".to_owned()),
            json!("https://evil.example/x"),
        ),
    ] {
        let mut desk = registered(&events);
        desk.partner().quirks.audit_link = link;
        let at = desk.locked("One", &[READER]);
        crate::partner::approve(&mut desk.world, id_of(&at), CUSTOMER).unwrap();
        let due = due_deliveries(&mut desk.world);
        let body: Value = serde_json::from_slice(&due[0].body).unwrap();
        assert_eq!(body["AuditUri"], expected);
    }
}

#[test]
fn the_signature_may_have_a_header_of_its_own() {
    let mut desk = registered(&["test-created"]);
    let body = json!({
        "WebhookUrl": HOOK,
        "WebhookEvents": ["test-created"],
        "SignatureTokenToMsSignatureHeader": true,
    });
    assert_eq!(desk.center("PUT", REGISTRATION, &[], &body).status, 200);
    desk.center(
        "POST",
        &format!("{REGISTRATION}/validationEvents"),
        &[],
        &Value::Null,
    );
    let due = due_deliveries(&mut desk.world);
    assert!(
        due[0]
            .headers
            .iter()
            .any(|(name, _)| name == "x-ms-signature")
    );
    assert!(
        due[0]
            .headers
            .iter()
            .all(|(name, _)| name != "Authorization")
    );
}
