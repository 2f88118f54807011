//! Autotask PSA, REST interface 1.0: zones, and entities that are queried.
//!
//! Auth mistakes and refused queries are 500 with `errors`, as there. Where the documents are silent, a
//! choice was made: an unknown user is answered like a wrong secret, with 401; every zone's host tells
//! where an account is; an entity that the rights of the user do not cover is 403 with `errors`, one that
//! they hide is empty; a database whose hour is used up is answered with 429 and `errors`, without saying
//! when to come back; a link to a next page is refused with 405 when it is fetched with GET.

mod entities;
mod filter;
mod query;

use super::{Account, System, Vendor};
use crate::wire::{Reply, Request};
use crate::world::{Cloud, World};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::time::Duration;

pub(super) const SYSTEM: System = System {
    places: &[Cloud::Autotask, Cloud::AutotaskWest],
    credentials: &["user-name", "secret", "integration-code"],
    lists: entities::ALL,
    crowd: entities::crowd,
    answer,
    outage,
};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// Of all integrations of a database together.
const REQUESTS: usize = 10_000;
/// Of one integration at one entity.
const THREADS: usize = 3;

fn answer(cloud: Cloud, world: &mut World, request: &Request) -> Reply {
    let segments = request.segments();
    let lower: Vec<String> = segments.iter().map(|it| it.to_ascii_lowercase()).collect();
    let parts: Vec<&str> = lower.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["atservicesrest", "versioninformation"] => {
            Reply::json(200, &json!({"apiVersions": ["V1.0"]}))
        }
        ["atservicesrest", "v1.0", "zoneinformation"] => zone(world, request),
        ["atservicesrest", "v1.0", place @ ..] => let_in(cloud, world, request, place),
        _ => errors(404, "Not Found"),
    }
}

/// Whoever knows a user's name may ask where its account is.
fn zone(world: &mut World, request: &Request) -> Reply {
    let user = request.query_value("user").unwrap_or_default();
    let found = world.vendors.find(Vendor::Autotask, |it| {
        let name = it.credentials.get("user-name");
        name.is_some_and(|name| name.eq_ignore_ascii_case(user))
    });
    let Some(account) = found else {
        return errors(500, "Zone information could not be determined");
    };
    let real = world.endpoints.of(account.place);
    let real = real.map(url::Url::as_str).unwrap_or_default();
    let said = account.quirks.place_is_said_to_be.as_deref();
    let base = said.unwrap_or(real).trim_end_matches('/');
    let (name, number) = match account.place {
        Cloud::AutotaskWest => ("America West", 2),
        _ => ("America East", 1),
    };
    let body = json!({
        "zoneName": name, "url": format!("{base}/ATServicesRest/"),
        "webUrl": format!("{base}/"), "ci": number,
    });
    Reply::json(200, &body)
}

fn let_in(cloud: Cloud, world: &mut World, request: &Request, place: &[&str]) -> Reply {
    let endpoint = world.endpoints.of(cloud).cloned();
    let name = request.header("username").unwrap_or_default();
    let found = world.vendors.find(Vendor::Autotask, |it| {
        let known = it.credentials.get("user-name");
        it.place == cloud && known.is_some_and(|known| known.eq_ignore_ascii_case(name))
    });
    let Some(account) = found else {
        return Reply::empty(401);
    };
    if !account.quirks.key_refused
        && !account.knows("integration-code", request.header("apiintegrationcode"))
    {
        return errors(500, "IntegrationCode is invalid");
    }
    if !account.knows("secret", request.header("secret")) {
        return Reply::empty(401);
    }
    let asked = account.count(request.at, HOUR);
    if asked > REQUESTS {
        return errors(429, "The external request threshold has been exceeded.");
    }
    let door = place.first().copied().unwrap_or_default();
    let Some(seat) = account.seat(door, THREADS) else {
        let text = "The Autotask API thread threshold of 3 threads has been exceeded.";
        return errors(500, text);
    };
    Reply {
        late_by: late_by(asked),
        seat: Some(seat),
        ..entity(account, endpoint.as_ref(), request, place)
    }
}

/// A database that is much asked becomes slow before it refuses.
fn late_by(asked: usize) -> Duration {
    match asked.saturating_mul(4) / REQUESTS {
        0 | 1 => Duration::ZERO,
        2 => Duration::from_millis(500),
        _ => Duration::from_secs(1),
    }
}

fn entity(
    account: &Account,
    endpoint: Option<&url::Url>,
    request: &Request,
    place: &[&str],
) -> Reply {
    let method = request.method.as_str();
    if let ("GET", ["thresholdinformation"]) = (method, place) {
        return Reply::json(200, &threshold(account));
    }
    let [entity, rest @ ..] = place else {
        return errors(404, "Not Found");
    };
    let Some(list) = entities::ALL
        .iter()
        .find(|list| list.name.eq_ignore_ascii_case(entity))
    else {
        return errors(404, "Not Found");
    };
    if account.quirks.refused.contains(list.name) {
        let text = format!("You do not have permission to query {}.", list.name);
        return errors(403, &text);
    }
    match (method, rest) {
        ("GET" | "POST", ["query"]) => query::first(account, endpoint, request, list),
        ("POST", ["query", "next"]) => query::next(account, endpoint, request, list),
        ("GET" | "POST", ["query", "count"]) => query::count(account, request, list),
        ("GET", ["entityinformation", "fields"]) => Reply::json(200, &entities::fields(list)),
        ("GET", [id]) => query::one(account, list, id),
        _ => errors(405, "The requested resource does not support this method."),
    }
}

fn threshold(account: &Account) -> Value {
    json!({
        "externalRequestThreshold": REQUESTS,
        "requestThresholdTimeframe": 60,
        "currentTimeframeRequestCount": account.asked.len() + account.quirks.requests_by_others,
    })
}

fn errors(status: u16, text: &str) -> Reply {
    Reply::json(status, &json!({"errors": [text]}))
}

fn outage(_: &Request, status: u16) -> Reply {
    match status {
        429 => errors(status, "The external request threshold has been exceeded."),
        401 => Reply::empty(401),
        _ => errors(status, "An internal error has occurred."),
    }
}
