//! The control plane over HTTPS: orders in, journal and invariants out.

use crate::control::{left_behind, order, relationships_of};
use crate::page::{escaped, page};
use crate::server::Shared;
use crate::wire::{Reply, Request};
use crate::world::World;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::Arc;
use uuid::Uuid;

/// As many rows as one answer holds.
const MOST_ROWS: usize = 1000;

/// What there is, for the page that says so.
const PLACES: [(&str, &str); 10] = [
    (
        "GET /world",
        "tenants, apps, accounts, groups and addresses, with their ids",
    ),
    (
        "GET /authority.pem",
        "the certificate that clients must trust",
    ),
    (
        "GET /journal?after=N",
        "the requests received, a thousand at a time",
    ),
    ("GET /deeds?after=N", "the effects they had"),
    ("GET /rules", "the faults in force"),
    ("GET /held", "how many requests are held without an answer"),
    (
        "GET /relationships-ever-created-for/TENANT",
        "relationships that apps made for a customer",
    ),
    (
        "GET /foreign-things-deleted",
        "what apps deleted that no app had made",
    ),
    (
        "GET /left-behind/TENANT",
        "what apps made for a customer and is there now",
    ),
    (
        "POST /orders",
        "does something, as time, as fate or as an administrator",
    ),
];

pub(crate) fn answer(shared: &Arc<Shared>, request: &Request) -> Reply {
    let segments = request.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    if let ("POST", ["orders"]) = (request.method.as_str(), parts.as_slice()) {
        return shared.change(|world| carry_out(world, request));
    }
    let world = &*shared.world();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", []) => front(world),
        ("GET", ["world"]) => Reply::json(200, &described(world)),
        ("GET", ["authority.pem"]) => Reply::empty(200)
            .header("Content-Type", "application/x-pem-file")
            .body(shared.authority.pem.clone()),
        ("GET", ["journal"]) => rows(request, world.journal.entries()),
        ("GET", ["deeds"]) => rows(request, world.journal.deeds()),
        ("GET", ["rules"]) => Reply::json(
            200,
            &json!({"rules": world.fate.rules().collect::<Vec<_>>()}),
        ),
        ("GET", ["held"]) => Reply::json(200, &json!({"held": world.holds.count()})),
        ("GET", ["foreign-things-deleted"]) => Reply::json(
            200,
            &json!({"deeds": world.journal.foreign_things_deleted()}),
        ),
        ("GET", ["relationships-ever-created-for", customer]) => match customer.parse::<Uuid>() {
            Ok(customer) => Reply::json(
                200,
                &json!({"relationships": relationships_of(world, customer)}),
            ),
            Err(_) => no_tenant(customer),
        },
        ("GET", ["left-behind", customer]) => match customer.parse::<Uuid>() {
            Ok(customer) => Reply::json(200, &json!({"deeds": left_behind(world, customer)})),
            Err(_) => no_tenant(customer),
        },
        _ => refused(404, "there is no such place; GET / lists what there is"),
    }
}

fn no_tenant(text: &str) -> Reply {
    refused(400, &format!("{text:?} is no id of a tenant"))
}

fn refused(status: u16, why: &str) -> Reply {
    Reply::json(status, &json!({"error": why}))
}

fn carry_out(world: &mut World, request: &Request) -> Reply {
    let order = match serde_json::from_slice(&request.body) {
        Ok(order) => order,
        Err(error) => return refused(400, &format!("this is no order: {error}")),
    };
    match order::carry_out(world, order) {
        Ok(()) => Reply::json(200, &json!({"now": world.clock.now()})),
        Err(impossible) => refused(409, &impossible.0),
    }
}

fn rows<T: serde::Serialize>(request: &Request, all: &[T]) -> Reply {
    let after = match request.query_value("after").map(str::parse::<usize>) {
        None => 0,
        Some(Ok(after)) => after,
        Some(Err(_)) => return refused(400, "`after` is a number of rows"),
    };
    let some = all.get(after..).unwrap_or_default();
    let some = &some[..some.len().min(MOST_ROWS)];
    Reply::json(
        200,
        &json!({"rows": some, "next": after + some.len(), "total": all.len()}),
    )
}

fn described(world: &World) -> Value {
    let tenant = |tenant: &crate::world::Tenant| {
        let people = &tenant.directory.people;
        let accounts = people
            .accounts
            .values()
            .map(|it| json!({"id": it.id, "name": it.name}));
        let groups = people
            .groups
            .values()
            .map(|it| json!({"id": it.id, "name": it.display_name}));
        let apps = tenant.directory.apps.applications.values();
        json!({
            "id": tenant.id,
            "name": tenant.name,
            "domains": tenant.domains,
            "partner": world.partners.contains_key(&tenant.id),
            "accounts": accounts.collect::<Vec<_>>(),
            "groups": groups.collect::<Vec<_>>(),
            "apps": apps.map(|it| json!({"id": it.app_id, "name": it.display_name})).collect::<Vec<_>>(),
        })
    };
    json!({
        "now": world.clock.now(),
        "endpoints": world.endpoints,
        "tenants": world.tenants.values().map(tenant).collect::<Vec<_>>(),
    })
}

fn front(world: &World) -> Reply {
    let mut text = format!(
        "<p>It is {} here.</p>\n<h2>Clouds</h2>\n<ul>\n",
        world.clock.now().strftime("%F %T UTC")
    );
    for (cloud, url) in world.endpoints.all() {
        let url = escaped(url.as_str());
        let _ = writeln!(
            text,
            "<li>{}: <a href=\"{url}\">{url}</a></li>",
            cloud.title()
        );
    }
    text.push_str("</ul>\n<h2>What can be asked here</h2>\n<dl>\n");
    for (place, meaning) in PLACES {
        let _ = writeln!(
            text,
            "<dt><code>{}</code></dt><dd>{}</dd>",
            escaped(place),
            escaped(meaning)
        );
    }
    text.push_str("</dl>\n");
    page(200, "Control of the simulated clouds", &text)
}
