//! What IT Glue says when it does not do what was asked: a list of errors, as JSON:API has it, or a word.

use crate::dialect::{cause_of_status, told};
use crate::lenient::{Inner, Text};
use serde::Deserialize;
use tenantry_domain::cloud::Cause;
use tenantry_http::{Answer, Dialect, Judgement};

#[derive(Debug)]
pub(super) struct ItGlueDialect;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    errors: Inner<Vec<Inner<Problem>>>,
    error: Text,
    message: Text,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Problem {
    title: Text,
    detail: Text,
    status: Text,
}

impl Dialect for ItGlueDialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        let said: Said = serde_json::from_slice(answer.text()).unwrap_or_default();
        let errors = said.errors.0.unwrap_or_default();
        let first = errors.into_iter().next();
        let wrong = first.is_some() || !said.error.as_str().is_empty();
        let problem = first.and_then(|it| it.0).unwrap_or_default();
        let cause = match answer.status.as_u16() {
            200..=299 if !wrong => return Judgement::Good,
            // An error in an answer that is good to look at: it may say which status it would have had.
            200..=299 => match problem.status.as_str().parse() {
                Ok(status @ 400..=599) => cause_of_status(status),
                _ => Cause::Unavailable,
            },
            status => cause_of_status(status),
        };
        let words = [problem.detail, said.error, said.message];
        let words = words.into_iter().find_map(Text::some).unwrap_or_default();
        Judgement::Bad(told(answer, cause, Some(problem.title.as_str()), &words))
    }
}
