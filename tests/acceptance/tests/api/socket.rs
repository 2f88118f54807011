//! Somebody who stays and listens, over a WebSocket.

use std::net::SocketAddr;
use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::client::Client;

/// Longer than anything here takes, and so long is waited for nothing.
const LONG: Duration = Duration::from_mins(1);
const SHORT: Duration = Duration::from_millis(400);

/// The record as it grows, with what tells events apart.
pub(crate) const TAIL: &str = "subscription($a: Position, $f: EventFilter) {
    timelineTail(after: $a, filter: $f) { position type payload } }";

pub(crate) struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    pub(crate) async fn of(client: &Client) -> Self {
        let bearer = format!("Bearer {}", client.token);
        Self::with(client.address, &[("authorization", &bearer)]).await
    }

    /// Open, and let in by these headers.
    pub(crate) async fn with(address: SocketAddr, headers: &[(&'static str, &str)]) -> Self {
        let url = format!("ws://{address}/graphql");
        let mut request = url.into_client_request().unwrap();
        let protocol = [("sec-websocket-protocol", "graphql-transport-ws")];
        for (name, value) in [headers, &protocol].concat() {
            let value = HeaderValue::from_str(value).unwrap();
            request
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
        let stream = TcpStream::connect(address).await.unwrap();
        let (socket, _) = client_async(request, stream).await.unwrap();
        let mut socket = Self(socket);
        socket.say(&json!({ "type": "connection_init" })).await;
        assert_eq!(socket.said().await["type"], "connection_ack");
        socket
    }

    /// A socket on which the record is listened to from a position on.
    pub(crate) async fn tail(client: &Client, after: &Value) -> Self {
        let mut socket = Self::of(client).await;
        socket.subscribe("1", TAIL, json!({ "a": after })).await;
        socket
    }

    async fn say(&mut self, said: &Value) {
        let message = Message::text(said.to_string());
        self.0.send(message).await.unwrap();
    }

    pub(crate) async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.say(&json!({ "id": id, "type": "subscribe", "payload": payload }))
            .await;
    }

    /// What is said next; nothing at the end.
    async fn heard(&mut self) -> Option<Value> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Some(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(other)) => panic!("{other:?}"),
            }
        }
    }

    pub(crate) async fn said(&mut self) -> Value {
        let said = timeout(LONG, self.heard()).await;
        said.expect("something within the time")
            .expect("an open socket")
    }

    /// The data of the next answer.
    pub(crate) async fn told(&mut self) -> Value {
        let said = self.said().await;
        assert_eq!(said["type"], "next", "{said:#}");
        assert!(said["payload"].get("errors").is_none(), "{said:#}");
        said["payload"]["data"].clone()
    }

    /// The next event of the record.
    pub(crate) async fn event(&mut self) -> Value {
        self.told().await["timelineTail"].clone()
    }

    /// The positions of the next events of the record.
    pub(crate) async fn positions(&mut self, many: usize) -> Vec<u64> {
        let mut positions = Vec::new();
        for _ in 0..many {
            positions.push(number(&self.event().await["position"]));
        }
        positions
    }

    /// The code that an operation ends with.
    pub(crate) async fn refused(&mut self) -> String {
        let said = self.said().await;
        let errors = match said["type"].as_str() {
            // Refused before it was run, or while it was.
            Some("error") => &said["payload"],
            _ => &said["payload"]["errors"],
        };
        let code = errors[0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("no error: {said:#}"))
            .to_owned()
    }

    pub(crate) async fn hears_nothing(&mut self) {
        let said = timeout(SHORT, self.heard()).await;
        assert!(said.is_err(), "{said:#?}");
    }

    /// Whatever comes, until there is nothing more.
    pub(crate) async fn ends(mut self) {
        let end = async { while self.heard().await.is_some() {} };
        timeout(LONG, end).await.expect("an end");
    }
}

pub(crate) fn number(position: &Value) -> u64 {
    let text = position.as_str();
    text.and_then(|text| text.parse().ok())
        .unwrap_or_else(|| panic!("no position: {position}"))
}
