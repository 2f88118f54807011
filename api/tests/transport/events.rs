//! Answers as a stream of events.

use serde_json::{Value, json};
use tenantry_api::transport::{Settings, Streams};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Duration, sleep, timeout};

use crate::server::{Server, settings};
use crate::wire::{Got, Sent};

const EVENTS: &str = "text/event-stream";

/// The events of a whole answer, without the sizes of its chunks.
fn events(got: &Got) -> Vec<(String, Value)> {
    assert_eq!(got.status, 200, "{}", got.body);
    assert_eq!(
        got.header("content-type"),
        Some("text/event-stream; charset=utf-8")
    );
    let lines = got.body.lines();
    let mut name = String::new();
    let mut events = Vec::new();
    for line in lines {
        if let Some(event) = line.strip_prefix("event: ") {
            event.clone_into(&mut name);
        } else if let Some(data) = line.strip_prefix("data:") {
            events.push((name.clone(), serde_json::from_str(data).unwrap_or_default()));
        }
    }
    events
}

fn next(data: &Value) -> (String, Value) {
    ("next".to_owned(), json!({ "data": data }))
}

fn complete() -> (String, Value) {
    ("complete".to_owned(), Value::Null)
}

#[tokio::test]
async fn a_subscription_is_told_to_its_end() {
    let server = Server::start().await;
    let document = "subscription { count(to: 2) }";
    let expected = [
        next(&json!({ "count": 1 })),
        next(&json!({ "count": 2 })),
        complete(),
    ];
    for sent in [Sent::query(document), Sent::get(&[("query", document)])] {
        let got = sent.accept(EVENTS).to(&server).await;
        assert_eq!(events(&got), expected);
        assert_eq!(got.header("cache-control"), Some("no-store"));
    }
}

#[tokio::test]
async fn queries_and_mutations_have_one_event() {
    let server = Server::start().await;
    let got = Sent::query("{ hello }").accept(EVENTS).to(&server).await;
    assert_eq!(
        events(&got),
        [next(&json!({ "hello": "world" })), complete()]
    );
    let got = Sent::query("mutation { add }")
        .accept(EVENTS)
        .to(&server)
        .await;
    assert_eq!(events(&got), [next(&json!({ "add": 2 })), complete()]);
}

#[tokio::test]
async fn what_was_not_run_is_told_as_an_event() {
    let server = Server::start().await;
    let rows = [
        ("{", "QUERY_MALFORMED"),
        ("subscription { nothing }", "QUERY_INVALID"),
        ("{ things(first: 100000) { name } }", "QUERY_TOO_COSTLY"),
        ("subscription { panics }", "INTERNAL"),
    ];
    for (document, code) in rows {
        let got = Sent::query(document).accept(EVENTS).to(&server).await;
        let events = events(&got);
        assert_eq!(events.len(), 2, "{events:?}");
        let error = &events[0].1["errors"][0];
        assert_eq!(error["extensions"]["code"], code);
        assert!(events[0].1.get("data").is_none());
        assert_eq!(events[1], complete());
    }
}

#[tokio::test]
async fn what_is_no_request_is_told_as_json() {
    let server = Server::start().await;
    let mutation = Sent::get(&[("query", "mutation { add }")]);
    let rows = [
        (mutation, 405, "METHOD_NOT_ALLOWED"),
        (Sent::post(&json!([])), 400, "BAD_REQUEST"),
        (Sent::bare("POST"), 415, "MEDIA_TYPE_UNSUPPORTED"),
        (Sent::bare("PUT"), 405, "METHOD_NOT_ALLOWED"),
    ];
    for (sent, status, code) in rows {
        let got = sent.accept(EVENTS).to(&server).await;
        assert_eq!((got.status, got.code().as_str()), (status, code));
    }
    assert_eq!(server.runs.count(), 0);
}

#[tokio::test]
async fn a_silent_stream_gives_signs_of_life() {
    let server = Server::with(Settings {
        streams: Streams {
            heartbeat: Duration::from_millis(50),
            ..Streams::default()
        },
        ..settings()
    })
    .await;
    let sent = Sent::query("subscription { silence }").accept(EVENTS);
    let sent = sent.header("authorization", "Bearer short");
    // It ends with what the visitor was let in by, and is not complete.
    let got = sent.to(&server).await;
    assert_eq!(events(&got), []);
    let alive = got.body.lines().filter(|line| *line == ":").count();
    assert!(alive >= 2, "{}", got.body);
}

#[tokio::test]
async fn a_draining_server_ends_streams_without_completing_them() {
    let server = Server::start().await;
    let sent = Sent::query("subscription { ticks(milliseconds: 20) }").accept(EVENTS);
    let (got, ()) = tokio::join!(sent.to(&server), async {
        sleep(Duration::from_millis(200)).await;
        server.drainer.begin();
    });
    let events = events(&got);
    assert!(!events.is_empty());
    assert!(!events.contains(&complete()), "{events:?}");
}

async fn flooded(server: &Server) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let body = json!({ "query": "subscription { flood }" }).to_string();
    let head = Sent::query("subscription { flood }").accept(EVENTS).head();
    let request = format!("{head}\r\n{body}");
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

async fn still(server: &Server) -> usize {
    let mut before = 0;
    while server.runs.count() == 0 || server.runs.count() != before {
        before = server.runs.count();
        sleep(Duration::from_millis(500)).await;
    }
    before
}

#[tokio::test]
async fn whoever_takes_nothing_is_ended_and_nothing_is_kept_for_it() {
    let server = Server::with(Settings {
        streams: Streams {
            backlog: 4,
            patience: Duration::from_millis(300),
            ..Streams::default()
        },
        ..settings()
    })
    .await;
    let mut stream = flooded(&server).await;
    let asked = still(&server).await;
    // What had left is there; then the answer ends.
    let mut piece = vec![0; 65_536];
    let mut tail = Vec::new();
    while let Ok(Ok(length @ 1..)) = timeout(Duration::from_secs(5), stream.read(&mut piece)).await
    {
        tail.extend_from_slice(&piece[..length]);
        let surplus = tail.len().saturating_sub(16);
        tail.drain(..surplus);
    }
    assert!(
        tail.ends_with(b"\r\n0\r\n\r\n"),
        "{:?}",
        String::from_utf8_lossy(&tail)
    );
    assert_eq!(server.runs.count(), asked);
}

#[tokio::test]
async fn whoever_goes_away_leaves_nothing_running() {
    let server = Server::start().await;
    let stream = flooded(&server).await;
    sleep(Duration::from_millis(100)).await;
    drop(stream);
    let asked = still(&server).await;
    sleep(Duration::from_millis(300)).await;
    assert_eq!(server.runs.count(), asked);
}
