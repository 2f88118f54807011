//! A Key Vault in memory that speaks its REST protocol, as strict and as slow to forget as the
//! real one. The real client talks to it; only the wire is left out.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use azure_core::Bytes;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::{AUTHORIZATION, CONTENT_TYPE, HeaderName, Headers};
use azure_core::http::{AsyncRawResponse, HttpClient, Method, Request, StatusCode};
use azure_core::time::{Duration, OffsetDateTime};
use serde_json::{Value, json};

mod secrets;

use secrets::Secrets;

pub(crate) const HOST: &str = "our-vault.vault.azure.net";
pub(crate) const URL: &str = "https://our-vault.vault.azure.net";

/// What happens to the next request that fits.
#[derive(Debug, Clone)]
pub(crate) enum Fate {
    /// This status, with this `Retry-After`, and a body as Key Vault writes it.
    Status(u16, Option<u64>),
    /// This status and exactly this body.
    Says(u16, &'static str),
    /// It never arrives: no connection.
    NoConnection,
    /// It is lost on the way there.
    LostBefore,
    /// It is done, and the answer is lost on the way back.
    LostAfter,
    /// It is done, and only half of the answer arrives.
    Half,
    /// It is lost on the way there, and somebody else writes this under the same name.
    Overtaken(&'static str),
}

#[derive(Debug)]
struct Planned {
    method: Method,
    /// What the path begins with.
    path: &'static str,
    fate: Fate,
    times: u32,
}

/// One request, as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arrived {
    pub(crate) line: String,
    pub(crate) with_token: bool,
    pub(crate) body: String,
}

#[derive(Debug)]
struct State {
    secrets: Secrets,
    /// What the caller's role allows, by the last part of the action's name.
    allowed: BTreeSet<&'static str>,
    resource: &'static str,
    /// Tokens with a lower number have been withdrawn.
    oldest_token: u32,
    tokens: u32,
    credential: Option<ErrorKind>,
    planned: VecDeque<Planned>,
    journal: Vec<Arrived>,
}

/// The vault and those who give out tokens for it. A clone is the same one.
#[derive(Debug, Clone)]
pub(crate) struct Azure(Arc<Mutex<State>>);

impl Azure {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            secrets: Secrets::default(),
            allowed: BTreeSet::from(["get", "set", "delete", "list", "recover"]),
            resource: "https://vault.azure.net",
            oldest_token: 0,
            tokens: 0,
            credential: None,
            planned: VecDeque::new(),
            journal: Vec::new(),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// The next `times` requests with this method, whose path begins so, meet this fate.
    pub(crate) fn plan(&self, method: Method, path: &'static str, times: u32, fate: Fate) {
        self.state().planned.push_back(Planned {
            method,
            path,
            fate,
            times,
        });
    }

    /// Takes a permission away.
    pub(crate) fn forbid(&self, action: &'static str) {
        assert!(self.state().allowed.remove(action));
    }

    /// Each deletion and recovery is looked at so many times before it is done.
    pub(crate) fn is_slow(&self, looks: u32) {
        self.state().secrets.looks = looks;
    }

    pub(crate) fn asks_for_tokens_for(&self, resource: &'static str) {
        self.state().resource = resource;
    }

    pub(crate) fn withdraw_tokens(&self) {
        let mut state = self.state();
        state.oldest_token = state.tokens + 1;
    }

    pub(crate) fn gives_no_token(&self, reason: ErrorKind) {
        self.state().credential = Some(reason);
    }

    /// What somebody does in the portal.
    pub(crate) fn by_hand(&self, act: impl FnOnce(&mut Secrets)) {
        act(&mut self.state().secrets);
    }

    /// What arrived since the last time.
    pub(crate) fn journal(&self) -> Vec<Arrived> {
        std::mem::take(&mut self.state().journal)
    }
}

pub(super) fn refusal(status: u16, code: &str, inner: Option<&str>, message: &str) -> (u16, Value) {
    let mut error = json!({ "code": code, "message": message });
    if let Some(inner) = inner {
        error["innererror"] = json!({ "code": inner });
    }
    (status, json!({ "error": error }))
}

#[async_trait]
impl HttpClient for Azure {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        // As on a real wire, others come in between.
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        let mut state = self.state();
        let body = Bytes::from(request.body());
        let path = request.url().path().to_owned();
        let with_token = request.headers().get_optional_str(&AUTHORIZATION);
        state.journal.push(Arrived {
            line: format!("{} {path}", request.method().as_str()),
            with_token: with_token.is_some(),
            body: String::from_utf8(body.to_vec()).unwrap(),
        });
        let fate = with_token.and_then(|_| state.fate(request.method(), &path));
        let lost = |kind| Err(Error::with_message(kind, "the connection was lost"));
        let answer = |state: &mut State| state.answer(request, &body);
        match fate {
            None => Ok(written(answer(&mut state))),
            Some(Fate::NoConnection) => lost(ErrorKind::Connection),
            Some(Fate::LostBefore) => lost(ErrorKind::Io),
            Some(Fate::LostAfter) => {
                answer(&mut state);
                lost(ErrorKind::Io)
            }
            Some(Fate::Overtaken(text)) => {
                let name = path.trim_start_matches("/secrets/");
                state.secrets.write(name, text);
                lost(ErrorKind::Io)
            }
            Some(Fate::Half) => {
                let (status, _, body) = answer(&mut state);
                let half = body.to_string();
                let half = half[..half.len() / 2].to_owned();
                Ok(AsyncRawResponse::from_bytes(
                    status.into(),
                    Headers::new(),
                    half,
                ))
            }
            Some(Fate::Says(status, text)) => {
                let status = StatusCode::from(status);
                Ok(AsyncRawResponse::from_bytes(status, Headers::new(), text))
            }
            Some(Fate::Status(status, retry_after)) => {
                let (status, body) = refusal(status, "Busy", None, "Something is the matter.");
                let mut headers = Headers::new();
                if let Some(seconds) = retry_after {
                    headers.insert(HeaderName::from_static("retry-after"), seconds.to_string());
                }
                Ok(written((status, headers, body)))
            }
        }
    }
}

fn written((status, mut headers, body): (u16, Headers, Value)) -> AsyncRawResponse {
    headers.insert(HeaderName::from_static("x-ms-request-id"), "84c6454b");
    headers.insert(CONTENT_TYPE, "application/json; charset=utf-8");
    AsyncRawResponse::from_bytes(status.into(), headers, body.to_string())
}

impl State {
    fn fate(&mut self, method: Method, path: &str) -> Option<Fate> {
        let fits = |it: &Planned| it.method == method && path.starts_with(it.path);
        let at = self.planned.iter().position(fits)?;
        self.planned[at].times -= 1;
        if self.planned[at].times == 0 {
            return self.planned.remove(at).map(|it| it.fate);
        }
        Some(self.planned[at].fate.clone())
    }

    fn answer(&mut self, request: &Request, body: &Bytes) -> (u16, Headers, Value) {
        assert_eq!(request.url().scheme(), "https");
        assert_eq!(request.url().host_str(), Some(HOST));
        if let Err(message) = self.admit(request) {
            let token = request.headers().get_optional_str(&AUTHORIZATION);
            let bare = token.is_none() && !body.is_empty();
            assert!(!bare, "a secret was sent without a token");
            let challenge = format!(
                "Bearer authorization=\"https://login.microsoftonline.com/{}\", resource=\"{}\"",
                "16b3c013-d300-468d-ac64-7eda0820b6d3", self.resource
            );
            let mut headers = Headers::new();
            headers.insert(HeaderName::from_static("www-authenticate"), challenge);
            let (status, body) = refusal(401, "Unauthorized", None, message);
            return (status, headers, body);
        }
        let (status, body) = self.route(request, body).unwrap_or_else(|refused| refused);
        (status, Headers::new(), body)
    }

    fn admit(&self, request: &Request) -> Result<(), &'static str> {
        let missing = "AKV10000: Request is missing a Bearer or PoP token.";
        let token = request.headers().get_optional_str(&AUTHORIZATION);
        let token = token
            .ok_or(missing)?
            .strip_prefix("Bearer ")
            .ok_or(missing)?;
        let (number, scope) = token.split_once('|').ok_or("AKV10022: Invalid token.")?;
        if scope != "https://vault.azure.net/.default" {
            return Err("AKV10022: Invalid audience.");
        }
        if number.parse::<u32>().unwrap() < self.oldest_token {
            return Err("AKV10046: Token is expired.");
        }
        Ok(())
    }

    fn route(&mut self, request: &Request, body: &Bytes) -> Result<(u16, Value), (u16, Value)> {
        let bad = |message: &str| refusal(400, "BadParameter", None, message);
        let query = |wanted: &str| {
            let mut pairs = request.url().query_pairs();
            let found = pairs.find(|(key, _)| key == wanted);
            found.map(|(_, value)| value.into_owned())
        };
        if query("api-version").as_deref() != Some("2025-07-01") {
            return Err(bad("The specified version is not supported."));
        }
        let parts: Vec<&str> = request.url().path()[1..]
            .trim_end_matches('/')
            .split('/')
            .collect();
        match (request.method(), &parts[..]) {
            (Method::Get, ["secrets"]) => {
                self.allow("list", "readMetadata/action")?;
                let size = query("maxresults").map_or(Ok(25), |size| size.parse());
                let size = size.ok().filter(|size| (1..=25).contains(size));
                let size = size.ok_or_else(|| bad("maxresults is out of range."))?;
                Ok(self.secrets.page(size, query("$skiptoken").as_deref()))
            }
            (Method::Get, ["secrets", name]) => {
                self.allow("get", "getSecret/action")?;
                self.secrets.get(&named(name)?)
            }
            (Method::Put, ["secrets", name]) => {
                self.allow("set", "setSecret/action")?;
                if request.headers().get_optional_str(&CONTENT_TYPE) != Some("application/json") {
                    return Err(refusal(
                        415,
                        "UnsupportedMediaType",
                        None,
                        "JSON is expected.",
                    ));
                }
                let parameters = serde_json::from_slice(body);
                let parameters: Value = parameters.map_err(|_| bad("The body is not JSON."))?;
                self.secrets.set(&named(name)?, &parameters)
            }
            (Method::Delete, ["secrets", name]) => {
                self.allow("delete", "delete")?;
                self.secrets.delete(&named(name)?)
            }
            (Method::Post, ["deletedsecrets", name, "recover"]) => {
                self.allow("recover", "recover/action")?;
                self.secrets.recover(&named(name)?)
            }
            _ => Err(bad("The request is not supported.")),
        }
    }

    fn allow(&self, action: &str, full: &str) -> Result<(), (u16, Value)> {
        if self.allowed.contains(action) {
            return Ok(());
        }
        let message = format!(
            "Caller is not authorized to perform action on resource.\r\n\
             Action: 'Microsoft.KeyVault/vaults/secrets/{full}'\r\nAssignment: (not found)"
        );
        Err(refusal(403, "Forbidden", Some("ForbiddenByRbac"), &message))
    }
}

/// A name as Key Vault allows it. Small and capital letters are the same.
fn named(name: &str) -> Result<String, (u16, Value)> {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !plain || name.is_empty() || name.len() > 127 {
        return Err(refusal(400, "BadParameter", None, "The name is invalid."));
    }
    Ok(name.to_ascii_lowercase())
}

#[async_trait]
impl TokenCredential for Azure {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let mut state = self.state();
        if let Some(reason) = state.credential.clone() {
            let inner = Error::with_message(reason, "no route to host");
            let text = "AADSTS7000215: Invalid client secret provided.";
            return Err(Error::with_error(ErrorKind::Credential, inner, text));
        }
        state.tokens += 1;
        let token = format!("{}|{}", state.tokens, scopes.join(" "));
        let end = OffsetDateTime::now_utc() + Duration::hours(1);
        Ok(AccessToken::new(token, end))
    }
}
