//! What `ConnectWise` says when it does not do what was asked.
//!
//! Errors are objects with a code and a message; lists are arrays. So an object with a code in a good
//! status is no good answer.

use crate::dialect::{cause_of_status, told};
use crate::lenient::Text;
use serde::Deserialize;
use tenantry_domain::cloud::Cause;
use tenantry_http::{Answer, Dialect, Judgement};

#[derive(Debug)]
pub(super) struct ConnectWiseDialect;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Problem {
    code: Text,
    message: Text,
    errors: Option<Vec<Detail>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Detail {
    message: Text,
    field: Text,
}

impl Problem {
    fn read(answer: &Answer) -> Self {
        serde_json::from_slice(answer.text()).unwrap_or_default()
    }

    fn words(&self) -> String {
        let mut words = self.message.as_str().to_owned();
        for detail in self.errors.iter().flatten() {
            words = format!(
                "{words}; {} {}",
                detail.field.as_str(),
                detail.message.as_str()
            );
        }
        words
    }

    /// What its code means, where the status does not say it.
    fn cause(&self) -> Option<Cause> {
        match self.code.as_str() {
            "" => None,
            "Unauthorized" => Some(Cause::VendorKeyWrong),
            "ConnectWiseApi" if self.message.as_str().contains("NotAuthenticated") => {
                Some(Cause::VendorKeyWrong)
            }
            "Forbidden" => Some(Cause::PermissionMissing),
            "NotFound" => Some(Cause::NotThere),
            "InvalidObject" => Some(Cause::Refused),
            "TooManyRequests" => Some(Cause::Throttled),
            _ => Some(Cause::Unavailable),
        }
    }
}

impl Dialect for ConnectWiseDialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        let good = answer.status.is_success();
        if good && !answer.text().trim_ascii_start().starts_with(b"{") {
            return Judgement::Good;
        }
        let problem = Problem::read(answer);
        let cause = if good {
            problem.cause()
        } else {
            Some(cause_of_status(answer.status.as_u16()))
        };
        match cause {
            Some(cause) => {
                let code = problem.code.as_str();
                Judgement::Bad(told(answer, cause, Some(code), &problem.words()))
            }
            None => Judgement::Good,
        }
    }
}
