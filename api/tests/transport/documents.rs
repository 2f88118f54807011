//! Documents that are known by their hash.

use std::sync::Arc;

use serde_json::json;
use tenantry_api::transport::{Documents, Settings, Trust, TrustedDocuments};

use crate::server::{OUR_PAGES, Server, settings};
use crate::wire::{RESPONSE, Sent};

const KNOWN: &str = "query Hello { hello }";
const ECHO: &str = "query Echo($text: String!) { echo(text: $text) }";

async fn server(trust: Trust) -> Server {
    let documents = Documents {
        known: Arc::new(TrustedDocuments::of([KNOWN, ECHO])),
        trust,
    };
    Server::with(Settings {
        documents,
        ..settings()
    })
    .await
}

fn by_id(text: &str) -> Sent {
    Sent::post(&json!({ "documentId": TrustedDocuments::id(text) }))
}

#[tokio::test]
async fn a_known_document_is_named_by_its_hash() {
    let server = server(Trust::Everything).await;
    let hash = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    assert_eq!(TrustedDocuments::id("hello"), hash);
    let got = by_id(KNOWN).to(&server).await;
    assert_eq!(got.json(), json!({ "data": { "hello": "world" } }));
    let id = TrustedDocuments::id(ECHO);
    let get = Sent::get(&[("documentId", &id), ("variables", r#"{"text":"x"}"#)]);
    assert_eq!(
        get.to(&server).await.json(),
        json!({ "data": { "echo": "x" } })
    );
    let any = Sent::query("{ who }").to(&server).await;
    assert_eq!(any.status, 200);
}

#[tokio::test]
async fn an_unknown_id_is_said_to_be_unknown() {
    let server = server(Trust::Everything).await;
    for id in [
        "",
        "x",
        "sha256:",
        "md5:2cf24dba",
        &TrustedDocuments::id("other"),
    ] {
        let sent = Sent::post(&json!({ "documentId": id })).accept(RESPONSE);
        let got = sent.to(&server).await;
        assert_eq!(
            (got.status, got.code().as_str()),
            (400, "DOCUMENT_UNKNOWN"),
            "{id}"
        );
    }
}

#[tokio::test]
async fn where_only_known_ones_are_run_others_are_not() {
    let server = server(Trust::Known).await;
    let got = Sent::query("{ hello }").to(&server).await;
    assert_eq!(
        (got.status, got.code().as_str()),
        (403, "DOCUMENT_NOT_TRUSTED")
    );
    assert_eq!(server.runs.count(), 0);
    // To send the text of a known one is to name it.
    for sent in [Sent::query(KNOWN), by_id(KNOWN)] {
        assert_eq!(sent.to(&server).await.status, 200);
    }
}

#[tokio::test]
async fn sessions_are_held_to_known_ones_and_tokens_are_not() {
    let server = server(Trust::KnownInSessions).await;
    let session = |sent: Sent| {
        sent.header("cookie", "session=ada")
            .header("origin", OUR_PAGES)
            .header("x-requested-with", "tests")
    };
    let got = session(Sent::query("{ hello }")).to(&server).await;
    assert_eq!(got.code(), "DOCUMENT_NOT_TRUSTED");
    assert_eq!(session(by_id(KNOWN)).to(&server).await.status, 200);
    let token = Sent::query("{ hello }").header("authorization", "Bearer ada");
    assert_eq!(token.to(&server).await.status, 200);
}
