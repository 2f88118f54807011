//! Pax8, interface of the first version for partners: companies, products, subscriptions.
//!
//! Where the documents are silent, a choice was made: an audience that there is not is refused with 403, and
//! a token for another audience than this interface is 401 at the lists; a page size out of bounds is 422;
//! what asks more than 1,000 times a minute gets 429 without a word about when to come back; a company that
//! was deleted stays in the list; the tenant of a Microsoft subscription is among its provisioning details
//! as `msTenantID`. A list is in the order in which its rows were made, unless it is sorted.

mod lists;
mod pages;

use super::{Account, System, Token, Vendor};
use crate::wire::{Reply, Request};
use crate::world::{Cloud, World};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

pub(super) const SYSTEM: System = System {
    places: &[Cloud::Pax8],
    credentials: &["client-id", "client-secret"],
    lists: lists::ALL,
    crowd: lists::crowd,
    answer,
    outage,
};

/// What a token may be made out to; the first is this interface.
const AUDIENCES: [&str; 4] = [
    "https://api.pax8.com",
    "api://p8p.client",
    "api://provisioning",
    "api://usage",
];
const TOKEN_LASTS: SignedDuration = SignedDuration::from_hours(24);
const WINDOW: SignedDuration = SignedDuration::from_secs(60);
const READS: usize = 1000;

fn answer(_cloud: Cloud, world: &mut World, request: &Request) -> Reply {
    let segments = request.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("POST", ["v1", "token"]) => token(world, request),
        ("GET", ["v1", place @ ..]) => look(world, request, place),
        (_, ["v1", ..]) => problem(request, 405, "METHOD_NOT_ALLOWED", "Method not allowed"),
        _ => problem(request, 404, "NOT_FOUND", "Not found"),
    }
}

fn token(world: &mut World, request: &Request) -> Reply {
    let Some(asked) = request.json() else {
        let text = "The body is no JSON";
        return denied(400, "invalid_request", text);
    };
    let sent = |name: &str| asked.get(name).and_then(Value::as_str);
    if sent("grant_type") != Some("client_credentials") {
        return denied(403, "unauthorized_client", "Grant type not allowed");
    }
    let audience = sent("audience").unwrap_or_default().to_owned();
    if !AUDIENCES.contains(&audience.as_str()) {
        let text = format!("Service not enabled within domain: {audience}");
        return denied(403, "access_denied", &text);
    }
    let text = world.dice.token(180);
    let found = world.vendors.find(Vendor::Pax8, |it| {
        it.knows("client-id", sent("client_id")) && it.knows("client-secret", sent("client_secret"))
    });
    let Some(account) = found else {
        return denied(401, "access_denied", "Unauthorized");
    };
    let until = request.at.saturating_add(TOKEN_LASTS);
    let token = Token {
        purpose: audience,
        until: until.unwrap_or(Timestamp::MAX),
    };
    account.tokens.retain(|_, token| token.until > request.at);
    account.tokens.insert(text.clone(), token);
    let body = json!({"access_token": text, "expires_in": 86_400, "token_type": "Bearer"});
    Reply::json(200, &body)
}

/// As the token service words it.
fn denied(status: u16, error: &str, description: &str) -> Reply {
    let body = json!({"error": error, "error_description": description});
    Reply::json(status, &body)
}

fn look(world: &mut World, request: &Request, place: &[&str]) -> Reply {
    let shown = request.bearer().unwrap_or_default();
    let found = world.vendors.find(Vendor::Pax8, |it| {
        let ours = |token: &Token| token.purpose == AUDIENCES[0];
        it.has_token(shown, request.at) && it.tokens.get(shown).is_some_and(ours)
    });
    let Some(account) = found else {
        return problem(request, 401, "UNAUTHORIZED", "Unauthorized");
    };
    if account.count(request.at, WINDOW) > READS {
        return outage(request, 429);
    }
    shown_to(account, request, place)
}

fn shown_to(account: &Account, request: &Request, place: &[&str]) -> Reply {
    let (name, one) = match place {
        [name] => (*name, None),
        [name, id] => (*name, Some(*id)),
        _ => return problem(request, 404, "NOT_FOUND", "Not found"),
    };
    let Some(list) = lists::ALL.iter().find(|list| list.name == name) else {
        return problem(request, 404, "NOT_FOUND", "Not found");
    };
    if account.quirks.refused.contains(name) {
        return problem(request, 403, "FORBIDDEN", "Access is denied");
    }
    match one {
        None => pages::list(account, request, list.name),
        Some(id) => pages::one(account, request, list, id),
    }
}

/// The envelope of an error.
fn problem(request: &Request, status: u16, kind: &str, message: &str) -> Reply {
    let body = json!({
        "type": kind, "message": message, "instance": request.path, "status": status, "details": [],
    });
    Reply::json(status, &body)
}

fn outage(request: &Request, status: u16) -> Reply {
    if request.path.ends_with("/token") {
        return denied(status, "temporarily_unavailable", "Try again later");
    }
    let (kind, message) = match status {
        429 => ("TOO_MANY_REQUESTS", "Too many requests"),
        503 => ("SERVICE_UNAVAILABLE", "Service unavailable"),
        404 => ("NOT_FOUND", "Not found"),
        403 => ("FORBIDDEN", "Access is denied"),
        _ => ("INTERNAL_SERVER_ERROR", "An unexpected error occurred"),
    };
    problem(request, status, kind, message)
}
