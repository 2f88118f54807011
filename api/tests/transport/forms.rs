//! Forms of requests and of answers, row by row.

use serde_json::json;

use crate::server::{Server, TestDoor, settings};
use crate::wire::{JSON, RESPONSE, Sent};

const HELLO: &str = "{ hello }";

#[tokio::test]
async fn the_form_that_is_liked_best_is_chosen() {
    let server = Server::start().await;
    let rows = [
        (RESPONSE, RESPONSE),
        (JSON, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (
            "application/graphql-response+json, application/json",
            RESPONSE,
        ),
        ("application/json, application/graphql-response+json", JSON),
        (
            "application/json;q=0.5, application/graphql-response+json;q=0.9",
            RESPONSE,
        ),
        (
            "application/graphql-response+json;q=0, application/json",
            JSON,
        ),
        ("text/html, application/json;q=0.1", JSON),
        ("APPLICATION/JSON; charset=UTF-8", JSON),
        (
            "application/json; charset=latin1, application/graphql-response+json;q=0.2",
            RESPONSE,
        ),
    ];
    for (accept, expected) in rows {
        let got = Sent::query(HELLO).accept(accept).to(&server).await;
        let expected = format!("{expected}; charset=utf-8");
        assert_eq!(
            got.header("content-type"),
            Some(expected.as_str()),
            "{accept}"
        );
        assert_eq!(got.json(), json!({ "data": { "hello": "world" } }));
    }
}

#[tokio::test]
async fn a_form_that_we_do_not_speak_is_not_acceptable() {
    let server = Server::start().await;
    let strange = [
        "text/html",
        "application/xml",
        "application/json;q=0",
        "text/*",
        "",
    ];
    for accept in strange {
        let got = Sent::query(HELLO).accept(accept).to(&server).await;
        assert_eq!(
            (got.status, got.code().as_str()),
            (406, "NOT_ACCEPTABLE"),
            "{accept}"
        );
    }
    assert_eq!(server.runs.count(), 0);
}

#[tokio::test]
async fn a_post_brings_json_in_utf_8() {
    let server = Server::start().await;
    let body = json!({ "query": HELLO }).to_string();
    let strange = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin1",
        "application/graphql",
        "application/jsonp",
    ];
    for content_type in strange {
        let sent = Sent::bare("POST").header("content-type", content_type);
        let got = sent.body(body.clone()).to(&server).await;
        assert_eq!(got.status, 415, "{content_type}");
        assert_eq!(got.code(), "MEDIA_TYPE_UNSUPPORTED");
    }
    assert_eq!(server.runs.count(), 0);
    for content_type in ["Application/JSON", "application/json;charset=\"UTF-8\""] {
        let sent = Sent::bare("POST").header("content-type", content_type);
        let got = sent.body(body.clone()).to(&server).await;
        assert_eq!(got.status, 200, "{content_type}");
    }
}

#[tokio::test]
async fn what_is_not_a_request_is_refused_in_every_form() {
    let server = Server::start().await;
    let bodies: [&[u8]; 9] = [
        b"",
        b"nonsense",
        b"\"{ hello }\"",
        b"[{\"query\":\"{ hello }\"}]",
        b"[]",
        b"{\"query\":\"{ hello }\"}x",
        b"{\"query\":\"\xff\"}",
        b"{\"query\":null}",
        b"{\"query\":\"{ hello }\",\"documentId\":\"sha256:00\"}",
    ];
    for body in bodies {
        for accept in [JSON, RESPONSE] {
            let sent = Sent::bare("POST")
                .header("content-type", JSON)
                .accept(accept);
            let got = sent.body(body).to(&server).await;
            let shown = String::from_utf8_lossy(body);
            assert_eq!(
                (got.status, got.code().as_str()),
                (400, "BAD_REQUEST"),
                "{shown}"
            );
            assert!(got.json().get("data").is_none());
        }
    }
    assert_eq!(server.runs.count(), 0);
}

#[tokio::test]
async fn only_queries_are_asked_by_get() {
    let server = Server::start().await;
    let documents = [
        "mutation { add }",
        "query A { hello } mutation B { add }",
        "subscription { count(to: 1) }",
    ];
    for document in documents {
        let got = Sent::get(&[("query", document), ("operationName", "")])
            .to(&server)
            .await;
        let named = Sent::get(&[("query", document), ("operationName", "A")]);
        for got in [got, named.to(&server).await] {
            if got.status == 405 {
                assert_eq!(got.header("allow"), Some("POST"), "{document}");
                assert_eq!(got.code(), "METHOD_NOT_ALLOWED");
            } else {
                assert_eq!(got.code(), "QUERY_INVALID", "{document}");
            }
        }
    }
    assert_eq!(server.runs.count(), 0);
    let got = Sent::get(&[("query", HELLO)]).to(&server).await;
    assert_eq!(got.json(), json!({ "data": { "hello": "world" } }));
}

#[tokio::test]
async fn an_address_says_everything_that_a_body_can() {
    let server = Server::start().await;
    let document = "query A($text: String!) { echo(text: $text) } query B { hello }";
    let parameters = [
        ("query", document),
        ("operationName", "A"),
        ("variables", r#"{"text":"ä & b"}"#),
        ("extensions", "{}"),
        ("unknown", "1"),
    ];
    let got = Sent::get(&parameters).to(&server).await;
    assert_eq!(got.json(), json!({ "data": { "echo": "ä & b" } }));
    let broken: [&[(&str, &str)]; 5] = [
        &[],
        &[("query", HELLO), ("variables", "{")],
        &[("query", HELLO), ("variables", "[]")],
        &[("query", HELLO), ("extensions", "1")],
        &[("query", HELLO), ("query", HELLO)],
    ];
    for parameters in broken {
        let got = Sent::get(parameters).to(&server).await;
        assert_eq!(
            (got.status, got.code().as_str()),
            (400, "BAD_REQUEST"),
            "{parameters:?}"
        );
    }
}

#[tokio::test]
async fn other_methods_are_told_which_there_are() {
    let server = Server::start().await;
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "QUERY"] {
        let got = Sent::bare(method).to(&server).await;
        assert_eq!(got.status, 405, "{method}");
        assert_eq!(got.header("allow"), Some("GET, POST"));
        assert_eq!(got.code(), "METHOD_NOT_ALLOWED");
    }
    assert_eq!(Sent::bare("HEAD").to(&server).await.status, 405);
}

#[tokio::test]
async fn no_answer_is_kept_by_anybody() {
    let server = Server::start().await;
    for sent in [Sent::query(HELLO), Sent::query("{"), Sent::bare("PUT")] {
        let got = sent.to(&server).await;
        assert_eq!(got.header("cache-control"), Some("no-store"));
        assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
        let vary = got.header("vary").unwrap();
        for name in ["accept", "authorization", "cookie", "origin"] {
            assert!(vary.contains(name), "{vary}");
        }
    }
}

#[tokio::test]
async fn what_was_not_run_has_no_data_and_what_was_run_has() {
    let server = Server::start().await;
    let not_run = ["{", "{ nothing }", "query($v: Int!) { number(value: $v) }"];
    for document in not_run {
        let strict = Sent::query(document).accept(RESPONSE).to(&server).await;
        let old = Sent::query(document).accept(JSON).to(&server).await;
        assert_eq!((strict.status, old.status), (400, 200), "{document}");
        for got in [strict, old] {
            assert!(got.json().get("data").is_none(), "{}", got.body);
        }
    }
    for accept in [JSON, RESPONSE] {
        let partial = Sent::query("{ hello refused }")
            .accept(accept)
            .to(&server)
            .await;
        assert_eq!(partial.status, 200);
        assert_eq!(
            partial.json()["data"],
            json!({ "hello": "world", "refused": null })
        );
        let nothing = Sent::query("{ hello essential }")
            .accept(accept)
            .to(&server)
            .await;
        assert_eq!(nothing.status, 200);
        assert_eq!(nothing.json().get("data"), Some(&json!(null)));
        assert_eq!(nothing.error()["path"], json!(["essential"]));
    }
}

#[tokio::test]
async fn answers_keep_the_order_that_was_asked_for() {
    let server = Server::start().await;
    let got = Sent::query("{ z: hello a: hello m: hello }")
        .to(&server)
        .await;
    let expected = r#"{"data":{"z":"world","a":"world","m":"world"}}"#;
    assert_eq!(got.body, expected);
    // The first one is ready last.
    let document = "{ slow(milliseconds: 100) ...F } \
         fragment F on Query { thing { perhaps { z: name broken a: name } } hello slow(milliseconds: 100) }";
    let got = Sent::query(document).to(&server).await;
    let thing = r#"{"perhaps":{"z":"a thing","broken":null,"a":"a thing"}}"#;
    let expected = format!(r#"{{"data":{{"slow":true,"thing":{thing},"hello":"world"}},"#);
    assert!(got.body.starts_with(&expected), "{}", got.body);
}

#[tokio::test]
async fn a_subscription_needs_a_stream() {
    let server = Server::start().await;
    let sent = Sent::query("subscription { count(to: 1) }");
    let got = sent.accept(RESPONSE).to(&server).await;
    assert_eq!(
        (got.status, got.code().as_str()),
        (400, "SUBSCRIPTION_NEEDS_STREAM")
    );
}

#[tokio::test]
async fn nobody_is_let_in_without_the_door() {
    let door = TestDoor {
        lets_in_nobody: false,
    };
    let server = Server::behind(door, settings()).await;
    let got = Sent::query(HELLO).to(&server).await;
    assert_eq!((got.status, got.code().as_str()), (401, "NOT_SIGNED_IN"));
    assert_eq!(got.header("www-authenticate"), Some("Bearer"));
    assert_eq!(got.error()["extensions"]["class"], "PERMISSION");
    // The body of a stranger is not even looked at.
    let got = Sent::bare("POST").body("nonsense").to(&server).await;
    assert_eq!(got.status, 401);
    assert_eq!(server.runs.count(), 0);
    let known = Sent::query("{ who }").header("authorization", "Bearer ada");
    assert_eq!(
        known.to(&server).await.json(),
        json!({ "data": { "who": "ada" } })
    );
}

#[tokio::test]
async fn a_drained_server_takes_nothing_new() {
    let server = Server::start().await;
    server.drainer.begin();
    let got = Sent::query(HELLO).to(&server).await;
    assert_eq!((got.status, got.code().as_str()), (503, "STOPPING"));
    assert_eq!(got.header("retry-after"), Some("1"));
    assert_eq!(server.runs.count(), 0);
}
