//! HaloPSA, as its clients see it.
//!
//! Every MSP has a host of its own, which says without credentials where tokens are to be had and for
//! which tenant. Lists are wrapped under their names, and come in pages only when they are asked to be
//! (`pageinate` is the word). Which Microsoft tenants clients have is told in an answer of three shapes.
//! Dates that are not there are in 1899, templates of recurring invoices have negative ids.
//!
//! Where the documents are silent, this world does so: a wrong secret is 400 `invalid_client`, an
//! unknown tenant 400 `invalid_request`; what an application may not read is 403; a page has 999 rows at
//! most; who is inactive is shown only when that is asked for; the fields of agents and items are as
//! clients use them; an application may be kept from asking for `all` (as a list that is refused), with
//! 400 `invalid_scope`; a host where nobody is has nothing to say but 404.

mod tables;

use crate::vendors::quirks::ListShape;
use crate::vendors::{Account, Row, System, Token, Vendor};
use crate::wire::{Reply, Request};
use crate::world::{Cloud, World};
use hyper::http::Method;
use serde_json::{Value, json};

pub(crate) const SYSTEM: System = System {
    places: &[Cloud::HaloPsa, Cloud::HaloPsaElsewhere],
    credentials: &["tenant", "client-id", "client-secret"],
    lists: tables::LISTS,
    crowd: tables::crowd,
    answer,
    outage,
};

const TOKEN_SECONDS: i64 = 3600;
const LARGEST_PAGE: usize = 999;
const USUAL_PAGE: usize = 50;

/// How a list is asked for, and under which name it comes.
struct Door {
    path: &'static str,
    list: &'static str,
    /// The field that says that a row is not in use, and what shows such rows all the same.
    inactive: Option<(&'static str, &'static str)>,
}

const DOORS: [Door; 5] = [
    Door {
        path: "client",
        list: "clients",
        inactive: Some(("inactive", "includeinactive")),
    },
    Door {
        path: "agent",
        list: "agents",
        inactive: Some(("isdisabled", "includedisabled")),
    },
    Door {
        path: "item",
        list: "items",
        inactive: Some(("inactive", "includeinactive")),
    },
    Door {
        path: "clientcontract",
        list: "contracts",
        inactive: None,
    },
    Door {
        path: "recurringinvoice",
        list: "invoices",
        inactive: Some(("disabled", "includeinactive")),
    },
];

fn outage(request: &Request, status: u16) -> Reply {
    match status {
        429 => Reply::json(429, &json!({"Message": "Too many requests"})),
        500 if request.path.ends_with("/token") => Reply::json(
            500,
            &json!({"error": "server_error", "error_description": "Try again"}),
        ),
        500 => Reply::json(
            500,
            &json!({"ClassName": "System.Exception", "Message": "Something went wrong"}),
        ),
        other => Reply::json(
            other,
            &json!({"resultCode": other, "errorMessage": "The service is not available"}),
        ),
    }
}

fn answer(cloud: Cloud, world: &mut World, request: &Request) -> Reply {
    let Some(base) = world.endpoints.of(cloud).cloned() else {
        return Reply::empty(404);
    };
    let path = request.path.to_ascii_lowercase();
    let segments: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
    match segments.as_slice() {
        ["api", "authinfo"] if request.method == Method::GET => {
            let found = world.vendors.find(Vendor::HaloPsa, |it| it.place == cloud);
            found.map_or_else(
                || Reply::empty(404),
                |account| {
                    let said = account.quirks.place_is_said_to_be.as_deref();
                    let base = said.unwrap_or(base.as_str()).trim_end_matches('/');
                    let info = json!({
                        "auth_url": format!("{base}/auth"),
                        "tenant_id": account.credentials.get("tenant"),
                    });
                    Reply::json(200, &info)
                },
            )
        }
        ["auth", "token"] if request.method == Method::POST => token(cloud, world, request),
        ["api", rest @ ..] => {
            let now = world.clock.now();
            let bearer = request.bearer().unwrap_or_default();
            let found = world.vendors.find(Vendor::HaloPsa, |it| {
                it.place == cloud && it.has_token(bearer, now)
            });
            match found {
                Some(account) if request.method == Method::GET => ask(account, request, rest),
                Some(_) => refused(405, "This world is only read"),
                None => refused(401, "Authorization has been denied for this request."),
            }
        }
        _ => Reply::empty(404),
    }
}

fn refused(status: u16, message: &str) -> Reply {
    Reply::json(status, &json!({"Message": message}))
}

fn token(cloud: Cloud, world: &mut World, request: &Request) -> Reply {
    let form = request.form();
    let field = |name: &str| form.get(name).map(String::as_str);
    let wrong = |error: &str, why: &str| {
        Reply::json(400, &json!({"error": error, "error_description": why}))
    };
    if field("grant_type") != Some("client_credentials") {
        return wrong("unsupported_grant_type", "Only client_credentials is known");
    }
    if field("scope").is_none_or(str::is_empty) {
        return wrong("invalid_scope", "The scope is missing");
    }
    let everything = field("scope") == Some("all");
    let tenant = request.query_value("tenant");
    let text = world.dice.token(48);
    let until = world.clock.in_seconds(TOKEN_SECONDS);
    let found = world.vendors.find(Vendor::HaloPsa, |it| {
        it.place == cloud && it.credentials.get("tenant").map(String::as_str) == tenant
    });
    let Some(account) = found else {
        return wrong("invalid_request", "The tenant is not known");
    };
    if !account.knows("client-id", field("client_id"))
        || !account.knows("client-secret", field("client_secret"))
    {
        return wrong(
            "invalid_client",
            "The client is not known, or its secret is wrong",
        );
    }
    if everything && account.quirks.refused.contains("all") {
        return wrong("invalid_scope", "The application may not do all");
    }
    let purpose = String::new();
    account
        .tokens
        .insert(text.clone(), Token { purpose, until });
    let given = json!({
        "access_token": text, "token_type": "Bearer", "expires_in": TOKEN_SECONDS,
        "scope": field("scope"),
    });
    Reply::json(200, &given)
}

fn ask(account: &Account, request: &Request, path: &[&str]) -> Reply {
    if let ["azureadconnection", rest @ ..] = path {
        return connections(account, request, rest);
    }
    let (door, id) = match path {
        [door] => (*door, None),
        [door, id] => (*door, Some(*id)),
        _ => return Reply::empty(404),
    };
    let Some(door) = DOORS.iter().find(|it| it.path == door) else {
        return Reply::empty(404);
    };
    if account.quirks.refused.contains(door.list) {
        return refused(403, "You do not have permission to do this");
    }
    let mut rows = account.tables.rows(door.list).to_vec();
    if account.quirks.hidden.contains(door.list) {
        rows.clear();
    }
    if let Some(id) = id {
        let found = rows.into_iter().find(|row| text(row, "id") == id);
        return found.map_or_else(
            || refused(404, "Not found"),
            |row| Reply::json(200, &Value::Object(row)),
        );
    }
    list(account, request, door, rows)
}

fn said(request: &Request, name: &str) -> bool {
    request.query_value(name) == Some("true")
}

fn list(account: &Account, request: &Request, door: &Door, mut rows: Vec<Row>) -> Reply {
    if let Some((field, shown)) = door.inactive
        && !said(request, shown)
    {
        rows.retain(|row| row.get(field) != Some(&Value::Bool(true)));
    }
    for (asked, field) in [("client_id", "client_id"), ("toplevel_id", "toplevel_id")] {
        if let Some(wanted) = request.query_value(asked) {
            rows.retain(|row| text(row, field) == wanted);
        }
    }
    if let Some(words) = request.query_value("search") {
        let words = words.to_lowercase();
        rows.retain(|row| text(row, "name").to_lowercase().contains(&words));
    }
    if door.list == "invoices" && !said(request, "includelines") {
        for row in &mut rows {
            row.remove("lines");
        }
    }
    let count = rows.len();
    if said(request, "pageinate") {
        let number = |name: &str, usual: usize| {
            let text = request.query_value(name).and_then(|it| it.parse().ok());
            text.filter(|number| *number > 0).unwrap_or(usual)
        };
        let size = number("page_size", USUAL_PAGE).min(LARGEST_PAGE);
        let page = number("page_no", 1);
        let first = (page - 1).saturating_mul(size);
        let from = account.quirks.begin(first);
        let end = count.min(first.saturating_add(size));
        rows = rows.get(from..end).unwrap_or_default().to_vec();
    }
    let rows: Vec<Value> = rows.into_iter().map(Value::Object).collect();
    Reply::json(200, &json!({"record_count": count, door.list: rows}))
}

/// Which Microsoft tenants clients have: first the connections, then what each of them knows.
fn connections(account: &Account, request: &Request, path: &[&str]) -> Reply {
    if account.quirks.refused.contains("connections") {
        return refused(403, "You do not have permission to do this");
    }
    let rows = account.tables.rows("connections").iter();
    let of_type = request.query_value("type");
    let rows = rows.filter(|row| of_type.is_none_or(|wanted| text(row, "type") == wanted));
    match path {
        [] => {
            let short = rows.map(|row| {
                let mut row = row.clone();
                row.remove("mappings_client");
                Value::Object(row)
            });
            let mut short: Vec<Value> = short.collect();
            match account.quirks.list_shape {
                ListShape::Single if short.len() == 1 => Reply::json(200, &short.remove(0)),
                ListShape::Wrapped => {
                    let count = short.len();
                    Reply::json(200, &json!({"record_count": count, "connections": short}))
                }
                _ => Reply::json(200, &Value::from(short)),
            }
        }
        [id] => {
            let mut rows = rows;
            let Some(mut row) = rows.find(|row| text(row, "id") == *id).cloned() else {
                return refused(404, "Not found");
            };
            if !said(request, "includedetails") || !said(request, "includetenants") {
                row.remove("mappings_client");
            }
            Reply::json(200, &Value::Object(row))
        }
        _ => Reply::empty(404),
    }
}

fn text(row: &Row, field: &str) -> String {
    crate::vendors::tables::text(row, field)
}
