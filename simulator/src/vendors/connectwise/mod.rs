//! ConnectWise PSA (Manage), as its clients see it.
//!
//! Every MSP has a company id that it signs in with, at one of the vendor's sites. Whoever names it is
//! told the codebase, without credentials; everything else wants the keys of an API member and the
//! client id of a registered integration. Rows come in numbered pages, or forward only.
//!
//! Where the documents are silent, this world does so: a company id that the site does not know is 404;
//! a client id that nobody registered is 401, as a wrong key is; what a member's security role keeps it
//! from is 403; pages of more than 1000 rows are refused; the fields of members are as clients use
//! them; rows in forward-only order come by their ids.

mod conditions;
mod lists;
mod problem;
mod tables;

use crate::vendors::{Account, Row, System, Vendor};
use crate::wire::{Reply, Request};
use crate::world::{Cloud, World};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::http::Method;
use problem::problem;
use serde_json::{Value, json};
use url::Url;

pub(crate) const SYSTEM: System = System {
    places: &[Cloud::ConnectWiseNa, Cloud::ConnectWiseEu],
    credentials: &["company", "client-id", "public-key", "private-key"],
    lists: tables::LISTS,
    crowd: tables::crowd,
    answer,
    outage: |_, status| problem::outage(status),
};

const CODEBASE: &str = "v2025_1";
const VERSION: &str = "2025.1";

fn answer(cloud: Cloud, world: &mut World, request: &Request) -> Reply {
    let Some(base) = world.endpoints.of(cloud).cloned() else {
        return Reply::empty(404);
    };
    let segments = request.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["login", "companyinfo", company] if request.method == Method::GET => {
            let found = world.vendors.find(Vendor::ConnectWise, |it| {
                it.place == cloud
                    && it.credentials.get("company").map(String::as_str) == Some(*company)
            });
            found.map_or_else(
                || problem(404, "NotFound", "Company not found"),
                |account| Reply::json(200, &company_info(account, &base)),
            )
        }
        [CODEBASE | "v4_6_release", "apis", "3.0", rest @ ..] => {
            let account = match admitted(cloud, world, request) {
                Ok(account) => account,
                Err(refusal) => return refusal,
            };
            ask(account, request, &base, rest).header("api-current-version", VERSION)
        }
        _ => Reply::empty(404),
    }
}

fn company_info(account: &Account, base: &Url) -> Value {
    json!({
        "CompanyName": account.name,
        "Codebase": format!("{CODEBASE}/"),
        "VersionCode": "v2025.1",
        "CompanyID": account.credentials.get("company"),
        "IsCloud": true,
        "SiteUrl": base.host_str(),
    })
}

/// The account whose member asks, through a registered integration.
fn admitted<'a>(
    cloud: Cloud,
    world: &'a mut World,
    request: &Request,
) -> Result<&'a mut Account, Reply> {
    let Some((company, public, private)) = shown(request) else {
        return Err(problem(401, "Unauthorized", "Authorization is missing"));
    };
    let found = world.vendors.find(Vendor::ConnectWise, |it| {
        it.place == cloud
            && it.knows("company", Some(&company))
            && it.knows("public-key", Some(&public))
            && it.knows("private-key", Some(&private))
    });
    let account = found.ok_or_else(|| problem(401, "ConnectWiseApi", "UserNotAuthenticated"))?;
    if account.knows("client-id", request.header("clientid")) {
        Ok(account)
    } else {
        Err(problem(
            401,
            "Unauthorized",
            "The clientId is missing or unknown",
        ))
    }
}

/// `company+public:private`
fn shown(request: &Request) -> Option<(String, String, String)> {
    let text = request.header("authorization")?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (user, private) = text.split_once(':')?;
    let (company, public) = user.split_once('+')?;
    Some((company.to_owned(), public.to_owned(), private.to_owned()))
}

fn ask(account: &Account, request: &Request, base: &Url, path: &[&str]) -> Reply {
    let (path, way) = match path {
        [path @ .., "count"] if request.method == Method::GET => (path, Way::Count),
        [path @ .., "search"] if request.method == Method::POST => (path, Way::List),
        path if request.method == Method::GET => (path, Way::List),
        _ => return problem(405, "MethodNotAllowed", "This world is only read"),
    };
    if let ["system", "info"] = path {
        return Reply::json(200, &json!({"version": "v2025.1.1", "isCloud": true}));
    }
    let (list, rows) = match path {
        ["company", "companies", ..] => ("companies", Some(all(account, "companies"))),
        ["system", "members", ..] => ("members", Some(all(account, "members"))),
        ["procurement", "catalog", ..] => ("catalog", Some(all(account, "catalog"))),
        ["finance", "agreements", agreement, "additions"] => {
            ("additions", of_agreement(account, agreement))
        }
        ["finance", "agreements", ..] => ("agreements", Some(all(account, "agreements"))),
        _ => return not_found(),
    };
    if account.quirks.refused.contains(list) {
        return problem(
            403,
            "Forbidden",
            "The member's security role does not allow it",
        );
    }
    let Some(mut rows) = rows else {
        return not_found();
    };
    if account.quirks.hidden.contains(list) {
        rows.clear();
    }
    match (path, way) {
        ([_, _] | [_, _, _, "additions"], Way::List) => {
            lists::page(request, base, rows, &account.quirks)
        }
        ([_, _] | [_, _, _, "additions"], Way::Count) => lists::count(request, rows),
        ([_, _, id], Way::List) => {
            let found = rows.into_iter().find(|row| text(row) == *id);
            found.map_or_else(not_found, |row| Reply::json(200, &Value::Object(row)))
        }
        _ => not_found(),
    }
}

#[derive(Clone, Copy)]
enum Way {
    List,
    Count,
}

fn all(account: &Account, list: &str) -> Vec<Row> {
    account.tables.rows(list).to_vec()
}

/// Nothing where there is no such agreement.
fn of_agreement(account: &Account, id: &str) -> Option<Vec<Row>> {
    let mut agreements = account.tables.rows("agreements").iter();
    agreements.find(|row| text(row) == id)?;
    let mut rows = all(account, "additions");
    rows.retain(|row| crate::vendors::tables::text(row, "agreementId") == id);
    Some(rows)
}

fn text(row: &Row) -> String {
    crate::vendors::tables::text(row, "id")
}

fn not_found() -> Reply {
    problem(404, "NotFound", "The resource was not found")
}
