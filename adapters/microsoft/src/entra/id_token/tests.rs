//! A token is believed when everything fits, and each thing that does not has its own answer.

use super::*;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde_json::{Value, json};
use tenantry_domain::cloud::Cause;

const NOW: i64 = 1_700_000_000;
const ISSUER: &str = "https://login.example.com/00000000-0000-0000-0000-000000000001/v2.0";

struct Keys {
    pair: KeyPair,
    signer: Signer,
}

fn keys() -> Keys {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    Keys {
        signer: Signer {
            issuer: ISSUER.to_owned(),
            key: DecodingKey::from_rsa_der(pair.public_key().as_ref()),
        },
        pair,
    }
}

fn tenant() -> TenantId {
    TenantId::new(Uuid::from_u128(1))
}

fn expected() -> Expected<'static> {
    Expected {
        tenant: tenant(),
        audience: Uuid::from_u128(2),
        nonce: Some("nonce"),
    }
}

fn claims() -> Value {
    json!({"iss": ISSUER, "aud": Uuid::from_u128(2), "tid": Uuid::from_u128(1), "oid": Uuid::from_u128(3),
        "nbf": NOW - 10, "iat": NOW - 10, "exp": NOW + 3600, "nonce": "nonce", "amr": ["pwd", "mfa"],
        "preferred_username": "svc@msp.example"})
}

fn with(name: &str, value: &Value) -> Value {
    let mut claims = claims();
    claims[name] = value.clone();
    claims
}

fn signed(keys: &Keys, header: &Value, claims: &Value) -> String {
    let way: &'static dyn RsaEncoding = if header["alg"] == "PS256" {
        &RSA_PSS_SHA256
    } else {
        &RSA_PKCS1_SHA256
    };
    let encode = |part: &str| BASE64_URL_SAFE_NO_PAD.encode(part);
    let text = format!(
        "{}.{}",
        encode(&header.to_string()),
        encode(&claims.to_string())
    );
    let mut signature = vec![0; keys.pair.public_modulus_len()];
    let random = SystemRandom::new();
    keys.pair
        .sign(way, &random, text.as_bytes(), &mut signature)
        .unwrap();
    format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

fn rs256(keys: &Keys, claims: &Value) -> String {
    signed(keys, &json!({"alg": "RS256", "kid": "k"}), claims)
}

fn outcome(keys: &Keys, claims: &Value) -> Result<Identity, Untrusted> {
    let now = Timestamp::from_second(NOW).unwrap();
    verify_at(&rs256(keys, claims), &keys.signer, expected(), now)
}

#[test]
fn a_good_token_tells_who_signed_in() {
    let keys = keys();
    let identity = outcome(&keys, &claims()).unwrap();
    assert_eq!(identity.tenant, tenant());
    assert_eq!(identity.account, Uuid::from_u128(3));
    assert_eq!(identity.name.as_deref(), Some("svc@msp.example"));
    assert_eq!(identity.second_factor, Some(true));
    let without = outcome(&keys, &with("amr", &json!(["pwd"]))).unwrap();
    assert_eq!(without.second_factor, Some(false));
    let unknown = outcome(&keys, &with("amr", &Value::Null)).unwrap();
    assert_eq!(unknown.second_factor, None);
    let many = with("aud", &json!(["x", Uuid::from_u128(2)]));
    assert!(outcome(&keys, &many).is_ok());
}

#[test]
fn whatever_does_not_fit_is_named() {
    let keys = keys();
    let other = Uuid::from_u128(9);
    let cases = [
        (
            with("iss", &json!("https://login.example.com/common/v2.0")),
            Untrusted::Issuer,
        ),
        (with("tid", &json!(other)), Untrusted::Tenant),
        (with("aud", &json!(other)), Untrusted::Audience),
        (with("aud", &json!([other])), Untrusted::Audience),
        (with("nonce", &json!("another")), Untrusted::Nonce),
        (with("nonce", &Value::Null), Untrusted::Nonce),
        (with("oid", &Value::Null), Untrusted::Malformed),
        (with("exp", &json!("soon")), Untrusted::Malformed),
        (json!({}), Untrusted::Malformed),
    ];
    for (claims, reason) in cases {
        assert_eq!(outcome(&keys, &claims), Err(reason), "{claims}");
    }
}

#[test]
fn clocks_may_be_five_minutes_apart_and_no_more() {
    let keys = keys();
    for (exp, fits) in [
        (NOW + 1, true),
        (NOW - 299, true),
        (NOW - 300, false),
        (i64::MIN, false),
    ] {
        let outcome = outcome(&keys, &with("exp", &json!(exp)));
        assert_eq!(outcome.is_ok(), fits, "exp {exp}");
        assert!(fits || outcome == Err(Untrusted::Expired));
    }
    for (nbf, fits) in [
        (NOW, true),
        (NOW + 300, true),
        (NOW + 301, false),
        (i64::MAX, false),
    ] {
        let outcome = outcome(&keys, &with("nbf", &json!(nbf)));
        assert_eq!(outcome.is_ok(), fits, "nbf {nbf}");
        assert!(fits || outcome == Err(Untrusted::TooEarly));
    }
}

#[test]
fn signatures_of_others_and_other_algorithms_are_refused() {
    let (ours, others) = (keys(), keys());
    let now = Timestamp::from_second(NOW).unwrap();
    let verify = |token: &str| verify_at(token, &ours.signer, expected(), now);
    assert_eq!(
        verify(&rs256(&others, &claims())),
        Err(Untrusted::Signature)
    );
    assert_eq!(
        verify(&signed(
            &ours,
            &json!({"alg": "PS256", "kid": "k"}),
            &claims()
        )),
        Err(Untrusted::Malformed)
    );
    let token = rs256(&ours, &claims());
    let (text, _) = token.rsplit_once('.').unwrap();
    assert!(verify(text).is_err());
    assert!(verify(&format!("{text}.")).is_err());
    let unsigned = "eyJhbGciOiJub25lIiwia2lkIjoiayJ9.e30.";
    assert_eq!(verify(unsigned), Err(Untrusted::Malformed));
}

#[tokio::test]
async fn nothing_is_fetched_for_what_is_no_token_of_ours() {
    let http = tenantry_http::Http::new(tenantry_http::Settings::default()).unwrap();
    // Nobody listens there: a request would end in a fault of the cloud.
    let endpoints = crate::Endpoints {
        login: url::Url::parse("https://127.0.0.1:9").unwrap(),
        ..crate::Endpoints::default()
    };
    let rules = crate::entra::KeyRules::default();
    let documents = Documents::new(http, std::sync::Arc::new(endpoints), rules);
    let keys = keys();
    let strange = signed(&keys, &json!({"alg": "PS256", "kid": "k"}), &claims());
    let nameless = signed(&keys, &json!({"alg": "RS256"}), &claims());
    let mixed_up = signed(&keys, &json!({"alg": "HS256", "kid": "k"}), &claims());
    let long = "x".repeat(LONGEST + 1);
    for (token, reason) in [
        (strange.as_str(), Untrusted::Algorithm),
        (&mixed_up, Untrusted::Algorithm),
        (&nameless, Untrusted::KeyUnknown),
        (&long, Untrusted::Malformed),
        ("", Untrusted::Malformed),
        ("a.b.c", Untrusted::Malformed),
        ("eyJhbGciOiJub25lIn0.e30.", Untrusted::Malformed),
    ] {
        assert_eq!(documents.verify(token, expected()).await, Err(reason));
    }
}

#[test]
fn a_fault_of_the_cloud_stays_one() {
    let fault = CloudFault::new(Cause::Unavailable, "entra", "");
    assert!(matches!(Untrusted::from(fault), Untrusted::Cloud(_)));
}
