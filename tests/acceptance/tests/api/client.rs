//! Somebody who asks, over HTTP.

use std::net::SocketAddr;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tenantry_domain::ids::MspId;
use tokio::net::TcpStream;

/// How often what cannot be read yet is asked for again.
const TRIES: usize = 20;

#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) address: SocketAddr,
    pub(crate) msp: MspId,
    pub(crate) token: String,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: hyper::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// One request over a connection of its own.
pub(crate) async fn send(
    address: SocketAddr,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request
        .body(Full::new(Bytes::from(body.to_owned())))
        .unwrap();
    let answer = sender.send_request(request).await.unwrap();
    let (head, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

impl Client {
    pub(crate) fn new(address: SocketAddr, msp: MspId, token: &str) -> Self {
        let token = token.to_owned();
        Self {
            address,
            msp,
            token,
        }
    }

    /// The whole answer to a document.
    pub(crate) async fn ask(&self, query: &str, variables: Value) -> Value {
        self.sent(query, variables).await.json()
    }

    /// The same, letter by letter.
    pub(crate) async fn text(&self, query: &str) -> String {
        self.sent(query, json!({})).await.body
    }

    /// The whole answer to a request that wants nothing older than this.
    pub(crate) async fn ask_as_of(&self, query: &str, position: &Value) -> Value {
        let extensions = json!({ "atLeast": position });
        let body = json!({ "query": query, "extensions": extensions });
        self.carried(&body).await.json()
    }

    async fn sent(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        self.carried(&body).await
    }

    async fn carried(&self, body: &Value) -> Answer {
        let body = body.to_string();
        let authorization = format!("Bearer {}", self.token);
        let headers = [
            ("content-type", "application/json"),
            ("authorization", authorization.as_str()),
        ];
        send(self.address, Method::POST, "/graphql", &headers, &body).await
    }

    /// The data, where nothing went wrong.
    pub(crate) async fn data(&self, query: &str, variables: Value) -> Value {
        let answer = self.ask(query, variables).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }

    /// The code of the first error.
    pub(crate) async fn refused(&self, query: &str, variables: Value) -> String {
        let answer = self.ask(query, variables).await;
        let code = &answer["errors"][0]["extensions"]["code"];
        code.as_str()
            .unwrap_or_else(|| panic!("no error: {answer:#}"))
            .to_owned()
    }

    /// How far the MSP's ledger has come.
    pub(crate) async fn head(&self) -> Value {
        let told = self.data("{ ledger { position } }", json!({})).await;
        told["ledger"]["position"].clone()
    }

    /// A customer of this name, and where it is on record. Where it cannot be read yet, it is asked for again under its
    /// key, as clients do.
    pub(crate) async fn register(&self, name: &str) -> (String, String) {
        let query = "mutation($i: CustomerRegisterInput!) { customerRegister(input: $i) {
            customer { id } receipt { position } userErrors { code message } } }";
        let input =
            json!({ "i": { "idempotencyKey": uuid::Uuid::now_v7().to_string(), "name": name } });
        let mut told = Value::Null;
        for _ in 0..TRIES {
            told = self.data(query, input.clone()).await["customerRegister"].take();
            if let (Some(id), Some(position)) = (
                told["customer"]["id"].as_str(),
                told["receipt"]["position"].as_str(),
            ) {
                return (id.to_owned(), position.to_owned());
            }
        }
        panic!("{told:#}")
    }
}
