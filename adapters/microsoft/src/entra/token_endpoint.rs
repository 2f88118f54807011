//! Where codes, refresh tokens and an app's own word become tokens.

use super::app::{API, Applicant, Authority, Proof, Proofs, token_endpoint};
use crate::fault::EntraDialect;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Answer, Call, Http, Method, Repeat};

const ASSERTION_KIND: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const DEADLINE: Duration = Duration::from_mins(1);
const LARGEST: usize = 256 * 1024;

/// Asks for tokens, as an app that shows who it is.
#[derive(Debug, Clone)]
pub(super) struct TokenEndpoint {
    pub http: Http,
    pub proofs: Proofs,
}

impl TokenEndpoint {
    pub(super) async fn ask(
        &self,
        app: Applicant<'_>,
        authority: Authority,
        fields: &[(&str, &str)],
        repeat: Repeat,
    ) -> Result<Given, CloudFault> {
        let id = app.id.to_string();
        let proof = self.proofs.proof(app, authority).await?;
        let mut all = vec![("client_id", id.as_str())];
        match &proof {
            Proof::Secret(secret) => all.push(("client_secret", secret.expose_secret())),
            Proof::Assertion(assertion) => {
                all.push(("client_assertion_type", ASSERTION_KIND));
                all.push(("client_assertion", assertion.expose_secret()));
            }
        }
        all.extend_from_slice(fields);
        let url = token_endpoint(&self.proofs.endpoints, authority)?;
        let call = Call::new(Method::POST, url, API)
            .tenant(authority.to_string())
            .form(&all)
            .repeat(repeat)
            .deadline(DEADLINE)
            .limit(LARGEST);
        Given::read(&self.http.send(call, &EntraDialect).await?)
    }
}

/// What a token endpoint gives.
#[derive(Deserialize)]
pub(super) struct Given {
    pub access_token: SecretString,
    #[serde(deserialize_with = "seconds")]
    pub expires_in: Duration,
    #[serde(default)]
    pub refresh_token: Option<SecretString>,
    #[serde(default)]
    pub id_token: Option<SecretString>,
}

impl Given {
    fn read(answer: &Answer) -> Result<Self, CloudFault> {
        let given: Self = answer.json()?;
        if given.access_token.expose_secret().is_empty() || given.expires_in.is_zero() {
            let why = "the answer holds no token that lasts";
            return Err(answer.fault(Cause::AnswerUnreadable, why));
        }
        Ok(given)
    }
}

/// A number, or a number in quotes.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Seconds {
        Number(u64),
        Text(String),
    }
    let seconds = match Seconds::deserialize(deserializer)? {
        Seconds::Number(number) => Some(number),
        Seconds::Text(text) => text.parse().ok(),
    };
    let seconds = seconds.ok_or_else(|| serde::de::Error::custom("no number of seconds"))?;
    Ok(Duration::from_secs(seconds.min(24 * 60 * 60)))
}
