//! The service account signs in once, in the browser of an administrator of the MSP: Microsoft's
//! Secure Application Model. What stays is a refresh token in the vault, never a password.

use super::app::login_address;
use super::broker::TokenBroker;
use super::delegated::{ServiceAccount, SignIn};
use super::documents::{Documents, KeyRules};
use super::id_token::{Expected, Identity, Untrusted, second_factor_hint};
use super::state::{Content, For, StateKey, nonce};
use super::tokens::Resource;
use crate::fault::callback_fault;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use tenantry_domain::cloud::{Cause, CloudFault, ConsentFault, ConsentStates, Taken};
use tenantry_http::{Http, Repeat};
use url::Url;

/// So long a person has to sign in; the code that comes of it lasts ten minutes itself.
const VALID: SignedDuration = SignedDuration::from_mins(30);
const VERIFIER: &str = "tenantry sign-in verifier 1";
const NONCE: &str = "tenantry sign-in nonce 1";

/// Why a sign-in did not come about. A closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInFault {
    #[error(
        "this is no sign-in that was begun here by the same person, or it was altered on the way"
    )]
    StateForged,
    #[error("the sign-in had to end until {until}")]
    StateExpired { until: Timestamp },
    #[error("the sign-in was ended before")]
    StateReplayed,
    #[error("what came back from the cloud lacks something: {what}")]
    CallbackIncomplete { what: &'static str },
    #[error("the cloud's word about who signed in is not believed: {reason}")]
    IdentityUntrusted { reason: Untrusted },
    #[error("it cannot be recorded that the sign-in was ended: {reason}")]
    StatesUnavailable { reason: String },
    /// The cloud's own answer: account blocked, second factor missing, code used …
    #[error(transparent)]
    Cloud(#[from] CloudFault),
}

impl SignInFault {
    /// Every code of our own; those of a cloud's fault are with its causes.
    pub const CODES: &'static [&'static str] = &[
        "SIGN_IN_STATE_FORGED",
        "SIGN_IN_STATE_EXPIRED",
        "SIGN_IN_STATE_REPLAYED",
        "SIGN_IN_CALLBACK_INCOMPLETE",
        "SIGN_IN_IDENTITY_UNTRUSTED",
        "SIGN_IN_STATES_UNAVAILABLE",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::StateForged => "SIGN_IN_STATE_FORGED",
            Self::StateExpired { .. } => "SIGN_IN_STATE_EXPIRED",
            Self::StateReplayed => "SIGN_IN_STATE_REPLAYED",
            Self::CallbackIncomplete { .. } => "SIGN_IN_CALLBACK_INCOMPLETE",
            Self::IdentityUntrusted { .. } => "SIGN_IN_IDENTITY_UNTRUSTED",
            Self::StatesUnavailable { .. } => "SIGN_IN_STATES_UNAVAILABLE",
            Self::Cloud(fault) => fault.code(),
        }
    }
}

impl From<Untrusted> for SignInFault {
    fn from(reason: Untrusted) -> Self {
        match reason {
            Untrusted::Cloud(fault) => Self::Cloud(fault),
            reason => Self::IdentityUntrusted { reason },
        }
    }
}

/// Leads a person through the sign-in and keeps what comes of it.
#[derive(Debug)]
pub struct ServiceSignIn {
    broker: TokenBroker,
    documents: Documents,
    states: Arc<dyn ConsentStates>,
    key: StateKey,
    return_address: Url,
}

impl ServiceSignIn {
    pub fn new(
        http: Http,
        broker: TokenBroker,
        states: Arc<dyn ConsentStates>,
        key: StateKey,
        return_address: Url,
    ) -> Self {
        let documents = Documents::new(http, Arc::clone(broker.endpoints()), KeyRules::default());
        Self {
            broker,
            documents,
            states,
            key,
            return_address,
        }
    }

    /// The same with other rules for how long published keys are believed.
    #[must_use]
    pub fn with_key_rules(mut self, http: Http, rules: KeyRules) -> Self {
        self.documents = Documents::new(http, Arc::clone(self.broker.endpoints()), rules);
        self
    }

    /// The address to open in the person's browser. `session` is whatever tells this person's
    /// session with us from others; it has to be the same when they come back.
    pub fn begin(&self, session: &str, account: Option<&str>) -> Result<Url, SignInFault> {
        self.begin_at(session, account, Timestamp::now())
    }

    fn begin_at(
        &self,
        session: &str,
        account: Option<&str>,
        now: Timestamp,
    ) -> Result<Url, SignInFault> {
        let app = self.broker.app();
        let until = now.saturating_add(VALID).unwrap_or(Timestamp::MAX);
        let content = Content {
            msp: app.msp.as_uuid(),
            subject: app.id,
            tenant: None,
            nonce: nonce(),
            until: until.as_second(),
        };
        let state = self.key.seal(For::SignIn, session, &content);
        let state = state.ok_or(SignInFault::StateForged)?;
        let verifier = self.key.derive(VERIFIER, &content.nonce);
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        let path = format!("/{}/oauth2/v2.0/authorize", app.home);
        let mut address = login_address(self.broker.endpoints(), &path)?;
        let scope = format!(
            "openid profile offline_access {}",
            self.broker.scope(Resource::Graph)
        );
        address
            .query_pairs_mut()
            .append_pair("client_id", &app.id.to_string())
            .append_pair("response_type", "code")
            .append_pair("response_mode", "query")
            .append_pair("redirect_uri", self.return_address.as_str())
            .append_pair("scope", &scope)
            .append_pair("state", &state)
            .append_pair("nonce", &self.key.derive(NONCE, &content.nonce))
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair("prompt", "login");
        if let Some(account) = account {
            address.query_pairs_mut().append_pair("login_hint", account);
        }
        Ok(address)
    }

    /// Reads what came back, as the query of the address that was called, and keeps the sign-in.
    pub async fn finish(&self, session: &str, query: &str) -> Result<ServiceAccount, SignInFault> {
        let fields: BTreeMap<_, _> = url::form_urlencoded::parse(query.as_bytes()).collect();
        let field = |name: &str| fields.get(name).map(AsRef::as_ref).unwrap_or_default();
        let app = self.broker.app();
        let state = self.key.open(For::SignIn, session, field("state"));
        let of_this_app = |it: &Content| it.msp == app.msp.as_uuid() && it.subject == app.id;
        let state = state.filter(of_this_app).ok_or(SignInFault::StateForged)?;
        let until = state.until();
        if until <= Timestamp::now() {
            return Err(SignInFault::StateExpired { until });
        }
        match self.states.take(&state.nonce, until).await {
            Ok(Taken::First) => {}
            Ok(Taken::Again) => return Err(SignInFault::StateReplayed),
            Err(ConsentFault::Cloud(fault)) => return Err(SignInFault::Cloud(fault)),
            Err(fault) => {
                let reason = fault.to_string();
                return Err(SignInFault::StatesUnavailable { reason });
            }
        }
        if fields.contains_key("error") {
            let (error, words) = (field("error"), field("error_description"));
            return Err(callback_fault(error, words, field("error_subcode")).into());
        }
        let code = field("code");
        if code.is_empty() {
            return Err(SignInFault::CallbackIncomplete { what: "the code" });
        }
        self.redeem(code, &state).await
    }

    async fn redeem(&self, code: &str, state: &Content) -> Result<ServiceAccount, SignInFault> {
        let (app, delegated) = (self.broker.app(), self.broker.delegated());
        let scope = format!(
            "openid offline_access {}",
            self.broker.scope(Resource::Graph)
        );
        let verifier = self.key.derive(VERIFIER, &state.nonce);
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.return_address.as_str()),
            ("code_verifier", &verifier),
            ("scope", &scope),
        ];
        let repeat = Repeat::OnlyIfNothingWasDone;
        let given = delegated.ask(app, app.home, &fields, repeat).await?;
        let token = given.id_token.ok_or(SignInFault::CallbackIncomplete {
            what: "who signed in",
        })?;
        let nonce = self.key.derive(NONCE, &state.nonce);
        let expected = Expected {
            tenant: app.home,
            audience: app.id,
            nonce: Some(&nonce),
        };
        let mut identity = self
            .documents
            .verify(token.expose_secret(), expected)
            .await?;
        if identity.second_factor.is_none() {
            identity.second_factor = second_factor_hint(given.access_token.expose_secret());
        }
        if identity.second_factor == Some(false) {
            let why = "the account signed in without a second factor";
            return Err(CloudFault::new(Cause::MfaRequired, super::app::API, why).into());
        }
        let refresh_token = given.refresh_token.ok_or(SignInFault::CallbackIncomplete {
            what: "the refresh token",
        })?;
        let sign_in = kept(&identity, refresh_token);
        delegated.keep(app, &sign_in).await?;
        self.broker.signed_in_anew();
        Ok(delegated.account(app).await?)
    }
}

fn kept(identity: &Identity, refresh_token: SecretString) -> SignIn {
    SignIn {
        refresh_token,
        account: identity.account,
        name: identity.name.clone(),
        second_factor: identity.second_factor,
        signed_in: Timestamp::now(),
    }
}

#[cfg(test)]
mod tests;
