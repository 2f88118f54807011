//! Every call to Graph goes through here: the address, the token, the fault.

use crate::entra::{Access, Resource, Tokens};
use crate::fault::GraphDialect;
use crate::settings::Endpoints;
use secrecy::ExposeSecret;
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::sync::Arc;
use tenantry_domain::cloud::{Cause, CloudFault, Effect, TenantId};
use tenantry_http::header::{IF_MATCH, IF_NONE_MATCH};
use tenantry_http::{
    Answer, Call, Dialect, HeaderName, Http, Judgement, Method, Redirects, Repeat, Streamed,
};
use url::Url;

pub(crate) const API: &str = "graph";
const PREFER: HeaderName = HeaderName::from_static("prefer");
const CONSISTENCY: HeaderName = HeaderName::from_static("consistencylevel");

/// In whose tenant, and as whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct At {
    pub tenant: TenantId,
    pub access: Access,
}

/// What is asked of Graph.
#[derive(Debug, Clone)]
pub struct GraphRequest {
    pub(crate) method: Method,
    pub(crate) target: Target,
    pub(crate) query: Vec<(String, String)>,
    body: Option<Body>,
    if_match: Option<String>,
    if_none_match: Option<String>,
    prefer: Option<String>,
    /// `ConsistencyLevel: eventual`, to be said again on every page.
    eventual: bool,
    repeat: Option<Repeat>,
    redirects: Redirects,
    /// Which interface is asked, where it has a budget of its own.
    api: &'static str,
    /// The largest answer, where it is known to be small.
    limit: Option<usize>,
}

/// Where a request goes: a path below `/v1.0`, or an address that Graph gave us.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    Path(String),
    Link(Url),
}

#[derive(Clone)]
struct Body {
    kind: &'static str,
    bytes: Vec<u8>,
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes of {}", self.bytes.len(), self.kind)
    }
}

impl GraphRequest {
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self::to(method, Target::Path(path.into()))
    }

    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    fn to(method: Method, target: Target) -> Self {
        Self {
            method,
            target,
            query: Vec::new(),
            body: None,
            if_match: None,
            if_none_match: None,
            prefer: None,
            eventual: false,
            repeat: None,
            redirects: Redirects::Refuse,
            api: API,
            limit: None,
        }
    }

    #[must_use]
    pub fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// Only these properties: nothing is asked for that nobody reads.
    #[must_use]
    pub fn select(self, properties: &[&str]) -> Self {
        self.query("$select", properties.join(","))
    }

    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Result<Self, CloudFault> {
        let bytes = serde_json::to_vec(body);
        let bytes =
            bytes.map_err(|error| CloudFault::new(Cause::Refused, API, error.to_string()))?;
        self.body = Some(Body {
            kind: "application/json",
            bytes,
        });
        Ok(self)
    }

    #[must_use]
    pub fn bytes(mut self, kind: &'static str, bytes: Vec<u8>) -> Self {
        self.body = Some(Body { kind, bytes });
        self
    }

    /// Only when nobody changed it since; that also makes a repetition harmless.
    #[must_use]
    pub fn if_match(mut self, etag: &str) -> Self {
        self.if_match = Some(etag.to_owned());
        self.repeat = Some(Repeat::Freely);
        self
    }

    #[must_use]
    pub fn if_none_match(mut self, etag: &str) -> Self {
        self.if_none_match = Some(etag.to_owned());
        self
    }

    #[must_use]
    pub fn prefer(mut self, preference: &str) -> Self {
        self.prefer = Some(preference.to_owned());
        self
    }

    #[must_use]
    pub fn eventual(mut self) -> Self {
        self.eventual = true;
        self
    }

    #[must_use]
    pub fn repeat(mut self, repeat: Repeat) -> Self {
        self.repeat = Some(repeat);
        self
    }

    #[must_use]
    pub fn redirects(mut self, redirects: Redirects) -> Self {
        self.redirects = redirects;
        self
    }

    /// An interface with a budget of its own.
    #[must_use]
    pub(crate) fn api(mut self, api: &'static str) -> Self {
        self.api = api;
        self
    }

    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = Some(bytes);
        self
    }

    /// The same request for the next page of its answer.
    pub(crate) fn continued(&self, link: Url) -> Self {
        Self {
            target: Target::Link(link),
            query: Vec::new(),
            ..self.clone()
        }
    }
}

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct GraphClient {
    http: Http,
    endpoints: Arc<Endpoints>,
    pub(super) tokens: Arc<dyn Tokens>,
}

impl GraphClient {
    pub fn new(http: Http, endpoints: Arc<Endpoints>, tokens: Arc<dyn Tokens>) -> Self {
        Self {
            http,
            endpoints,
            tokens,
        }
    }

    pub(crate) fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// The answer, when it is a good one. A refused token is forgotten and fetched anew, once.
    pub async fn send(&self, at: At, request: GraphRequest) -> Result<Answer, CloudFault> {
        self.spoken(at, &request, &GraphDialect).await
    }

    async fn spoken(
        &self,
        at: At,
        request: &GraphRequest,
        dialect: &dyn Dialect,
    ) -> Result<Answer, CloudFault> {
        let answer = self.http.send(self.call(at, request).await?, dialect).await;
        match answer {
            Err(fault) if fault.cause == Cause::TokenRefused => {
                self.tokens
                    .forget(at.tenant, Resource::Graph, at.access)
                    .await;
                self.http.send(self.call(at, request).await?, dialect).await
            }
            other => other,
        }
    }

    /// As [`send`](Self::send), with the body piece by piece.
    pub async fn stream(&self, at: At, request: GraphRequest) -> Result<Streamed, CloudFault> {
        let streamed = self
            .http
            .stream(self.call(at, &request).await?, &GraphDialect)
            .await;
        match streamed {
            Err(fault) if fault.cause == Cause::TokenRefused => {
                self.tokens
                    .forget(at.tenant, Resource::Graph, at.access)
                    .await;
                self.http
                    .stream(self.call(at, &request).await?, &GraphDialect)
                    .await
            }
            other => other,
        }
    }

    /// Asks for something that is answered in JSON. An answer that cannot be read is asked for
    /// again where that is harmless; after a write it leaves the effect open.
    pub async fn read<T: DeserializeOwned>(
        &self,
        at: At,
        request: GraphRequest,
    ) -> Result<T, CloudFault> {
        let (answer, value) = self.read_with_head(at, request).await?;
        drop(answer);
        Ok(value)
    }

    /// As [`read`](Self::read), with the answer's status and headers.
    pub(crate) async fn read_with_head<T: DeserializeOwned>(
        &self,
        at: At,
        request: GraphRequest,
    ) -> Result<(Answer, T), CloudFault> {
        let changes = !request.method.is_safe();
        let answer = self.spoken(at, &request, &InJson).await?;
        match answer.json() {
            Ok(value) => Ok((answer, value)),
            Err(mut fault) => {
                if changes {
                    fault.effect = Effect::Unknown;
                }
                Err(fault)
            }
        }
    }

    async fn call(&self, at: At, request: &GraphRequest) -> Result<Call, CloudFault> {
        let token = self
            .tokens
            .bearer(at.tenant, Resource::Graph, at.access)
            .await?;
        let mut call = Call::new(request.method.clone(), self.url(request)?, request.api)
            .tenant(at.tenant.to_string())
            .redirects(request.redirects.clone())
            .bearer(token.expose_secret())?;
        if let Some(limit) = request.limit {
            call = call.limit(limit);
        }
        if let Some(repeat) = request.repeat {
            call = call.repeat(repeat);
        }
        if let Some(body) = &request.body {
            call = call.body(body.kind, body.bytes.clone().into());
        }
        let headers = [
            (IF_MATCH, request.if_match.as_deref()),
            (IF_NONE_MATCH, request.if_none_match.as_deref()),
            (PREFER, request.prefer.as_deref()),
            (CONSISTENCY, request.eventual.then_some("eventual")),
        ];
        for (name, value) in headers {
            if let Some(value) = value {
                call = call.header(name, value)?;
            }
        }
        Ok(call)
    }

    fn url(&self, request: &GraphRequest) -> Result<Url, CloudFault> {
        let mut url = match &request.target {
            Target::Link(link) => return Ok(link.clone()),
            Target::Path(path) => {
                let base = self.endpoints.graph.as_str().trim_end_matches('/');
                Url::parse(&format!("{base}/v1.0{path}"))
                    .map_err(|error| CloudFault::new(Cause::Refused, API, error.to_string()))?
            }
        };
        if !request.query.is_empty() {
            url.set_query(Some(&encoded(&request.query)));
        }
        Ok(url)
    }
}

/// As `OData` wants it: a blank is no plus, and `$` stands as it is.
fn encoded(query: &[(String, String)]) -> String {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish();
    form.replace('+', "%20").replace("%24", "$")
}

/// Graph where the answer is to be JSON: a page for people, or nothing at all, is no answer.
struct InJson;

impl Dialect for InJson {
    fn judge(&self, answer: &Answer) -> Judgement {
        // What says nothing by design: an accepted change, a deletion.
        let silent = matches!(answer.status.as_u16(), 202 | 204);
        match GraphDialect.judge(answer) {
            Judgement::Good if !silent => match answer.json::<IgnoredAny>() {
                Ok(_) => Judgement::Good,
                Err(fault) => Judgement::Bad(fault),
            },
            judged => judged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_written_as_odata_reads_it() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let query = [pair("$filter", "name eq 'a+b & c'"), pair("$top", "1")];
        assert_eq!(
            encoded(&query),
            "$filter=name%20eq%20%27a%2Bb%20%26%20c%27&$top=1"
        );
    }
}
