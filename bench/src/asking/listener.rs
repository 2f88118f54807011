//! Who follows the timeline of an MSP, over server-sent events.

use std::net::SocketAddr;
use std::time::Instant;

use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use serde::Deserialize;
use serde_json::json;
use tenantry_domain::record::Position;
use tokio::sync::watch;

use super::connected;

const TAIL: &str =
    "subscription($after: Position) { timelineTail(after: $after) { position type recordedAt } }";

/// How each event begins that is not just a sign of life.
const NEWS: &str = "event: next\ndata: ";
const END: &str = "\n\n";

/// What is read of an event that was told.
#[derive(Debug, Deserialize)]
struct Answer {
    data: Data,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    timeline_tail: Told,
}

#[derive(Debug, Deserialize)]
struct Told {
    position: String,
}

/// One connection that events are told over. That each is told once, and none left out, is looked at
/// with every one of them.
pub(crate) struct Listener {
    body: Incoming,
    /// What arrived and was not looked at yet.
    text: String,
    pub(crate) at: Position,
    pub(crate) told: u64,
    /// When the last of them arrived.
    pub(crate) last: Option<Instant>,
}

impl Listener {
    /// From behind a position on.
    pub(crate) async fn behind(after: Position, address: SocketAddr, authorization: &str) -> Self {
        let asked = json!({ "query": TAIL, "variables": { "after": after.to_string() } });
        let request = Request::post("/graphql")
            .header("host", "localhost")
            .header("content-type", "application/json")
            .header("accept", "text/event-stream")
            .header("authorization", authorization)
            .body(Full::new(Bytes::from(asked.to_string())))
            .expect("a request");
        let mut sender = connected(address).await;
        let answer = sender.send_request(request).await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        Self {
            body: answer.into_body(),
            text: String::new(),
            at: after,
            told: 0,
            last: None,
        }
    }

    /// Listens until the position that is `end` was told; that may be settled later.
    pub(crate) async fn until(&mut self, end: &mut watch::Receiver<Position>) {
        while self.at < *end.borrow_and_update() {
            tokio::select! {
                () = self.more() => {}
                changed = end.changed() => changed.expect("somebody settles it"),
            }
        }
    }

    async fn more(&mut self) {
        let frame = self.body.frame().await;
        let frame = frame.expect("it goes on").expect("the server is there");
        let Some(bytes) = frame.data_ref() else {
            return;
        };
        self.text.push_str(str::from_utf8(bytes).expect("text"));
        let mut read = 0;
        while let Some((event, _)) = self.text[read..].split_once(END) {
            let length = event.len() + END.len();
            if let Some(news) = event.strip_prefix(NEWS) {
                assert_eq!(position(news), self.at + 1, "each once, in order");
                self.at += 1;
                self.told += 1;
                self.last = Some(Instant::now());
            }
            read += length;
        }
        self.text.drain(..read);
    }
}

fn position(news: &str) -> Position {
    let answer: Result<Answer, _> = serde_json::from_str(news);
    let answer = answer.unwrap_or_else(|_| panic!("no event: {news}"));
    let position = answer.data.timeline_tail.position.parse();
    position.expect("positions are numbers")
}
