//! Lists by pages, counted from 0.

use super::problem;
use crate::vendors::Account;
use crate::vendors::tables::{List, Row, text};
use crate::wire::{Reply, Request};
use serde_json::{Value, json};

const USUAL: usize = 10;
const MOST_ROWS: usize = 200;

/// What lists are narrowed by: the name in the query, and the field, inside of another one after a dot.
const FILTERS: [(&str, &str, &str); 8] = [
    ("companies", "status", "status"),
    ("companies", "city", "address.city"),
    ("companies", "country", "address.country"),
    ("products", "vendorName", "vendorName"),
    ("subscriptions", "companyId", "companyId"),
    ("subscriptions", "productId", "productId"),
    ("subscriptions", "status", "status"),
    ("subscriptions", "billingTerm", "billingTerm"),
];

pub(super) fn list(account: &Account, request: &Request, name: &str) -> Reply {
    let number = |name: &str, without: usize| match request.query_value(name) {
        None => Some(without),
        Some(text) => text.parse::<usize>().ok(),
    };
    let (Some(page), Some(size @ 1..=MOST_ROWS)) = (number("page", 0), number("size", USUAL))
    else {
        let text = "page is 0 or more, and size between 1 and 200";
        return problem(request, 422, "UNPROCESSABLE_ENTITY", text);
    };
    let rows = rows(account, request, name);
    let begin = page.saturating_mul(size);
    let end = begin.saturating_add(size).min(rows.len());
    let part = rows
        .get(account.quirks.begin(begin)..end)
        .unwrap_or_default();
    let never = account.quirks.pages_never_end;
    let pages = rows.len().div_ceil(size);
    let body = json!({
        "content": part,
        "page": {
            "size": size,
            "totalElements": rows.len(),
            "totalPages": if never { pages + 2 } else { pages },
            "number": if never { 0 } else { page },
        },
    });
    Reply::json(200, &body)
}

fn rows<'a>(account: &'a Account, request: &Request, name: &str) -> Vec<&'a Row> {
    if account.quirks.hidden.contains(name) {
        return Vec::new();
    }
    let mut rows: Vec<&Row> = account.tables.rows(name).iter().collect();
    for (list, parameter, field) in FILTERS {
        if let Some(wanted) = request.query_value(parameter).filter(|_| list == name) {
            rows.retain(|row| held(row, field).eq_ignore_ascii_case(wanted));
        }
    }
    if let Some(part) = request.query_value("search") {
        let part = part.to_lowercase();
        rows.retain(|row| text(row, "name").to_lowercase().contains(&part));
    }
    if let Some(sort) = request.query_value("sort") {
        let (field, way) = sort.split_once(',').unwrap_or((sort, "asc"));
        rows.sort_by_key(|row| text(row, field));
        if way == "desc" {
            rows.reverse();
        }
    }
    rows
}

fn held(row: &Row, field: &str) -> String {
    match field.split_once('.') {
        None => text(row, field),
        Some((outer, inner)) => {
            let inner = row.get(outer).and_then(|it| it.get(inner));
            inner.and_then(Value::as_str).unwrap_or_default().to_owned()
        }
    }
}

pub(super) fn one(account: &Account, request: &Request, list: &List, id: &str) -> Reply {
    let mut rows = account.tables.rows(list.name).iter();
    match rows.find(|row| text(row, list.id) == id) {
        Some(row) => Reply::json(200, &json!(row)),
        None => problem(request, 404, "NOT_FOUND", "Not found"),
    }
}
