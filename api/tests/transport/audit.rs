//! The 61 checks of the public audit of GraphQL over HTTP (`auditServer` of the npm package
//! `graphql-http`), each under the id it has there.

use serde_json::{Value, json};

use crate::server::Server;
use crate::wire::{Got, JSON, RESPONSE, Sent};

const TYPENAME: &str = "{ __typename }";
const BY_NAME: &str = "query Type($name: String!) { __type(name: $name) { name } }";
/// A field that is not there.
const NO_SUCH_FIELD: &str = "{ a8f31403dfe404bccbb0e835f2629c6a7 }";
const UNFIT: &str = "query CoerceFailure($id: ID!){ __typename }";

struct Audit {
    server: Server,
    failed: Vec<String>,
    count: usize,
}

impl Audit {
    fn check(&mut self, id: &str, holds: bool, got: &Got) {
        self.count += 1;
        if !holds {
            let told = format!(
                "{id}: {} {:?} {}",
                got.status,
                got.header("content-type"),
                got.body
            );
            self.failed.push(told);
        }
    }

    async fn status(&mut self, id: &str, sent: Sent, expected: u16) -> Got {
        let got = sent.to(&self.server).await;
        self.check(id, got.status == expected, &got);
        got
    }

    async fn no_errors(&mut self, id: &str, sent: Sent) {
        let got = sent.to(&self.server).await;
        let fine = got.status == 200 && got.json().get("errors").is_none();
        self.check(id, fine, &got);
    }

    async fn no_data(&mut self, id: &str, sent: Sent) {
        let got = sent.to(&self.server).await;
        self.check(id, got.json().get("data").is_none(), &got);
    }

    async fn typed(&mut self, id: &str, sent: Sent, content_type: &str) {
        let got = sent.to(&self.server).await;
        let named = got.header("content-type").unwrap_or_default();
        let fine = got.status == 200 && named.starts_with(content_type);
        self.check(id, fine, &got);
    }
}

fn with(key: &str, value: &Value) -> Sent {
    let mut body = json!({ "query": TYPENAME });
    body[key] = value.clone();
    Sent::post(&body)
}

fn unfit() -> Sent {
    Sent::post(&json!({ "query": UNFIT, "variables": { "id": null } }))
}

#[tokio::test]
async fn all_checks_of_the_public_audit_pass() {
    let mut audit = Audit {
        server: Server::start().await,
        failed: Vec::new(),
        count: 0,
    };
    media_types(&mut audit).await;
    methods(&mut audit).await;
    parameters(&mut audit).await;
    maps(&mut audit).await;
    broken_bodies(&mut audit).await;
    failures(&mut audit).await;
    assert_eq!(audit.failed, Vec::<String>::new());
    assert_eq!(audit.count, 61);
}

async fn media_types(audit: &mut Audit) {
    let post = || Sent::query(TYPENAME);
    audit.typed("22EB", post().accept(RESPONSE), RESPONSE).await;
    audit.typed("4655", post().accept(JSON), JSON).await;
    audit.typed("47DE", post().accept("*/*"), JSON).await;
    audit.typed("80D8", post(), JSON).await;
    // Reading an answer refuses what is not UTF-8.
    audit.status("82A3", post(), 200).await;
    let letters = json!({ "query": "{ __type(name: \"Run🏃Swim🏊\") { name } }" });
    let said = Sent::bare("POST").header("content-type", "application/json; charset=utf-8");
    audit
        .status("BF61", said.body(letters.to_string()), 200)
        .await;
    audit.status("78D5", post(), 200).await;
}

async fn methods(audit: &mut Audit) {
    audit.status("2C94", Sent::query(TYPENAME), 200).await;
    audit
        .status("5A70", Sent::get(&[("query", TYPENAME)]), 200)
        .await;
    let mutation = Sent::get(&[("query", "mutation { __typename }")]).accept(RESPONSE);
    let got = mutation.to(&audit.server).await;
    audit.check("9C48", (400..500).contains(&got.status), &got);
    let untyped = Sent::bare("POST").body(json!({ "query": TYPENAME }).to_string());
    let got = untyped.to(&audit.server).await;
    audit.check("9ABE", (400..500).contains(&got.status), &got);
    audit.status("03D4", Sent::query(TYPENAME), 200).await;
    let empty = Sent::bare("POST").header("content-type", JSON);
    audit.status("A5BF", empty, 400).await;
}

async fn parameters(audit: &mut Audit) {
    let missing = Sent::post(&json!({ "notquery": TYPENAME }));
    audit.status("423L", missing.accept(RESPONSE), 400).await;
    let not_texts = [
        json!({ "obj": "ect" }),
        json!(0),
        json!(false),
        json!(["array"]),
    ];
    for (index, value) in not_texts.iter().enumerate() {
        let sent = Sent::post(&json!({ "query": value }));
        audit.status(&format!("LKJ{index}"), sent, 400).await;
        let id = format!("6C0{index}");
        audit.status(&id, with("operationName", value), 400).await;
    }
    audit
        .status("34A2", Sent::query(TYPENAME).accept(RESPONSE), 200)
        .await;
    audit
        .no_errors("13EE", Sent::query(TYPENAME).accept(JSON))
        .await;
    let named = json!({ "operationName": "Query", "query": "query Query { __typename }" });
    audit
        .status("8161", Sent::post(&named).accept(RESPONSE), 200)
        .await;
    audit
        .no_errors("B8B3", Sent::post(&named).accept(JSON))
        .await;
    for (index, key) in ["variables", "operationName", "extensions"]
        .iter()
        .enumerate()
    {
        let sent = with(key, &Value::Null);
        audit
            .no_errors(&format!("94B{index}"), sent.clone().accept(RESPONSE))
            .await;
        audit
            .no_errors(&format!("022{index}"), sent.accept(JSON))
            .await;
    }
}

async fn maps(audit: &mut Audit) {
    let not_maps = [json!("string"), json!(0), json!(false), json!(["array"])];
    for (index, value) in not_maps.iter().enumerate() {
        audit
            .status(&format!("476{index}"), with("variables", value), 400)
            .await;
        audit
            .status(&format!("58B{index}"), with("extensions", value), 400)
            .await;
    }
    let named = json!({ "query": BY_NAME, "variables": { "name": "sometype" } });
    audit
        .status("2EA1", Sent::post(&named).accept(RESPONSE), 200)
        .await;
    audit
        .no_errors("28B9", Sent::post(&named).accept(JSON))
        .await;
    let variables = r#"{"name":"sometype"}"#;
    let get = Sent::get(&[("query", BY_NAME), ("variables", variables)]);
    audit.no_errors("D6D5", get.clone().accept(RESPONSE)).await;
    audit.no_errors("6A70", get.accept(JSON)).await;
    let extended = with("extensions", &json!({ "some": "value" }));
    audit
        .status("428F", extended.clone().accept(RESPONSE), 200)
        .await;
    audit.no_errors("1B7A", extended.accept(JSON)).await;
}

async fn broken_bodies(audit: &mut Audit) {
    let broken = || {
        Sent::bare("POST")
            .header("content-type", JSON)
            .body("{ \"not a JSON")
    };
    let got = broken().accept(JSON).to(&audit.server).await;
    audit.check("B6DC", (200..600).contains(&got.status), &got);
    audit.status("BCF8", broken().accept(JSON), 400).await;
    audit.status("B7N8", broken().accept(RESPONSE), 400).await;
    let misspelt = Sent::post(&json!({ "qeury": TYPENAME }));
    let got = misspelt.to(&audit.server).await;
    audit.check("8764", (400..600).contains(&got.status), &got);
    audit.status("3E3A", misspelt, 400).await;
}

async fn failures(audit: &mut Audit) {
    let unparsed = || Sent::query("{");
    let invalid = || Sent::query(NO_SUCH_FIELD);
    audit.status("572B", unparsed().accept(JSON), 200).await;
    audit.status("FDE2", invalid().accept(JSON), 200).await;
    audit.status("7B9B", unfit().accept(JSON), 200).await;
    for (some, exact, data, sent) in [
        ("865D", "556A", "D586", unparsed()),
        ("51FE", "74FF", "5E5B", invalid()),
    ] {
        let sent = sent.accept(RESPONSE);
        let got = sent.to(&audit.server).await;
        audit.check(some, (400..600).contains(&got.status), &got);
        audit.status(exact, sent.clone(), 400).await;
        audit.no_data(data, sent).await;
    }
    audit.status("86EE", unfit().accept(RESPONSE), 400).await;
}
