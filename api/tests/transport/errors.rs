//! What errors say, and what they do not.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::server::Server;
use crate::wire::{RESPONSE, Sent};

#[tokio::test]
async fn every_error_has_code_class_and_correlation_id() {
    let server = Server::start().await;
    let rows = [
        ("{", "QUERY_MALFORMED", "INPUT"),
        ("{ nothing }", "QUERY_INVALID", "INPUT"),
        ("{ hello } { hello }", "QUERY_MALFORMED", "INPUT"),
        (
            "query A { hello } query B { hello }",
            "QUERY_INVALID",
            "INPUT",
        ),
        ("fragment F on Query { hello }", "QUERY_MALFORMED", "INPUT"),
        (
            "query A { hello } query A { hello }",
            "QUERY_MALFORMED",
            "INPUT",
        ),
        ("{ day(value: \"short\") }", "ARGUMENT_INVALID", "INPUT"),
        ("{ refused }", "ROLE_MISSING", "PERMISSION"),
        ("{ broken }", "INTERNAL", "SERVER"),
        ("{ panics }", "INTERNAL", "SERVER"),
        ("{ slow(milliseconds: 60000) }", "TIMED_OUT", "BUSY"),
    ];
    for (document, code, class) in rows {
        let got = Sent::query(document).accept(RESPONSE).to(&server).await;
        let extensions = got.error()["extensions"].clone();
        assert_eq!(extensions["code"], code, "{document}: {}", got.body);
        assert_eq!(extensions["class"], class, "{document}");
        let correlation = extensions["correlationId"].as_str().unwrap();
        assert!(Uuid::try_parse(correlation).is_ok(), "{correlation}");
        assert_eq!(got.header("x-correlation-id"), Some(correlation));
    }
}

#[tokio::test]
async fn what_was_meant_for_us_stays_here() {
    let server = Server::start().await;
    let rows = [
        ("{ broken }", vec!["db-7", "5432", "refused"]),
        ("{ panics }", vec!["panics a", "of the test"]),
        ("{ day(value: \"short\") }", vec!["library", "byte 3"]),
        ("{ hello", vec!["-->", "expected", "|"]),
    ];
    for (document, words) in rows {
        let got = Sent::query(document).accept(RESPONSE).to(&server).await;
        let message = got.error()["message"].as_str().unwrap().to_owned();
        for word in words {
            assert!(!message.contains(word), "{message}");
        }
    }
}

#[tokio::test]
async fn a_document_that_is_not_graphql_says_where() {
    let server = Server::start().await;
    let got = Sent::query("{\n  hello(\n}").to(&server).await;
    let error = got.error();
    assert_eq!(error["locations"], json!([{ "line": 3, "column": 1 }]));
    assert_eq!(error["message"], "not GraphQL from line 3, column 1 on");
}

#[tokio::test]
async fn resolvers_know_the_correlation_id_of_the_answer() {
    let server = Server::start().await;
    let got = Sent::query("{ correlation }").to(&server).await;
    let told = got.header("x-correlation-id").unwrap();
    assert_eq!(got.json()["data"]["correlation"], told);
}

#[tokio::test]
async fn a_time_out_says_that_and_a_mutation_goes_on() {
    let server = Server::start().await;
    let document = "mutation { addSlowly(milliseconds: 900) }";
    let got = Sent::query(document).to(&server).await;
    assert_eq!((got.status, got.code().as_str()), (503, "TIMED_OUT"));
    assert_eq!(server.runs.count(), 0);
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    assert_eq!(server.runs.count(), 1);
}

#[tokio::test]
async fn several_errors_are_all_told() {
    let server = Server::start().await;
    let got = Sent::query("{ refused broken hello }").to(&server).await;
    let json = got.json();
    let codes = json["errors"].as_array().unwrap().iter();
    let mut codes: Vec<&Value> = codes.map(|error| &error["extensions"]["code"]).collect();
    codes.sort_by_key(ToString::to_string);
    assert_eq!(codes, ["INTERNAL", "ROLE_MISSING"]);
    assert_eq!(json["data"]["hello"], "world");
}
