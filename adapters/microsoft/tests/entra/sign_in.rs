//! The sign-in in the browser, from its address to the refresh token in the vault.

use crate::stage::{Reply, SigningKey, Stage, app_id, home};
use async_trait::async_trait;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use tenantry_domain::cloud::vault::Purpose;
use tenantry_domain::cloud::{ConsentFault, ConsentStates, Taken};
use tenantry_microsoft::entra::{Credential, ServiceSignIn, SignInFault, StateKey};
use url::Url;
use uuid::Uuid;

pub(crate) const SESSION: &str = "session of an administrator";

#[derive(Debug, Default)]
pub(crate) struct States(Mutex<BTreeSet<String>>);

#[async_trait]
impl ConsentStates for States {
    async fn take(&self, nonce: &str, _: Timestamp) -> Result<Taken, ConsentFault> {
        let first = self.0.lock().unwrap().insert(nonce.to_owned());
        Ok(if first { Taken::First } else { Taken::Again })
    }
}

pub(crate) fn sign_in(stage: &Stage, key: u8) -> ServiceSignIn {
    stage.vault.set(Purpose::APP_SECRET, "hunter2");
    let key = StateKey::new(&[key; 32]).unwrap();
    let back = Url::parse("https://tenantry.example/signed-in").unwrap();
    let broker = stage.broker(Credential::Secret);
    ServiceSignIn::new(stage.http(), broker, Arc::new(States::default()), key, back)
}

/// What the browser was sent out with.
pub(crate) fn begun(sign_in: &ServiceSignIn) -> BTreeMap<String, String> {
    let address = sign_in.begin(SESSION, Some("svc@msp.example")).unwrap();
    address.query_pairs().into_owned().collect()
}

/// An Entra that gives for a code whatever the nonce in the code and these claims make.
pub(crate) async fn giving(claims: Value, more: Value) -> Stage {
    let stage = Stage::open(move |stage, asked| {
        if let Some(reply) = stage.published(asked) {
            return reply;
        }
        let (nonce, _) = asked.field("code").split_once('.').unwrap_or_default();
        let mut body = json!({"token_type": "Bearer", "expires_in": 3600, "access_token": "t",
            "refresh_token": "r0", "id_token": stage.id_token(nonce, &claims)});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        Reply::json(200, &body)
    })
    .await;
    stage.keys.lock().unwrap().push(SigningKey::new("k1"));
    stage
}

pub(crate) fn came_back(begun: &BTreeMap<String, String>) -> String {
    format!(
        "code={}.abc&state={}&session_state=x",
        begun["nonce"], begun["state"]
    )
}

#[tokio::test]
async fn a_sign_in_leaves_a_refresh_token_in_the_vault() {
    let stage = giving(
        json!({"amr": ["pwd", "mfa"], "preferred_username": "svc@msp.example"}),
        json!({}),
    )
    .await;
    let sign_in = sign_in(&stage, 1);
    let address = sign_in.begin(SESSION, None).unwrap();
    assert_eq!(address.path(), format!("/{}/oauth2/v2.0/authorize", home()));
    let begun = begun(&sign_in);
    assert_eq!(begun["client_id"], app_id().to_string());
    assert_eq!(begun["response_type"], "code");
    assert_eq!(begun["code_challenge_method"], "S256");
    assert_eq!(
        begun["scope"],
        "openid profile offline_access https://graph.microsoft.com/.default"
    );
    assert_eq!(begun["login_hint"], "svc@msp.example");
    assert!(!begun.contains_key("amr_values"));

    let account = sign_in.finish(SESSION, &came_back(&begun)).await.unwrap();
    assert_eq!(account.account, Uuid::from_u128(9));
    assert_eq!(account.second_factor, Some(true));
    let kept = stage.vault.value(Purpose::REFRESH_TOKEN).unwrap();
    assert!(kept.contains("\"refresh_token\":\"r0\""), "{kept}");
    let asked = stage.asked();
    let redeemed = asked.iter().find(|it| it.path.ends_with("/token")).unwrap();
    assert_eq!(redeemed.field("grant_type"), "authorization_code");
    assert_eq!(
        redeemed.field("redirect_uri"),
        "https://tenantry.example/signed-in"
    );
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(redeemed.field("code_verifier")));
    assert_eq!(begun["code_challenge"], challenge);
    assert!(!address.as_str().contains(redeemed.field("code_verifier")));

    let again = sign_in.finish(SESSION, &came_back(&begun)).await;
    assert_eq!(again, Err(SignInFault::StateReplayed));
}

#[tokio::test]
async fn only_the_person_who_began_may_end_it() {
    let stage = giving(json!({}), json!({})).await;
    let (ours, others) = (sign_in(&stage, 1), sign_in(&stage, 2));
    let query = came_back(&begun(&ours));
    assert_eq!(
        ours.finish("another session", &query).await,
        Err(SignInFault::StateForged)
    );
    assert_eq!(
        others.finish(SESSION, &query).await,
        Err(SignInFault::StateForged)
    );
    for forged in ["", "code=abc", "code=abc&state=e30.e30", "state="] {
        assert_eq!(
            ours.finish(SESSION, forged).await,
            Err(SignInFault::StateForged)
        );
    }
    assert_eq!(stage.tokens_asked(), 0, "no code of a stranger is redeemed");
    assert!(
        ours.finish(SESSION, &query).await.is_ok(),
        "none of that used it up"
    );
}

#[tokio::test]
async fn an_error_beats_a_code() {
    let stage = giving(json!({}), json!({})).await;
    let sign_in = sign_in(&stage, 1);
    let query = came_back(&begun(&sign_in))
        + "&error=access_denied&error_description=AADSTS50105%3A+not+assigned";
    let fault = sign_in.finish(SESSION, &query).await.unwrap_err();
    assert_eq!(fault.code(), "ACCOUNT_NOT_ASSIGNED");
    let begun = begun(&sign_in);
    let fault = sign_in
        .finish(SESSION, &format!("state={}", begun["state"]))
        .await
        .unwrap_err();
    assert_eq!(fault.code(), "SIGN_IN_CALLBACK_INCOMPLETE");
    assert_eq!(stage.tokens_asked(), 0);
}

#[tokio::test]
async fn who_signed_in_must_be_beyond_doubt() {
    let other = Uuid::from_u128(0x99);
    for (claims, more, code) in [
        (
            json!({"nonce": "x"}),
            json!({}),
            "SIGN_IN_IDENTITY_UNTRUSTED",
        ),
        (
            json!({"aud": other}),
            json!({}),
            "SIGN_IN_IDENTITY_UNTRUSTED",
        ),
        (
            json!({"tid": other}),
            json!({}),
            "SIGN_IN_IDENTITY_UNTRUSTED",
        ),
        (
            json!({"iss": "https://evil.test/"}),
            json!({}),
            "SIGN_IN_IDENTITY_UNTRUSTED",
        ),
        (json!({"exp": 1}), json!({}), "SIGN_IN_IDENTITY_UNTRUSTED"),
        (
            json!({"nbf": 9_999_999_999_i64}),
            json!({}),
            "SIGN_IN_IDENTITY_UNTRUSTED",
        ),
        (
            json!({}),
            json!({"id_token": "a.b.c"}),
            "SIGN_IN_IDENTITY_UNTRUSTED",
        ),
        (
            json!({}),
            json!({"id_token": null}),
            "SIGN_IN_CALLBACK_INCOMPLETE",
        ),
        (
            json!({}),
            json!({"refresh_token": null}),
            "SIGN_IN_CALLBACK_INCOMPLETE",
        ),
        (json!({"amr": ["pwd"]}), json!({}), "MFA_REQUIRED"),
    ] {
        let stage = giving(claims.clone(), more).await;
        let sign_in = sign_in(&stage, 1);
        let fault = sign_in
            .finish(SESSION, &came_back(&begun(&sign_in)))
            .await
            .unwrap_err();
        assert_eq!(fault.code(), code, "{claims}: {fault}");
        assert_eq!(
            stage.vault.value(Purpose::REFRESH_TOKEN),
            None,
            "nothing is kept of it"
        );
    }
}

#[tokio::test]
async fn an_open_access_token_tells_of_the_second_factor_when_nothing_else_does() {
    let token = |methods: &Value| SigningKey::new("x").sign(&json!({"amr": methods}));
    for (access_token, known) in [
        (token(&json!(["pwd", "mfa"])), Some(true)),
        ("sealed".to_owned(), None),
    ] {
        let stage = giving(json!({}), json!({"access_token": access_token})).await;
        let sign_in = sign_in(&stage, 1);
        let account = sign_in
            .finish(SESSION, &came_back(&begun(&sign_in)))
            .await
            .unwrap();
        assert_eq!(account.second_factor, known);
    }
    let stage = giving(json!({}), json!({"access_token": token(&json!(["pwd"]))})).await;
    let sign_in = sign_in(&stage, 1);
    let fault = sign_in
        .finish(SESSION, &came_back(&begun(&sign_in)))
        .await
        .unwrap_err();
    assert_eq!(fault.code(), "MFA_REQUIRED");
}

#[tokio::test]
async fn a_code_is_never_redeemed_twice() {
    let stage = Stage::open(|_, _| Reply::page(502)).await;
    let sign_in = sign_in(&stage, 1);
    let fault = sign_in
        .finish(SESSION, &came_back(&begun(&sign_in)))
        .await
        .unwrap_err();
    assert_eq!(fault.code(), "CLOUD_ANSWER_UNREADABLE");
    assert_eq!(stage.tokens_asked(), 1);
}
