//! How the relationships' part of Graph words what is wrong.

use crate::graph::error;
use crate::wire::{Reply, Request};
use serde_json::json;

/// A handler answers well, or with an error: both are replies.
pub(super) type Answered<T> = Result<T, Reply>;

const ISSUES: &str = "There were issue(s) with the input. See details for more information.";

/// A precondition that the documents call required was left out. They do not name the status;
/// 428 is the one that HTTP has for exactly this, so a caller cannot take it for anything else.
const PRECONDITION_MISSING: u16 = 428;

pub(super) fn odata(request: &Request, text: &str) -> Reply {
    error(request, 400, "BadRequest", text)
}

pub(super) fn bad(request: &Request, text: &str) -> Reply {
    error(request, 400, "badRequest", text)
}

pub(super) fn issues(request: &Request) -> Reply {
    bad(request, ISSUES)
}

pub(super) fn invalid_relationship(request: &Request) -> Reply {
    bad(
        request,
        "The passed in delegatedAdminRelationshipId is invalid.",
    )
}

pub(super) fn not_found(request: &Request) -> Reply {
    error(request, 404, "notFound", "The resource could not be found.")
}

pub(super) fn method_not_allowed(request: &Request) -> Reply {
    let text = format!("Specified HTTP method '{}' is not allowed.", request.method);
    error(request, 405, "Request_BadRequest", &text)
}

pub(super) fn denied(request: &Request) -> Reply {
    let text = "Insufficient privileges to complete the operation.";
    error(request, 403, "Authorization_RequestDenied", text)
}

/// For callers that are nobody here: no admin agent, no second factor, no prerequisites.
pub(super) fn forbidden(request: &Request) -> Reply {
    let text = "The user (principal) does not have the required permissions \
                to perform the specified action on the resource.";
    error(request, 403, "Forbidden", text)
}

pub(super) fn no_second_factor(request: &Request) -> Reply {
    let text = "Access token validation failure. Multi-factor authentication is required.";
    error(request, 401, "InvalidAuthenticationToken", text)
}

/// This part's conflicts have a body of their own.
pub(super) fn exists() -> Reply {
    let body = json!({"error": {
        "code": "conflict",
        "message": "The resource already exists.",
        "target": null,
        "details": [],
        "innerError": null,
    }});
    Reply::json(409, &body)
}

pub(super) fn busy() -> Reply {
    let body = json!({"error": {
        "code": "conflict",
        "message": "Another operation on the resource is in progress.",
        "target": null,
        "details": [],
        "innerError": null,
    }});
    Reply::json(409, &body)
}

/// Whether the caller has seen what it is about to change.
pub(super) fn check_tag(request: &Request, current: &str) -> Answered<()> {
    match request.header("if-match") {
        None => Err(error(
            request,
            PRECONDITION_MISSING,
            "preconditionRequired",
            "The If-Match header must be specified.",
        )),
        Some(sent) if sent == current => Ok(()),
        Some(_) => Err(error(
            request,
            412,
            "preconditionFailed",
            "The condition specified using HTTP conditional header(s) is not met.",
        )),
    }
}
