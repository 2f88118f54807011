//! Partner Center.

use crate::desk::*;
use crate::hook::{Hook, Posted};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use serde_json::{Value, json};
use std::sync::Arc;
use tenantry_simulator::{AuditLink, Quirks};
use url::Url;

const GRAPH_APP: &str = "00000003-0000-0000-c000-000000000000";
const BOOTSTRAP: &str = "DelegatedPermissionGrant.ReadWrite.All,Directory.ReadWrite.All";
const REGISTRATION: &str = "/webhooks/v1/registration";

#[tokio::test]
async fn customers_are_the_resellers() {
    let mut desk = Desk::open().await;
    let list = desk
        .center("GET", "/v1/customers?size=1", &[], &Value::Null)
        .await;
    assert_eq!(list.status, 200);
    assert!(list.text().starts_with('\u{feff}'));
    assert_eq!(list.header("isMfaCompliant"), "true");
    let contoso = desk.customer("Contoso");
    assert_eq!(
        list.json()["items"][0]["companyProfile"]["tenantId"],
        json!(contoso)
    );
    assert_eq!(list.json()["totalCount"], 1, "the others have no contract");
    let one = format!("/v1/customers/{contoso}");
    assert_eq!(
        desk.center("GET", &one, &[], &Value::Null).await.status,
        200
    );
    let fabrikam = format!("/v1/customers/{}", desk.customer("Fabrikam"));
    assert_eq!(
        desk.center("GET", &fabrikam, &[], &Value::Null)
            .await
            .status,
        404
    );
    let subscriptions = format!("{one}/subscriptions");
    assert_eq!(
        desk.center("GET", &subscriptions, &[], &Value::Null)
            .await
            .status,
        200
    );
    let wrong = [("MS-ContinuationToken", "wrong")];
    let next = "/v1/customers?size=1&seekOperation=Next";
    assert_eq!(
        desk.center("GET", next, &wrong, &Value::Null).await.status,
        400
    );
    desk.be_the_app().await;
    let list = desk.center("GET", "/v1/customers", &[], &Value::Null).await;
    assert_eq!((list.status, list.header("isMfaCompliant")), (200, ""));
}

#[tokio::test]
async fn without_a_second_factor_or_the_right_token_nothing_goes() {
    let mut desk = Desk::open().await;
    desk.sign_in(SERVICE, false).await;
    let seen = desk.center("GET", "/v1/customers", &[], &Value::Null).await;
    assert_eq!((seen.status, &seen.json()["code"]), (401, &json!("10001")));
    assert_eq!(
        seen.json()["description"],
        "Authentication failed. MFA required."
    );
    assert_eq!(seen.header("isMfaCompliant"), "false");
    desk.sign_in(SERVICE, true).await;
    let adoption = "/v1/applicationmfaadoptionstatus";
    let adoption = desk.center("GET", adoption, &[], &Value::Null).await.json();
    assert_eq!(adoption[0]["totalRequestCount"], 2);
    assert_eq!(adoption[0]["mfaCompliantRequestCount"], 1);
    desk.mix_up();
    let seen = desk.center("GET", "/v1/customers", &[], &Value::Null).await;
    assert_eq!((seen.status, &seen.json()["code"]), (401, &json!("401")));
}

#[tokio::test]
async fn some_things_need_a_user() {
    let mut desk = Desk::open().await;
    let link = "/v1/customers/relationshiprequests";
    let seen = desk.center("GET", link, &[], &Value::Null).await;
    let url = seen.json()["url"].as_str().unwrap().to_owned();
    assert!(url.contains(&desk.partner().to_string()));
    desk.sign_in(ADA, true).await;
    assert_eq!(
        desk.center("GET", link, &[], &Value::Null).await.status,
        403
    );
    desk.be_the_app().await;
    assert_eq!(
        desk.center("GET", link, &[], &Value::Null).await.status,
        403
    );
}

#[tokio::test]
async fn a_customer_is_given_up_once() {
    let desk = Desk::open().await;
    let at = format!("/v1/customers/{}", desk.customer("Contoso"));
    let body = json!({"relationshipToPartner": "none", "attributes": {"objectType": "Customer"}});
    let headers = [
        ("MS-RequestId", "6f2d2f0c-7c11-4a53-9c4c-0d3c1f6b8c01"),
        ("MS-CorrelationId", "6f2d2f0c-7c11-4a53-9c4c-0d3c1f6b8c02"),
    ];
    let first = desk.center("PATCH", &at, &headers, &body).await;
    assert_eq!(
        (first.status, first.header("MS-RequestId")),
        (200, headers[0].1)
    );
    assert_eq!(first.header("MS-CorrelationId"), headers[1].1);
    let again = desk.center("PATCH", &at, &headers, &body).await;
    assert_eq!((again.status, again.text()), (200, first.text()));
    let deeds = desk.simulator.control().deeds();
    assert_eq!(
        deeds.iter().filter(|deed| deed.kind == "customer").count(),
        1
    );
    let list = desk.center("GET", "/v1/customers", &[], &Value::Null).await;
    assert_eq!(list.json()["totalCount"], 0);
    assert!(desk.get("/v1.0/contracts").await.rows().is_empty());
}

#[tokio::test]
async fn consent_is_given_once_by_who_manages_applications() {
    let desk = Desk::open().await;
    let fabrikam = desk.customer("Fabrikam");
    let at = format!("/v1/customers/{fabrikam}/applicationconsents");
    let consent = |scope: &str| {
        json!({
            "ApplicationId": desk.app(),
            "ApplicationGrants": [{"EnterpriseApplicationId": GRAPH_APP, "Scope": scope}],
        })
    };
    let early = desk.center("POST", &at, &[], &consent(BOOTSTRAP)).await;
    assert_eq!(early.status, 403);
    let relationship = desk.active("One", &[APP_ADMIN], "Fabrikam").await;
    let all = format!("{relationship}/accessAssignments");
    let made = desk
        .post(&all, &assignment(desk.group(ADMINS), &[APP_ADMIN]))
        .await;
    assert_eq!(made.status, 201);
    desk.wait(240);
    let bad = desk.center("POST", &at, &[], &consent("Not.A.Scope")).await;
    assert_eq!(bad.status, 400);
    let mut missing = consent(BOOTSTRAP);
    let stranger = "11111111-2222-4333-8444-555555555555";
    missing["ApplicationGrants"][0]["EnterpriseApplicationId"] = json!(stranger);
    assert_eq!(desk.center("POST", &at, &[], &missing).await.status, 400);
    let mut center = consent("user_impersonation");
    let resource = "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd";
    center["ApplicationGrants"][0]["EnterpriseApplicationId"] = json!(resource);
    assert_eq!(desk.center("POST", &at, &[], &center).await.status, 400);
    let done = desk.center("POST", &at, &[], &consent(BOOTSTRAP)).await;
    assert_eq!(done.status, 201, "{}", done.text());
    let again = desk.center("POST", &at, &[], &consent(BOOTSTRAP)).await;
    assert!(matches!(again.status, 400 | 409));
    assert_eq!(
        again.json()["description"],
        "Permission entry already exists"
    );
    let one = format!("{at}/{}", desk.app());
    assert_eq!(
        desk.center("DELETE", &one, &[], &Value::Null).await.status,
        204
    );
    assert_eq!(
        desk.center("DELETE", &one, &[], &Value::Null).await.status,
        404
    );
}

#[tokio::test]
async fn webhooks_are_told_signed_and_again_when_they_fail() {
    let desk = Desk::open().await;
    let mut hook = Hook::open(&[503, 200]).await;
    let body = json!({
        "WebhookUrl": hook.url,
        "WebhookEvents": ["granular-admin-relationship-approved", "test-created"],
    });
    let none = desk.center("GET", REGISTRATION, &[], &Value::Null).await;
    assert_eq!(none.status, 404);
    let made = desk.center("POST", REGISTRATION, &[], &body).await;
    assert_eq!(made.status, 200, "{}", made.text());
    assert_eq!(
        desk.center("POST", REGISTRATION, &[], &body).await.status,
        409
    );
    let tests = format!("{REGISTRATION}/validationEvents");
    let asked = desk.center("POST", &tests, &[], &Value::Null).await.json();
    let first = hook.next().await;
    verify(&desk, &first).await;
    let place = format!("{tests}/{}", asked["correlationId"].as_str().unwrap());
    let pending = loop {
        let seen = desk.center("GET", &place, &[], &Value::Null).await.json();
        if seen["results"][0].is_object() {
            break seen;
        }
    };
    assert_eq!(
        (&pending["status"], &pending["results"][0]["responseCode"]),
        (&json!("pending"), &json!("ServiceUnavailable"))
    );
    desk.wait(60);
    let second = hook.next().await;
    assert_eq!(first.body, second.body);

    let at = desk.locked("One", &[READER]).await;
    desk.approve(&at, "Fabrikam");
    let told = hook.next().await;
    verify(&desk, &told).await;
    let event: Value = serde_json::from_slice(&told.body).unwrap();
    assert_eq!(event["EventName"], "granular-admin-relationship-approved");
    let audit = Url::parse(event["AuditUri"].as_str().unwrap()).unwrap();
    let record = desk
        .center("GET", audit.path(), &[], &Value::Null)
        .await
        .json();
    let new: Value = serde_json::from_str(record["resourceNewValue"].as_str().unwrap()).unwrap();
    assert_eq!(new["Id"], json!(id_of(&at)));
    assert_eq!(new["customer"]["organizationDisplayName"], "Fabrikam");
}

#[tokio::test]
async fn a_consent_may_be_answered_and_never_show() {
    let mut desk = Desk::open().await;
    desk.suffer(Quirks {
        consents_never_show: true,
        ..Quirks::default()
    });
    let relationship = desk.active("One", &[APP_ADMIN], "Fabrikam").await;
    let all = format!("{relationship}/accessAssignments");
    desk.post(&all, &assignment(desk.group(ADMINS), &[APP_ADMIN]))
        .await;
    desk.wait(240);
    let fabrikam = desk.customer("Fabrikam");
    let at = format!("/v1/customers/{fabrikam}/applicationconsents");
    let consent = json!({
        "applicationId": desk.app(),
        "applicationGrants": [{"enterpriseApplicationId": GRAPH_APP, "scope": BOOTSTRAP}],
    });
    assert_eq!(desk.center("POST", &at, &[], &consent).await.status, 201);
    desk.wait(24 * 3600);
    desk.renew().await;
    let refused = desk.token_in("fabrikam.onmicrosoft.com").await;
    assert_eq!(refused["error_codes"], json!([65_001]), "{refused}");
}

#[tokio::test]
async fn a_delivery_may_name_no_record_or_one_elsewhere() {
    let desk = Desk::open().await;
    let mut hook = Hook::open(&[200]).await;
    let events = json!(["granular-admin-relationship-approved"]);
    let body = json!({"WebhookUrl": hook.url, "WebhookEvents": events});
    assert_eq!(
        desk.center("POST", REGISTRATION, &[], &body).await.status,
        200
    );
    let elsewhere = "https://evil.example/record".to_owned();
    for (name, audit_link, expected) in [
        ("One", AuditLink::None, Value::Null),
        (
            "Two",
            AuditLink::Foreign(elsewhere.clone()),
            json!(elsewhere),
        ),
    ] {
        desk.suffer(Quirks {
            audit_link,
            ..Quirks::default()
        });
        let at = desk.locked(name, &[READER]).await;
        desk.approve(&at, "Fabrikam");
        let event: Value = serde_json::from_slice(&hook.next().await.body).unwrap();
        assert_eq!(event["AuditUri"], expected);
    }
}

/// The way the documents tell: certificate, chain, organization, signature.
async fn verify(desk: &Desk, posted: &Posted) {
    let certificate = Url::parse(&posted.headers["x-ms-certificate-url"]).unwrap();
    assert_eq!(
        certificate.authority(),
        desk.simulator.endpoints().partner_center.authority()
    );
    let fetched = desk
        .client
        .call("GET", &certificate, &[], String::new())
        .await
        .unwrap();
    let der = CertificateDer::from(fetched.body.to_vec());
    let mut roots = RootCertStore::empty();
    let authority = desk.simulator.authority().as_bytes();
    roots
        .add(CertificateDer::from_pem_slice(authority).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .unwrap();
    let name = ServerName::try_from("pcnotifications-dispatch.microsoft.com").unwrap();
    rustls::client::danger::ServerCertVerifier::verify_server_cert(
        &*verifier,
        &der,
        &[],
        &name,
        &[],
        UnixTime::now(),
    )
    .unwrap();
    let organization = b"Microsoft Corporation";
    assert!(
        der.windows(organization.len())
            .any(|bytes| bytes == organization)
    );
    assert_eq!(posted.headers["x-ms-signature-algorithm"], "rsa-sha256");
    let signature = posted.headers["authorization"]
        .strip_prefix("Signature ")
        .unwrap();
    let signature = STANDARD.decode(signature).unwrap();
    let parsed = ParsedCertificate::try_from(&der).unwrap();
    let key = parsed.subject_public_key_info();
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.as_ref());
    key.verify(&posted.body, &signature).unwrap();
    assert!(key.verify(b"something else", &signature).is_err());
}
