//! How Autotask says no: by words. The status is 500 for a wrong key as for a broken server.

use crate::dialect::{cause_of_status, told};
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Answer, Dialect, Judgement};

/// The database's hour drains slowly, and mostly nobody says how long to wait.
const USUAL_PAUSE: Duration = Duration::from_mins(1);

pub(super) struct AutotaskDialect;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    errors: Vec<Value>,
}

impl Said {
    /// Texts, and at times objects with a message.
    fn words(&self) -> String {
        let word = |error: &Value| match error {
            Value::String(text) => Some(text.clone()),
            Value::Object(fields) => fields.get("message")?.as_str().map(str::to_owned),
            _ => None,
        };
        let words: Vec<String> = self.errors.iter().filter_map(word).collect();
        words.join("; ")
    }
}

impl Dialect for AutotaskDialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        let said: Said = answer.json().unwrap_or_default();
        if answer.status.is_success() && said.errors.is_empty() {
            return Judgement::Good;
        }
        Judgement::Bad(fault(answer, &said.words()))
    }
}

fn fault(answer: &Answer, words: &str) -> CloudFault {
    let status = answer.status.as_u16();
    let cause = meant(words).unwrap_or(match status {
        200..=299 => Cause::Unavailable,
        status => cause_of_status(status),
    });
    let shown = match (cause, words) {
        (Cause::VendorKeyWrong, "") => "the user name or its secret is not accepted",
        _ => words,
    };
    let mut fault = told(answer, cause, None, shown);
    let short = words.to_ascii_lowercase().contains("thread");
    if fault.cause == Cause::Throttled && !short {
        fault.retry_after = fault.retry_after.or(Some(USUAL_PAUSE));
    }
    fault
}

/// What the words say, where they say something.
fn meant(words: &str) -> Option<Cause> {
    const PHRASES: [(&str, Cause); 10] = [
        ("integrationcode is invalid", Cause::VendorKeyWrong),
        (
            "zone information could not be determined",
            Cause::VendorZoneWrong,
        ),
        ("threshold", Cause::Throttled),
        ("permission", Cause::PermissionMissing),
        ("not authorized", Cause::PermissionMissing),
        ("unable to find", Cause::Refused),
        ("queries are limited", Cause::Refused),
        ("is not valid", Cause::Refused),
        ("is required", Cause::Refused),
        ("must be between", Cause::Refused),
    ];
    let words = words.to_ascii_lowercase();
    let found = PHRASES.iter().find(|(phrase, _)| words.contains(phrase));
    found.map(|(_, cause)| *cause)
}
