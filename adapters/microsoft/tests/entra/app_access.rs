//! Tokens of the app itself: every kind of credential, and every kind of no.

use crate::stage::{Reply, Stage, app_id, customer, home};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::sync::Arc;
use tenantry_domain::cloud::vault::Purpose;
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_microsoft::entra::{Access, Credential, Resource, TokenBroker, Tokens};

async fn token(broker: &TokenBroker) -> Result<String, CloudFault> {
    let token = broker
        .bearer(customer(), Resource::Graph, Access::App)
        .await;
    token.map(|token| token.expose_secret().to_owned())
}

async fn with_secret(
    script: impl Fn(usize) -> Reply + Send + Sync + 'static,
) -> (Stage, TokenBroker) {
    let stage = Stage::open(move |_, asked| script(asked.number)).await;
    stage.vault.set(Purpose::APP_SECRET, "hunter2");
    let broker = stage.broker(Credential::Secret);
    (stage, broker)
}

fn claims(assertion: &str) -> Value {
    let part = assertion.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn a_secret_brings_a_token_for_each_resource() {
    let (stage, broker) = with_secret(|number| Reply::token(&format!("t{number}"))).await;
    assert_eq!(token(&broker).await.unwrap(), "t0");
    let asked = &stage.asked()[0];
    assert_eq!(asked.path, format!("/{}/oauth2/v2.0/token", customer()));
    assert_eq!(asked.field("grant_type"), "client_credentials");
    assert_eq!(asked.field("client_id"), app_id().to_string());
    assert_eq!(asked.field("client_secret"), "hunter2");
    assert_eq!(asked.field("scope"), "https://graph.microsoft.com/.default");

    let partner = broker
        .bearer(customer(), Resource::PartnerCenter, Access::App)
        .await
        .unwrap();
    assert_eq!(partner.expose_secret(), "t1");
    let asked = &stage.asked()[1];
    assert_eq!(
        asked.path,
        format!("/{}/oauth2/v2.0/token", home()),
        "only ever asked as the partner"
    );
    assert_eq!(
        asked.field("scope"),
        "https://api.partnercenter.microsoft.com/.default"
    );
    let again = broker
        .bearer(home(), Resource::PartnerCenter, Access::App)
        .await
        .unwrap();
    assert_eq!(again.expose_secret(), "t1");
}

#[tokio::test]
async fn however_many_ask_one_request_goes_out() {
    let (stage, broker) = with_secret(|number| Reply::token(&format!("t{number}"))).await;
    let broker = Arc::new(broker);
    let all = (0..200).map(|_| {
        let broker = Arc::clone(&broker);
        tokio::spawn(async move { token(&broker).await })
    });
    for one in futures::future::join_all(all).await {
        assert_eq!(one.unwrap().unwrap(), "t0");
    }
    assert_eq!(stage.tokens_asked(), 1);
    broker
        .forget(customer(), Resource::Graph, Access::App)
        .await;
    assert_eq!(token(&broker).await.unwrap(), "t1");
}

#[tokio::test]
async fn a_no_that_stays_is_asked_for_once_and_says_what_to_do() {
    for (number, cause) in [
        (7_000_215, Cause::SecretWrong),
        (7_000_222, Cause::SecretExpired),
        (700_016, Cause::AppNotInTenant),
        (65_001, Cause::ConsentMissing),
        (90_002, Cause::TenantNotFound),
    ] {
        let (stage, broker) =
            with_secret(move |_| Reply::error(401, "invalid_client", number)).await;
        let fault = token(&broker).await.unwrap_err();
        assert_eq!(fault.cause, cause);
        assert_eq!(fault.vendor_code, Some(format!("AADSTS{number}")));
        assert_eq!(
            fault.correlation_id.as_deref(),
            Some("11111111-2222-4333-8444-555555555555")
        );
        assert_eq!(fault.status, Some(401));
        assert_eq!(stage.tokens_asked(), 1, "{cause:?}");
    }
}

#[tokio::test]
async fn what_passes_is_asked_again() {
    let (stage, broker) = with_secret(|number| match number {
        0 => Reply::error(503, "temporarily_unavailable", 90_033).header("retry-after", "0"),
        1 => Reply::page(502),
        2 => Reply::json(200, &json!({})),
        _ => Reply::token("t"),
    })
    .await;
    assert_eq!(token(&broker).await.unwrap(), "t");
    assert_eq!(stage.tokens_asked(), 4);
}

#[tokio::test]
async fn what_is_no_token_is_never_taken_for_one() {
    for (reply, cause) in [
        (Reply::json(200, &json!({})), Cause::AnswerUnreadable),
        (
            Reply::json(200, &json!({"access_token": "", "expires_in": 3600})),
            Cause::AnswerUnreadable,
        ),
        (
            Reply::json(200, &json!({"access_token": "t", "expires_in": 0})),
            Cause::AnswerUnreadable,
        ),
        (Reply::json(200, &json!([])), Cause::AnswerUnreadable),
        (Reply::page(200), Cause::AnswerUnreadable),
        (Reply::page(502), Cause::AnswerUnreadable),
        (
            Reply::json(200, &json!({"error": "temporarily_unavailable"})),
            Cause::Unavailable,
        ),
    ] {
        let (stage, broker) = with_secret(move |_| reply.clone()).await;
        assert_eq!(token(&broker).await.unwrap_err().cause, cause);
        assert_eq!(stage.tokens_asked(), 4);
    }
}

#[tokio::test]
async fn a_cloud_that_is_not_there_is_a_fault_of_the_way() {
    let (stage, broker) = with_secret(|_| Reply::token("t")).await;
    drop(broker);
    let nowhere = Arc::new(tenantry_microsoft::Endpoints {
        login: url::Url::parse("https://localhost:1").unwrap(),
        ..tenantry_microsoft::Endpoints::default()
    });
    let vault = Arc::clone(&stage.vault);
    let app = crate::stage::app(Credential::Secret);
    let broker = TokenBroker::new(stage.http(), nowhere, vault, app.clone());
    assert_eq!(token(&broker).await.unwrap_err().cause, Cause::Unreachable);
    let plain = tenantry_http::Http::new(tenantry_http::Settings::default()).unwrap();
    let broker = TokenBroker::new(plain, stage.endpoints(), Arc::clone(&stage.vault) as _, app);
    let fault = token(&broker).await.unwrap_err();
    assert_eq!(
        fault.cause,
        Cause::TlsRefused,
        "its authority is not trusted"
    );
}

#[tokio::test]
async fn without_a_credential_nobody_is_asked() {
    let stage = Stage::open(|_, _| Reply::token("t")).await;
    for (credential, words) in [
        (Credential::Secret, "app-secret"),
        (Credential::Certificate, "app-certificate"),
        (
            Credential::WorkloadIdentity {
                token_file: "/nowhere/token".into(),
            },
            "/nowhere/token",
        ),
    ] {
        let fault = token(&stage.broker(credential)).await.unwrap_err();
        assert_eq!(fault.cause, Cause::CredentialMissing);
        assert!(fault.detail.contains(words), "{fault}");
    }
    stage
        .vault
        .gone
        .store(true, std::sync::atomic::Ordering::SeqCst);
    let fault = token(&stage.broker(Credential::Secret)).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::Unavailable, Some("VAULT_UNAVAILABLE"))
    );
    assert_eq!(stage.tokens_asked(), 0);
}

#[tokio::test]
async fn a_certificate_signs_for_the_app() {
    let stage = Stage::open(|_, asked| Reply::token(asked.field("client_assertion"))).await;
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let certificate = CertificateParams::new(Vec::new())
        .unwrap()
        .self_signed(&key)
        .unwrap();
    stage.vault.set(
        Purpose::APP_CERTIFICATE,
        &(certificate.pem() + &key.serialize_pem()),
    );
    let assertion = token(&stage.broker(Credential::Certificate)).await.unwrap();
    let asked = &stage.asked()[0];
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    assert_eq!(asked.field("client_assertion_type"), kind);
    assert_eq!(asked.field("client_secret"), "");
    let claims = claims(&assertion);
    assert_eq!(
        claims["aud"],
        format!("{}{}/oauth2/v2.0/token", stage.url, customer())
    );
    assert_eq!(claims["iss"], app_id().to_string());
}

#[tokio::test]
async fn a_workload_shows_what_the_file_holds_at_that_moment() {
    let stage = Stage::open(|_, asked| Reply::token(asked.field("client_assertion"))).await;
    let folder = tempfile::tempdir().unwrap();
    let token_file = folder.path().join("token");
    std::fs::write(&token_file, "first").unwrap();
    let broker = stage.broker(Credential::WorkloadIdentity {
        token_file: token_file.clone(),
    });
    assert_eq!(token(&broker).await.unwrap(), "first");
    std::fs::write(&token_file, "second").unwrap();
    broker
        .forget(customer(), Resource::Graph, Access::App)
        .await;
    assert_eq!(token(&broker).await.unwrap(), "second");
}

#[tokio::test]
async fn a_new_secret_is_used_as_soon_as_it_is_there() {
    let stage = Stage::open(|_, asked| match asked.field("client_secret") {
        "new" => Reply::token("t"),
        _ => Reply::error(401, "invalid_client", 7_000_222),
    })
    .await;
    stage.vault.set(Purpose::APP_SECRET, "old");
    let broker = stage.broker(Credential::Secret);
    assert_eq!(
        token(&broker).await.unwrap_err().cause,
        Cause::SecretExpired
    );
    stage.vault.set(Purpose::APP_SECRET, "new");
    broker
        .forget(customer(), Resource::Graph, Access::App)
        .await;
    assert_eq!(token(&broker).await.unwrap(), "t");
}

#[tokio::test]
async fn apps_share_a_memory_and_no_tokens() {
    let stage = Stage::open(|_, asked| Reply::token(asked.field("client_id"))).await;
    stage.vault.set(Purpose::APP_SECRET, "hunter2");
    let first = stage.broker(Credential::Secret);
    let other = tenantry_microsoft::entra::App {
        id: uuid::Uuid::from_u128(0x31),
        ..crate::stage::app(Credential::Secret)
    };
    let second = first.of_app(other);
    assert_eq!(token(&first).await.unwrap(), app_id().to_string());
    let fault = token(&second).await.unwrap_err();
    assert_eq!(
        fault.cause,
        Cause::CredentialMissing,
        "its secret is not the first one's"
    );
    assert_eq!(token(&first.clone()).await.unwrap(), app_id().to_string());
    assert_eq!(stage.tokens_asked(), 1);
}

#[tokio::test]
async fn each_tenant_pays_for_its_own_tokens() {
    let stage = Stage::open(|_, _| Reply::token("t")).await;
    stage.vault.set(Purpose::APP_SECRET, "hunter2");
    // One request, and then none for a long time.
    let budget = tenantry_http::Budget {
        in_flight: 1,
        per_second: 0.001,
        burst: 1.0,
    };
    let vault = Arc::clone(&stage.vault);
    let app = crate::stage::app(Credential::Secret);
    let broker = TokenBroker::new(stage.http_with(budget), stage.endpoints(), vault, app);
    for number in 0..5 {
        let tenant = TenantId::new(uuid::Uuid::from_u128(1000 + number));
        let token = broker.bearer(tenant, Resource::Graph, Access::App).await;
        assert!(token.is_ok());
    }
    assert_eq!(stage.tokens_asked(), 5);
}
