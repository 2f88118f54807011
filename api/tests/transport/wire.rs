//! HTTP written and read by hand: every byte is the test's own.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::server::Server;

pub(crate) const JSON: &str = "application/json";
pub(crate) const RESPONSE: &str = "application/graphql-response+json";

/// A request to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

pub(crate) struct Got {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Sent {
    pub(crate) fn bare(method: &str) -> Self {
        Self {
            method: method.to_owned(),
            target: "/graphql".to_owned(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// A POST of JSON.
    pub(crate) fn post(body: &Value) -> Self {
        Self::bare("POST")
            .header("content-type", JSON)
            .body(body.to_string())
    }

    /// A POST of a document alone.
    pub(crate) fn query(query: &str) -> Self {
        Self::post(&json!({ "query": query }))
    }

    pub(crate) fn get(parameters: &[(&str, &str)]) -> Self {
        let mut encoded = form_urlencoded::Serializer::new(String::new());
        encoded.extend_pairs(parameters);
        let mut sent = Self::bare("GET");
        sent.target = format!("/graphql?{}", encoded.finish());
        sent
    }

    pub(crate) fn accept(self, accept: &str) -> Self {
        self.header("accept", accept)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    pub(crate) fn head(&self) -> String {
        let mut head = format!(
            "{} {} HTTP/1.1\r\nhost: localhost\r\n",
            self.method, self.target
        );
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if let Some(body) = &self.body {
            let _ = write!(head, "content-length: {}\r\n", body.len());
        }
        head
    }

    pub(crate) async fn to(&self, server: &Server) -> Got {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let head = self.head() + "connection: close\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        // A server that has heard enough may close before all of a body was taken.
        let _ = stream
            .write_all(self.body.as_deref().unwrap_or_default())
            .await;
        Got::read(&mut stream).await
    }
}

impl Got {
    /// Everything until the connection ends.
    pub(crate) async fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        while let Ok(length @ 1..) = stream.read(&mut piece).await {
            bytes.extend_from_slice(&piece[..length]);
        }
        let text = String::from_utf8(bytes).expect("answers are UTF-8");
        let (head, body) = text.split_once("\r\n\r\n").expect("an answer with a head");
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_ascii_lowercase(), value.to_owned())
        });
        Self {
            status: status.parse().unwrap(),
            headers: headers.collect(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect(&self.body)
    }

    /// The only error.
    pub(crate) fn error(&self) -> Value {
        let json = self.json();
        let errors = json["errors"].as_array().expect("errors");
        assert_eq!(errors.len(), 1, "{json}");
        errors[0].clone()
    }

    pub(crate) fn code(&self) -> String {
        let error = self.error();
        error["extensions"]["code"]
            .as_str()
            .expect("a code")
            .to_owned()
    }
}
