//! A token is believed when everything fits, and each thing that does not has its own answer.

use super::*;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde_json::{Value, json};
use std::sync::LazyLock;

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

/// To whom tokens are made out here.
static US: LazyLock<[String; 1]> = LazyLock::new(|| [Uuid::from_u128(2).to_string()]);

fn expected() -> Expected<'static> {
    Expected {
        authority: Authority::Tenant(tenant()),
        audiences: &*US,
        nonce: Some("nonce"),
    }
}

fn claims() -> Value {
    json!({"iss": ISSUER, "aud": Uuid::from_u128(2), "tid": Uuid::from_u128(1), "oid": Uuid::from_u128(3),
        "nbf": NOW - 10, "iat": NOW - 10, "exp": NOW + 3600, "nonce": "nonce", "amr": ["pwd", "mfa"],
        "preferred_username": "svc@msp.example", "name": "Service"})
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
    verify_at(&rs256(keys, claims), &keys.signer, expected(), now)?.identity()
}

#[test]
fn a_good_token_tells_who_signed_in() {
    let keys = keys();
    let identity = outcome(&keys, &claims()).unwrap();
    assert_eq!(identity.tenant, tenant());
    assert_eq!(identity.account, Uuid::from_u128(3));
    assert_eq!(identity.login.as_deref(), Some("svc@msp.example"));
    assert_eq!(identity.name.as_deref(), Some("Service"));
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

const ALL: &str = "https://login.example.com/{tenantid}/v2.0";

#[test]
fn of_all_organizations_each_answers_for_its_own() {
    let mut keys = keys();
    let now = Timestamp::from_second(NOW).unwrap();
    let anybody = Expected {
        authority: Authority::Organizations,
        ..expected()
    };
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(9));
    for (issuer, tid, reason) in [
        (ALL, one, None),
        (ALL, other, Some(Untrusted::Issuer)),
        // As from one tenant alone, or as whoever holds all names: nothing ties the tenant to it.
        (ISSUER, one, Some(Untrusted::Issuer)),
        (ISSUER, other, Some(Untrusted::Issuer)),
        ("{tenantid}", one, Some(Untrusted::Issuer)),
    ] {
        issuer.clone_into(&mut keys.signer.issuer);
        let token = rs256(&keys, &with("tid", &json!(tid)));
        let told = verify_at(&token, &keys.signer, anybody, now);
        assert_eq!(told.as_ref().err(), reason.as_ref(), "{issuer} {tid}");
        if let Ok(claims) = told {
            assert_eq!(claims.identity().unwrap().tenant, tenant());
        }
    }
}

#[test]
fn groups_are_told_or_elsewhere() {
    let keys = keys();
    let now = Timestamp::from_second(NOW).unwrap();
    let (one, two) = (Uuid::from_u128(7), Uuid::from_u128(8));
    let all = |ids: &[Uuid]| GroupsTold::All(ids.iter().copied().map(GroupId::new).collect());
    for (name, value, told) in [
        ("groups", json!([one, two]), all(&[one, two])),
        ("groups", json!([]), all(&[])),
        ("groups", json!(null), all(&[])),
        ("groups", json!(["AdminAgents"]), GroupsTold::Elsewhere),
        ("groups", json!([one, 5]), GroupsTold::Elsewhere),
        ("groups", json!(one), GroupsTold::Elsewhere),
        ("hasgroups", json!(true), GroupsTold::Elsewhere),
        ("hasgroups", json!("true"), GroupsTold::Elsewhere),
        ("hasgroups", json!(false), all(&[])),
        (
            "_claim_names",
            json!({"groups": "src1"}),
            GroupsTold::Elsewhere,
        ),
        ("_claim_names", json!({"other": "src1"}), all(&[])),
    ] {
        let token = rs256(&keys, &with(name, &value));
        let claims = verify_at(&token, &keys.signer, expected(), now).unwrap();
        assert_eq!(claims.groups(), told, "{name} {value}");
    }
}

#[test]
fn whom_a_token_speaks_for() {
    let keys = keys();
    let now = Timestamp::from_second(NOW).unwrap();
    for (more, of_app, allowed) in [
        (json!({"scp": "other read", "azp": "x"}), false, true),
        (json!({"scp": "ready", "azp": "x"}), false, false),
        (json!({"azp": "x", "roles": ["read"]}), true, false),
        (json!({"idtyp": "app", "scp": "read"}), true, true),
        // Who signed in is told to the app itself: nobody may come with it.
        (json!({}), false, false),
    ] {
        let mut told = claims();
        told.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let claims = verify_at(&rs256(&keys, &told), &keys.signer, expected(), now).unwrap();
        assert_eq!(
            (claims.is_of_app(), claims.allows("read")),
            (of_app, allowed),
            "{more}"
        );
        assert_eq!(claims.until().as_second(), NOW + 3600);
    }
}
