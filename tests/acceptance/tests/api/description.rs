//! That the portal's description tells the truth: everything in it is answered, and in the form it says.

use hyper::Method;
use serde_json::{Value, json};
use tenantry_api::portal::openapi;
use tenantry_domain::role::Role;
use tenantry_support::World;
use uuid::Uuid;

use crate::access;
use crate::client::{Answer, Client, send};
use crate::consenting::{ADMIN, ROOT, Stage, signed};

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

/// What was asked and answered, each answer held against the description.
struct Met {
    whole: Value,
    met: Vec<(String, &'static str, u16)>,
}

impl Met {
    fn meet(&mut self, path: &str, method: &'static str, answer: &Answer) {
        let described = &self.whole["paths"][path][method]["responses"][answer.status.to_string()];
        assert!(described.is_object(), "{method} {path}: {answer:?}");
        let kind = answer.header("content-type").split(';').next().unwrap();
        let content = &described["content"][kind];
        assert!(content.is_object(), "{method} {path}: {answer:?}");
        if kind.ends_with("json") {
            let misfit = misfit(&self.whole, &content["schema"], &answer.json(), "");
            assert_eq!(misfit, None, "{method} {path}: {answer:?}");
        }
        self.met.push((path.to_owned(), method, answer.status));
    }

    fn connect(&mut self, answer: &Answer) {
        self.meet(&format!("{ROOT}/connect"), "post", answer);
    }

    fn status(&mut self, answer: &Answer) {
        self.meet(&format!("{ROOT}/{{tenantId}}/sync-status"), "get", answer);
    }

    fn callback(&mut self, method: &'static str, answer: &Answer) {
        self.meet(&format!("{ROOT}/callback"), method, answer);
    }

    /// What is described and was not met.
    fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for (path, methods) in self.whole["paths"].as_object().unwrap() {
            for (method, described) in methods.as_object().unwrap() {
                for status in described["responses"].as_object().unwrap().keys() {
                    let is = |it: &(String, &str, u16)| {
                        it.0 == *path && it.1 == method && it.2.to_string() == *status
                    };
                    if !ELSEWHERE.contains(&status.as_str()) && !self.met.iter().any(is) {
                        missing.push(format!("{method} {path} {status}"));
                    }
                }
            }
        }
        missing
    }
}

/// What takes a slow sender, a crowd, or a server or cloud that fails, is met elsewhere.
const ELSEWHERE: [&str; 5] = ["408", "429", "500", "502", "503"];

#[tokio::test(flavor = "multi_thread")]
async fn everything_described_is_answered_in_the_form_that_is_described() {
    let stage = Stage::open(World::sqlite().await).await;
    let (tech, customer) = stage.somebody().await;
    let mut met = Met {
        whole: openapi::document(),
        met: Vec::new(),
    };
    let address = asking(&mut met, &stage, &tech, &customer).await;
    coming_back(&mut met, &stage, &tech, &address).await;
    let tenant = stage.tenant().to_string();
    met.connect(&tech.connect("c", &customer, &tenant).await);
    by_program(&mut met, &stage, &tech, &customer).await;
    unfit(&mut met, &tech).await;
    let itself = "/api/msp-portal/openapi.json";
    let answer = send(tech.address, Method::GET, itself, &[], "").await;
    met.meet(itself, "get", &answer);
    assert_eq!(answer.json(), met.whole);
    assert_eq!(met.missing(), Vec::<String>::new());
    stage.end().await;
}

/// Asks in all ways, and gives the address for the administrator.
async fn asking(met: &mut Met, stage: &Stage, tech: &Client, customer: &str) -> String {
    let tenant = stage.tenant().to_string();
    let viewer = stage.house.somebody_of(tech.msp, Role::Viewer).await;
    let mut nobody = tech.clone();
    "tenantry_nobody".clone_into(&mut nobody.token);
    let asked = tech.connect("a", customer, &tenant).await;
    met.connect(&asked);
    met.connect(&tech.connect("a", customer, &tenant).await);
    met.connect(&viewer.connect("a", customer, &tenant).await);
    met.connect(&tech.connect("", customer, &tenant).await);
    met.connect(&tech.connect("b", customer, "nobody.example").await);
    met.connect(&nobody.connect("a", customer, &tenant).await);
    met.status(&nobody.status(&tenant).await);
    met.status(&tech.status(&tenant).await);
    met.status(&tech.status("x").await);
    met.status(&tech.status(Uuid::now_v7()).await);
    let home = access::home(&stage.house, tech.msp).await;
    let (_, session) = access::sign_in(&stage.house, home, "Ada", &[]).await;
    let cookie = format!("tenantry={session}");
    let headers = [
        ("cookie", cookie.as_str()),
        ("origin", "https://evil.example"),
    ];
    let place = format!("{ROOT}/{tenant}/sync-status");
    met.status(&send(tech.address, Method::GET, &place, &headers, "").await);
    asked.json()["authUrl"].as_str().unwrap().to_owned()
}

/// The administrator comes back once, and again, and somebody with nothing of ours.
async fn coming_back(met: &mut Met, stage: &Stage, tech: &Client, address: &str) {
    let query = stage.walk(address, ADMIN, "accept").await;
    met.callback("get", &stage.come_back("state=x").await);
    met.callback("get", &stage.come_back(&query).await);
    met.callback("get", &stage.come_back(&query).await);
    met.status(&tech.status(stage.tenant()).await);
}

async fn by_program(met: &mut Met, stage: &Stage, tech: &Client, customer: &str) {
    let contoso = stage.there.tenant("Contoso").to_string();
    let address = tech.invited(customer, &contoso).await;
    let admin = "admin@contoso.onmicrosoft.com";
    let query = stage.walk(&address, admin, "cancel").await;
    let declined = brought(&query);
    for body in [&declined, &declined, &json!({}), &json!({ "x": 1 })] {
        met.callback("post", &tech.post("/callback", "", body).await);
    }
    let refused = tech.status(&contoso).await;
    assert_eq!(refused.json()["problem"]["code"], "CONSENT_DECLINED");
    met.status(&refused);
    let address = tech.invited(customer, &contoso).await;
    stage.there.wait(8 * 24 * 60 * 60);
    let late = format!(
        "admin_consent=True&tenant={contoso}&state={}",
        signed(&address)
    );
    met.callback("get", &stage.come_back(&late).await);
    met.callback("post", &tech.post("/callback", "", &brought(&late)).await);
}

/// What a browser brought, as a program passes it on.
fn brought(query: &str) -> Value {
    let fields = url::form_urlencoded::parse(query.as_bytes());
    let fields = fields.map(|(name, value)| (name.into_owned(), json!(value)));
    fields.collect()
}

/// Bodies that are none.
async fn unfit(met: &mut Met, tech: &Client) {
    let authorization = format!("Bearer {}", tech.token);
    let large = "a".repeat(20_000);
    for (kind, body) in [("text/plain", "{}"), ("application/json", large.as_str())] {
        let headers = [
            ("authorization", authorization.as_str()),
            ("content-type", kind),
        ];
        let place = format!("{ROOT}/connect");
        met.connect(&send(tech.address, Method::POST, &place, &headers, body).await);
        let place = format!("{ROOT}/callback");
        met.callback(
            "post",
            &send(tech.address, Method::POST, &place, &headers, body).await,
        );
    }
}
