//! How Datto RMM says no.

use crate::dialect::{cause_of_status, told};
use crate::memory::Remembered;
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Answer, Dialect, Judgement};

/// Whoever asks too much and goes on is kept out for so long.
const BLOCK: Duration = Duration::from_mins(5);
/// The vendor counts by the minute, and mostly does not say how long to wait.
const WINDOW: Duration = Duration::from_mins(1);

/// As Spring words an error; also with a good status.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    status: Value,
    error: Value,
    message: Value,
}

fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

pub(super) struct DattoDialect<'a>(pub &'a Remembered);

impl Dialect for DattoDialect<'_> {
    fn judge(&self, answer: &Answer) -> Judgement {
        let said: Said = answer.json().unwrap_or_default();
        let meant = said.status.as_u64().and_then(|it| u16::try_from(it).ok());
        let status = match meant {
            Some(meant) if answer.status.is_success() && said.error.is_string() => meant,
            _ if answer.status.is_success() => return Judgement::Good,
            _ => answer.status.as_u16(),
        };
        Judgement::Bad(self.fault(answer, status, &said))
    }
}

impl DattoDialect<'_> {
    fn fault(&self, answer: &Answer, status: u16, said: &Said) -> CloudFault {
        let cause = match status {
            401 => Cause::TokenRefused,
            // The same status for two things: it is the block when we were told to slow down before.
            403 if self.0.was_throttled(BLOCK) => Cause::VendorBlocked,
            status => cause_of_status(status),
        };
        let error = text(&said.error);
        let words = text(&said.message).or(error).unwrap_or_default();
        let mut fault = told(answer, cause, error, words);
        match fault.cause {
            Cause::Throttled => {
                self.0.throttled();
                fault.retry_after = fault.retry_after.or(Some(WINDOW));
            }
            Cause::VendorBlocked => fault.retry_after = fault.retry_after.or(Some(BLOCK)),
            _ => {}
        }
        fault
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
}

impl Dialect for TokenDialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        let denied: Denied = answer.json().unwrap_or_default();
        if answer.status.is_success() && (denied.access_token.is_string() || denied.error.is_null())
        {
            return Judgement::Good;
        }
        let code = text(&denied.error);
        let cause = match (answer.status.as_u16(), code) {
            (
                200..=299 | 400 | 401 | 403,
                Some("invalid_grant" | "unauthorized" | "access_denied"),
            )
            | (401, _) => Cause::VendorKeyWrong,
            (200..=299, _) => Cause::Unavailable,
            (status, _) => cause_of_status(status),
        };
        let words = text(&denied.error_description).or(code).unwrap_or_default();
        let mut fault = told(answer, cause, code, words);
        if fault.cause == Cause::Throttled {
            fault.retry_after = fault.retry_after.or(Some(WINDOW));
        }
        Judgement::Bad(fault)
    }
}
