//! What is asked of a cloud.

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use std::fmt;
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault};
use url::Url;

/// Whether a call may be sent again when no good answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Reading, or made safe by a precondition or a request id that the cloud knows.
    Freely,
    /// Only when it is certain that nothing was done. Otherwise the fault says that the effect is
    /// unknown, and whoever asked looks before asking again.
    OnlyIfNothingWasDone,
    /// The caller repeats by itself.
    Never,
}

/// What is done with an answer that points elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redirects {
    Refuse,
    /// One redirect, to one of these hosts (a leading dot stands for all below), without the token.
    To(Vec<String>),
    /// The answer is handed to the caller as it is.
    Hand,
}

/// One request, with all that is needed to carry it well.
#[derive(Clone)]
pub struct Call {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// Which interface is asked: `graph`, `entra`, `partner-center` … Budgets and errors name it.
    pub api: &'static str,
    /// Whose budget pays.
    pub tenant: Option<String>,
    pub repeat: Repeat,
    /// All attempts and the pauses between them.
    pub deadline: Duration,
    /// The largest body that is accepted.
    pub limit: usize,
    pub redirects: Redirects,
}

/// Debug tells what is asked and never with which token or body.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("api", &self.api)
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .field("path", &self.url.path())
            .field("tenant", &self.tenant)
            .field("repeat", &self.repeat)
            .finish_non_exhaustive()
    }
}

impl Call {
    /// Reads may be repeated freely, everything else only when nothing was done.
    pub fn new(method: Method, url: Url, api: &'static str) -> Self {
        let repeat = if method.is_safe() {
            Repeat::Freely
        } else {
            Repeat::OnlyIfNothingWasDone
        };
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            api,
            tenant: None,
            repeat,
            deadline: Duration::from_mins(2),
            limit: 32 * 1024 * 1024,
            redirects: Redirects::Refuse,
        }
    }

    pub fn get(url: Url, api: &'static str) -> Self {
        Self::new(Method::GET, url, api)
    }

    #[must_use]
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    #[must_use]
    pub fn repeat(mut self, repeat: Repeat) -> Self {
        self.repeat = repeat;
        self
    }

    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    #[must_use]
    pub fn redirects(mut self, redirects: Redirects) -> Self {
        self.redirects = redirects;
        self
    }

    /// A header whose value is no secret.
    pub fn header(mut self, name: HeaderName, value: &str) -> Result<Self, CloudFault> {
        let value = HeaderValue::from_str(value)
            .map_err(|_| self.unsendable("a header has a character that none may have"))?;
        self.headers.insert(name, value);
        Ok(self)
    }

    /// The token, marked so that nothing prints it.
    pub fn bearer(mut self, token: &str) -> Result<Self, CloudFault> {
        let mut value = HeaderValue::from_str(&format!("Bearer {token}"))
            .map_err(|_| self.unsendable("the token has a character that none may have"))?;
        value.set_sensitive(true);
        self.headers.insert(AUTHORIZATION, value);
        Ok(self)
    }

    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Result<Self, CloudFault> {
        let text = serde_json::to_vec(body).map_err(|error| self.unsendable(&error.to_string()))?;
        self.body = Bytes::from(text);
        self.headers
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(self)
    }

    /// Fields of a form, as the token endpoints want them.
    #[must_use]
    pub fn form(mut self, fields: &[(&str, &str)]) -> Self {
        let text = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.body = Bytes::from(text);
        self.headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        self
    }

    /// A body of another kind.
    #[must_use]
    pub fn body(mut self, kind: &'static str, body: Bytes) -> Self {
        self.body = body;
        self.headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        self
    }

    fn unsendable(&self, why: &str) -> CloudFault {
        CloudFault::new(Cause::Refused, self.api, why)
    }
}
