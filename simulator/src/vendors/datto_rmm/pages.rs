//! Lists by pages, counted from 0. The link to the next page forgets whatever else was asked.

use super::lists::is_resolved;
use super::problem;
use crate::vendors::Account;
use crate::vendors::tables::{Row, text};
use crate::wire::{Reply, Request};
use serde_json::json;
use url::Url;

pub(super) const MOST_ROWS: usize = 250;

/// Sites or devices.
pub(super) fn list(account: &Account, base: Option<&Url>, request: &Request, name: &str) -> Reply {
    let mut rows: Vec<&Row> = account.tables.rows(name).iter().collect();
    if let Some(part) = request.query_value("siteName") {
        let (field, part) = (
            if name == "sites" { "name" } else { "siteName" },
            part.to_lowercase(),
        );
        rows.retain(|row| text(row, field).to_lowercase().contains(&part));
    }
    page(account, base, request, name, &rows)
}

pub(super) fn alerts(
    account: &Account,
    base: Option<&Url>,
    request: &Request,
    state: &str,
) -> Reply {
    let resolved = state == "resolved";
    let muted = request.query_value("muted");
    let wanted = |row: &&Row| {
        is_resolved(row) == resolved && muted.is_none_or(|muted| text(row, "muted") == muted)
    };
    let rows: Vec<&Row> = account
        .tables
        .rows("alerts")
        .iter()
        .filter(wanted)
        .collect();
    page(account, base, request, "alerts", &rows)
}

fn page(
    account: &Account,
    base: Option<&Url>,
    request: &Request,
    name: &str,
    rows: &[&Row],
) -> Reply {
    let number = |name: &str, without: usize| match request.query_value(name) {
        None => Some(without),
        Some(text) => text.parse::<usize>().ok(),
    };
    let (Some(page), Some(max)) = (number("page", 0), number("max", MOST_ROWS)) else {
        return problem(request, 400, "Bad Request");
    };
    let max = max.clamp(1, MOST_ROWS);
    let rows = if account.quirks.hidden.contains(name) {
        &[]
    } else {
        rows
    };
    let begin = page.saturating_mul(max);
    let end = begin.saturating_add(max).min(rows.len());
    let real = account.quirks.begin(begin);
    let part = rows.get(real..end).unwrap_or_default();
    let link = |page: usize| {
        let base = account.quirks.base(base);
        format!("{base}{}?max={max}&page={page}", request.path)
    };
    let next = if account.quirks.pages_never_end {
        Some(link(page))
    } else {
        (end < rows.len() && begin < rows.len()).then(|| link(page + 1))
    };
    let body = json!({
        "pageDetails": {
            "count": part.len(), "totalCount": rows.len(),
            "prevPageUrl": page.checked_sub(1).map(link), "nextPageUrl": next,
        },
        name: part,
    });
    Reply::json(200, &body)
}
