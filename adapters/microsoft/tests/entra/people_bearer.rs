//! Programs come with a token that speaks for a person: what is believed of it.

use crate::people::{entra, people, with_head};
use crate::stage::{SigningKey, Stage, app_id, home};
use serde_json::{Value, json};
use tenantry_domain::cloud::directory::{GroupId, UserId};
use tenantry_domain::cloud::people::{BearerFault, PeopleSignIn, PersonGroups};
use tenantry_microsoft::entra::Untrusted;
use uuid::Uuid;

/// A token of a person for us, given to some program.
fn token(stage: &Stage, more: &Value) -> String {
    let mut claims =
        json!({"nonce": null, "azp": Uuid::from_u128(0x55), "scp": "access_as_user", "ver": "2.0"});
    claims
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    stage.id_token("", &claims)
}

#[tokio::test]
async fn a_program_speaks_for_a_person() {
    let stage = entra(json!({})).await;
    let people = people(&stage, 1).await;
    let group = Uuid::from_u128(0x77);
    let end = jiff::Timestamp::now().as_second() + 1234;
    for audience in [app_id().to_string(), format!("api://{}", app_id())] {
        let more = json!({"aud": audience, "exp": end, "groups": [group], "name": "Ada",
            "scp": "other access_as_user"});
        let bearer = people.bearer(&token(&stage, &more)).await.unwrap();
        assert_eq!(bearer.until.as_second(), end);
        assert_eq!(bearer.person.tenant, home());
        assert_eq!(bearer.person.account, UserId::new(Uuid::from_u128(9)));
        assert_eq!(bearer.person.name.as_deref(), Some("Ada"));
        assert_eq!(bearer.person.second_factor, None);
        let groups = PersonGroups::Known(vec![GroupId::new(group)]);
        assert_eq!(bearer.person.groups, groups);
    }
    let many = token(&stage, &json!({"_claim_names": {"groups": "src1"}}));
    let bearer = people.bearer(&many).await.unwrap();
    assert_eq!(bearer.person.groups, PersonGroups::Unknown);
    let keys = |path: &str| path.ends_with("/keys");
    assert_eq!(stage.asked().iter().filter(|it| keys(&it.path)).count(), 1);
}

#[tokio::test]
async fn whatever_does_not_fit_is_refused() {
    let stage = entra(json!({})).await;
    let people = people(&stage, 1).await;
    let other = Uuid::from_u128(0x99);
    for (claims, reason) in [
        (json!({"aud": other}), Untrusted::Audience),
        (
            json!({"aud": "https://graph.microsoft.com"}),
            Untrusted::Audience,
        ),
        (
            json!({"aud": format!("api://{other}")}),
            Untrusted::Audience,
        ),
        (json!({"tid": other}), Untrusted::Issuer),
        (json!({"iss": "https://evil.test/"}), Untrusted::Issuer),
        (
            json!({"iss": format!("https://sts.windows.net/{}/", home()), "ver": "1.0"}),
            Untrusted::Issuer,
        ),
        (json!({"exp": 1}), Untrusted::Expired),
        (json!({"nbf": 9_999_999_999_i64}), Untrusted::TooEarly),
        (json!({"oid": null}), Untrusted::Malformed),
    ] {
        let fault = people.bearer(&token(&stage, &claims)).await.unwrap_err();
        assert_eq!(fault, BearerFault::Untrusted { reason }, "{claims}");
        assert_eq!(fault.code(), "ACCESS_TOKEN_UNTRUSTED");
    }
    let good = token(&stage, &json!({}));
    let forger = SigningKey::new("k1");
    let claims = json!({"iss": "x", "aud": "x", "tid": other, "oid": other, "exp": 0});
    for (token, reason) in [
        (
            with_head(&good, &json!({"alg": "HS256", "kid": "k1"}), "AAAA"),
            Untrusted::Algorithm,
        ),
        (
            with_head(&good, &json!({"alg": "PS256", "kid": "k1"}), "AAAA"),
            Untrusted::Algorithm,
        ),
        (
            with_head(&good, &json!({"alg": "none", "kid": "k1"}), ""),
            Untrusted::Malformed,
        ),
        (
            with_head(&good, &json!({"alg": "RS256"}), "AAAA"),
            Untrusted::KeyUnknown,
        ),
        (forger.sign(&claims), Untrusted::Signature),
        (
            format!("{}A", &good[..good.len() - 1]),
            Untrusted::Signature,
        ),
        (String::new(), Untrusted::Malformed),
        ("x".repeat(200_000), Untrusted::Malformed),
    ] {
        let fault = people.bearer(&token).await;
        // The last letter may have been an A before.
        if token != good {
            assert_eq!(fault, Err(BearerFault::Untrusted { reason }));
        }
    }
}

#[tokio::test]
async fn apps_and_those_who_may_not_speak_for_people_are_told_apart() {
    let stage = entra(json!({})).await;
    let people = people(&stage, 1).await;
    for app in [
        json!({"scp": null, "roles": ["Everything"]}),
        json!({"scp": null}),
        json!({"idtyp": "app"}),
        json!({"scp": null, "oid": null}),
    ] {
        let fault = people.bearer(&token(&stage, &app)).await.unwrap_err();
        assert_eq!(fault.code(), "ACCESS_TOKEN_OF_APP", "{app}");
    }
    for without in [
        json!({"scp": "other"}),
        json!({"scp": ""}),
        json!({"scp": "ACCESS_AS_USER"}),
        json!({"scp": "access_as_user2"}),
        // Who signed in is told to us, and opens nothing.
        json!({"scp": null, "azp": null}),
    ] {
        let fault = people.bearer(&token(&stage, &without)).await.unwrap_err();
        assert_eq!(fault.code(), "ACCESS_TOKEN_SCOPE_MISSING", "{without}");
    }
}

#[tokio::test]
async fn keys_change_and_old_ones_go() {
    let stage = entra(json!({})).await;
    let people = people(&stage, 1).await;
    let first = token(&stage, &json!({}));
    people.bearer(&first).await.unwrap();
    stage.keys.lock().unwrap().push(SigningKey::new("k2"));
    let second = token(&stage, &json!({}));
    people.bearer(&second).await.unwrap();
    people.bearer(&first).await.unwrap();
    stage.keys.lock().unwrap().remove(0);
    stage.keys.lock().unwrap().push(SigningKey::new("k3"));
    people.bearer(&token(&stage, &json!({}))).await.unwrap();
    let reason = Untrusted::KeyUnknown;
    let gone = people.bearer(&first).await;
    assert_eq!(gone, Err(BearerFault::Untrusted { reason }));
    people.bearer(&second).await.unwrap();
}

#[tokio::test]
async fn without_keys_nobody_is_believed_and_the_cloud_is_blamed() {
    let stage = Stage::open(|_, _| crate::stage::Reply::page(502)).await;
    stage.keys.lock().unwrap().push(SigningKey::new("k1"));
    let people = people(&stage, 1).await;
    let fault = people.bearer(&token(&stage, &json!({}))).await.unwrap_err();
    assert_eq!(fault.code(), "CLOUD_ANSWER_UNREADABLE");
}
