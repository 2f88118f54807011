//! IT Glue, as its clients see it: in three regions, which know nothing of each other's keys.
//!
//! Everything is JSON:API: ids are text, fields are attributes in kebab-case. Pages are numbered from
//! one. A filter that does not exist is ignored, and all rows come. Documents are listed by organization
//! only, and those in folders only when that is asked for. What ties organizations to a PSA is told
//! when it is to be included, without the name of the PSA; a large page with it takes too long. Who lists
//! passwords sees no secret; who asks for one sees it if the key may.
//!
//! Where the documents are silent, this world does so: a key that the region does not know is 401; a
//! page of more than 1000 rows is refused; 3000 requests are allowed in five minutes; a change of an
//! organization that a PSA owns is 422.

mod lists;
mod tables;

use crate::vendors::{Account, Row, System, Vendor};
use crate::wire::{Reply, Request};
use crate::world::{Cloud, World};
use hyper::http::Method;
use jiff::SignedDuration;
use lists::Kind;
use serde_json::{Value, json};

pub(crate) const SYSTEM: System = System {
    places: &[Cloud::ItGlueUs, Cloud::ItGlueEu, Cloud::ItGlueAu],
    credentials: &["api-key"],
    lists: tables::LISTS,
    crowd: tables::crowd,
    answer,
    outage: |_, status| problem(status, "The service is not available"),
};

const MOST_REQUESTS: usize = 3000;
const WINDOW: SignedDuration = SignedDuration::from_mins(5);

fn problem(status: u16, detail: &str) -> Reply {
    let title = match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        504 => "Gateway Timeout",
        _ => "Internal Server Error",
    };
    let error = json!({"title": title, "detail": detail, "status": status.to_string()});
    reply(status, &json!({"errors": [error]}))
}

fn reply(status: u16, body: &Value) -> Reply {
    Reply::empty(status)
        .header("Content-Type", "application/vnd.api+json; charset=utf-8")
        .body(body.to_string())
}

fn answer(cloud: Cloud, world: &mut World, request: &Request) -> Reply {
    let key = request.header("x-api-key");
    let found = world.vendors.find(Vendor::ItGlue, |it| {
        it.place == cloud && it.knows("api-key", key)
    });
    let Some(account) = found else {
        return problem(401, "The key is not known");
    };
    if account.count(request.at, WINDOW) > MOST_REQUESTS {
        return problem(429, "Too many requests");
    }
    let segments = request.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    if request.method == Method::PATCH {
        return match segments.as_slice() {
            ["organizations", id] => rename(account, request, id),
            _ => problem(404, "There is no such thing to change"),
        };
    }
    if request.method != Method::GET {
        return problem(404, "There is no such thing to do");
    }
    let (kind, organization, id) = match segments.as_slice() {
        [list] => (*list, None, None),
        [list, id] => (*list, None, Some(*id)),
        ["organizations", of, "relationships", list] => (*list, Some(*of), None),
        ["organizations", of, "relationships", list, id] => (*list, Some(*of), Some(*id)),
        _ => return problem(404, "There is no such address"),
    };
    let Some(kind) = Kind::named(kind) else {
        return problem(404, "There is no such address");
    };
    // Documents are listed by organization only.
    if kind == Kind::Documents && organization.is_none() && id.is_none() {
        return problem(404, "There is no such address");
    }
    if account.quirks.refused.contains(kind.list()) {
        return problem(403, "The key may not read this");
    }
    let mut rows = account.tables.rows(kind.list()).to_vec();
    if account.quirks.hidden.contains(kind.list()) {
        rows.clear();
    }
    if let Some(organization) = organization {
        let mut all = account.tables.rows("organizations").iter();
        if !all.any(|row| text(row, "id") == organization) {
            return problem(404, "There is no such organization");
        }
        rows.retain(|row| text(row, "organization-id") == organization);
    }
    match id {
        None => lists::page(account, request, kind, rows),
        Some(id) => match rows.into_iter().find(|row| text(row, "id") == id) {
            Some(row) => one(account, request, kind, row),
            None => problem(404, "There is no such row"),
        },
    }
}

fn one(account: &Account, request: &Request, kind: Kind, mut row: Row) -> Reply {
    let shown = request.query_value("show_password") != Some("false");
    // Whether a key may see secrets is a permission of its own.
    if kind == Kind::Passwords && (!shown || account.quirks.hidden.contains("secrets")) {
        row.remove("password");
    }
    let data = lists::resource(account, kind, row, false);
    reply(200, &json!({"data": data}))
}

/// An organization that a PSA owns is changed there.
fn rename(account: &mut Account, request: &Request, id: &str) -> Reply {
    let mut adapters = account.tables.rows("adapters-resources").iter();
    if adapters.any(|row| text(row, "organization-id") == id) {
        return problem(422, "The organization is managed by a PSA");
    }
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let Some(Value::Object(fields)) = body.pointer("/data/attributes").cloned() else {
        return problem(400, "The attributes are missing");
    };
    let [organizations, ..] = tables::LISTS else {
        return problem(404, "There is no such organization");
    };
    match account.tables.change(organizations, id, fields) {
        Ok(()) => reply(200, &json!({"data": {"id": id, "type": "organizations"}})),
        Err(why) => problem(422, &why),
    }
}

fn text(row: &Row, field: &str) -> String {
    crate::vendors::tables::text(row, field)
}
