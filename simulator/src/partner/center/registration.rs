//! Where the partner wants to be told what, and a test of it.

use super::problem::{Answered, bad, good, not_found, problem};
use super::visit::{Visit, address, field, text};
use crate::partner::webhooks::{Attempt, Registration, forget_the_past, with_offset};
use crate::wire::Reply;
use crate::world::World;
use hyper::http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use url::{Host, Url};
use uuid::Uuid;

const TEST_EVENT: &str = "test-created";
/// So many test events a minute.
const TESTS_PER_MINUTE: usize = 2;
const MINUTE: SignedDuration = SignedDuration::from_secs(60);

const EVENTS: [&str; 18] = [
    TEST_EVENT,
    "subscription-updated",
    "subscription-active",
    "subscription-pending",
    "usagerecords-thresholdExceeded",
    "referral-created",
    "referral-updated",
    "invoice-ready",
    "reseller-relationship-accepted-by-customer",
    "dap-admin-relationship-approved",
    "granular-admin-relationship-approved",
    "granular-admin-relationship-activated",
    "granular-admin-relationship-terminated",
    "granular-admin-relationship-expired",
    "granular-admin-access-assignment-created",
    "granular-admin-access-assignment-activated",
    "granular-admin-access-assignment-updated",
    "granular-admin-access-assignment-deleted",
];

pub(super) fn events(visit: &mut Visit<'_>, _path: &[&str]) -> Answered<Reply> {
    visit.partner()?;
    Ok(good(200, &json!(EVENTS)))
}

fn registered<'v>(visit: &'v Visit<'_>) -> Answered<&'v Registration> {
    let found = visit.partner()?.webhooks.registration.as_ref();
    found.ok_or_else(|| not_found("There is no webhook registration."))
}

fn row(registration: &Registration) -> Value {
    json!({
        "SubscriberId": registration.subscriber,
        "WebhookUrl": registration.url,
        "WebhookEvents": registration.events,
        "SignatureTokenToMsSignatureHeader": registration.own_header,
    })
}

pub(super) fn get(visit: &mut Visit<'_>, _path: &[&str]) -> Answered<Reply> {
    Ok(good(200, &row(registered(visit)?)))
}

pub(super) fn create(visit: &mut Visit<'_>, _path: &[&str]) -> Answered<Reply> {
    if registered(visit).is_ok() {
        return Err(problem(
            409,
            "409",
            "A webhook registration exists already.",
        ));
    }
    let made = read(&visit.body()?, visit.world.dice.uuid())?;
    forget_the_past(visit.world, visit.caller.tenant);
    store(visit, made)
}

pub(super) fn replace(visit: &mut Visit<'_>, _path: &[&str]) -> Answered<Reply> {
    let subscriber = registered(visit)?.subscriber;
    let made = read(&visit.body()?, subscriber)?;
    store(visit, made)
}

fn store(visit: &mut Visit<'_>, registration: Registration) -> Answered<Reply> {
    let row = row(&registration);
    visit.partner_mut()?.webhooks.registration = Some(registration);
    Ok(good(200, &row))
}

fn read(body: &Map<String, Value>, subscriber: Uuid) -> Answered<Registration> {
    let url = text(body, "WebhookUrl").filter(|url| is_reachable(url));
    let url = url.ok_or_else(|| bad("The WebhookUrl must be an https address."))?;
    let listed = field(body, "WebhookEvents").and_then(Value::as_array);
    let mut events = BTreeSet::new();
    for event in listed.ok_or_else(|| bad("The WebhookEvents are missing."))? {
        let known = event.as_str().filter(|name| EVENTS.contains(name));
        let known = known.ok_or_else(|| bad(&format!("The event {event} is not supported.")))?;
        events.insert(known.to_owned());
    }
    if events.is_empty() {
        return Err(bad("The WebhookEvents are missing."));
    }
    let own_header = field(body, "SignatureTokenToMsSignatureHeader").and_then(Value::as_bool);
    Ok(Registration {
        subscriber,
        url: url.to_owned(),
        events,
        own_header: own_header.unwrap_or_default(),
    })
}

/// Only `https`; on loopback, where this world is, also without: nobody listens in between.
fn is_reachable(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && loopback)
}

pub(super) fn send_test(visit: &mut Visit<'_>, _path: &[&str]) -> Answered<Reply> {
    if !registered(visit)?.events.contains(TEST_EVENT) {
        return Err(bad(
            "The registration does not contain the event test-created.",
        ));
    }
    let now = visit.now;
    let tests = visit.partner()?.webhooks.tests.values();
    if tests
        .filter(|test| now.duration_since(test.asked) < MINUTE)
        .count()
        >= TESTS_PER_MINUTE
    {
        return Err(problem(429, "429", "Too many requests.").header("Retry-After", "60"));
    }
    let World { dice, .. } = &mut *visit.world;
    let (id, letter) = (dice.uuid(), dice.uuid());
    let place = format!("/webhooks/v1/registration/validationEvents/{id}");
    let body = json!({
        "EventName": TEST_EVENT,
        "ResourceUri": address(visit.world, &place),
        "ResourceName": "test",
        "AuditUri": null,
        "ResourceChangeUtcDate": with_offset(now),
    });
    visit
        .partner_mut()?
        .webhooks
        .send_test(id, letter, &body, now);
    Ok(good(200, &json!({"correlationId": id})))
}

pub(super) fn test_outcome(visit: &mut Visit<'_>, path: &[&str]) -> Answered<Reply> {
    let id = path.get(4).and_then(|id| id.parse::<Uuid>().ok());
    let test = id.and_then(|id| visit.partner().ok()?.webhooks.tests.get(&id));
    let test = test.ok_or_else(|| not_found("There is no such validation event."))?;
    let results: Vec<Value> = test.attempts.iter().map(result).collect();
    let body = json!({
        "correlationId": id,
        "partnerId": visit.caller.tenant,
        "status": if test.completed { "completed" } else { "pending" },
        "callbackUrl": test.url,
        "results": results,
    });
    Ok(good(200, &body))
}

fn result(attempt: &Attempt) -> Value {
    let status = attempt
        .status
        .and_then(|status| StatusCode::from_u16(status).ok());
    let code = status
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default();
    let message = if status.is_some() {
        ""
    } else {
        "The callback did not answer."
    };
    json!({
        "responseCode": code.replace(' ', ""),
        "responseMessage": message,
        "systemError": status.is_none(),
        // Without a zone, as the real one writes it.
        "dateTimeUtc": attempt.at.strftime("%Y-%m-%dT%H:%M:%S%.7f").to_string(),
    })
}
