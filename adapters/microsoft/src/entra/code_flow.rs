//! Out through somebody's browser and back with a code: what every sign-in has in common.
//!
//! Nothing is kept while somebody is away. What has to be known afterwards is in the state that
//! travels along, signed and bound to whoever brings it back; secrets that belong to it follow from
//! it and from our key.

use super::app::{Applicant, Authority, login_address};
use super::state::{Content, For, StateKey, nonce};
use super::token_endpoint::{Given, TokenEndpoint};
use crate::fault::callback_fault;
use crate::settings::Endpoints;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use tenantry_domain::cloud::{ConsentFault, ConsentStates, SignInFault, Taken};
use tenantry_http::Repeat;
use url::Url;

/// Longer than any address that Entra leads back to.
const LONGEST_QUERY: usize = 32 * 1024;

/// What tells one kind of sign-in from the others, so that nothing of one serves in another.
#[derive(Debug)]
pub(super) struct Kind {
    pub purpose: For,
    pub verifier: &'static str,
    pub nonce: &'static str,
    /// So long a person has to sign in; the code that comes of it lasts ten minutes itself.
    pub valid: SignedDuration,
}

/// Who signs in to what, and what tells their browser from others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traveller<'a> {
    pub app: Applicant<'a>,
    pub authority: Authority,
    pub bound_to: &'a str,
}

/// Somebody came back, for the first time, with a code.
#[derive(Debug)]
pub(super) struct Arrival {
    pub state: Content,
    code: SecretString,
}

/// What the code was good for.
pub(super) struct Redeemed {
    pub given: Given,
    pub id_token: SecretString,
    /// What the word about who signed in must hold.
    pub nonce: String,
}

#[derive(Debug)]
pub(super) struct CodeFlow {
    pub endpoints: Arc<Endpoints>,
    pub states: Arc<dyn ConsentStates>,
    pub key: StateKey,
    pub return_address: Url,
    pub kind: &'static Kind,
}

impl CodeFlow {
    /// The address to open in the person's browser.
    pub(super) fn leave(
        &self,
        traveller: Traveller<'_>,
        scope: &str,
        return_to: Option<String>,
        now: Timestamp,
    ) -> Result<Url, SignInFault> {
        let app = traveller.app;
        let until = now
            .saturating_add(self.kind.valid)
            .unwrap_or(Timestamp::MAX);
        let content = Content {
            msp: app.msp.as_uuid(),
            subject: app.id,
            tenant: None,
            nonce: nonce(),
            until: until.as_second(),
            return_to,
        };
        let state = self
            .key
            .seal(self.kind.purpose, traveller.bound_to, &content);
        let state = state.ok_or(SignInFault::StateForged)?;
        let verifier = self.key.derive(self.kind.verifier, &content.nonce);
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        let path = format!("/{}/oauth2/v2.0/authorize", traveller.authority);
        let mut address = login_address(&self.endpoints, &path)?;
        address
            .query_pairs_mut()
            .append_pair("client_id", &app.id.to_string())
            .append_pair("response_type", "code")
            .append_pair("response_mode", "query")
            .append_pair("redirect_uri", self.return_address.as_str())
            .append_pair("scope", scope)
            .append_pair("state", &state)
            .append_pair("nonce", &self.key.derive(self.kind.nonce, &content.nonce))
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(address)
    }

    /// Reads what came back, as the query of the address that was called. Good once.
    pub(super) async fn arrive(
        &self,
        traveller: Traveller<'_>,
        query: &str,
    ) -> Result<Arrival, SignInFault> {
        if query.len() > LONGEST_QUERY {
            return Err(SignInFault::StateForged);
        }
        let fields: BTreeMap<_, _> = url::form_urlencoded::parse(query.as_bytes()).collect();
        let field = |name: &str| fields.get(name).map(AsRef::as_ref).unwrap_or_default();
        let app = traveller.app;
        let state = self
            .key
            .open(self.kind.purpose, traveller.bound_to, field("state"));
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
        Ok(Arrival {
            state,
            code: SecretString::from(code),
        })
    }

    /// What Entra gives for the code. It is asked once: a code is never good a second time.
    pub(super) async fn redeem(
        &self,
        traveller: Traveller<'_>,
        endpoint: &TokenEndpoint,
        scope: &str,
        arrival: &Arrival,
    ) -> Result<Redeemed, SignInFault> {
        let nonce = &arrival.state.nonce;
        let verifier = self.key.derive(self.kind.verifier, nonce);
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", arrival.code.expose_secret()),
            ("redirect_uri", self.return_address.as_str()),
            ("code_verifier", &verifier),
            ("scope", scope),
        ];
        let repeat = Repeat::OnlyIfNothingWasDone;
        let (app, authority) = (traveller.app, traveller.authority);
        let mut given = endpoint.ask(app, authority, &fields, repeat).await?;
        let id_token = given.id_token.take();
        let id_token = id_token.ok_or(SignInFault::CallbackIncomplete {
            what: "who signed in",
        })?;
        Ok(Redeemed {
            given,
            id_token,
            nonce: self.key.derive(self.kind.nonce, nonce),
        })
    }
}
