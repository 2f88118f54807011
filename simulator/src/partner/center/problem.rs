//! How Partner Center words its answers. Its bodies begin with a byte order mark.

use crate::wire::Reply;
use serde_json::{Value, json};

pub(super) type Answered<T> = Result<T, Reply>;

const BYTE_ORDER_MARK: char = '\u{feff}';

pub(super) fn good(status: u16, value: &Value) -> Reply {
    Reply::json(status, value).body(format!("{BYTE_ORDER_MARK}{value}"))
}

pub(super) fn problem(status: u16, code: &str, description: &str) -> Reply {
    let body = json!({"code": code, "description": description, "data": [], "source": "PartnerFD"});
    good(status, &body)
}

pub(super) fn bad(description: &str) -> Reply {
    problem(400, "400", description)
}

pub(super) fn unauthorized(description: &str) -> Reply {
    problem(401, "401", description)
}

pub(super) fn forbidden(description: &str) -> Reply {
    problem(403, "403", description)
}

pub(super) fn not_found(description: &str) -> Reply {
    problem(404, "404", description)
}

/// The one refusal that is about the whole account.
pub(super) fn no_second_factor() -> Reply {
    problem(401, "10001", "Authentication failed. MFA required.")
}

/// A policy wants more than the token says.
pub(super) fn insufficient_claims() -> Reply {
    let text = "The token does not meet the claims that a Conditional Access policy demands.";
    let challenge = "Bearer realm=\"\", error=\"insufficient_claims\"";
    forbidden(text).header("WWW-Authenticate", challenge)
}

pub(super) fn throttled() -> Reply {
    problem(429, "429", "Too many requests.").header("Retry-After", "1")
}

/// How Partner Center words a failure of its own.
pub(crate) fn outage(status: u16) -> Reply {
    let description = if status == 429 {
        "Too many requests."
    } else {
        "An unexpected error occurred."
    };
    problem(status, &status.to_string(), description)
}
