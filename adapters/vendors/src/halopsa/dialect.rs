//! What HaloPSA says when it does not do what was asked: in four forms, of which none says more than the
//! others.

use crate::dialect::{cause_of_status, told};
use crate::lenient::Text;
use serde::Deserialize;
use tenantry_domain::cloud::Cause;
use tenantry_http::{Answer, Dialect, Judgement};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    #[serde(rename = "errorMessage")]
    error_message: Text,
    #[serde(rename = "ClassName")]
    class_name: Text,
    #[serde(rename = "Message")]
    message: Text,
    error: Text,
    error_description: Text,
    access_token: Text,
}

impl Said {
    fn read(answer: &Answer) -> Self {
        serde_json::from_slice(answer.text()).unwrap_or_default()
    }

    fn code(&self) -> Option<&str> {
        let codes = [self.error.as_str(), self.class_name.as_str()];
        codes.into_iter().find(|code| !code.is_empty())
    }

    fn words(&self) -> &str {
        let words = [
            self.error_description.as_str(),
            self.error_message.as_str(),
            self.message.as_str(),
        ];
        words
            .into_iter()
            .find(|it| !it.is_empty())
            .unwrap_or_default()
    }
}

/// The interface itself.
#[derive(Debug)]
pub(super) struct HaloDialect;

impl Dialect for HaloDialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        let said = Said::read(answer);
        let cause = match answer.status.as_u16() {
            // An error in an answer that is good to look at.
            200..=299 if said.code().is_none() && said.words().is_empty() => {
                return Judgement::Good;
            }
            200..=299 => Cause::Unavailable,
            401 => Cause::TokenRefused,
            status => cause_of_status(status),
        };
        Judgement::Bad(told(answer, cause, said.code(), said.words()))
    }
}

/// The service that gives tokens.
#[derive(Debug)]
pub(super) struct TokenDialect;

impl Dialect for TokenDialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        let said = Said::read(answer);
        let good = answer.status.is_success();
        if good && !said.access_token.as_str().is_empty() {
            return Judgement::Good;
        }
        let cause = match (answer.status.as_u16(), said.code()) {
            (200..=499, Some("invalid_client" | "unauthorized_client" | "invalid_grant"))
            | (401, _) => Cause::VendorKeyWrong,
            (200..=299, None) => Cause::AnswerUnreadable,
            (200..=299, Some(_)) => Cause::Unavailable,
            (status, _) => cause_of_status(status),
        };
        Judgement::Bad(told(answer, cause, said.code(), said.words()))
    }
}
