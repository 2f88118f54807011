//! People sign in: from the address to who they are, and everything that is not believed on the way.

use crate::sign_in::{SESSION, States};
use crate::stage::{Asked, Reply, SigningKey, Stage, app_id, home};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::directory::{GroupId, UserId};
use tenantry_domain::cloud::people::{PeopleSignIn, PersonGroups, PersonSignedIn};
use tenantry_domain::cloud::vault::{Expected, Purpose, SecretName, SecretValue, Vault};
use tenantry_domain::ids::MspId;
use tenantry_microsoft::entra::{
    Credential, EntraPeople, KeyRules, PeopleApp, SignInFault, StateKey, Untrusted,
};
use url::Url;
use uuid::Uuid;

pub(crate) const BROWSER: &str = "Z2l2ZW4gdG8gb25lIGJyb3dzZXI";
const RETURN: &str = "https://tenantry.example/people";

/// Keys that changed are looked up at once: the tests have no minute to wait.
pub(crate) const AT_ONCE: KeyRules = KeyRules {
    lasts: Duration::from_hours(1),
    serves: Duration::from_hours(1),
    between_looks: Duration::ZERO,
};

pub(crate) fn app(id: Uuid, return_address: &str) -> PeopleApp {
    PeopleApp {
        id,
        credential: Credential::Secret,
        return_address: Url::parse(return_address).unwrap(),
        scope: "access_as_user".to_owned(),
    }
}

pub(crate) async fn people(stage: &Stage, key: u8) -> EntraPeople {
    let name = SecretName::new(MspId::INSTALLATION, Purpose::APP_SECRET).of_app(app_id());
    let secret = SecretValue::new("hunter2").unwrap();
    let kept = stage.vault.put(&name, &secret, &Expected::Anything).await;
    kept.unwrap();
    let vault: Arc<dyn Vault> = Arc::clone(&stage.vault) as _;
    EntraPeople::new(
        stage.http(),
        stage.endpoints(),
        vault,
        Arc::new(States::default()),
        StateKey::new(&[key; 32]).unwrap(),
        app(app_id(), RETURN),
    )
    .with_key_rules(AT_ONCE)
}

fn fields(address: &str) -> BTreeMap<String, String> {
    let address = Url::parse(address).unwrap();
    address.query_pairs().into_owned().collect()
}

/// What a browser was sent out with.
fn begun(people: &EntraPeople) -> BTreeMap<String, String> {
    fields(&people.begin("/customers?after=7", BROWSER).unwrap())
}

fn came_back(begun: &BTreeMap<String, String>) -> String {
    format!("code={}.abc&state={}", begun["nonce"], begun["state"])
}

async fn signed_in(people: &EntraPeople) -> Result<PersonSignedIn, SignInFault> {
    let back = came_back(&begun(people));
    let (person, return_to) = people.finish(BROWSER, &back).await?;
    assert_eq!(return_to.as_str(), "/customers?after=7");
    Ok(person)
}

/// What Entra gives for a code, where the nonce is in the code.
fn given(stage: &Stage, asked: &Asked, claims: &Value, more: &Value) -> Reply {
    let (nonce, _) = asked.field("code").split_once('.').unwrap_or_default();
    let mut body = json!({"token_type": "Bearer", "expires_in": 3600, "access_token": "of the person",
        "id_token": stage.id_token(nonce, claims)});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    Reply::json(200, &body)
}

/// An Entra, and a Graph that answers with this when it is asked for groups.
async fn clouds(claims: Value, more: Value, groups: Reply) -> Stage {
    let stage = Stage::open(move |stage, asked| {
        if asked.path == "/v1.0/me/getMemberGroups" {
            return groups.clone();
        }
        let published = stage.published(asked);
        published.unwrap_or_else(|| given(stage, asked, &claims, &more))
    })
    .await;
    stage.keys.lock().unwrap().push(SigningKey::new("k1"));
    stage
}

pub(crate) async fn entra(claims: Value) -> Stage {
    clouds(claims, json!({}), Reply::page(502)).await
}

#[tokio::test]
async fn somebody_signs_in_and_goes_on_to_where_they_wanted() {
    let group = Uuid::from_u128(0x77);
    let stage = entra(
        json!({"name": "Ada", "preferred_username": "ada@msp.example",
        "groups": [group], "amr": ["pwd", "mfa"]}),
    )
    .await;
    let people = people(&stage, 1).await;
    let address = people.begin("/customers?after=7", BROWSER).unwrap();
    let path = Url::parse(&address).unwrap().path().to_owned();
    assert_eq!(path, "/organizations/oauth2/v2.0/authorize");
    let begun = fields(&address);
    assert_eq!(begun["client_id"], app_id().to_string());
    assert_eq!(begun["redirect_uri"], RETURN);
    assert_eq!(begun["code_challenge_method"], "S256");
    let scope = "openid profile https://graph.microsoft.com/User.Read";
    assert_eq!(
        begun["scope"], scope,
        "and nothing that outlasts the sign-in"
    );

    let back = came_back(&begun);
    let (person, return_to) = people.finish(BROWSER, &back).await.unwrap();
    let expected = PersonSignedIn {
        tenant: home(),
        account: UserId::new(Uuid::from_u128(9)),
        name: Some("Ada".to_owned()),
        login: Some("ada@msp.example".to_owned()),
        second_factor: Some(true),
        groups: PersonGroups::Known(vec![GroupId::new(group)]),
    };
    assert_eq!(person, expected);
    assert_eq!(return_to.as_str(), "/customers?after=7");
    let asked = stage.asked();
    let redeemed = asked.iter().find(|it| it.path.ends_with("/token")).unwrap();
    assert_eq!(redeemed.path, "/organizations/oauth2/v2.0/token");
    assert_eq!(redeemed.field("client_secret"), "hunter2");
    assert_eq!(redeemed.field("scope"), scope);
    let verifier = redeemed.field("code_verifier");
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    assert_eq!(begun["code_challenge"], challenge);
    assert!(!address.contains(verifier));

    let again = people.finish(BROWSER, &back).await.unwrap_err();
    assert_eq!(again, SignInFault::StateReplayed);
    assert_eq!(stage.tokens_asked(), 1);
}

#[tokio::test]
async fn only_the_browser_that_began_may_end_it() {
    let stage = entra(json!({})).await;
    let (ours, others) = (people(&stage, 1).await, people(&stage, 2).await);
    let begun = begun(&ours);
    let query = came_back(&begun);
    for (people, browser) in [(&ours, "Z2l2ZW4gdG8gYW5vdGhlcg"), (&others, BROWSER)] {
        let fault = people.finish(browser, &query).await.unwrap_err();
        assert_eq!(fault, SignInFault::StateForged);
    }
    // The service account's sign-in is another kind, also under the same key.
    let service = crate::sign_in::sign_in(&stage, 1);
    let its = service.begin(BROWSER, None).unwrap();
    let its = came_back(&fields(its.as_str()));
    let garbage = "x".repeat(200_000);
    let sealed = &begun["state"];
    for forged in [
        its,
        String::new(),
        "code=abc".to_owned(),
        "code=abc&state=e30.e30".to_owned(),
        format!("code=abc&state={}", &sealed[1..]),
        format!("code=abc&state={sealed}A"),
        garbage.clone(),
        format!("code=abc&state={garbage}"),
        format!("{query}&more={garbage}"),
        "%00%ff&&&=&state=\u{0}".to_owned(),
    ] {
        let fault = ours.finish(BROWSER, &forged).await.unwrap_err();
        assert_eq!(fault, SignInFault::StateForged);
    }
    let fault = service.finish(BROWSER, &query).await.unwrap_err();
    assert_eq!(fault, SignInFault::StateForged);
    for nothing in ["", "short"] {
        let fault = ours.finish(nothing, &query).await.unwrap_err();
        assert_eq!(fault, SignInFault::BrowserUnknown);
        assert_eq!(ours.begin("/", nothing), Err(SignInFault::BrowserUnknown));
    }
    assert_eq!(stage.tokens_asked(), 0, "no code of a stranger is redeemed");
    let finished = ours.finish(BROWSER, &query).await;
    assert!(finished.is_ok(), "none of that used it up");
}

#[tokio::test]
async fn nobody_is_led_elsewhere_afterwards() {
    let stage = entra(json!({})).await;
    let people = people(&stage, 1).await;
    for odd in [
        "https://evil.test/",
        "//evil.test",
        "/\\evil.test",
        "",
        "customers",
    ] {
        assert_eq!(people.begin(odd, BROWSER), Err(SignInFault::ReturnRefused));
    }
}

#[tokio::test]
async fn an_error_beats_a_code_and_ends_the_sign_in() {
    let stage = entra(json!({})).await;
    let people = people(&stage, 1).await;
    for (error, code) in [
        (
            "error=access_denied&error_subcode=cancel",
            "SIGN_IN_CANCELLED",
        ),
        (
            "error=access_denied&error_description=AADSTS65004%3A+declined",
            "SIGN_IN_CANCELLED",
        ),
        (
            "error=access_denied&error_description=AADSTS50105%3A+not+assigned",
            "ACCOUNT_NOT_ASSIGNED",
        ),
        (
            "error=interaction_required&error_description=AADSTS50076%3A+mfa",
            "MFA_REQUIRED",
        ),
        ("error=server_error", "CLOUD_UNAVAILABLE"),
        ("error=%F0%9F%92%A9", "CLOUD_REFUSED"),
    ] {
        let back = format!("{}&{error}", came_back(&begun(&people)));
        let fault = people.finish(BROWSER, &back).await.unwrap_err();
        assert_eq!(fault.code(), code, "{error}");
        let fault = people.finish(BROWSER, &back).await.unwrap_err();
        assert_eq!(fault, SignInFault::StateReplayed);
    }
    let empty = format!("state={}", begun(&people)["state"]);
    let fault = people.finish(BROWSER, &empty).await.unwrap_err();
    assert_eq!(fault.code(), "SIGN_IN_CALLBACK_INCOMPLETE");
    assert_eq!(stage.tokens_asked(), 0);
}

#[tokio::test]
async fn what_entra_says_to_the_code_is_said() {
    for (error, number, code) in [
        ("interaction_required", 50_076, "MFA_REQUIRED"),
        ("interaction_required", 50_079, "MFA_REQUIRED"),
        ("invalid_grant", 50_057, "ACCOUNT_BLOCKED"),
        ("invalid_grant", 54_005, "CLOUD_REFUSED"),
        ("invalid_grant", 70_008, "SIGN_IN_LAPSED"),
        ("invalid_grant", 65_001, "CONSENT_MISSING"),
        ("invalid_client", 7_000_222, "APP_SECRET_EXPIRED"),
        ("invalid_request", 50_194, "APP_MISCONFIGURED"),
        ("access_denied", 530_032, "BLOCKED_BY_POLICY"),
    ] {
        let stage = Stage::open(move |_, _| Reply::error(400, error, number)).await;
        let fault = signed_in(&people(&stage, 1).await).await.unwrap_err();
        assert_eq!(fault.code(), code, "{number}");
        assert_eq!(stage.tokens_asked(), 1);
    }
    let stage = Stage::open(|_, _| Reply::page(502)).await;
    let fault = signed_in(&people(&stage, 1).await).await.unwrap_err();
    assert_eq!(fault.code(), "CLOUD_ANSWER_UNREADABLE");
    assert_eq!(stage.tokens_asked(), 1, "a code is never redeemed twice");
}

/// A token with another head: its signature is whatever comes last.
pub(crate) fn with_head(token: &str, head: &Value, signature: &str) -> String {
    let claims = token.split('.').nth(1).unwrap();
    let head = BASE64_URL_SAFE_NO_PAD.encode(head.to_string());
    format!("{head}.{claims}.{signature}")
}

#[tokio::test]
async fn who_signed_in_must_be_beyond_doubt() {
    let other = Uuid::from_u128(0x99);
    for (claims, reason) in [
        (json!({"nonce": "x"}), Untrusted::Nonce),
        (json!({"nonce": null}), Untrusted::Nonce),
        (json!({"aud": other}), Untrusted::Audience),
        (
            json!({"aud": format!("api://{}", app_id())}),
            Untrusted::Audience,
        ),
        (json!({"tid": other}), Untrusted::Issuer),
        (json!({"iss": "https://evil.test/"}), Untrusted::Issuer),
        (
            json!({"iss": format!("https://sts.windows.net/{}/", home())}),
            Untrusted::Issuer,
        ),
        (json!({"exp": 1}), Untrusted::Expired),
        (json!({"nbf": 9_999_999_999_i64}), Untrusted::TooEarly),
        (json!({"oid": null}), Untrusted::Malformed),
        (json!({"tid": "organizations"}), Untrusted::Malformed),
    ] {
        let stage = entra(claims.clone()).await;
        let fault = signed_in(&people(&stage, 1).await).await.unwrap_err();
        assert_eq!(fault, SignInFault::IdentityUntrusted { reason }, "{claims}");
    }
    let stage = entra(json!({})).await;
    let good = stage.id_token("", &json!({}));
    let hashed = with_head(&good, &json!({"alg": "HS256", "kid": "k1"}), "AAAA");
    let unsigned = with_head(&good, &json!({"alg": "none", "kid": "k1"}), "");
    for (token, reason) in [
        (hashed, Untrusted::Algorithm),
        (unsigned, Untrusted::Malformed),
        ("a.b.c".to_owned(), Untrusted::Malformed),
        ("x".repeat(200_000), Untrusted::Malformed),
    ] {
        let stage = clouds(json!({}), json!({"id_token": token}), Reply::page(502)).await;
        let fault = signed_in(&people(&stage, 1).await).await.unwrap_err();
        assert_eq!(fault, SignInFault::IdentityUntrusted { reason });
    }
    let stage = clouds(json!({}), json!({"id_token": null}), Reply::page(502)).await;
    let fault = signed_in(&people(&stage, 1).await).await.unwrap_err();
    assert_eq!(fault.code(), "SIGN_IN_CALLBACK_INCOMPLETE");
}

#[tokio::test]
async fn keys_of_all_organizations_change() {
    let stage = entra(json!({})).await;
    let people = people(&stage, 1).await;
    signed_in(&people).await.unwrap();
    stage.keys.lock().unwrap().push(SigningKey::new("k2"));
    signed_in(&people).await.unwrap();
    let keys = |asked: &Asked| asked.path == "/organizations/discovery/v2.0/keys";
    assert_eq!(stage.asked().iter().filter(|it| keys(it)).count(), 2);

    let forger = entra(json!({})).await;
    forger.keys.lock().unwrap().push(SigningKey::new("k9"));
    let reason = Untrusted::KeyUnknown;
    let foreign = json!({"id_token": forger.id_token("", &json!({}))});
    let flooded = clouds(json!({}), foreign, Reply::page(502)).await;
    let fault = signed_in(&crate::people::people(&flooded, 1).await).await;
    assert_eq!(fault, Err(SignInFault::IdentityUntrusted { reason }));
}

#[tokio::test]
async fn an_open_access_token_tells_of_the_second_factor_when_nothing_else_does() {
    let token = |methods: &Value| SigningKey::new("x").sign(&json!({"amr": methods}));
    for (access_token, known) in [
        (token(&json!(["pwd", "mfa"])), Some(true)),
        (token(&json!(["pwd"])), Some(false)),
        ("sealed".to_owned(), None),
    ] {
        let more = json!({"access_token": access_token});
        let stage = clouds(json!({}), more, Reply::page(502)).await;
        let person = signed_in(&people(&stage, 1).await).await.unwrap();
        assert_eq!(person.second_factor, known);
    }
}

#[tokio::test]
async fn groups_that_are_too_many_for_a_token_are_read() {
    let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let known = PersonGroups::Known(vec![GroupId::new(one), GroupId::new(two)]);
    for claims in [
        json!({"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://evil.test/"}}}),
        json!({"hasgroups": true}),
        json!({"groups": ["CONTOSO\\Domain Admins"]}),
    ] {
        let answer = Reply::json(200, &json!({"value": [one, two]}));
        let stage = clouds(claims.clone(), json!({}), answer).await;
        let person = signed_in(&people(&stage, 1).await).await.unwrap();
        assert_eq!(person.groups, known, "{claims}");
    }
    let stage = entra(json!({})).await;
    let person = signed_in(&people(&stage, 1).await).await.unwrap();
    assert_eq!(person.groups, PersonGroups::Known(Vec::new()), "in none");
    let asked = stage.asked();
    assert!(asked.iter().all(|it| !it.path.contains("getMemberGroups")));
}

#[tokio::test]
async fn whoever_cannot_read_groups_signs_in_all_the_same() {
    let denied = json!({"error": {"code": "Authorization_RequestDenied", "message": "Insufficient privileges"}});
    for answer in [
        Reply::json(403, &denied),
        Reply::json(
            401,
            &json!({"error": {"code": "InvalidAuthenticationToken"}}),
        ),
        Reply::json(
            400,
            &json!({"error": {"code": "Directory_ResultSizeLimitExceeded"}}),
        ),
        Reply::page(502),
        Reply::json(200, &json!({"value": ["no id"]})),
        Reply::json(200, &json!({"value": ["x".repeat(2_000_000)]})),
    ] {
        let claims = json!({"_claim_names": {"groups": "src1"}});
        let stage = clouds(claims, json!({}), answer).await;
        let person = signed_in(&people(&stage, 1).await).await.unwrap();
        assert_eq!(person.groups, PersonGroups::Unknown);
    }
}

#[tokio::test]
async fn people_are_no_service_account() {
    let stage = entra(json!({})).await;
    let people = people(&stage, 1).await;
    signed_in(&people).await.unwrap();
    assert_eq!(stage.vault.value(Purpose::REFRESH_TOKEN), None);
    assert_ne!(SESSION, BROWSER);
}
