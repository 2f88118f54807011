//! Sockets that are used as they are meant.

use serde_json::json;
use tenantry_api::transport::{Settings, Streams};
use tokio::time::{Duration, sleep};

use crate::server::{OUR_PAGES, Server, TestDoor, settings};
use crate::socket::Socket;

fn next(id: &str, data: &serde_json::Value) -> serde_json::Value {
    json!({ "id": id, "type": "next", "payload": { "data": data } })
}

fn complete(id: &str) -> serde_json::Value {
    json!({ "id": id, "type": "complete" })
}

#[tokio::test]
async fn a_subscription_is_answered_to_its_end() {
    let server = Server::start().await;
    let mut socket = Socket::introduced(&server).await;
    socket.subscribe("a", "subscription { count(to: 3) }").await;
    for count in 1..=3 {
        assert_eq!(socket.said().await, next("a", &json!({ "count": count })));
    }
    assert_eq!(socket.said().await, complete("a"));
}

#[tokio::test]
async fn queries_and_mutations_have_one_answer() {
    let server = Server::start().await;
    let mut socket = Socket::introduced(&server).await;
    socket.subscribe("q", "{ hello }").await;
    assert_eq!(socket.said().await, next("q", &json!({ "hello": "world" })));
    assert_eq!(socket.said().await, complete("q"));
    socket.subscribe("m", "mutation { add }").await;
    assert_eq!(socket.said().await, next("m", &json!({ "add": 2 })));
    assert_eq!(socket.said().await, complete("m"));
    let payload = json!({
        "query": "query A($t: String!) { echo(text: $t) } query B { hello }",
        "operationName": "A",
        "variables": { "t": "ä" },
        "extensions": null,
    });
    let said = json!({ "id": "v", "type": "subscribe", "payload": payload });
    socket.say(&said).await;
    assert_eq!(socket.said().await, next("v", &json!({ "echo": "ä" })));
    assert_eq!(socket.said().await, complete("v"));
}

#[tokio::test]
async fn an_id_is_free_again_when_its_operation_has_ended() {
    let server = Server::start().await;
    let mut socket = Socket::introduced(&server).await;
    for _ in 0..200 {
        socket.subscribe("same", "{ __typename }").await;
        assert_eq!(
            socket.said().await,
            next("same", &json!({ "__typename": "Query" }))
        );
        assert_eq!(socket.said().await, complete("same"));
    }
    for _ in 0..50 {
        socket.subscribe("same", "subscription { silence }").await;
        socket.complete("same").await;
    }
    socket.subscribe("same", "{ hello }").await;
    assert_eq!(
        socket.said().await,
        next("same", &json!({ "hello": "world" }))
    );
}

#[tokio::test]
async fn what_was_completed_is_not_heard_of_again() {
    let server = Server::start().await;
    let mut socket = Socket::introduced(&server).await;
    socket
        .subscribe("t", "subscription { ticks(milliseconds: 20) }")
        .await;
    assert_eq!(socket.said().await, next("t", &json!({ "ticks": 1 })));
    socket.complete("t").await;
    sleep(Duration::from_millis(200)).await;
    socket.subscribe("q", "{ hello }").await;
    // A tick may have been under way; after the query's answer there is none.
    while socket.said().await["id"] != "q" {}
    assert_eq!(socket.said().await, complete("q"));
    sleep(Duration::from_millis(100)).await;
    socket.say(&json!({ "type": "ping" })).await;
    assert_eq!(socket.said().await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn operations_go_on_side_by_side() {
    let server = Server::start().await;
    let mut socket = Socket::introduced(&server).await;
    socket
        .subscribe("slow", "{ slow(milliseconds: 300) }")
        .await;
    socket.subscribe("fast", "{ hello }").await;
    assert_eq!(socket.said().await["id"], "fast");
    assert_eq!(socket.said().await, complete("fast"));
    assert_eq!(socket.said().await, next("slow", &json!({ "slow": true })));
}

#[tokio::test]
async fn what_cannot_be_run_is_an_error_and_the_socket_goes_on() {
    let server = Server::start().await;
    let mut socket = Socket::introduced(&server).await;
    let rows = [
        ("{", "QUERY_MALFORMED"),
        ("{ nothing }", "QUERY_INVALID"),
        ("subscription { nothing }", "QUERY_INVALID"),
        ("{ things(first: 100000) { name } }", "QUERY_TOO_COSTLY"),
        ("{ ...A } fragment A on Query { ...A }", "QUERY_INVALID"),
        ("{ slow(milliseconds: 60000) }", "TIMED_OUT"),
        ("{ panics }", "INTERNAL"),
    ];
    for (document, code) in rows {
        socket.subscribe("x", document).await;
        let said = socket.said().await;
        assert_eq!(
            (&said["id"], &said["type"]),
            (&json!("x"), &json!("error")),
            "{said}"
        );
        let extensions = &said["payload"][0]["extensions"];
        assert_eq!(extensions["code"], code);
        assert!(extensions["correlationId"].is_string());
    }
    socket.subscribe("x", "{ hello refused }").await;
    let said = socket.said().await;
    assert_eq!(said["type"], "next");
    assert_eq!(
        said["payload"]["errors"][0]["extensions"]["code"],
        "ROLE_MISSING"
    );
    assert_eq!(said["payload"]["data"]["hello"], "world");
    assert_eq!(socket.said().await, complete("x"));
    socket.subscribe("b", "subscription { broken }").await;
    let said = socket.said().await;
    assert_eq!(
        said["payload"]["errors"][0]["extensions"]["code"], "INTERNAL",
        "{said}"
    );
    assert!(!said.to_string().contains("db-7"));
}

#[tokio::test]
async fn a_ping_is_answered_before_and_after_the_introduction() {
    let server = Server::start().await;
    let mut socket = Socket::open(&server).await;
    socket.say(&json!({ "type": "ping" })).await;
    assert_eq!(socket.said().await, json!({ "type": "pong" }));
    socket.introduce(json!(null)).await;
    let payload = json!({ "at": 1 });
    socket
        .say(&json!({ "type": "ping", "payload": payload }))
        .await;
    assert_eq!(
        socket.said().await,
        json!({ "type": "pong", "payload": payload })
    );
    socket.say(&json!({ "type": "pong" })).await;
    socket.complete("never there").await;
    socket.subscribe("q", "{ hello }").await;
    assert_eq!(socket.said().await["type"], "next");
}

#[tokio::test]
async fn whoever_answers_pings_stays() {
    let streams = Streams {
        heartbeat: Duration::from_millis(100),
        silence: Duration::from_millis(1_500),
        ..Streams::default()
    };
    let server = Server::with(Settings {
        streams,
        ..settings()
    })
    .await;
    let mut socket = Socket::introduced(&server).await;
    socket
        .subscribe("t", "subscription { ticks(milliseconds: 2500) }")
        .await;
    assert_eq!(socket.said().await, next("t", &json!({ "ticks": 1 })));
}

#[tokio::test]
async fn a_token_comes_with_the_introduction_or_with_the_upgrade() {
    let door = TestDoor {
        lets_in_nobody: false,
    };
    let server = Server::behind(door, settings()).await;
    let mut by_introduction = Socket::open(&server).await;
    by_introduction
        .introduce(json!({ "authorization": "Bearer ada" }))
        .await;
    let headers = [("authorization", "Bearer ada")];
    let mut by_header = Socket::open_from(&server, &headers).await;
    by_header.introduce(json!({})).await;
    let headers = [("cookie", "session=ada"), ("origin", OUR_PAGES)];
    let mut by_cookie = Socket::open_from(&server, &headers).await;
    by_cookie.introduce(json!({})).await;
    for socket in [&mut by_introduction, &mut by_header, &mut by_cookie] {
        socket.subscribe("q", "{ who }").await;
        assert_eq!(socket.said().await, next("q", &json!({ "who": "ada" })));
    }
}
