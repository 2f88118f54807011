//! Keys are looked up, remembered, and looked up again when they change, but not for everybody
//! who names one that is not there.

use crate::sign_in::{SESSION, begun, came_back, giving, sign_in};
use crate::stage::{Reply, SigningKey, Stage};
use serde_json::json;
use std::time::Duration;
use tenantry_microsoft::entra::{KeyRules, ServiceSignIn, SignInFault, Untrusted};

fn looks(stage: &Stage) -> usize {
    stage
        .asked()
        .iter()
        .filter(|it| it.path.ends_with("/keys"))
        .count()
}

async fn outcome(sign_in: &ServiceSignIn) -> Result<(), SignInFault> {
    sign_in
        .finish(SESSION, &came_back(&begun(sign_in)))
        .await
        .map(drop)
}

fn unknown() -> Result<(), SignInFault> {
    let reason = Untrusted::KeyUnknown;
    Err(SignInFault::IdentityUntrusted { reason })
}

#[tokio::test]
async fn keys_are_remembered() {
    let stage = giving(json!({}), json!({})).await;
    let sign_in = sign_in(&stage, 1);
    for _ in 0..5 {
        outcome(&sign_in).await.unwrap();
    }
    assert_eq!(looks(&stage), 1);
}

#[tokio::test]
async fn a_new_key_is_looked_up_once() {
    let stage = giving(json!({}), json!({})).await;
    let rules = KeyRules {
        between_looks: Duration::ZERO,
        ..KeyRules::default()
    };
    let sign_in = sign_in(&stage, 1).with_key_rules(stage.http(), rules);
    outcome(&sign_in).await.unwrap();
    stage.keys.lock().unwrap().push(SigningKey::new("k2"));
    outcome(&sign_in).await.unwrap();
    outcome(&sign_in).await.unwrap();
    assert_eq!(looks(&stage), 2);
}

#[tokio::test]
async fn keys_that_nobody_has_cost_no_more_than_one_look_a_minute() {
    let stage = giving(json!({}), json!({})).await;
    let sign_in = sign_in(&stage, 1);
    outcome(&sign_in).await.unwrap();
    let forger = giving(json!({}), json!({})).await;
    forger.keys.lock().unwrap().push(SigningKey::new("forged"));
    let token = forger.id_token("", &json!({}));
    let flooded = giving(json!({}), json!({"id_token": token})).await;
    let sign_in = crate::sign_in::sign_in(&flooded, 1);
    for _ in 0..20 {
        assert_eq!(outcome(&sign_in).await, unknown());
    }
    assert_eq!(looks(&flooded), 1);
}

/// The keys can be had once.
async fn failing() -> Stage {
    let stage = Stage::open(|stage, asked| {
        let fails = asked.path.ends_with("/keys") && asked.number > 5;
        match stage.published(asked) {
            Some(_) if fails => Reply::page(502),
            Some(reply) => reply,
            None => {
                let (nonce, _) = asked.field("code").split_once('.').unwrap_or_default();
                let id_token = stage.id_token(nonce, &json!({}));
                let body = json!({"expires_in": 3600, "access_token": "t", "refresh_token": "r",
                    "id_token": id_token});
                Reply::json(200, &body)
            }
        }
    })
    .await;
    stage.keys.lock().unwrap().push(SigningKey::new("k1"));
    stage
}

#[tokio::test]
async fn old_keys_serve_for_a_while_when_new_ones_cannot_be_had() {
    let stage = failing().await;
    let rules = KeyRules {
        lasts: Duration::ZERO,
        between_looks: Duration::ZERO,
        ..KeyRules::default()
    };
    let sign_in = sign_in(&stage, 1).with_key_rules(stage.http(), rules);
    for _ in 0..4 {
        outcome(&sign_in).await.unwrap();
    }
    assert!(looks(&stage) > 2, "each time it is tried");
}

#[tokio::test]
async fn keys_that_are_too_old_serve_no_more() {
    let stage = failing().await;
    let rules = KeyRules {
        lasts: Duration::ZERO,
        serves: Duration::ZERO,
        between_looks: Duration::ZERO,
    };
    let sign_in = sign_in(&stage, 1).with_key_rules(stage.http(), rules);
    outcome(&sign_in).await.unwrap();
    outcome(&sign_in).await.unwrap();
    let fault = outcome(&sign_in).await.unwrap_err();
    assert_eq!(fault.code(), "CLOUD_ANSWER_UNREADABLE");
}

#[tokio::test]
async fn keys_from_elsewhere_are_not_fetched() {
    let stage = Stage::open(|stage, asked| {
        if asked.path.ends_with("/openid-configuration") {
            let body = json!({"issuer": "https://x/", "jwks_uri": "https://evil.test/keys"});
            return Reply::json(200, &body);
        }
        let id_token = stage.id_token("", &json!({}));
        Reply::json(
            200,
            &json!({"expires_in": 3600, "access_token": "t", "id_token": id_token}),
        )
    })
    .await;
    stage.keys.lock().unwrap().push(SigningKey::new("k1"));
    let fault = outcome(&sign_in(&stage, 1)).await.unwrap_err();
    assert_eq!(fault.code(), "CLOUD_REDIRECT_REFUSED");
}

#[tokio::test]
async fn keys_that_are_none_are_passed_over() {
    let stage = Stage::open(|stage, asked| {
        if asked.path.ends_with("/keys") {
            let keys = json!([{"kty": "EC", "kid": "k1", "crv": "P-256", "x": "AA", "y": "AA"}, {"kty": "RSA"},
                {"kty": "RSA", "kid": "k1", "use": "enc", "n": "AA", "e": "AQAB"}, "text", null,
                {"kty": "new", "kid": "k1"}]);
            return Reply::json(200, &json!({"keys": keys}));
        }
        stage.published(asked).unwrap_or_else(|| {
            let id_token = stage.id_token("", &json!({}));
            Reply::json(200, &json!({"expires_in": 3600, "access_token": "t", "id_token": id_token}))
        })
    })
    .await;
    stage.keys.lock().unwrap().push(SigningKey::new("k1"));
    assert_eq!(outcome(&sign_in(&stage, 1)).await, unknown());
}
