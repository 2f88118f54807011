//! The portal's interface, taken at its word: who may ask, what is refused, and with which code.

use hyper::Method;
use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::access;
use crate::client::{Answer, send};
use crate::consenting::{ADMIN, ROOT, Stage};
use crate::house::{House, PAGES};

on_both_databases!(
    only_those_who_may_are_heard,
    what_is_not_right_is_refused_with_a_code,
    what_is_no_json_is_refused_with_a_code,
    other_msps_see_nothing,
    a_session_is_used_from_our_own_pages,
);

/// The code of a refusal that is told as it should be.
pub(crate) fn code(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let told = answer.json();
    let code = told["code"].as_str().unwrap().to_owned();
    assert_eq!(told["status"], status);
    assert_eq!(told["type"], format!("/help/{code}"));
    assert_eq!(told["correlationId"], answer.header("x-correlation-id"));
    for part in ["title", "detail", "remedy", "whoActs"] {
        assert!(told[part].as_str().is_some_and(|it| it.len() > 3), "{told}");
    }
    code
}

async fn only_those_who_may_are_heard(world: World) {
    let stage = Stage::open(world).await;
    let (tech, customer) = stage.somebody().await;
    let house = &stage.house;
    let tenant = stage.tenant().to_string();
    for role in [Role::Viewer, Role::Auditor] {
        let somebody = house.somebody_of(tech.msp, role).await;
        let answer = somebody.connect("k", &customer, &tenant).await;
        assert_eq!(code(&answer, 403), "ROLE_MISSING");
    }
    let mut stranger = tech.clone();
    "tenantry_nobody".clone_into(&mut stranger.token);
    let answer = stranger.connect("k", &customer, &tenant).await;
    assert_eq!(code(&answer, 401), "NOT_SIGNED_IN");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    assert_eq!(code(&stranger.status(&tenant).await, 401), "NOT_SIGNED_IN");
    tech.invited(&customer, &tenant).await;
    for role in Role::ALL {
        let somebody = house.somebody_of(tech.msp, role).await;
        assert_eq!(somebody.status(&tenant).await.status, 200, "{role}");
    }
    stage.end().await;
}

async fn what_is_not_right_is_refused_with_a_code(world: World) {
    let stage = Stage::open(world).await;
    let (tech, customer) = stage.somebody().await;
    let tenant = stage.tenant().to_string();
    let refused = async |status: u16, body: Value| {
        let key = Uuid::now_v7().to_string();
        code(&tech.post("/connect", &key, &body).await, status)
    };
    let with = |name: &str, value: Value| {
        let mut body = json!({ "customerId": customer, "tenant": tenant });
        body[name] = value;
        body
    };
    for (status, expected, body) in [
        (400, "BAD_REQUEST", json!([])),
        (400, "BAD_REQUEST", json!({ "customerId": customer })),
        (400, "BAD_REQUEST", with("write", json!(true))),
        (400, "BAD_REQUEST", with("validDays", json!("7"))),
        (400, "BAD_REQUEST", with("validDays", json!(-1))),
        (400, "MALFORMED_ID", with("customerId", json!("fabrikam"))),
        (
            400,
            "MALFORMED_TENANT_NAME",
            with("tenant", json!("common")),
        ),
        (400, "MALFORMED_TENANT_NAME", with("tenant", json!("../x"))),
        (400, "INVALID_TEXT", with("reason", json!(" "))),
        (
            422,
            "TENANT_NOT_FOUND",
            with("tenant", json!("nobody.example")),
        ),
        (
            422,
            "TENANT_NOT_FOUND",
            with("tenant", json!(Uuid::now_v7())),
        ),
        (
            422,
            "CUSTOMER_NOT_FOUND",
            with("customerId", json!(Uuid::now_v7())),
        ),
        (
            422,
            "CONSENT_VALIDITY_OUT_OF_RANGE",
            with("validDays", json!(0)),
        ),
        (
            422,
            "CONSENT_VALIDITY_OUT_OF_RANGE",
            with("validDays", json!(31)),
        ),
    ] {
        assert_eq!(refused(status, body.clone()).await, expected, "{body}");
    }
    assert_eq!(tech.status(&tenant).await.status, 404, "nothing was asked");

    let answer = tech.connect("", &customer, &tenant).await;
    assert_eq!(code(&answer, 400), "IDEMPOTENCY_KEY_MALFORMED");
    assert_eq!(tech.connect("k", &customer, &tenant).await.status, 201);
    let answer = tech.connect("k", &customer, "contoso.example").await;
    assert_eq!(code(&answer, 422), "IDEMPOTENCY_KEY_REUSED");

    let alone = stage.house.somebody(Role::Tech).await;
    let customer = stage.customer_of(&alone).await;
    let answer = alone.connect("k", &customer, &tenant).await;
    assert_eq!(code(&answer, 409), "PARTNER_NOT_CONNECTED");
    stage.end().await;
    nobody_can_be_asked_without_an_address().await;
}

async fn what_is_no_json_is_refused_with_a_code(world: World) {
    let stage = Stage::open(world).await;
    let (tech, _) = stage.somebody().await;
    let authorization = format!("Bearer {}", tech.token);
    let raw = async |method: Method, path: &str, kind: &str, body: &str| {
        let headers = [
            ("authorization", authorization.as_str()),
            ("content-type", kind),
            ("idempotency-key", "raw"),
        ];
        let path = format!("{ROOT}{path}");
        send(tech.address, method, &path, &headers, body).await
    };
    for (path, body) in [
        ("/connect", "{"),
        ("/callback", "{"),
        ("/callback", "{\"x\":1}"),
    ] {
        let answer = raw(Method::POST, path, "application/json", body).await;
        assert_eq!(code(&answer, 400), "BAD_REQUEST", "{path} {body}");
    }
    let large = format!("{{\"tenant\":\"{}\"}}", "a".repeat(20_000));
    for path in ["/connect", "/callback"] {
        for kind in ["text/plain", "", "application/json; charset=latin-1"] {
            let answer = raw(Method::POST, path, kind, "{}").await;
            assert_eq!(code(&answer, 415), "MEDIA_TYPE_UNSUPPORTED");
        }
        let answer = raw(Method::POST, path, "application/json", &large).await;
        assert_eq!(code(&answer, 413), "BODY_TOO_LARGE");
        let answer = raw(Method::PUT, path, "application/json", "{}").await;
        assert_eq!(code(&answer, 405), "METHOD_NOT_ALLOWED");
    }
    for odd in ["x", "%FF", "%00"] {
        let answer = tech.status(odd).await;
        assert_eq!(code(&answer, 400), "MALFORMED_ID", "{odd}");
    }
    stage.end().await;
}

async fn nobody_can_be_asked_without_an_address() {
    let house = House::on(World::sqlite().await).await;
    let tech = house.somebody(Role::Tech).await;
    let answer = tech
        .connect("k", &Uuid::now_v7().to_string(), "contoso.com")
        .await;
    assert_eq!(code(&answer, 409), "CONSENT_NOT_CONFIGURED");
    let query = "mutation { tenantConnect(input: { idempotencyKey: \"k\", tenant: \"contoso.com\",
        customer: \"0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11\" }) { userErrors { code remedy } } }";
    let told = tech.data(query, json!({})).await["tenantConnect"]["userErrors"][0].clone();
    assert_eq!(told["code"], "CONSENT_NOT_CONFIGURED");
    assert!(told["remedy"].as_str().unwrap().contains("public_url"));
    house.end().await;
}

async fn other_msps_see_nothing(world: World) {
    let stage = Stage::open(world).await;
    let (mine, customer) = stage.somebody().await;
    let (theirs, _) = stage.somebody().await;
    let tenant = stage.tenant().to_string();
    let address = mine.invited(&customer, &tenant).await;
    let asked = theirs.status(&tenant).await;
    let nobodys = theirs.status(Uuid::now_v7()).await;
    assert_eq!(code(&asked, 404), "CONSENT_NOT_FOUND");
    assert_eq!(code(&nobodys, 404), "CONSENT_NOT_FOUND");
    let refused = theirs.connect("k", &customer, &tenant).await;
    assert_eq!(code(&refused, 422), "CUSTOMER_NOT_FOUND");
    // What comes back counts for the MSP that asked, whoever passes it on.
    let query = stage.walk(&address, ADMIN, "accept").await;
    let brought: serde_json::Map<String, Value> = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), json!(value)))
        .collect();
    let told = theirs.post("/callback", "", &Value::Object(brought)).await;
    assert_eq!(told.status, 200, "{told:?}");
    assert_eq!(theirs.status(&tenant).await.status, 404);
    assert_eq!(mine.stands(stage.tenant()).await.0, "verifying");
    stage.end().await;
}

async fn a_session_is_used_from_our_own_pages(world: World) {
    let stage = Stage::open(world).await;
    let (tech, customer) = stage.somebody().await;
    let home = access::home(&stage.house, tech.msp).await;
    // The first to sign in is the MSP's Admin.
    let (_, session) = access::sign_in(&stage.house, home, "Ada", &[]).await;
    let cookie = format!("tenantry={session}");
    let body = json!({ "customerId": customer, "tenant": stage.tenant().to_string() }).to_string();
    let ask = async |more: &[(&str, &str)]| {
        let mut headers = vec![
            ("cookie", cookie.as_str()),
            ("content-type", "application/json"),
            ("idempotency-key", "k"),
        ];
        headers.extend_from_slice(more);
        let path = format!("{ROOT}/connect");
        send(tech.address, Method::POST, &path, &headers, &body).await
    };
    let foreign = ask(&[
        ("origin", "https://evil.example"),
        ("x-requested-with", "x"),
    ])
    .await;
    assert_eq!(code(&foreign, 403), "ORIGIN_REFUSED");
    assert_eq!(
        code(&ask(&[("x-requested-with", "x")]).await, 403),
        "ORIGIN_REFUSED"
    );
    assert_eq!(
        code(&ask(&[("origin", PAGES)]).await, 403),
        "PREFLIGHT_MISSING"
    );
    let heard = ask(&[("origin", PAGES), ("x-requested-with", "x")]).await;
    // Whether it may is a matter of its role.
    assert!(
        heard.status == 201 || code(&heard, 403) == "ROLE_MISSING",
        "{heard:?}"
    );
    stage.end().await;
}
