//! Every call to Partner Center goes through here: the address, the token, the ids, the fault.

use crate::entra::{Access, Resource, Tokens};
use crate::fault::PartnerDialect;
use crate::partner::mfa::Signals;
use crate::settings::Endpoints;
use secrecy::ExposeSecret;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Effect};
use tenantry_http::header::ACCEPT;
use tenantry_http::{Answer, Call, Dialect, HeaderName, Http, Judgement, Method, Repeat};
use url::Url;
use uuid::Uuid;

pub(super) const API: &str = "partner-center";
/// A repetition of the same request carries the same one, and is done once.
const REQUEST_ID: HeaderName = HeaderName::from_static("ms-requestid");
const CORRELATION_ID: HeaderName = HeaderName::from_static("ms-correlationid");
const CONTRACT: HeaderName = HeaderName::from_static("ms-contract-version");
const LOCALE: HeaderName = HeaderName::from_static("x-locale");
const APPLICATION: HeaderName = HeaderName::from_static("ms-partnercenter-application");
const CONTINUATION: HeaderName = HeaderName::from_static("ms-continuationtoken");

/// In whose tenant, and as whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    pub(super) partner: Partner,
    pub(super) access: Access,
}

/// What is asked of Partner Center.
#[derive(Debug, Clone)]
pub(super) struct PartnerRequest {
    method: Method,
    /// Whose budget pays.
    api: &'static str,
    target: Target,
    body: Option<Vec<u8>>,
    continuation: Option<String>,
}

#[derive(Debug, Clone)]
enum Target {
    /// From the root, with the query.
    Path(String),
    /// An address that Partner Center gave us, checked to be its own.
    Link(Url),
}

impl PartnerRequest {
    pub(super) fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            api: API,
            target: Target::Path(path.into()),
            body: None,
            continuation: None,
        }
    }

    pub(super) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// As part of an interface that has a budget of its own.
    #[must_use]
    pub(super) fn api(mut self, api: &'static str) -> Self {
        self.api = api;
        self
    }

    pub(super) fn json<T: Serialize>(mut self, body: &T) -> Result<Self, CloudFault> {
        let bytes = serde_json::to_vec(body);
        let bytes =
            bytes.map_err(|error| CloudFault::new(Cause::Refused, API, error.to_string()))?;
        self.body = Some(bytes);
        Ok(self)
    }
}

/// A collection, and where it goes on.
#[derive(Debug, Deserialize)]
pub(super) struct Collection<T> {
    pub(super) items: Vec<T>,
    #[serde(default)]
    links: Links,
}

#[derive(Debug, Default, Deserialize)]
struct Links {
    next: Option<Link>,
}

#[derive(Debug, Deserialize)]
struct Link {
    uri: String,
    #[serde(default)]
    headers: Vec<LinkHeader>,
}

#[derive(Debug, Deserialize)]
struct LinkHeader {
    key: String,
    value: String,
}

/// What a bookmark holds: both parts are needed to go on, and are sent as they came.
#[derive(Serialize, Deserialize)]
struct Place {
    uri: String,
    token: Option<String>,
}

impl<T> Collection<T> {
    pub(super) fn bookmark(&self) -> Option<Bookmark> {
        let next = self.links.next.as_ref()?;
        let token = next
            .headers
            .iter()
            .find(|header| header.key.eq_ignore_ascii_case(CONTINUATION.as_str()));
        let place = Place {
            uri: next.uri.clone(),
            token: token.map(|header| header.value.clone()),
        };
        serde_json::to_string(&place).ok().map(Bookmark::new)
    }
}

/// Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct PartnerClient {
    http: Http,
    endpoints: Arc<Endpoints>,
    tokens: Arc<dyn Tokens>,
    pub(super) signals: Signals,
}

impl PartnerClient {
    pub(super) fn new(http: Http, endpoints: Arc<Endpoints>, tokens: Arc<dyn Tokens>) -> Self {
        Self {
            http,
            endpoints,
            tokens,
            signals: Signals::default(),
        }
    }

    /// The answer, when it is a good one. A refused token is forgotten and fetched anew, once, under
    /// the same request id.
    pub(super) async fn send(&self, at: At, request: PartnerRequest) -> Result<Answer, CloudFault> {
        self.spoken(at, request, false).await
    }

    async fn spoken(
        &self,
        at: At,
        request: PartnerRequest,
        in_json: bool,
    ) -> Result<Answer, CloudFault> {
        let call = self.call(at, &request)?;
        let dialect = Noting {
            signals: &self.signals,
            partner: at.partner,
            in_json,
        };
        let answer = self.carry(at, call.clone(), &dialect).await;
        let answer = match answer {
            Err(fault) if fault.cause == Cause::TokenRefused => {
                self.tokens
                    .forget(at.partner.0, Resource::PartnerCenter, at.access)
                    .await;
                self.carry(at, call, &dialect).await
            }
            other => other,
        };
        answer.map_err(|fault| lost_place(&request, fault))
    }

    async fn carry(&self, at: At, call: Call, dialect: &dyn Dialect) -> Result<Answer, CloudFault> {
        let token = self
            .tokens
            .bearer(at.partner.0, Resource::PartnerCenter, at.access)
            .await?;
        let call = call.bearer(token.expose_secret())?;
        self.http.send(call, dialect).await
    }

    /// Asks for something that is answered in JSON. An answer that cannot be read is asked for again.
    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        at: At,
        request: PartnerRequest,
    ) -> Result<T, CloudFault> {
        let changes = !request.method.is_safe();
        let answer = self.spoken(at, request, true).await?;
        answer.json().map_err(|mut fault| {
            if changes {
                fault.effect = Effect::Unknown;
            }
            fault
        })
    }

    /// Where a list is read on: at the address that Partner Center gave, with its token.
    pub(super) fn continued(&self, from: &Bookmark) -> Result<PartnerRequest, CloudFault> {
        let place: Place = serde_json::from_str(from.as_str()).map_err(|_| {
            CloudFault::new(Cause::CursorExpired, API, "the bookmark is not one of ours")
        })?;
        // Addresses come with or without the version in front, and rarely with the host.
        let path = place.uri.starts_with('/') && !place.uri.starts_with("//");
        let uri = if path && !place.uri.starts_with("/v1/") {
            format!("/v1{}", place.uri)
        } else {
            place.uri
        };
        let link = self.own(&uri)?;
        Ok(PartnerRequest {
            target: Target::Link(link),
            continuation: place.token,
            ..PartnerRequest::get(String::new())
        })
    }

    /// A request for an address that came from outside: only Partner Center itself gets our token.
    pub(super) fn linked(&self, address: &str) -> Result<PartnerRequest, CloudFault> {
        Ok(PartnerRequest {
            target: Target::Link(self.own(address)?),
            ..PartnerRequest::get(String::new())
        })
    }

    fn own(&self, address: &str) -> Result<Url, CloudFault> {
        let base = &self.endpoints.partner_center;
        let url = base
            .join(address)
            .map_err(|error| CloudFault::new(Cause::AnswerUnreadable, API, error.to_string()))?;
        let same = url.scheme() == base.scheme()
            && url.host_str() == base.host_str()
            && url.port_or_known_default() == base.port_or_known_default()
            && url.username().is_empty()
            && url.password().is_none();
        if same {
            return Ok(url);
        }
        let host = url.host_str().unwrap_or("nowhere");
        let detail = format!("an address of Partner Center's leads to {host}");
        Err(CloudFault::new(Cause::RedirectRefused, API, detail))
    }

    fn call(&self, at: At, request: &PartnerRequest) -> Result<Call, CloudFault> {
        let url = match &request.target {
            Target::Link(link) => link.clone(),
            Target::Path(path) => self.own(path)?,
        };
        // The request id makes it safe to send a change again.
        let mut call = Call::new(request.method.clone(), url, request.api)
            .tenant(at.partner.to_string())
            .repeat(Repeat::Freely)
            .header(ACCEPT, "application/json")?
            .header(REQUEST_ID, &Uuid::new_v4().to_string())?
            .header(CORRELATION_ID, &Uuid::new_v4().to_string())?
            .header(CONTRACT, "v1")?
            .header(LOCALE, "en-US")?
            .header(APPLICATION, "Tenantry")?;
        if let Some(body) = &request.body {
            call = call.body("application/json", body.clone().into());
        }
        if let Some(token) = &request.continuation {
            call = call.header(CONTINUATION, token)?;
        }
        Ok(call)
    }
}

/// A refusal of the place that we went on from means that the list is to be read anew.
fn lost_place(request: &PartnerRequest, mut fault: CloudFault) -> CloudFault {
    let token = fault.detail.to_ascii_lowercase().contains("continuation");
    if request.continuation.is_some() && fault.cause == Cause::Refused && token {
        fault.cause = Cause::CursorExpired;
    }
    fault
}

/// Partner Center's dialect; notes in passing what answers say about the second factor.
struct Noting<'a> {
    signals: &'a Signals,
    partner: Partner,
    /// An answer that is no JSON is no answer.
    in_json: bool,
}

impl Dialect for Noting<'_> {
    fn judge(&self, answer: &Answer) -> Judgement {
        self.signals.note(self.partner, answer);
        match PartnerDialect.judge(answer) {
            Judgement::Good if self.in_json => match answer.json::<IgnoredAny>() {
                Ok(_) => Judgement::Good,
                Err(fault) => Judgement::Bad(fault),
            },
            judged => judged,
        }
    }
}
