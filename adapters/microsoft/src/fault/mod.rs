//! What went wrong, in our words: from an answer of Microsoft's to one typed fault.

use serde::Deserialize;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Answer, Dialect, Judgement};

#[derive(Deserialize)]
struct GraphBody {
    error: GraphError,
}

#[derive(Deserialize)]
struct GraphError {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
}

/// How Graph says yes and no.
#[derive(Debug, Clone, Copy)]
pub struct GraphDialect;

impl Dialect for GraphDialect {
    fn judge(&self, answer: &Answer) -> Judgement {
        if answer.status.is_success() || answer.status == 304 {
            Judgement::Good
        } else {
            Judgement::Bad(graph_fault(answer))
        }
    }
}

pub fn graph_fault(answer: &Answer) -> CloudFault {
    let said = answer.json::<GraphBody>().ok().map(|body| body.error);
    let (code, message) = said
        .map(|error| (error.code, error.message))
        .unwrap_or_default();
    let mut fault = answer.fault(cause_of_status(answer.status.as_u16()), message);
    fault.vendor_code = (!code.is_empty()).then_some(code);
    fault
}

/// What a status means when nothing more is known.
pub(crate) fn cause_of_status(status: u16) -> Cause {
    match status {
        401 => Cause::TokenRefused,
        403 => Cause::PermissionMissing,
        404 => Cause::NotThere,
        409 => Cause::Conflict,
        410 => Cause::CursorExpired,
        412 => Cause::Changed,
        429 => Cause::Throttled,
        400..=499 => Cause::Refused,
        500..=599 => Cause::Unavailable,
        _ => Cause::AnswerUnreadable,
    }
}
