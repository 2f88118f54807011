//! How Graph says no.

use super::challenge::{Challenge, challenge};
use super::table::{find, find_phrase};
use super::{cause_of_status, graph_codes, is_page, says_json};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Answer, Dialect, Judgement, safe_text};

#[derive(Debug, Default)]
struct Said {
    code: String,
    message: String,
    /// The codes of what comes with it, one for each thing that is wrong.
    details: Vec<String>,
}

#[derive(Deserialize)]
struct Body {
    error: Map<String, Value>,
}

/// What tells an error from a thing that is there: such a thing has an id, a list its value, and
/// some of them keep an error of their own.
#[derive(Deserialize)]
struct Probe {
    #[serde(default)]
    error: Value,
    id: Option<IgnoredAny>,
    value: Option<IgnoredAny>,
    status: Option<IgnoredAny>,
}

impl Said {
    fn of(error: &Map<String, Value>) -> Self {
        let text = |name: &str| {
            let text = error.get(name).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        let details = error.get("details").and_then(Value::as_array);
        let codes = details.into_iter().flatten();
        let codes = codes.filter_map(|detail| detail.get("code").and_then(Value::as_str));
        Self {
            code: text("code"),
            message: text("message"),
            details: codes.map(str::to_owned).collect(),
        }
    }
}

/// How Graph says yes and no.
#[derive(Debug, Clone, Copy)]
pub struct GraphDialect;

impl Dialect for GraphDialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        if answer.status == 304 {
            return Judgement::Good;
        }
        if !answer.status.is_success() {
            return Judgement::Bad(graph_fault(answer));
        }
        match fault_in_success(answer) {
            None => Judgement::Good,
            Some(fault) => Judgement::Bad(fault),
        }
    }
}

/// A good status says nothing yet: the body may be an error, or no JSON although it says so.
fn fault_in_success(answer: &Answer) -> Option<CloudFault> {
    if answer.body.is_empty() || !says_json(answer) {
        return None;
    }
    if answer.text().trim_ascii_start().first() != Some(&b'{') {
        return answer.json::<IgnoredAny>().err();
    }
    match answer.json::<Probe>() {
        Ok(Probe {
            error: Value::Object(said),
            id: None,
            value: None,
            status: None,
        }) => Some(fault_of(answer, &Said::of(&said))),
        Ok(_) => None,
        Err(fault) => Some(fault),
    }
}

pub fn graph_fault(answer: &Answer) -> CloudFault {
    if is_page(answer) {
        return answer.fault(Cause::AnswerUnreadable, "a page for people instead of JSON");
    }
    let said = answer.json::<Body>().map(|body| Said::of(&body.error));
    fault_of(answer, &said.unwrap_or_default())
}

fn fault_of(answer: &Answer, said: &Said) -> CloudFault {
    let mut fault = answer.fault(cause(answer, said), &said.message);
    let code = safe_text(&said.code);
    fault.vendor_code = (!code.is_empty()).then_some(code);
    fault
}

fn cause(answer: &Answer, said: &Said) -> Cause {
    let status = answer.status.as_u16();
    if status == 429 {
        return Cause::Throttled;
    }
    match challenge(answer) {
        Some(Challenge::Fresher) => return Cause::TokenRefused,
        Some(Challenge::Stronger) => return Cause::BlockedByPolicy,
        None => {}
    }
    if let Some(phrase) = find_phrase(graph_codes::PHRASES, &said.message) {
        return phrase.cause;
    }
    // What is wrong in particular tells more than what is wrong in general.
    let mut codes = said.details.iter().chain([&said.code]);
    match codes.find_map(|code| find(graph_codes::ROWS, code)) {
        Some(row) => row.cause,
        None => cause_of_status(status),
    }
}
