//! How StreamOne says no.

use crate::dialect::{cause_of_status, told};
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Answer, Dialect, Judgement};

/// What clients of others wait when they are told to slow down and not for how long.
const PAUSE: Duration = Duration::from_secs(8);

/// The lists and the token service word errors each in their own way.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    code: Value,
    message: Value,
    error: Value,
    error_description: Value,
}

impl Said {
    fn code(&self) -> Option<String> {
        match (&self.error, &self.code) {
            (Value::String(text), _) | (_, Value::String(text)) => Some(text.clone()),
            (_, Value::Number(number)) => Some(number.to_string()),
            _ => None,
        }
    }

    fn words(&self) -> &str {
        let words = self.error_description.as_str().or(self.message.as_str());
        words.or(self.error.as_str()).unwrap_or_default()
    }
}

fn fault(answer: &Answer, cause: Cause, said: &Said) -> CloudFault {
    let mut fault = told(answer, cause, said.code().as_deref(), said.words());
    if fault.cause == Cause::Throttled {
        fault.retry_after = fault.retry_after.or(Some(PAUSE));
    }
    fault
}

pub(super) struct IonDialect;

impl Dialect for IonDialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        let said: Said = answer.json().unwrap_or_default();
        let cause = match answer.status.as_u16() {
            // A list has neither of these.
            200..=299 if said.message.is_string() && !said.code.is_null() => cause_of_code(&said),
            200..=299 => return Judgement::Good,
            401 => Cause::TokenRefused,
            status => cause_of_status(status),
        };
        Judgement::Bad(fault(answer, cause, &said))
    }
}

/// The numbers that remote calls use among themselves, and statuses.
fn cause_of_code(said: &Said) -> Cause {
    match said.code.as_u64() {
        Some(5) => Cause::NotThere,
        Some(7) => Cause::PermissionMissing,
        Some(8) => Cause::Throttled,
        Some(16) => Cause::TokenRefused,
        Some(status @ 400..=599) => {
            u16::try_from(status).map_or(Cause::Unavailable, cause_of_status)
        }
        _ => Cause::Unavailable,
    }
}

pub(super) struct TokenDialect;

impl Dialect for TokenDialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        let said: Said = answer.json().unwrap_or_default();
        let code = said.error.as_str();
        let cause = match (answer.status.as_u16(), code) {
            (200..=299, None) if said.message.is_null() => return Judgement::Good,
            (
                200..=299 | 400 | 401 | 403,
                Some("invalid_grant" | "invalid_token" | "access_denied"),
            )
            | (401 | 403, _) => Cause::VendorKeyWrong,
            (200..=299, _) => Cause::Unavailable,
            (status, _) => cause_of_status(status),
        };
        Judgement::Bad(fault(answer, cause, &said))
    }
}
