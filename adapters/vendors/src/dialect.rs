//! What all vendors' answers have in common.

use serde::de::IgnoredAny;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Answer, Dialect, Judgement, safe_text};

/// What a status means when nothing more is known. Who has tokens judges 401 before.
pub(crate) fn cause_of_status(status: u16) -> Cause {
    match status {
        300..=399 => Cause::RedirectRefused,
        401 => Cause::VendorKeyWrong,
        403 => Cause::PermissionMissing,
        404 => Cause::NotThere,
        408 => Cause::Unavailable,
        409 => Cause::Conflict,
        429 => Cause::Throttled,
        400..=499 | 501 => Cause::Refused,
        500..=599 => Cause::Unavailable,
        _ => Cause::AnswerUnreadable,
    }
}

/// Whether this is what a gateway or a proxy shows to people. Its status says nothing about what was
/// asked, unless it says that there is too much to do.
pub(crate) fn is_page(answer: &Answer) -> bool {
    !matches!(answer.status.as_u16(), 429 | 503)
        && answer.text().trim_ascii_start().starts_with(b"<")
}

/// A fault with the vendor's own code and words. Both are shortened and without secrets.
pub(crate) fn told(answer: &Answer, cause: Cause, code: Option<&str>, words: &str) -> CloudFault {
    if is_page(answer) {
        return answer.fault(Cause::AnswerUnreadable, "a page for people instead of JSON");
    }
    let mut fault = answer.fault(cause, words);
    fault.vendor_code = code.map(safe_text).filter(|code| !code.is_empty());
    fault
}

/// A vendor where a good answer is JSON, whole: half an answer is none, and is asked for again.
pub(crate) struct InJson<'a>(pub &'a dyn Dialect);

impl Dialect for InJson<'_> {
    fn judge(&self, answer: &Answer) -> Judgement {
        match self.0.judge(answer) {
            Judgement::Good => match answer.json::<IgnoredAny>() {
                Ok(IgnoredAny) => Judgement::Good,
                Err(fault) => Judgement::Bad(fault),
            },
            bad @ Judgement::Bad(_) => bad,
        }
    }
}
