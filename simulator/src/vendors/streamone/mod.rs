//! StreamOne Ion of TD SYNNEX, third version: customers, products, subscriptions of one reseller's account.
//!
//! The vendor's documents are behind a sign-in; this is what clients of others rely on. Where they are
//! silent, a choice was made: errors of the lists are worded as remote calls word them, with a code, a
//! message and details; a used refresh token is `invalid_grant`, and whoever shows one takes nothing from
//! the next one; the first refresh token has no end before its first use, each later one 32 days; an access
//! token of another account is 403; what asks more than 600 times a minute gets 429 without a word about
//! when to come back; a page holds at most 1,000 rows.

mod lists;
mod pages;

use super::{Account, System, Token, Vendor};
use crate::wire::{Reply, Request};
use crate::world::{Cloud, World};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

pub(super) const SYSTEM: System = System {
    places: &[Cloud::StreamOne],
    credentials: &[ACCOUNT_ID, REFRESH_TOKEN],
    lists: lists::ALL,
    crowd: lists::crowd,
    answer,
    outage,
};

const ACCOUNT_ID: &str = "account-id";
const REFRESH_TOKEN: &str = "refresh-token";
/// The purposes of tokens.
const ACCESS: &str = "access";
const REFRESH: &str = "refresh";
const ACCESS_LASTS: SignedDuration = SignedDuration::from_hours(2);
const REFRESH_LASTS: SignedDuration = SignedDuration::from_hours(32 * 24);
const WINDOW: SignedDuration = SignedDuration::from_secs(60);
const READS: usize = 600;

fn answer(_cloud: Cloud, world: &mut World, request: &Request) -> Reply {
    let segments = request.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("POST", ["oauth", "token"]) => token(world, request),
        ("GET", ["api", "v3", "accounts", account, list]) => look(world, request, account, list),
        _ => problem(404, 5, "Not Found"),
    }
}

/// A refresh token is good for one use: the next one takes its place.
fn token(world: &mut World, request: &Request) -> Reply {
    let form = request.form();
    if form.get("grant_type").map(String::as_str) != Some("refresh_token") {
        return denied(
            400,
            "unsupported_grant_type",
            "The grant type is not supported.",
        );
    }
    let shown = form.get("refresh_token").map(String::as_str);
    let (access, next) = (world.dice.token(48), world.dice.token(48));
    let found = world.vendors.find(Vendor::StreamOne, |it| {
        let ended = shown.and_then(|shown| it.tokens.get(shown));
        let ended = ended.is_some_and(|token| token.until <= request.at);
        it.knows(REFRESH_TOKEN, shown) && !ended
    });
    let Some(account) = found else {
        return denied(400, "invalid_grant", "The refresh token is invalid.");
    };
    account
        .tokens
        .retain(|text, token| token.until > request.at && Some(text.as_str()) != shown);
    for (text, purpose, lasts) in [
        (&access, ACCESS, ACCESS_LASTS),
        (&next, REFRESH, REFRESH_LASTS),
    ] {
        let token = Token {
            purpose: purpose.to_owned(),
            until: request.at.saturating_add(lasts).unwrap_or(Timestamp::MAX),
        };
        account.tokens.insert(text.clone(), token);
    }
    account
        .credentials
        .insert(REFRESH_TOKEN.to_owned(), next.clone());
    let body = json!({
        "access_token": access, "refresh_token": next, "token_type": "Bearer",
        "expires_in": ACCESS_LASTS.as_secs(),
    });
    Reply::json(200, &body)
}

fn denied(status: u16, error: &str, description: &str) -> Reply {
    let body = json!({"error": error, "error_description": description});
    Reply::json(status, &body)
}

fn look(world: &mut World, request: &Request, id: &str, list: &str) -> Reply {
    let shown = request.bearer().unwrap_or_default();
    let found = world.vendors.find(Vendor::StreamOne, |it| {
        let access = |token: &Token| token.purpose == ACCESS;
        it.has_token(shown, request.at) && it.tokens.get(shown).is_some_and(access)
    });
    let Some(account) = found else {
        return problem(401, 16, "The access token is invalid or has expired.");
    };
    if account.count(request.at, WINDOW) > READS {
        return outage(request, 429);
    }
    let own = account.credentials.get(ACCOUNT_ID).map(String::as_str) == Some(id);
    if !own || account.quirks.refused.contains(list) {
        return problem(403, 7, "permission denied");
    }
    shown_to(account, request, list)
}

fn shown_to(account: &Account, request: &Request, list: &str) -> Reply {
    match list {
        "customers" | "products" => pages::by_token(account, request, list),
        "subscriptions" => pages::by_offset(account, request),
        _ => problem(404, 5, "Not Found"),
    }
}

fn problem(status: u16, code: u16, message: &str) -> Reply {
    let body = json!({"code": code, "message": message, "details": []});
    Reply::json(status, &body)
}

fn outage(request: &Request, status: u16) -> Reply {
    if request.path.ends_with("/token") {
        return denied(status, "temporarily_unavailable", "Try again later.");
    }
    match status {
        429 => problem(status, 8, "Too many requests."),
        403 => problem(status, 7, "permission denied"),
        404 => problem(status, 5, "Not Found"),
        503 => problem(status, 14, "The service is unavailable."),
        _ => problem(status, 13, "Internal error."),
    }
}
