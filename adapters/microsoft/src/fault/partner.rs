//! How Partner Center says no.

use super::challenge::{Challenge, challenge};
use super::table::{find, find_phrase};
use super::{cause_of_status, is_page, partner_codes, says_json};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Answer, Dialect, Judgement, safe_text};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    /// A text, and sometimes a number.
    code: Value,
    description: String,
}

impl Said {
    fn code(&self) -> String {
        match &self.code {
            Value::String(text) => safe_text(text),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        }
    }
}

/// How Partner Center says yes and no.
#[derive(Debug, Clone, Copy)]
pub struct PartnerDialect;

impl Dialect for PartnerDialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        if !answer.status.is_success() {
            return Judgement::Bad(partner_fault(answer));
        }
        match fault_in_success(answer) {
            None => Judgement::Good,
            Some(fault) => Judgement::Bad(fault),
        }
    }
}

/// A good status says nothing yet: the body may be an error, or no JSON although it says so.
fn fault_in_success(answer: &Answer) -> Option<CloudFault> {
    #[derive(Deserialize)]
    struct Probe {
        code: Option<IgnoredAny>,
        description: Option<IgnoredAny>,
        source: Option<IgnoredAny>,
    }
    if answer.body.is_empty() || !says_json(answer) {
        return None;
    }
    if answer.text().trim_ascii_start().first() != Some(&b'{') {
        return answer.json::<IgnoredAny>().err();
    }
    match answer.json::<Probe>() {
        Ok(Probe {
            code: Some(_),
            description: Some(_),
            source: Some(_),
        }) => Some(partner_fault(answer)),
        Ok(_) => None,
        Err(fault) => Some(fault),
    }
}

pub fn partner_fault(answer: &Answer) -> CloudFault {
    if is_page(answer) {
        return answer.fault(Cause::AnswerUnreadable, "a page for people instead of JSON");
    }
    let said = answer.json::<Said>().unwrap_or_default();
    let code = said.code();
    let mut fault = answer.fault(cause(answer, &code, &said.description), &said.description);
    fault.vendor_code = (!code.is_empty()).then_some(code);
    fault
}

fn cause(answer: &Answer, code: &str, description: &str) -> Cause {
    let status = answer.status.as_u16();
    if status == 429 {
        return Cause::Throttled;
    }
    match challenge(answer) {
        Some(Challenge::Fresher) => return Cause::TokenRefused,
        // The policy is one of the MSP's own tenant.
        Some(Challenge::Stronger) => return Cause::MfaRequired,
        None => {}
    }
    if let Some(row) = find(partner_codes::ROWS, code) {
        return row.cause;
    }
    if let Some(phrase) = find_phrase(partner_codes::PHRASES, description) {
        return phrase.cause;
    }
    if status == 401 && answer.header("ismfacompliant") == Some("false") {
        return Cause::MfaRequired;
    }
    // With a good status, the code may be the status that was meant.
    match code.parse::<u16>() {
        Ok(meant @ 400..=599) if answer.status.is_success() => cause_of_status(meant),
        _ => cause_of_status(status),
    }
}
