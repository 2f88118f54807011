//! How Entra says no.

use super::table::find;
use super::{cause_of_status, entra_codes, is_page, says_json};
use serde::Deserialize;
use serde::de::IgnoredAny;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Answer, Dialect, Judgement, safe_text};

const PREFIX: &str = "AADSTS";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    error: String,
    error_description: String,
    error_codes: Vec<u64>,
    suberror: String,
    correlation_id: String,
}

#[derive(Deserialize)]
struct Probe {
    error: Option<IgnoredAny>,
}

/// How Entra says yes and no.
#[derive(Debug, Clone, Copy)]
pub struct EntraDialect;

impl Dialect for EntraDialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        if !answer.status.is_success() {
            return Judgement::Bad(entra_fault(answer));
        }
        match answer.json::<Probe>() {
            Ok(Probe { error: None }) => Judgement::Good,
            Ok(_) => Judgement::Bad(entra_fault(answer)),
            Err(fault) => Judgement::Bad(fault),
        }
    }
}

pub fn entra_fault(answer: &Answer) -> CloudFault {
    if is_page(answer) {
        let page = "a page for people instead of JSON";
        return answer.fault(Cause::AnswerUnreadable, page);
    }
    let status = answer.status.as_u16();
    let said = if says_json(answer) || answer.text().starts_with(b"{") {
        answer.json::<Said>().unwrap_or_default()
    } else {
        Said::default()
    };
    let by_words = |words: Option<Cause>| match words {
        _ if status == 429 => Cause::Throttled,
        Some(cause) => cause,
        None => cause_of_status(status),
    };
    let (code, cause) = judged(&said);
    let mut fault = answer.fault(by_words(cause), &said.error_description);
    fault.vendor_code = code.or_else(|| named(&said.error));
    if !said.correlation_id.is_empty() {
        fault.correlation_id = Some(safe_text(&said.correlation_id));
    }
    fault
}

/// What Entra sent a browser back with: there is no answer, only the parts of an address.
pub fn callback_fault(error: &str, description: &str, suberror: &str) -> CloudFault {
    let said = Said {
        error: error.to_owned(),
        error_description: description.to_owned(),
        suberror: suberror.to_owned(),
        ..Said::default()
    };
    let (code, cause) = judged(&said);
    let cause = cause.unwrap_or(Cause::Refused);
    let mut fault = CloudFault::new(cause, "entra", safe_text(description));
    fault.vendor_code = code.or_else(|| named(error));
    fault
}

/// The number, and what it means: the first that the table knows, else what OAuth's word means.
fn judged(said: &Said) -> (Option<String>, Option<Cause>) {
    let numbers: Vec<String> = said.error_codes.iter().map(u64::to_string).collect();
    let numbers = numbers
        .into_iter()
        .chain(numbers_in(&said.error_description));
    let codes: Vec<String> = numbers.map(|number| format!("{PREFIX}{number}")).collect();
    let known = codes.iter().find_map(|code| find(entra_codes::ROWS, code));
    if let Some(row) = known {
        return (Some(row.code.to_owned()), Some(row.cause));
    }
    let cause = entra_codes::cause_of_error(&said.error, &said.suberror);
    (codes.into_iter().next(), cause)
}

/// The numbers that a description names.
fn numbers_in(text: &str) -> impl Iterator<Item = String> {
    text.split(PREFIX).skip(1).filter_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        (!digits.is_empty()).then_some(digits)
    })
}

/// OAuth's word is one word; whatever else stands there is not kept.
fn named(error: &str) -> Option<String> {
    let word = !error.is_empty()
        && error.len() <= 60
        && error.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    word.then(|| error.to_owned())
}
