//! Two ways to page: with a token that says where to go on, and with an offset and a total.

use super::{ACCOUNT_ID, problem};
use crate::vendors::Account;
use crate::vendors::tables::{Row, text};
use crate::wire::{Reply, Request};
use serde_json::{Value, json};

const USUAL: usize = 10;
const MOST_ROWS: usize = 1000;
/// In front of the number that a page token hides.
const MARK: &str = "CAo";

fn rows<'a>(account: &'a Account, list: &str) -> &'a [Row] {
    if account.quirks.hidden.contains(list) {
        &[]
    } else {
        account.tables.rows(list)
    }
}

fn number(request: &Request, name: &str, without: usize) -> Option<usize> {
    match request.query_value(name) {
        None => Some(without),
        Some(text) => text.parse().ok(),
    }
}

fn invalid(what: &str) -> Reply {
    problem(400, 3, &format!("invalid argument: {what}"))
}

pub(super) fn by_token(account: &Account, request: &Request, list: &str) -> Reply {
    let Some(size @ 1..) = number(request, "pageSize", USUAL) else {
        return invalid("pageSize");
    };
    let size = size.min(MOST_ROWS);
    let token = request.query_value("pageToken").unwrap_or_default();
    let Some(begin) = place_of(token) else {
        return invalid("pageToken");
    };
    let rows = rows(account, list);
    let end = begin.saturating_add(size).min(rows.len());
    let part = rows
        .get(account.quirks.begin(begin)..end)
        .unwrap_or_default();
    let next = if account.quirks.pages_never_end {
        token_of(begin.max(1))
    } else if end < rows.len() {
        token_of(end)
    } else {
        String::new()
    };
    let part: Vec<Value> = part.iter().map(|row| shown(account, list, row)).collect();
    Reply::json(200, &json!({list: part, "nextPageToken": next}))
}

fn token_of(place: usize) -> String {
    format!("{MARK}{place:08x}")
}

fn place_of(token: &str) -> Option<usize> {
    if token.is_empty() {
        return Some(0);
    }
    usize::from_str_radix(token.strip_prefix(MARK)?, 16).ok()
}

/// Customers are named by a path; their number is nowhere else.
fn shown(account: &Account, list: &str, row: &Row) -> Value {
    let mut row = row.clone();
    if list == "customers" {
        let id = text(&row, "id");
        let own = account.credentials.get(ACCOUNT_ID);
        let own = own.map(String::as_str).unwrap_or_default();
        row.remove("id");
        row.insert(
            "name".to_owned(),
            json!(format!("accounts/{own}/customers/{id}")),
        );
    }
    Value::Object(row)
}

pub(super) fn by_offset(account: &Account, request: &Request) -> Reply {
    let limit = number(request, "pagination.limit", USUAL);
    let offset = number(request, "pagination.offset", 0);
    let (Some(limit @ 1..), Some(offset)) = (limit, offset) else {
        return invalid("pagination");
    };
    let mut all: Vec<&Row> = rows(account, "subscriptions").iter().collect();
    for name in ["customerId", "subscriptionStatus"] {
        if let Some(wanted) = request.query_value(name) {
            all.retain(|row| text(row, name) == wanted);
        }
    }
    let end = offset.saturating_add(limit.min(MOST_ROWS)).min(all.len());
    let part = all
        .get(account.quirks.begin(offset)..end)
        .unwrap_or_default();
    let total = if account.quirks.pages_never_end {
        usize::MAX / 2
    } else {
        all.len()
    };
    let body = json!({
        "items": part, "paginationResponse": {"totalSize": total}, "nextPageToken": "",
    });
    Reply::json(200, &body)
}
