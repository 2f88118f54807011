//! People of MSPs sign in with the account that they have anyway.
//!
//! One app serves them all: it belongs to this installation and not to an MSP, and every
//! organization's accounts may come. What is asked of their tenant is who they are, and their groups.

mod groups;
#[cfg(test)]
mod tests;

use super::app::{Applicant, Authority, Credential, Proofs};
use super::code_flow::{CodeFlow, Kind, Traveller};
use super::documents::{Documents, KeyRules};
use super::id_token::{Claims, Expected, GroupsTold, Identity, second_factor_hint};
use super::state::{For, StateKey};
use super::token_endpoint::TokenEndpoint;
use crate::settings::Endpoints;
use async_trait::async_trait;
use groups::OwnGroups;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::people::{
    Bearer, BearerFault, PeopleSignIn, PersonGroups, PersonSignedIn, ReturnPath,
};
use tenantry_domain::cloud::vault::Vault;
use tenantry_domain::cloud::{Cause, ConsentStates, SignInFault};
use tenantry_domain::ids::MspId;
use tenantry_http::Http;
use url::Url;
use uuid::Uuid;

const KIND: Kind = Kind {
    purpose: For::People,
    verifier: "tenantry people verifier 1",
    nonce: "tenantry people nonce 1",
    valid: SignedDuration::from_mins(10),
};
/// A value with fewer letters could be guessed, or is none at all.
const SHORTEST_BROWSER: usize = 16;
/// More than anybody's name has; tenants of strangers may put anything there.
const LONGEST_NAME: usize = 256;

/// The app that people sign in to. Its secret is among those of the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleApp {
    /// The app's id (`client_id`).
    pub id: Uuid,
    pub credential: Credential,
    /// Where people come back to: registered for the app, exactly like this.
    pub return_address: Url,
    /// What a program's token must allow, such as `access_as_user`.
    pub scope: String,
}

/// Finds out who people are.
#[derive(Debug)]
pub struct EntraPeople {
    app: PeopleApp,
    flow: CodeFlow,
    endpoint: TokenEndpoint,
    documents: Documents,
    groups: OwnGroups,
    /// To whom Entra's word about who signed in is made out.
    named: [String; 1],
    /// To whom tokens of programs may be made out.
    addressed: [String; 2],
}

impl EntraPeople {
    pub fn new(
        http: Http,
        endpoints: Arc<Endpoints>,
        vault: Arc<dyn Vault>,
        states: Arc<dyn ConsentStates>,
        key: StateKey,
        app: PeopleApp,
    ) -> Self {
        let proofs = Proofs {
            vault,
            endpoints: Arc::clone(&endpoints),
        };
        let id = app.id.to_string();
        Self {
            flow: CodeFlow {
                endpoints: Arc::clone(&endpoints),
                states,
                key,
                return_address: app.return_address.clone(),
                kind: &KIND,
            },
            documents: Documents::new(http.clone(), Arc::clone(&endpoints), KeyRules::default()),
            groups: OwnGroups {
                http: http.clone(),
                endpoints,
            },
            endpoint: TokenEndpoint { http, proofs },
            named: [id.clone()],
            addressed: [format!("api://{id}"), id],
            app,
        }
    }

    /// The same with other rules for how long published keys are believed.
    #[must_use]
    pub fn with_key_rules(mut self, rules: KeyRules) -> Self {
        let (http, endpoints) = (self.endpoint.http.clone(), Arc::clone(&self.flow.endpoints));
        self.documents = Documents::new(http, endpoints, rules);
        self
    }

    fn begin_at(
        &self,
        return_to: &str,
        browser: &str,
        now: Timestamp,
    ) -> Result<String, SignInFault> {
        let return_to = ReturnPath::new(return_to)?.to_string();
        let traveller = self.traveller(browser)?;
        let address = self
            .flow
            .leave(traveller, &self.scope(), Some(return_to), now)?;
        Ok(address.into())
    }

    fn traveller<'a>(&'a self, browser: &'a str) -> Result<Traveller<'a>, SignInFault> {
        if browser.len() < SHORTEST_BROWSER {
            return Err(SignInFault::BrowserUnknown);
        }
        Ok(Traveller {
            app: Applicant {
                msp: MspId::INSTALLATION,
                id: self.app.id,
                credential: &self.app.credential,
            },
            authority: Authority::Organizations,
            bound_to: browser,
        })
    }

    /// The person's own entry, and no refresh token: who signed in is asked once.
    fn scope(&self) -> String {
        let graph = &self.flow.endpoints.graph_audience;
        format!("openid profile {graph}/User.Read")
    }

    /// The groups of whom the token is about, asked of Graph where it does not hold them.
    async fn groups_of_person(
        &self,
        claims: &Claims,
        identity: &Identity,
        access_token: SecretString,
    ) -> PersonGroups {
        if let GroupsTold::All(groups) = claims.groups() {
            return PersonGroups::Known(groups);
        }
        let tenant = identity.tenant;
        match self.groups.read(tenant, access_token).await {
            Ok(groups) => PersonGroups::Known(groups),
            Err(fault) => {
                tracing::warn!(code = fault.code(), %tenant, %fault, "a person's groups could not be read");
                PersonGroups::Unknown
            }
        }
    }
}

#[async_trait]
impl PeopleSignIn for EntraPeople {
    fn begin(&self, return_to: &str, browser: &str) -> Result<String, SignInFault> {
        self.begin_at(return_to, browser, Timestamp::now())
    }

    async fn finish(
        &self,
        browser: &str,
        query: &str,
    ) -> Result<(PersonSignedIn, ReturnPath), SignInFault> {
        let traveller = self.traveller(browser)?;
        let arrival = self.flow.arrive(traveller, query).await;
        let arrival = arrival.map_err(cancelled)?;
        let return_to = arrival.state.return_to.as_deref().unwrap_or("/");
        let return_to = ReturnPath::new(return_to)?;
        let redeemed = self
            .flow
            .redeem(traveller, &self.endpoint, &self.scope(), &arrival)
            .await?;
        let expected = Expected {
            authority: Authority::Organizations,
            audiences: &self.named,
            nonce: Some(&redeemed.nonce),
        };
        let token = redeemed.id_token.expose_secret();
        let claims = self.documents.verify(token, expected).await?;
        let mut identity = claims.identity()?;
        let access_token = redeemed.given.access_token;
        if identity.second_factor.is_none() {
            identity.second_factor = second_factor_hint(&access_token);
        }
        let groups = self
            .groups_of_person(&claims, &identity, access_token)
            .await;
        Ok((person(identity, groups), return_to))
    }

    async fn bearer(&self, token: &str) -> Result<Bearer, BearerFault> {
        let expected = Expected {
            authority: Authority::Organizations,
            audiences: &self.addressed,
            nonce: None,
        };
        let claims = self.documents.verify(token, expected).await?;
        if claims.is_of_app() {
            return Err(BearerFault::OfApp);
        }
        if !claims.allows(&self.app.scope) {
            let scope = self.app.scope.clone();
            return Err(BearerFault::ScopeMissing { scope });
        }
        // A token for us opens nothing at Graph: there is nobody to ask for the others.
        let groups = match claims.groups() {
            GroupsTold::All(groups) => PersonGroups::Known(groups),
            GroupsTold::Elsewhere => PersonGroups::Unknown,
        };
        Ok(Bearer {
            person: person(claims.identity()?, groups),
            until: claims.until(),
        })
    }
}

/// Entra leads back also whoever presses Cancel.
fn cancelled(fault: SignInFault) -> SignInFault {
    match fault {
        SignInFault::Cloud(fault) if fault.cause == Cause::ConsentDeclined => {
            SignInFault::Cancelled
        }
        other => other,
    }
}

fn person(identity: Identity, groups: PersonGroups) -> PersonSignedIn {
    PersonSignedIn {
        tenant: identity.tenant,
        account: UserId::new(identity.account),
        name: identity.name.and_then(|name| shown(&name)),
        login: identity.login.and_then(|login| shown(&login)),
        second_factor: identity.second_factor,
        groups,
    }
}

/// A name as it can be shown: one line, and none that goes on for ever.
fn shown(name: &str) -> Option<String> {
    let letters = name.chars().filter(|letter| !letter.is_control());
    let name: String = letters.take(LONGEST_NAME).collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}
