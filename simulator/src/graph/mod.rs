//! graph.microsoft.com: checks the token, then asks the part that knows the path.

mod batch;
mod directory;
mod gdap;
mod throttle;

pub(crate) use throttle::Throttle;

use crate::entra::{self, Caller};
use crate::wire::{Reply, Request};
use crate::world::World;
use serde_json::json;

/// What a token for Graph may be made out to.
const AUDIENCE: [&str; 2] = [
    "https://graph.microsoft.com",
    "00000003-0000-0000-c000-000000000000",
];

pub(crate) fn answer(world: &mut World, request: &Request) -> Reply {
    let Some(bearer) = request.bearer() else {
        return error(
            request,
            401,
            "InvalidAuthenticationToken",
            "Access token is empty.",
        );
    };
    match entra::caller(world, &AUDIENCE, bearer) {
        Ok(caller) => route(world, &caller, request),
        Err(why) => error(request, 401, "InvalidAuthenticationToken", why),
    }
}

/// One request of a caller that is known; also the requests inside a batch come here.
pub(crate) fn route(world: &mut World, caller: &Caller, request: &Request) -> Reply {
    let segments = request.segments();
    if segments.iter().skip(1).map(String::as_str).eq(["$batch"]) {
        return batch::answer(world, caller, request);
    }
    let (cost, share) = match throttle::charge(world, caller, request) {
        Ok(charged) => charged,
        Err(too_much) => return too_much,
    };
    let reply = find(world, caller, request).header("x-ms-resource-unit", cost.to_string());
    if share < 0.8 {
        return reply;
    }
    reply.header("x-ms-throttle-limit-percentage", format!("{share:.2}"))
}

fn find(world: &mut World, caller: &Caller, request: &Request) -> Reply {
    if let Some(reply) = gdap::answer(world, caller, request) {
        return reply;
    }
    if let Some(reply) = directory::answer(world, caller, request) {
        return reply;
    }
    let segments = request.segments();
    let known = matches!(segments.first().map(String::as_str), Some("v1.0" | "beta"));
    let segment = segments
        .get(usize::from(known))
        .cloned()
        .unwrap_or_default();
    error(
        request,
        400,
        "BadRequest",
        &format!("Resource not found for the segment '{segment}'."),
    )
}

/// What is fetched from the place for prepared reports: the address is the only secret.
pub(crate) fn download(world: &mut World, request: &Request) -> Reply {
    directory::download(world, request)
}

/// How Graph words an error.
pub(crate) fn error(request: &Request, status: u16, code: &str, message: &str) -> Reply {
    error_about(request, status, code, message, None)
}

/// The same, with what is wrong in particular: a code and a property.
pub(crate) fn error_about(
    request: &Request,
    status: u16,
    code: &str,
    message: &str,
    detail: Option<(&str, &str)>,
) -> Reply {
    let id = request.id.to_string();
    let theirs = request
        .header("client-request-id")
        .unwrap_or(&id)
        .to_owned();
    let date = request.at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let inner = json!({"date": date, "request-id": id, "client-request-id": theirs});
    let mut error = json!({"code": code, "message": message, "innerError": inner});
    if let Some((code, target)) = detail {
        error["details"] = json!([{"code": code, "target": target, "message": message}]);
    }
    Reply::json(status, &json!({"error": error}))
}

/// How Graph words a failure of its own.
pub(crate) fn outage(request: &Request, status: u16) -> Reply {
    match status {
        429 => error(request, 429, "TooManyRequests", "Too many requests."),
        503 => error(
            request,
            503,
            "serviceNotAvailable",
            "The service is temporarily unavailable.",
        ),
        504 => error(request, 504, "gatewayTimeout", "The request timed out."),
        400 => error(request, 400, "badRequest", "The request is not valid."),
        401 => error(
            request,
            401,
            "InvalidAuthenticationToken",
            "Access token validation failure.",
        ),
        403 => error(request, 403, "Forbidden", "Access is denied."),
        404 => error(request, 404, "notFound", "The resource was not found."),
        409 => error(request, 409, "conflict", "The resource is there already."),
        412 => error(
            request,
            412,
            "preconditionFailed",
            "The entity tag does not match.",
        ),
        _ => error(
            request,
            status,
            "generalException",
            "An unexpected error occurred in the server.",
        ),
    }
}
