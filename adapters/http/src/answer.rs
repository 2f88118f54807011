//! What a cloud said.

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde::de::DeserializeOwned;
use std::fmt;
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault};

/// A whole answer, body included.
#[derive(Clone)]
pub struct Answer {
    pub api: &'static str,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// By which the cloud's support finds the request.
    pub correlation_id: String,
    /// How often the call was sent until this came.
    pub attempts: u32,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("api", &self.api)
            .field("status", &self.status)
            .field("correlation_id", &self.correlation_id)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// How one vendor speaks: which answers are good, and what a bad one means.
pub trait Dialect: Send + Sync {
    fn judge(&self, answer: &Answer) -> Judgement;
}

#[derive(Debug)]
pub enum Judgement {
    Good,
    Bad(CloudFault),
}

/// The mark that some programs put before text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl Answer {
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, CloudFault> {
        serde_json::from_slice(self.text()).map_err(|error| {
            let page = self.text().trim_ascii_start().starts_with(b"<");
            let what = if page {
                "a page for people instead of JSON".to_owned()
            } else {
                error_place(&error)
            };
            self.fault(Cause::AnswerUnreadable, what)
        })
    }

    /// The body without a mark in front.
    pub fn text(&self) -> &[u8] {
        self.body
            .strip_prefix(BYTE_ORDER_MARK)
            .unwrap_or(&self.body)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// How long the cloud asks us to wait: seconds, or until an instant.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse::<f64>() {
            return Duration::try_from_secs_f64(seconds).ok();
        }
        let then = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
        let now = self
            .header("date")
            .and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
        let now = now.map_or_else(jiff::Timestamp::now, |date| date.timestamp());
        Duration::try_from(then.duration_since(now))
            .ok()
            .or(Some(Duration::ZERO))
    }

    /// A fault with all that this answer tells; the detail is made safe.
    pub fn fault(&self, cause: Cause, detail: impl AsRef<str>) -> CloudFault {
        let mut fault = CloudFault::new(cause, self.api, crate::safe_text(detail.as_ref()));
        fault.status = Some(self.status.as_u16());
        fault.correlation_id = Some(self.correlation_id.clone());
        fault.retry_after = self.retry_after();
        fault
    }
}

/// Where reading failed, without the text that was read: it may hold personal data.
fn error_place(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        serde_json::error::Category::Eof => "the JSON ends too early",
        serde_json::error::Category::Data => "the JSON has another shape than agreed",
        _ => "it is no JSON",
    };
    format!("{kind}, at line {} column {}", error.line(), error.column())
}
