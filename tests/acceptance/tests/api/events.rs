//! Somebody who stays and listens, over server-sent events.

use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::client::Client;
use crate::socket::{TAIL, number};

pub(crate) struct Events {
    body: Incoming,
    /// What arrived and was not looked at yet.
    text: String,
}

impl Events {
    /// The record from a position on.
    pub(crate) async fn tail(client: &Client, after: &str) -> Self {
        let body = json!({ "query": TAIL, "variables": { "a": after } }).to_string();
        let stream = TcpStream::connect(client.address).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let request = Request::post("/graphql")
            .header("host", "localhost")
            .header("content-type", "application/json")
            .header("accept", "text/event-stream")
            .header("authorization", format!("Bearer {}", client.token))
            .body(Full::new(Bytes::from(body)))
            .unwrap();
        let answer = sender.send_request(request).await.unwrap();
        Self {
            body: answer.into_body(),
            text: String::new(),
        }
    }

    /// The positions of the next events of the record.
    pub(crate) async fn positions(&mut self, many: usize) -> Vec<u64> {
        let mut positions = Vec::new();
        while positions.len() < many {
            let Some((event, _)) = self.text.split_once("\n\n") else {
                assert!(self.more().await, "ended after {positions:?}");
                continue;
            };
            if let Some(data) = event.strip_prefix("event: next\ndata: ") {
                let told: Value = serde_json::from_str(data).unwrap();
                positions.push(number(&told["data"]["timelineTail"]["position"]));
            }
            let read = event.len() + 2;
            self.text.drain(..read);
        }
        positions
    }

    /// What else is said until the end.
    pub(crate) async fn rest(&mut self) -> &str {
        while self.more().await {}
        &self.text
    }

    async fn more(&mut self) -> bool {
        let Some(Ok(frame)) = self.body.frame().await else {
            return false;
        };
        if let Some(bytes) = frame.data_ref() {
            self.text.push_str(str::from_utf8(bytes).unwrap());
        }
        true
    }
}
