//! Recognising whoever asks.

use std::sync::Arc;

use async_graphql::Data;
use async_trait::async_trait;
use axum::http::StatusCode;
use tenantry_domain::cloud::people::{
    BearerFault, PeopleSignIn, PersonGroups, PersonSignedIn as Vouched,
};
use tenantry_domain::ids::{CorrelationId, MspId};
use tenantry_domain::record::Actor;
use tenantry_domain::record::Micros;
use tenantry_domain::team::Groups;
use tenantry_domain::text::MemberName;
use tenantry_engine::access::{AccessError, Admitted, Authenticated, Pass, PersonSignedIn};
use tenantry_engine::chance::Randomness;

use super::cookies::Cookies;
use super::rate::Rates;
use crate::transport::{Admission, Credential, Door, Knock, Refusal, Witness};
use crate::{Errand, Leave, Parts, Principal, schema};

/// The entry of the site. Cheap to clone: the clones are one.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(super) shared: Arc<Shared>,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) parts: Parts,
    /// None where people do not sign in here, and machines alone come.
    pub(super) people: Option<Arc<dyn PeopleSignIn>>,
    pub(super) randomness: Arc<dyn Randomness>,
    pub(super) cookies: Cookies,
    rates: Rates,
}

/// What a service token begins with: no token of anybody's tenant does.
const OURS: &str = "tenantry_";

impl Entry {
    /// The codes of the entry itself; others come from what was shown to it.
    pub const CODES: &'static [&'static str] = &["RATE_LIMITED", "SIGN_IN_NOT_CONFIGURED"];

    /// `secure`: the site is reached by TLS, its own or a proxy's.
    pub fn new(
        parts: Parts,
        people: Option<Arc<dyn PeopleSignIn>>,
        randomness: Arc<dyn Randomness>,
        rates: Rates,
        secure: bool,
    ) -> Self {
        Self {
            shared: Arc::new(Shared {
                parts,
                people,
                randomness,
                cookies: Cookies { secure },
                rates,
            }),
        }
    }

    /// Whoever asks, by what it shows.
    pub async fn recognise(&self, knock: Knock<'_>) -> Result<Admission<Principal>, Refusal> {
        let shared = &self.shared;
        let (principal, credential, until) = if let Some(token) = knock.bearer() {
            let (principal, until) = self.bearer(token).await?;
            (principal, Credential::Bearer, until)
        } else if let Some(session) = knock.cookie(shared.cookies.session()) {
            let shown = shared
                .parts
                .access
                .session(session)
                .await
                .map_err(|error| refused(&error))?;
            let until = shown.until;
            (principal_of(shown), Credential::Cookie, until)
        } else {
            return Err(not_signed_in());
        };
        let now = shared.parts.clock.now();
        if !shared.rates.take(principal.msp, &principal.actor.id, now) {
            return Err(Refusal {
                status: StatusCode::TOO_MANY_REQUESTS,
                code: "RATE_LIMITED",
                message: "so many requests in so short a time; wait a moment".to_owned(),
            });
        }
        Ok(Admission {
            visitor: principal,
            credential,
            until: Some(until),
        })
    }

    /// Whether somebody without a name may ask now, on account of this MSP.
    pub(crate) fn may_ask(&self, msp: MspId, who: &str) -> bool {
        let shared = &self.shared;
        shared.rates.take(msp, who, shared.parts.clock.now())
    }

    async fn bearer(&self, token: &str) -> Result<(Principal, Micros), Refusal> {
        let shared = &self.shared;
        if token.starts_with(OURS) {
            let shown = shared
                .parts
                .access
                .token(token)
                .await
                .map_err(|error| refused(&error))?;
            let until = shown.until;
            return Ok((principal_of(shown), until));
        }
        let people = shared.people.as_ref().ok_or_else(not_signed_in)?;
        let bearer = people
            .bearer(token)
            .await
            .map_err(|fault| not_believed(&fault))?;
        let until = bearer.until.as_microsecond();
        let name = called(&bearer.person);
        let admitted = self.admit(bearer.person).await?;
        Ok((member(&admitted, &name), until))
    }

    /// A person whom its tenant vouches for.
    pub(super) async fn admit(&self, person: Vouched) -> Result<Admitted, Refusal> {
        let name = called(&person);
        let groups = match person.groups {
            PersonGroups::Known(groups) => Groups::Known(groups.into_iter().collect()),
            PersonGroups::Unknown => Groups::Unknown,
        };
        let person = PersonSignedIn {
            tenant: person.tenant,
            account: person.account,
            name,
            groups,
            second_factor: person.second_factor,
        };
        self.shared
            .parts
            .access
            .admit(person)
            .await
            .map_err(|error| refused(&error))
    }
}

fn principal_of(shown: Authenticated) -> Principal {
    Principal {
        msp: shown.msp,
        name: shown.name,
        actor: shown.actor,
        role: shown.role,
        pass: shown.pass,
    }
}

/// What its tenant calls a person.
fn called(person: &Vouched) -> String {
    let name = person.name.as_ref().or(person.login.as_ref());
    name.cloned().unwrap_or_default()
}

fn member(admitted: &Admitted, name: &str) -> Principal {
    let id = admitted.member.to_string();
    Principal {
        msp: admitted.msp,
        name: MemberName::clipped(name, &id).to_string(),
        actor: Actor::user(id),
        role: admitted.role,
        pass: Pass::Member(admitted.member),
    }
}

pub(super) fn not_signed_in() -> Refusal {
    Refusal {
        status: StatusCode::UNAUTHORIZED,
        code: "NOT_SIGNED_IN",
        message: "sign in, or bring a token".to_owned(),
    }
}

/// Those who are known but may not come in are told why; for all others there is one answer.
pub(super) fn refused(error: &AccessError) -> Refusal {
    let code = error.code();
    match code {
        "NOT_SIGNED_IN" => not_signed_in(),
        "HOME_TENANT_UNKNOWN" | "MEMBER_SUSPENDED" => Refusal {
            status: StatusCode::FORBIDDEN,
            code,
            message: error.to_string(),
        },
        _ => {
            tracing::error!(code, %error, "nobody can be recognised");
            Refusal {
                status: StatusCode::SERVICE_UNAVAILABLE,
                code,
                message: "it cannot be looked up now who asks; try again".to_owned(),
            }
        }
    }
}

fn not_believed(fault: &BearerFault) -> Refusal {
    let code = fault.code();
    if let BearerFault::Cloud(fault) = fault {
        tracing::warn!(code, %fault, "a token cannot be checked");
        return Refusal {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code,
            message: "the token cannot be checked now; try again".to_owned(),
        };
    }
    tracing::info!(code, %fault, "a token is not believed");
    Refusal {
        status: StatusCode::UNAUTHORIZED,
        code,
        message: fault.to_string(),
    }
}

#[async_trait]
impl Door for Entry {
    type Visitor = Principal;

    async fn admit(&self, knock: Knock<'_>) -> Result<Admission<Principal>, Refusal> {
        self.recognise(knock).await
    }

    fn furnish(&self, visitor: &Principal, correlation: CorrelationId, data: &mut Data) {
        let errand = Errand {
            principal: visitor.clone(),
            correlation,
        };
        let leave = Leave::of(visitor, self.shared.parts.access.clone());
        schema::furnish(&self.shared.parts, errand, leave, data);
    }

    fn witness(&self, visitor: &Principal, correlation: CorrelationId) -> Option<Arc<dyn Witness>> {
        let errand = Errand {
            principal: visitor.clone(),
            correlation,
        };
        Some(schema::witness(&self.shared.parts, errand))
    }
}
