//! What Key Vault's answers mean.

use std::error::Error as _;
use std::time::Duration;

use azure_core::error::{Error, ErrorKind};
use azure_core::http::RawResponse;
use azure_core::http::headers::HeaderName;
use serde::Deserialize;
use tenantry_domain::cloud::vault::VaultFault;
use tenantry_domain::cloud::{Cause, Class, CloudFault, Effect};

/// Why a request did not succeed.
#[derive(Debug)]
pub(super) enum Met {
    /// There is no such secret.
    NotThere,
    /// The name is held by a deleted secret, which can be recovered.
    Deleted,
    /// The name is on its way between being there and being deleted.
    OnItsWay,
    /// Somebody else wrote what was to be replaced.
    Changed,
    Fault(VaultFault),
}

/// The body of an error, as far as it tells causes apart.
#[derive(Debug, Default, Deserialize)]
struct Body {
    #[serde(default)]
    error: Detail,
}

#[derive(Debug, Default, Deserialize)]
struct Detail {
    code: Option<String>,
    message: Option<String>,
    innererror: Option<Inner>,
}

#[derive(Debug, Deserialize)]
struct Inner {
    code: Option<String>,
}

const LONGEST_REASON: usize = 400;

/// `effect` is what a request has that got no good answer: a write may have happened.
pub(super) fn met(place: &str, error: &Error, effect: Effect) -> Met {
    // Whoever has no token yet has sent nothing.
    let effect = match error.kind() {
        ErrorKind::Credential => Effect::None,
        _ => effect,
    };
    if let Some(fault) = fault_within(error) {
        return Met::Fault(of_transport(place, fault, effect));
    }
    let place = place.to_owned();
    let unavailable = |reason, effect| VaultFault::Unavailable {
        place: place.clone(),
        reason,
        effect,
    };
    Met::Fault(match error.kind() {
        ErrorKind::HttpResponse {
            status,
            raw_response,
            ..
        } => return of_answer(place, u16::from(*status), raw_response.as_deref(), effect),
        ErrorKind::Connection => unavailable(shortened(&error.to_string()), Effect::None),
        ErrorKind::Io => unavailable(shortened(&error.to_string()), effect),
        ErrorKind::DataConversion => unavailable(NOT_UNDERSTOOD.to_owned(), effect),
        // Getting a token is a conversation of its own, which can fail on the way as well.
        ErrorKind::Credential if failed_on_the_way(error) => {
            unavailable(shortened(&error.to_string()), effect)
        }
        ErrorKind::Credential => VaultFault::AccessDenied {
            place,
            reason: shortened(&error.to_string()),
        },
        ErrorKind::Other => VaultFault::Misconfigured {
            place,
            reason: shortened(&error.to_string()),
        },
    })
}

const NOT_UNDERSTOOD: &str = "its answer could not be understood";

/// An answer that said "done" and then made no sense. What it was is not repeated: it may hold
/// the secret.
pub(super) fn not_understood(place: &str, effect: Effect) -> Met {
    Met::Fault(VaultFault::Unavailable {
        place: place.to_owned(),
        reason: NOT_UNDERSTOOD.to_owned(),
        effect,
    })
}

/// The same fault, after a write before it may have happened.
pub(super) fn after_a_write(place: &str, fault: VaultFault) -> VaultFault {
    let reason = match fault {
        VaultFault::Unavailable { reason, .. } => reason,
        other => other.to_string(),
    };
    VaultFault::Unavailable {
        place: place.to_owned(),
        reason,
        effect: Effect::Unknown,
    }
}

fn of_answer(place: String, status: u16, answer: Option<&RawResponse>, effect: Effect) -> Met {
    let detail = answer.map(detail).unwrap_or_default();
    let code = detail.code.as_deref().unwrap_or_default();
    let inner = detail.innererror.as_ref().and_then(|it| it.code.as_deref());
    let request = answer.and_then(|answer| header(answer, "x-ms-request-id"));
    let mut reason = format!("status {status}");
    for (what, text) in [("", Some(code)), ("", inner), ("request ", request)] {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            reason.push_str(", ");
            reason.push_str(what);
            reason.push_str(text);
        }
    }
    match (status, code, inner) {
        // Others answer 404 as well, such as a proxy: then nothing is known about the secret.
        (404, "SecretNotFound", _) => return Met::NotThere,
        (409, _, Some("ObjectIsDeletedButRecoverable")) => return Met::Deleted,
        (409, _, _) => return Met::OnItsWay,
        _ => {}
    }
    Met::Fault(match status {
        401 | 403 => {
            if let Some(message) = &detail.message {
                reason.push_str(": ");
                reason.push_str(message);
            }
            let reason = shortened(&reason);
            VaultFault::AccessDenied { place, reason }
        }
        429 => VaultFault::Throttled {
            place,
            retry_after: answer.and_then(retry_after),
        },
        408 | 500..=599 => VaultFault::Unavailable {
            place,
            reason: shortened(&reason),
            effect,
        },
        _ => VaultFault::Misconfigured {
            place,
            reason: shortened(&reason),
        },
    })
}

fn detail(answer: &RawResponse) -> Detail {
    let body: Body = serde_json::from_slice(answer.body()).unwrap_or_default();
    body.error
}

fn header<'a>(answer: &'a RawResponse, name: &'static str) -> Option<&'a str> {
    let name = HeaderName::from_static(name);
    answer.headers().get_optional_str(&name)
}

fn retry_after(answer: &RawResponse) -> Option<Duration> {
    let number = |name| header(answer, name)?.trim().parse().ok();
    let milliseconds = number("retry-after-ms").or_else(|| number("x-ms-retry-after-ms"));
    let seconds = || number("retry-after").map(Duration::from_secs);
    milliseconds.map(Duration::from_millis).or_else(seconds)
}

/// What our own HTTP stack said, if that is what carried the request.
fn fault_within(error: &Error) -> Option<&CloudFault> {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(fault) = error.downcast_ref() {
            return Some(fault);
        }
        source = error.source();
    }
    None
}

fn of_transport(place: &str, fault: &CloudFault, effect: Effect) -> VaultFault {
    let place = place.to_owned();
    let reason = shortened(&fault.to_string());
    match (fault.cause, fault.class()) {
        (Cause::Throttled | Cause::BudgetSpent | Cause::Resting, _) => VaultFault::Throttled {
            place,
            retry_after: fault.retry_after,
        },
        (_, Class::Transient) => VaultFault::Unavailable {
            place,
            reason,
            // The stack may know that nothing was sent. That it happened it never knows.
            effect: if fault.effect == Effect::None && fault.cause == Cause::Unreachable {
                Effect::None
            } else {
                effect
            },
        },
        _ => VaultFault::Misconfigured { place, reason },
    }
}

fn failed_on_the_way(error: &Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        let kind = error.downcast_ref().map(Error::kind);
        if matches!(kind, Some(ErrorKind::Io | ErrorKind::Connection)) {
            return true;
        }
        source = error.source();
    }
    false
}

/// One line, not too long, whatever the other side sends.
fn shortened(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(LONGEST_REASON).collect()
}
