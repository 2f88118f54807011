//! The other side of a socket.

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::{Duration, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::server::Server;

const PROTOCOL: (&str, &str) = ("sec-websocket-protocol", "graphql-transport-ws");

/// Longer than anything in these tests takes.
const LONG: Duration = Duration::from_secs(20);

pub(crate) struct Socket(pub(crate) WebSocketStream<TcpStream>);

#[derive(Debug, PartialEq)]
pub(crate) enum Heard {
    Said(Value),
    Closed(u16),
    /// Without a goodbye.
    Gone,
}

impl Socket {
    pub(crate) async fn open(server: &Server) -> Self {
        Self::open_with(server, &[PROTOCOL]).await
    }

    pub(crate) async fn open_from(server: &Server, headers: &[(&str, &str)]) -> Self {
        Self::open_with(server, &[headers, &[PROTOCOL]].concat()).await
    }

    pub(crate) async fn open_with(server: &Server, headers: &[(&str, &str)]) -> Self {
        let address = format!("ws://{}/graphql", server.address);
        let mut request = address.into_client_request().unwrap();
        for (name, value) in headers {
            let name = HeaderName::try_from(*name).unwrap();
            let value = HeaderValue::from_str(value).unwrap();
            request.headers_mut().insert(name, value);
        }
        let stream = TcpStream::connect(server.address).await.unwrap();
        let (socket, _) = client_async(request, stream).await.unwrap();
        Self(socket)
    }

    /// Open, and let in.
    pub(crate) async fn introduced(server: &Server) -> Self {
        let mut socket = Self::open(server).await;
        socket.introduce(json!({})).await;
        socket
    }

    pub(crate) async fn introduce(&mut self, payload: Value) {
        let said = json!({ "type": "connection_init", "payload": payload });
        self.say(&said).await;
        let welcome = json!({ "type": "connection_ack" });
        assert_eq!(self.hear().await, Heard::Said(welcome));
    }

    pub(crate) async fn say(&mut self, said: &Value) {
        self.say_raw(Message::text(said.to_string())).await;
    }

    /// What the server does not want to hear any more is no failure of the test.
    pub(crate) async fn say_raw(&mut self, message: Message) {
        let _ = self.0.send(message).await;
    }

    pub(crate) async fn subscribe(&mut self, id: &str, query: &str) {
        let payload = json!({ "query": query });
        self.say(&json!({ "id": id, "type": "subscribe", "payload": payload }))
            .await;
    }

    pub(crate) async fn complete(&mut self, id: &str) {
        self.say(&json!({ "id": id, "type": "complete" })).await;
    }

    pub(crate) async fn hear(&mut self) -> Heard {
        loop {
            let message = timeout(LONG, self.0.next()).await;
            return match message.expect("something within the time") {
                Some(Ok(Message::Text(text))) => Heard::Said(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(Some(frame)))) => Heard::Closed(frame.code.into()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                Some(Ok(other)) => panic!("{other:?}"),
                None | Some(Err(_)) => Heard::Gone,
            };
        }
    }

    pub(crate) async fn said(&mut self) -> Value {
        match self.hear().await {
            Heard::Said(said) => said,
            other => panic!("{other:?}"),
        }
    }

    /// The end, whatever is said before.
    pub(crate) async fn end(&mut self) -> Heard {
        loop {
            match self.hear().await {
                Heard::Said(_) => {}
                end => return end,
            }
        }
    }

    #[track_caller]
    pub(crate) fn closes_with(&mut self, number: u16) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            let end = self.end().await;
            assert_eq!(end, Heard::Closed(number), "at {place}");
        }
    }
}
