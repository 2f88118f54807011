//! Sockets of those who do not keep to the protocol, or do not keep up.

use serde_json::json;
use tenantry_api::transport::{Settings, Streams};
use tokio::io::AsyncWriteExt as _;
use tokio::time::{Duration, sleep};
use tokio_tungstenite::tungstenite::Message;

use crate::server::{OUR_PAGES, Server, TestDoor, settings};
use crate::socket::{Heard, Socket};
use crate::wire::Sent;

async fn with(streams: Streams) -> Server {
    Server::with(Settings {
        streams,
        ..settings()
    })
    .await
}

#[tokio::test]
async fn what_is_no_message_closes_with_4400() {
    let server = Server::start().await;
    let garbage = [
        Message::text("nonsense"),
        Message::text("[]"),
        Message::text("{}"),
        Message::text(r#"{"type":"start"}"#),
        Message::text(r#"{"type":1}"#),
        Message::text(r#"{"type":"ping","payload":"text"}"#),
        Message::text(r#"{"type":"connection_init","payload":[]}"#),
        Message::text(r#"{"type":"connection_init","payload":{"authorization":1}}"#),
        Message::text(r#"{"type":"subscribe","payload":{"query":"{ hello }"}}"#),
        Message::text(r#"{"type":"subscribe","id":"","payload":{"query":"{ hello }"}}"#),
        Message::text(r#"{"type":"subscribe","id":1,"payload":{"query":"{ hello }"}}"#),
        Message::text(r#"{"type":"subscribe","id":"a"}"#),
        Message::text(r#"{"type":"subscribe","id":"a","payload":{"query":1}}"#),
        Message::text(r#"{"type":"subscribe","id":"a","payload":[{"query":"{ hello }"}]}"#),
        Message::text(r#"{"type":"complete"}"#),
        Message::binary(&b"{\"type\":\"ping\"}"[..]),
        Message::text("x".repeat(300_000)),
    ];
    for message in garbage {
        let shown = format!("{message:.60?}");
        let mut socket = Socket::open(&server).await;
        socket.say_raw(message).await;
        assert_eq!(socket.end().await, Heard::Closed(4400), "{shown}");
    }
    assert_eq!(server.runs.count(), 0);
}

#[tokio::test]
async fn bytes_that_are_no_frame_close_with_4400() {
    let server = Server::start().await;
    let mut socket = Socket::introduced(&server).await;
    // A reserved kind of frame.
    let stream = socket.0.get_mut();
    stream.write_all(&[0x83, 0x80, 0, 0, 0, 0]).await.unwrap();
    socket.closes_with(4400).await;
}

#[tokio::test]
async fn whoever_asks_before_the_introduction_is_closed_with_4401() {
    let server = Server::start().await;
    let mut socket = Socket::open(&server).await;
    socket.subscribe("a", "{ hello }").await;
    socket.closes_with(4401).await;
    assert_eq!(server.runs.count(), 0);
}

#[tokio::test]
async fn whoever_is_not_known_is_closed_with_4401() {
    let door = TestDoor {
        lets_in_nobody: false,
    };
    let server = Server::behind(door, settings()).await;
    let mut socket = Socket::open(&server).await;
    socket.say(&json!({ "type": "connection_init" })).await;
    socket.closes_with(4401).await;
}

#[tokio::test]
async fn a_session_on_the_page_of_a_stranger_is_closed_with_4403() {
    let server = Server::start().await;
    let pages: [&[(&str, &str)]; 3] = [
        &[("origin", "https://evil.example")],
        &[],
        &[("origin", OUR_PAGES), ("sec-fetch-site", "cross-site")],
    ];
    for page in pages {
        let headers = [&[("cookie", "session=ada")], page].concat();
        let mut socket = Socket::open_from(&server, &headers).await;
        socket.say(&json!({ "type": "connection_init" })).await;
        socket.closes_with(4403).await;
    }
}

#[tokio::test]
async fn what_somebody_was_let_in_by_ends_with_4403() {
    let server = Server::start().await;
    let mut socket = Socket::open(&server).await;
    socket
        .introduce(json!({ "authorization": "Bearer short" }))
        .await;
    socket.subscribe("t", "subscription { silence }").await;
    socket.closes_with(4403).await;
}

#[tokio::test]
async fn another_protocol_is_closed_with_4406() {
    let server = Server::start().await;
    let mut socket = Socket::open_with(&server, &[]).await;
    socket.closes_with(4406).await;
    let got = Sent::bare("GET")
        .header("upgrade", "websocket")
        .to(&server)
        .await;
    assert_eq!((got.status, got.code().as_str()), (400, "BAD_REQUEST"));
}

#[tokio::test]
async fn whoever_does_not_introduce_itself_is_closed_with_4408() {
    let server = with(Streams {
        introduction: Duration::from_millis(200),
        ..Streams::default()
    })
    .await;
    let mut socket = Socket::open(&server).await;
    socket.say(&json!({ "type": "ping" })).await;
    socket.closes_with(4408).await;
    let mut introduced = Socket::introduced(&server).await;
    sleep(Duration::from_millis(400)).await;
    introduced.subscribe("q", "{ hello }").await;
    assert_eq!(introduced.said().await["type"], "next");
}

#[tokio::test]
async fn two_operations_under_one_id_close_with_4409() {
    let server = Server::start().await;
    let mut socket = Socket::introduced(&server).await;
    socket.subscribe("a", "subscription { silence }").await;
    socket.subscribe("a", "{ hello }").await;
    socket.closes_with(4409).await;
}

#[tokio::test]
async fn a_second_introduction_closes_with_4429() {
    let server = Server::start().await;
    let mut socket = Socket::introduced(&server).await;
    socket.say(&json!({ "type": "connection_init" })).await;
    socket.closes_with(4429).await;
}

#[tokio::test]
async fn a_stream_that_panics_closes_with_4500() {
    let server = Server::start().await;
    let mut socket = Socket::introduced(&server).await;
    socket.subscribe("p", "subscription { panics }").await;
    socket.closes_with(4500).await;
}

#[tokio::test]
async fn a_draining_server_closes_with_1012_and_opens_no_more() {
    let server = Server::start().await;
    let mut busy = Socket::introduced(&server).await;
    busy.subscribe("f", "subscription { flood }").await;
    let mut idle = Socket::open(&server).await;
    idle.say(&json!({ "type": "ping" })).await;
    idle.said().await;
    server.drainer.begin();
    idle.closes_with(1012).await;
    busy.closes_with(1012).await;
    let got = Sent::bare("GET")
        .header("upgrade", "websocket")
        .to(&server)
        .await;
    assert_eq!((got.status, got.code().as_str()), (503, "STOPPING"));
}

#[tokio::test]
async fn an_abandoned_socket_is_closed() {
    let server = with(Streams {
        heartbeat: Duration::from_millis(50),
        silence: Duration::from_millis(400),
        farewell: Duration::from_secs(5),
        ..Streams::default()
    })
    .await;
    let mut socket = Socket::introduced(&server).await;
    socket.subscribe("s", "subscription { silence }").await;
    // A client that reads nothing answers no ping.
    sleep(Duration::from_millis(900)).await;
    socket.closes_with(1001).await;
}

#[tokio::test]
async fn operations_on_one_socket_are_bounded() {
    let server = with(Streams {
        operations: 3,
        ..Streams::default()
    })
    .await;
    let mut socket = Socket::introduced(&server).await;
    for id in ["a", "b", "c", "d"] {
        socket.subscribe(id, "subscription { silence }").await;
    }
    let said = socket.said().await;
    assert_eq!((&said["id"], &said["type"]), (&json!("d"), &json!("error")));
    let extensions = &said["payload"][0]["extensions"];
    assert_eq!(extensions["code"], "TOO_MANY_OPERATIONS");
    assert_eq!(
        (&extensions["limit"], &extensions["actual"]),
        (&json!(3), &json!(4))
    );
    socket.complete("b").await;
    socket.subscribe("d", "{ hello }").await;
    assert_eq!(socket.said().await["type"], "next");
}

#[tokio::test]
async fn connections_that_stay_open_are_bounded() {
    let server = with(Streams {
        connections: 2,
        ..Streams::default()
    })
    .await;
    let mut first = Socket::introduced(&server).await;
    let second = Socket::introduced(&server).await;
    let events = || Sent::query("subscription { count(to: 1) }").accept("text/event-stream");
    let got = events().to(&server).await;
    assert_eq!(
        (got.status, got.code().as_str()),
        (503, "TOO_MANY_CONNECTIONS")
    );
    assert_eq!(got.header("retry-after"), Some("1"));
    // What is answered at once still is.
    assert_eq!(Sent::query("{ hello }").to(&server).await.status, 200);
    drop(second);
    while events().to(&server).await.status != 200 {
        sleep(Duration::from_millis(20)).await;
    }
    first.subscribe("q", "{ hello }").await;
    assert_eq!(first.said().await["type"], "next");
}

/// Nothing is read for a while; what a network of the same machine takes meanwhile is some megabytes.
#[tokio::test]
async fn whoever_takes_nothing_is_closed_with_1013_and_nothing_is_kept_for_it() {
    let server = with(Streams {
        backlog: 4,
        patience: Duration::from_millis(300),
        farewell: Duration::from_secs(10),
        ..Streams::default()
    })
    .await;
    let mut socket = Socket::introduced(&server).await;
    socket.subscribe("f", "subscription { flood }").await;
    let mut before = 0;
    // Until the schema is asked for nothing more.
    while server.runs.count() == 0 || server.runs.count() != before {
        before = server.runs.count();
        sleep(Duration::from_millis(500)).await;
    }
    socket.closes_with(1013).await;
    assert_eq!(server.runs.count(), before);
}

#[tokio::test]
async fn whoever_never_takes_anything_again_is_left() {
    let server = with(Streams {
        backlog: 4,
        patience: Duration::from_millis(200),
        farewell: Duration::from_millis(200),
        ..Streams::default()
    })
    .await;
    let mut socket = Socket::introduced(&server).await;
    socket.subscribe("f", "subscription { flood }").await;
    sleep(Duration::from_secs(3)).await;
    let asked = server.runs.count();
    // What had left is read; then there is nothing, for the connection has ended.
    assert_eq!(socket.end().await, Heard::Gone);
    assert_eq!(server.runs.count(), asked);
}

#[tokio::test]
async fn a_fast_one_gets_everything_that_a_flood_says() {
    let server = with(Streams {
        backlog: 2,
        ..Streams::default()
    })
    .await;
    let mut socket = Socket::introduced(&server).await;
    socket.subscribe("f", "subscription { flood }").await;
    socket.subscribe("c", "subscription { count(to: 5) }").await;
    let mut counted = 0;
    for _ in 0..400 {
        let said = socket.said().await;
        if said["id"] == "c" {
            counted += 1;
        }
    }
    // Five numbers and the end, beside a flood.
    assert_eq!(counted, 6);
}

#[tokio::test]
async fn whoever_goes_away_leaves_nothing_running() {
    let server = Server::start().await;
    let mut socket = Socket::introduced(&server).await;
    socket.subscribe("f", "subscription { flood }").await;
    socket.said().await;
    drop(socket);
    sleep(Duration::from_millis(500)).await;
    let asked = server.runs.count();
    sleep(Duration::from_millis(300)).await;
    assert_eq!(server.runs.count(), asked);
}
