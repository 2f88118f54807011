//! How ConnectWise words what it does not do.

use crate::wire::Reply;
use serde_json::{Value, json};

pub(super) fn problem(status: u16, code: &str, message: &str) -> Reply {
    Reply::json(
        status,
        &json!({"code": code, "message": message, "errors": null}),
    )
}

pub(super) fn invalid(why: &str) -> Reply {
    let error = json!({
        "code": "InvalidFormat", "message": why, "resource": "query", "field": "",
    });
    let body: Value = json!({
        "code": "InvalidObject", "message": "the request is invalid", "errors": [error],
    });
    Reply::json(400, &body)
}

/// The error body of a status that fate sends.
pub(crate) fn outage(status: u16) -> Reply {
    match status {
        429 => problem(429, "TooManyRequests", "Too many requests"),
        500 => problem(500, "ConnectWiseApi", "timeout"),
        other => problem(other, "ConnectWiseApi", "The service is not available"),
    }
}
