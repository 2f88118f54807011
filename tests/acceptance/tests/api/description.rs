//! That the portal's description tells the truth: everything in it is answered, and in the form it says.

use hyper::Method;
use serde_json::{Value, json};
use tenantry_api::portal::openapi;
use tenantry_domain::role::Role;
use tenantry_support::World;
use uuid::Uuid;

use crate::client::{Answer, send};
use crate::consenting::{ADMIN, ROOT, Stage};

/// Whether a value has the form that a schema says; else where it has not.
fn misfit(whole: &Value, schema: &Value, value: &Value, place: &str) -> Option<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let found = whole.pointer(reference.trim_start_matches('#'));
        let found = found.unwrap_or_else(|| panic!("{reference} leads nowhere"));
        return misfit(whole, found, value, place);
    }
    let named = &schema["type"];
    let kinds: Vec<&str> = match named.as_array() {
        Some(several) => several.iter().filter_map(Value::as_str).collect(),
        None => named.as_str().into_iter().collect(),
    };
    let is = |kind: &&str| match *kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        other => panic!("{other} is not looked at"),
    };
    if !kinds.iter().any(is) {
        return Some(format!("{place} is {value}, not {named}"));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return Some(format!("{place} is {value}, none of {words:?}"));
    }
    let is_id = value
        .as_str()
        .is_some_and(|text| Uuid::try_parse(text).is_ok());
    if schema["format"] == "uuid" && !is_id {
        return Some(format!("{place} is {value}, no UUID"));
    }
    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
        let found = misfit(whole, &schema["items"], item, &format!("{place}/{number}"));
        if found.is_some() {
            return found;
        }
    }
    value.as_object().and_then(|fields| {
        let needed = schema["required"].as_array().into_iter().flatten();
        let mut missing = needed.filter(|name| !fields.contains_key(name.as_str().unwrap()));
        if let Some(name) = missing.next() {
            return Some(format!("{place} lacks {name}"));
        }
        fields
            .iter()
            .find_map(|(name, value)| match schema["properties"].get(name) {
                Some(schema) => misfit(whole, schema, value, &format!("{place}/{name}")),
                None if schema["additionalProperties"] == false => {
                    Some(format!("{place} has {name}, which is not described"))
                }
                None => None,
            })
    })
}

/// Whether an answer is one that is described for this request.
fn check(whole: &Value, path: &str, method: &str, answer: &Answer) {
    let described = &whole["paths"][path][method]["responses"][answer.status.to_string()];
    assert!(described.is_object(), "{method} {path}: {answer:?}");
    let kind = answer.header("content-type").split(';').next().unwrap();
    let content = &described["content"][kind];
    assert!(content.is_object(), "{method} {path}: {answer:?}");
    if kind.ends_with("json") {
        let misfit = misfit(whole, &content["schema"], &answer.json(), "");
        assert_eq!(misfit, None, "{method} {path}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_described_is_answered_in_the_form_that_is_described() {
    let stage = Stage::open(World::sqlite().await).await;
    let (tech, customer) = stage.somebody().await;
    let viewer = stage.house.somebody_of(tech.msp, Role::Viewer).await;
    let tenant = stage.tenant().to_string();
    let whole = openapi::document();
    let [connect, callback, status] = [
        format!("{ROOT}/connect"),
        format!("{ROOT}/callback"),
        format!("{ROOT}/{{tenantId}}/sync-status"),
    ];
    let mut met: Vec<(String, &str, u16)> = Vec::new();
    let mut meet = |path: &str, method: &'static str, answer: &Answer| {
        check(&whole, path, method, answer);
        met.push((path.to_owned(), method, answer.status));
    };
    let asked = tech.connect("a", &customer, &tenant).await;
    let address = asked.json()["authUrl"].as_str().unwrap().to_owned();
    meet(&connect, "post", &asked);
    meet(
        &connect,
        "post",
        &tech.connect("a", &customer, &tenant).await,
    );
    meet(
        &connect,
        "post",
        &viewer.connect("a", &customer, &tenant).await,
    );
    meet(
        &connect,
        "post",
        &tech.connect("", &customer, &tenant).await,
    );
    meet(
        &connect,
        "post",
        &tech.connect("b", &customer, "nobody.example").await,
    );
    meet(&status, "get", &tech.status(&tenant).await);
    meet(&status, "get", &tech.status("x").await);
    meet(&status, "get", &tech.status(Uuid::now_v7()).await);
    let mut nobody = tech.clone();
    nobody.token = "tenantry_nobody".to_owned();
    meet(
        &connect,
        "post",
        &nobody.connect("a", &customer, &tenant).await,
    );
    meet(&status, "get", &nobody.status(&tenant).await);
    let query = stage.walk(&address, ADMIN, "accept").await;
    meet(&callback, "get", &stage.come_back("state=x").await);
    meet(&callback, "get", &stage.come_back(&query).await);
    meet(&callback, "get", &stage.come_back(&query).await);
    meet(&status, "get", &tech.status(&tenant).await);
    meet(
        &connect,
        "post",
        &tech.connect("c", &customer, &tenant).await,
    );
    let brought = |query: &str| {
        let fields = url::form_urlencoded::parse(query.as_bytes());
        fields
            .map(|(name, value)| (name.into_owned(), json!(value)))
            .collect::<Value>()
    };
    let contoso = stage.there.tenant("Contoso").to_string();
    let address = tech.invited(&customer, &contoso).await;
    let query = stage
        .walk(&address, "admin@contoso.onmicrosoft.com", "cancel")
        .await;
    for body in [
        brought(&query),
        brought(&query),
        json!({}),
        json!({ "x": 1 }),
    ] {
        meet(&callback, "post", &tech.post("/callback", "", &body).await);
    }
    let refused = tech.status(&contoso).await;
    assert_eq!(refused.json()["problem"]["code"], "CONSENT_DECLINED");
    meet(&status, "get", &refused);
    let address = tech.invited(&customer, &contoso).await;
    stage.there.wait(8 * 24 * 60 * 60);
    let state = url::Url::parse(&address).unwrap();
    let state = state
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    let late = format!("admin_consent=True&tenant={contoso}&state={state}");
    meet(&callback, "get", &stage.come_back(&late).await);
    meet(
        &callback,
        "post",
        &tech.post("/callback", "", &brought(&late)).await,
    );
    for (path, place) in [(&connect, "/connect"), (&callback, "/callback")] {
        let place = format!("{ROOT}{place}");
        let authorization = format!("Bearer {}", tech.token);
        let large = "a".repeat(20_000);
        for (kind, body) in [("text/plain", "{}"), ("application/json", large.as_str())] {
            let headers = [
                ("authorization", authorization.as_str()),
                ("content-type", kind),
            ];
            let answer = send(tech.address, Method::POST, &place, &headers, body).await;
            meet(path, "post", &answer);
        }
    }
    let itself = "/api/msp-portal/openapi.json";
    let answer = send(tech.address, Method::GET, itself, &[], "").await;
    meet(itself, "get", &answer);
    assert_eq!(answer.json(), whole);
    all_is_met(&whole, &met);
    stage.end().await;
}

/// What takes a slow sender, a crowd, or a server or cloud that fails, is met elsewhere.
const ELSEWHERE: [&str; 5] = ["408", "429", "500", "502", "503"];

fn all_is_met(whole: &Value, met: &[(String, &str, u16)]) {
    let mut missing = Vec::new();
    for (path, methods) in whole["paths"].as_object().unwrap() {
        for (method, described) in methods.as_object().unwrap() {
            for status in described["responses"].as_object().unwrap().keys() {
                let is = |it: &&(String, &str, u16)| {
                    it.0 == *path && it.1 == method && it.2.to_string() == *status
                };
                if !ELSEWHERE.contains(&status.as_str()) && !met.iter().any(|it| is(&it)) {
                    missing.push(format!("{method} {path} {status}"));
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}
