//! Datto RMM, interface of the second version: an account's sites, devices and alerts.
//!
//! Where the documents are silent, a choice was made: wrong keys are answered as Spring's token service
//! answers them, with 400 and `invalid_grant`, whether another platform knows them or not; whoever goes
//! on for sixty more requests after the first 429 is kept out; a token ends with the move of its account.

mod lists;
mod pages;

use super::{Account, System, Token, Vendor};
use crate::wire::{Reply, Request};
use crate::world::{Cloud, World};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use url::Url;

pub(super) const SYSTEM: System = System {
    places: &[Cloud::DattoMerlot, Cloud::DattoConcord],
    credentials: &["api-key", "api-secret"],
    lists: lists::ALL,
    crowd: lists::crowd,
    answer,
    outage,
};

/// `public-client:public`, which all clients of this interface are.
const CLIENT: &str = "Basic cHVibGljLWNsaWVudDpwdWJsaWM=";
const TOKEN_LASTS: SignedDuration = SignedDuration::from_hours(100);
const WINDOW: SignedDuration = SignedDuration::from_secs(60);
const READS: usize = 600;
/// After so many more, whoever asks is kept out.
const PATIENCE: usize = 60;
const BLOCK: SignedDuration = SignedDuration::from_mins(5);

fn answer(cloud: Cloud, world: &mut World, request: &Request) -> Reply {
    let segments = request.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("POST", ["auth", "oauth", "token"]) => token(cloud, world, request),
        ("GET", ["api", "v2", place @ ..]) => look(cloud, world, request, place),
        (_, ["api", ..]) => problem(request, 405, "Method Not Allowed"),
        _ => problem(request, 404, "Not Found"),
    }
}

fn token(cloud: Cloud, world: &mut World, request: &Request) -> Reply {
    if request.header("authorization") != Some(CLIENT) {
        return refused(401, "unauthorized", "Full authentication is required");
    }
    let form = request.form();
    let sent = |name: &str| form.get(name).map(String::as_str);
    if sent("grant_type") != Some("password") {
        return refused(400, "unsupported_grant_type", "Unsupported grant type");
    }
    let text = world.dice.token(180);
    let found = world.vendors.find(Vendor::DattoRmm, |it| {
        it.place == cloud
            && it.knows("api-key", sent("username"))
            && it.knows("api-secret", sent("password"))
    });
    let Some(account) = found else {
        return refused(400, "invalid_grant", "Bad credentials");
    };
    let until = request.at.saturating_add(TOKEN_LASTS);
    let token = Token {
        purpose: "access".to_owned(),
        until: until.unwrap_or(Timestamp::MAX),
    };
    account.tokens.retain(|_, token| token.until > request.at);
    account.tokens.insert(text.clone(), token);
    let body = json!({
        "access_token": text, "token_type": "bearer", "expires_in": 359_999, "scope": "read write",
    });
    Reply::json(200, &body)
}

fn refused(status: u16, error: &str, description: &str) -> Reply {
    let body = json!({"error": error, "error_description": description});
    Reply::json(status, &body)
}

fn look(cloud: Cloud, world: &mut World, request: &Request, place: &[&str]) -> Reply {
    let base = world.endpoints.of(cloud).cloned();
    let shown = request.bearer().unwrap_or_default();
    let found = world.vendors.find(Vendor::DattoRmm, |it| {
        it.place == cloud && it.has_token(shown, request.at)
    });
    let Some(account) = found else {
        return problem(request, 401, "Unauthorized");
    };
    if let Some(reply) = limited(account, request) {
        return reply;
    }
    shown_to(account, base.as_ref(), request, place)
}

/// What is answered to whoever asked too much.
fn limited(account: &mut Account, request: &Request) -> Option<Reply> {
    if account.blocked_until.is_some_and(|it| it > request.at) {
        return Some(problem(request, 403, "Forbidden"));
    }
    let asked = account.count(request.at, WINDOW);
    if asked > READS + PATIENCE {
        account.blocked_until = request.at.saturating_add(BLOCK).ok();
        return Some(problem(request, 403, "Forbidden"));
    }
    (asked > READS).then(|| problem(request, 429, "Too Many Requests"))
}

fn shown_to(account: &Account, base: Option<&Url>, request: &Request, place: &[&str]) -> Reply {
    let refused = |list: &str| account.quirks.refused.contains(list);
    match place {
        ["account"] => Reply::json(200, &lists::about(account)),
        ["account", "sites"] if !refused("sites") => pages::list(account, base, request, "sites"),
        ["account", "devices"] if !refused("devices") => {
            pages::list(account, base, request, "devices")
        }
        ["account", "alerts", state @ ("open" | "resolved")] if !refused("alerts") => {
            pages::alerts(account, base, request, state)
        }
        ["account", "sites" | "devices"] | ["account", "alerts", "open" | "resolved"] => {
            problem(request, 403, "Forbidden")
        }
        ["system", "pagination"] => Reply::json(200, &json!({"max": pages::MOST_ROWS})),
        ["system", "request_rate"] => Reply::json(200, &rate(account)),
        ["system", "status"] => Reply::json(200, &json!({"status": "OK", "version": "2.0"})),
        _ => problem(request, 404, "Not Found"),
    }
}

fn rate(account: &Account) -> Value {
    json!({
        "slidingTimeWindowSizeSeconds": WINDOW.as_secs(),
        "accountUid": account.tables.of(),
        "accountCount": account.asked.len() + account.quirks.requests_by_others,
        "accountRateLimit": READS,
        "accountCutOffRatio": 0.9,
        "accountWriteRateLimit": 100,
        "accountWriteCount": 0,
        "operationWriteStatus": {},
    })
}

/// As Spring words it; the path is printed without the part that a gateway took off.
fn problem(request: &Request, status: u16, error: &str) -> Reply {
    let path = request.path.strip_prefix("/api").unwrap_or(&request.path);
    let at = request.at.as_millisecond();
    let body = json!({"timestamp": at, "status": status, "error": error, "path": path});
    Reply::json(status, &body)
}

fn outage(request: &Request, status: u16) -> Reply {
    let error = match status {
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Internal Server Error",
    };
    problem(request, status, error)
}
