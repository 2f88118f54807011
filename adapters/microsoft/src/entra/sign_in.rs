//! The service account signs in once, in the browser of an administrator of the MSP: Microsoft's
//! Secure Application Model. What stays is a refresh token in the vault, never a password.

use super::app::{API, Authority};
use super::broker::TokenBroker;
use super::code_flow::{Arrival, CodeFlow, Kind, Traveller};
use super::delegated::{ServiceAccount, SignIn};
use super::documents::{Documents, KeyRules};
use super::id_token::{Expected, Identity, second_factor_hint};
use super::state::{For, StateKey};
use super::tokens::Resource;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use tenantry_domain::cloud::{Cause, CloudFault, ConsentStates, SignInFault};
use tenantry_http::Http;
use url::Url;

const KIND: Kind = Kind {
    purpose: For::SignIn,
    verifier: "tenantry sign-in verifier 1",
    nonce: "tenantry sign-in nonce 1",
    valid: SignedDuration::from_mins(30),
};

/// Leads a person through the sign-in and keeps what comes of it.
#[derive(Debug)]
pub struct ServiceSignIn {
    broker: TokenBroker,
    documents: Documents,
    flow: CodeFlow,
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
        let flow = CodeFlow {
            endpoints: Arc::clone(broker.endpoints()),
            states,
            key,
            return_address,
            kind: &KIND,
        };
        Self {
            broker,
            documents,
            flow,
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
        let graph = self.broker.scope(Resource::Graph);
        let scope = format!("openid profile offline_access {graph}");
        let traveller = self.traveller(session);
        let mut address = self.flow.leave(traveller, &scope, None, now)?;
        address.query_pairs_mut().append_pair("prompt", "login");
        if let Some(account) = account {
            address.query_pairs_mut().append_pair("login_hint", account);
        }
        Ok(address)
    }

    fn traveller<'a>(&'a self, session: &'a str) -> Traveller<'a> {
        let app = self.broker.app();
        Traveller {
            app: app.applicant(),
            authority: Authority::Tenant(app.home),
            bound_to: session,
        }
    }

    /// Reads what came back, as the query of the address that was called, and keeps the sign-in.
    pub async fn finish(&self, session: &str, query: &str) -> Result<ServiceAccount, SignInFault> {
        let traveller = self.traveller(session);
        let arrival = self.flow.arrive(traveller, query).await?;
        self.redeem(traveller, &arrival).await
    }

    async fn redeem(
        &self,
        traveller: Traveller<'_>,
        arrival: &Arrival,
    ) -> Result<ServiceAccount, SignInFault> {
        let (app, delegated) = (self.broker.app(), self.broker.delegated());
        let graph = self.broker.scope(Resource::Graph);
        let scope = format!("openid offline_access {graph}");
        let redeemed = self
            .flow
            .redeem(traveller, delegated.endpoint(), &scope, arrival)
            .await?;
        let expected = Expected {
            authority: traveller.authority,
            audiences: &[app.id.to_string()],
            nonce: Some(&redeemed.nonce),
        };
        let token = redeemed.id_token.expose_secret();
        let mut identity = self.documents.verify(token, expected).await?.identity()?;
        if identity.second_factor.is_none() {
            identity.second_factor = second_factor_hint(&redeemed.given.access_token);
        }
        if identity.second_factor == Some(false) {
            let why = "the account signed in without a second factor";
            return Err(CloudFault::new(Cause::MfaRequired, API, why).into());
        }
        let refresh_token = redeemed.given.refresh_token;
        let refresh_token = refresh_token.ok_or(SignInFault::CallbackIncomplete {
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
        name: identity.login.clone(),
        second_factor: identity.second_factor,
        signed_in: Timestamp::now(),
    }
}

#[cfg(test)]
mod tests;
