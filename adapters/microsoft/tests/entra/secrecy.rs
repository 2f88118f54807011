//! Nothing secret is printed, whatever is asked and whatever goes wrong.

use crate::sign_in::{SESSION, begun, came_back, giving, sign_in};
use crate::stage::{Reply, Stage, customer, home};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::json;
use std::fmt::Write as _;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tenantry_domain::cloud::vault::Purpose;
use tenantry_microsoft::entra::{Access, Credential, Resource, Tokens};
use tracing_subscriber::fmt::MakeWriter;

const SECRET: &str = "s3cret~value~of~the~app";
const ACCESS: &str = "access-token-of-somebody";
const REFRESH: &str = "refresh-token-of-somebody";

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything that a client might be told, and everything that it shows of itself.
async fn play() -> String {
    let mut said = String::new();
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let certificate = CertificateParams::new(Vec::new())
        .unwrap()
        .self_signed(&key)
        .unwrap();
    let stage = Stage::open(move |_, asked| match asked.number % 4 {
        0 => Reply::json(400, &json!({"error": "invalid_grant", "error_codes": [1],
            "error_description": format!("AADSTS1: client_secret={SECRET} and Bearer {ACCESS} are wrong")})),
        1 => Reply::page(502),
        2 => Reply::json(200, &json!({"access_token": ACCESS, "refresh_token": REFRESH})),
        _ => Reply::json(200, &json!({"access_token": ACCESS, "refresh_token": REFRESH, "expires_in": 3600})),
    })
    .await;
    stage.vault.set(Purpose::APP_SECRET, SECRET);
    stage.vault.set(
        Purpose::APP_CERTIFICATE,
        &(certificate.pem() + &key.serialize_pem()),
    );
    let kept =
        json!({"refresh_token": REFRESH, "account": home(), "signed_in": "2026-01-01T00:00:00Z"});
    stage.vault.set(Purpose::REFRESH_TOKEN, &kept.to_string());
    for credential in [Credential::Secret, Credential::Certificate] {
        let broker = stage.broker(credential);
        for access in [
            Access::App,
            Access::Delegated,
            Access::App,
            Access::Delegated,
        ] {
            let outcome = broker.bearer(customer(), Resource::Graph, access).await;
            write!(said, "{outcome:?} {broker:?} {broker:#?}").unwrap();
            if let Err(fault) = outcome {
                write!(said, "{fault}").unwrap();
            }
            broker.forget(customer(), Resource::Graph, access).await;
        }
    }
    said
}

#[tokio::test]
async fn logs_errors_and_debug_hold_no_secret() {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(captured.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let mut said = play().await;
    let stage = giving(
        json!({}),
        json!({"access_token": ACCESS, "refresh_token": REFRESH}),
    )
    .await;
    let sign_in = sign_in(&stage, 1);
    let begun = begun(&sign_in);
    let outcome = sign_in.finish(SESSION, &came_back(&begun)).await;
    write!(said, "{outcome:?} {sign_in:?}").unwrap();
    let asked = stage.asked();
    let redeemed = asked.iter().find(|it| it.path.ends_with("/token")).unwrap();
    let (code, verifier) = (redeemed.field("code"), redeemed.field("code_verifier"));

    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(
        log.contains("oauth2/v2.0/token"),
        "the log is captured, the Azure crate's as well"
    );
    said.push_str(&log);
    for secret in [
        SECRET,
        ACCESS,
        REFRESH,
        code,
        verifier,
        "PRIVATE KEY",
        "hunter2",
        "eyJ",
    ] {
        assert!(!secret.is_empty());
        let found = said.match_indices(secret).next();
        let near = found.map(|(at, _)| said[..at].chars().rev().take(200).collect::<String>());
        let near = near.map(|near| near.chars().rev().collect::<String>());
        assert_eq!(near, None, "{secret}");
    }
}
