//! How Pax8 says no.

use crate::dialect::{cause_of_status, told};
use serde::Deserialize;
use serde_json::Value;
use tenantry_domain::cloud::Cause;
use tenantry_http::{Answer, Dialect, Judgement};

/// The envelope of an error; also with a good status.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    #[serde(rename = "type")]
    kind: Value,
    message: Value,
    status: Value,
    details: Value,
}

impl Said {
    /// The first detail says what the message only hints at.
    fn words(&self) -> String {
        let message = self.message.as_str().unwrap_or_default();
        let detail = self.details[0]["message"].as_str().unwrap_or_default();
        format!("{message} {detail}").trim().to_owned()
    }
}

pub(super) struct Pax8Dialect;

impl Dialect for Pax8Dialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        let said: Said = answer.json().unwrap_or_default();
        let meant = said.status.as_u64().and_then(|it| u16::try_from(it).ok());
        let status = match meant {
            Some(meant @ 400..=599) if answer.status.is_success() && said.kind.is_string() => meant,
            _ if answer.status.is_success() => return Judgement::Good,
            _ => answer.status.as_u16(),
        };
        let cause = match status {
            401 => Cause::TokenRefused,
            status => cause_of_status(status),
        };
        Judgement::Bad(told(answer, cause, said.kind.as_str(), &said.words()))
    }
}

/// The token service has words of its own.
pub(super) struct TokenDialect;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Denied {
    error: Value,
    error_description: Value,
    access_token: Value,
    /// The envelope of the rest of the interface, which a gateway may answer with.
    message: Value,
}

impl Dialect for TokenDialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        let denied: Denied = answer.json().unwrap_or_default();
        let good = denied.access_token.is_string();
        if answer.status.is_success()
            && (good || denied.error.is_null() && denied.message.is_null())
        {
            return Judgement::Good;
        }
        let code = denied.error.as_str();
        let cause = match (answer.status.as_u16(), code) {
            (200..=299 | 400 | 401 | 403, Some("access_denied" | "invalid_client"))
            | (401 | 403, _) => Cause::VendorKeyWrong,
            (200..=299, _) => Cause::Unavailable,
            (status, _) => cause_of_status(status),
        };
        let words = denied.error_description.as_str();
        let words = words.or(denied.message.as_str()).or(code);
        Judgement::Bad(told(answer, cause, code, words.unwrap_or_default()))
    }
}
