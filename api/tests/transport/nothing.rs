//! What stands where a field failed.

use serde_json::{Value, json};

use crate::server::Server;
use crate::wire::Sent;

async fn data(server: &Server, document: &str) -> Value {
    let got = Sent::query(document).to(server).await;
    assert_eq!(got.status, 200, "{}", got.body);
    let json = got.json();
    assert!(json.get("errors").is_some(), "{json}");
    json.get("data").expect("data").clone()
}

#[tokio::test]
async fn a_field_that_may_be_null_is_null() {
    let server = Server::start().await;
    let rows = [
        ("{ broken }", json!({ "broken": null })),
        (
            "{ hello b: broken }",
            json!({ "hello": "world", "b": null }),
        ),
        (
            "{ thing { broken } }",
            json!({ "thing": { "broken": null } }),
        ),
        (
            "{ ...F } fragment F on Query { thing { many { name ... { broken } } } }",
            json!({ "thing": { "many": [
                { "name": "a thing", "broken": null },
                { "name": "a thing", "broken": null },
            ] } }),
        ),
    ];
    for (document, expected) in rows {
        assert_eq!(data(&server, document).await, expected, "{document}");
    }
}

#[tokio::test]
async fn a_field_that_may_not_be_null_takes_with_it_what_it_belongs_to() {
    let server = Server::start().await;
    let rows = [
        ("{ hello essential }", json!(null)),
        ("{ thing { essential } }", json!(null)),
        (
            "{ hello thing { perhaps { name thing { essential } } } }",
            json!({ "hello": "world", "thing": { "perhaps": null } }),
        ),
        (
            "query A { hello } query B { thing { some { name ...F } } } \
             fragment F on Thing { e: essential }",
            json!({ "thing": { "some": [null, null] } }),
        ),
        (
            "{ thing { perhaps { many { essential } } } }",
            json!({ "thing": { "perhaps": null } }),
        ),
        (
            "{ thing { perhaps { essential broken } } }",
            json!({ "thing": { "perhaps": null } }),
        ),
    ];
    for (document, expected) in rows {
        let name = document.starts_with("query A").then_some("B");
        let sent = Sent::post(&json!({ "query": document, "operationName": name }));
        let got = sent.to(&server).await;
        assert_eq!(got.json().get("data"), Some(&expected), "{document}");
    }
}

#[tokio::test]
async fn whoever_sees_nothing_of_the_schema_is_answered_alike() {
    let server = Server::with(tenantry_api::transport::Settings {
        introspection: false,
        ..crate::server::settings()
    })
    .await;
    let expected = json!({ "thing": { "perhaps": null } });
    let document = "{ thing { perhaps { essential } } }";
    assert_eq!(data(&server, document).await, expected);
}
