//! A request and a reply, as far as the clouds look at them.

use bytes::Bytes;
use hyper::http::HeaderMap;
use hyper::http::Method;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub method: Method,
    /// As sent, still percent-encoded, without the query.
    pub path: String,
    /// In the order they were sent, decoded.
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// By which this request is found again: echoed as `request-id`.
    pub id: Uuid,
    /// When it came in, by the world's clock.
    pub at: Timestamp,
}

impl Request {
    /// The parts of the path, decoded.
    pub(crate) fn segments(&self) -> Vec<String> {
        let decoded = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        self.path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(decoded)
            .collect()
    }

    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body, if it is said to be JSON and is.
    pub(crate) fn json(&self) -> Option<Value> {
        let kind = self.header("content-type").unwrap_or_default();
        if !kind.starts_with("application/json") {
            return None;
        }
        serde_json::from_slice(&self.body).ok()
    }

    /// The fields of a form; of a field sent twice, the first.
    pub(crate) fn form(&self) -> BTreeMap<String, String> {
        let mut fields = BTreeMap::new();
        for (key, value) in form_urlencoded::parse(&self.body) {
            fields
                .entry(key.into_owned())
                .or_insert_with(|| value.into_owned());
        }
        fields
    }

    /// The bearer token, as sent.
    pub(crate) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
    /// Some clouds become slow before they refuse.
    pub late_by: Duration,
    /// What the request takes up until some time after its answer.
    pub seat: Option<Seat>,
}

/// One of few requests that may be under way at once.
#[derive(Debug, Clone)]
pub(crate) struct Seat(pub Arc<()>);

impl Seat {
    /// It is free again a little later than whoever had it believes.
    pub(crate) async fn leave(self) {
        const LINGERS: Duration = Duration::from_millis(1);
        tokio::time::sleep(LINGERS).await;
        drop(self.0);
    }
}

impl Reply {
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            late_by: Duration::ZERO,
            seat: None,
        }
    }

    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self::empty(status)
            .header("Content-Type", "application/json; charset=utf-8")
            .body(value.to_string())
    }

    pub(crate) fn html(status: u16, page: String) -> Self {
        Self::empty(status)
            .header("Content-Type", "text/html; charset=utf-8")
            .body(page)
    }

    pub(crate) fn script(text: &'static str) -> Self {
        Self::empty(200)
            .header("Content-Type", "text/javascript; charset=utf-8")
            .body(text)
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Self::empty(302).header("Location", to)
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }
}
