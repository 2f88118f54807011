//! Queries and their pages. A page's link is opaque to clients, and is sent again with the same body.

use super::errors;
use super::filter::{self, Checked, Node};
use crate::vendors::Account;
use crate::vendors::tables::{List, Row, text};
use crate::wire::{Reply, Request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use url::Url;

const MOST_ROWS: usize = 500;
/// A longer address is not found.
const LONGEST_ADDRESS: usize = 2000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
struct Query {
    filter: Vec<Node>,
    #[serde(default)]
    maxrecords: Option<u64>,
    #[serde(default)]
    includefields: Vec<String>,
}

/// What a link to a page holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Paging {
    page_size: usize,
    previous_id: u64,
    /// Of what was asked: another question does not go on here.
    of: u64,
}

/// Names of keys in any case of letters are one.
fn lowered(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let lower = |(key, value): (String, Value)| (key.to_ascii_lowercase(), lowered(value));
            Value::Object(fields.into_iter().map(lower).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(lowered).collect()),
        other => other,
    }
}

fn sample(list: &List) -> Row {
    match (list.template)() {
        Value::Object(row) => row,
        _ => Map::new(),
    }
}

fn read(request: &Request, list: &List) -> Result<(Query, u64), Reply> {
    let length = request.path.len() + request.query.iter().map(|(_, it)| it.len()).sum::<usize>();
    let text = match request.query_value("search") {
        Some(_) if length > LONGEST_ADDRESS => return Err(errors(404, "Not Found")),
        Some(search) => search.as_bytes(),
        None => &request.body,
    };
    let query = checked(text, list).map_err(|why| errors(500, &why))?;
    // A fingerprint that is the same for the same text, in every process.
    let of = text
        .iter()
        .fold(14_695_981_039_346_656_037_u64, |sum, byte| {
            (sum ^ u64::from(*byte)).wrapping_mul(1_099_511_628_211)
        });
    Ok((query, of))
}

fn checked(text: &[u8], list: &List) -> Checked<Query> {
    let value: Value = serde_json::from_slice(text)
        .map_err(|_| "Unexpected character encountered while parsing value.".to_owned())?;
    let query: Query = serde_json::from_value(lowered(value)).map_err(|error| error.to_string())?;
    if query.filter.is_empty() {
        return Err("A filter is required.".to_owned());
    }
    if query
        .maxrecords
        .is_some_and(|most| !(1..=500).contains(&most))
    {
        return Err("MaxRecords must be between 1 and 500.".to_owned());
    }
    let sample = sample(list);
    filter::check(&query.filter, &sample)?;
    match query
        .includefields
        .iter()
        .find(|field| filter::find(&sample, field).is_none())
    {
        Some(field) => Err(format!(
            "Unable to find {field} in the {} entity.",
            list.name
        )),
        None => Ok(query),
    }
}

/// What fits, in the order of ids.
fn found<'a>(account: &'a Account, list: &List, query: &Query) -> Vec<(u64, &'a Row)> {
    if account.quirks.hidden.contains(list.name) {
        return Vec::new();
    }
    let rows = account.tables.rows(list.name).iter();
    let mut rows: Vec<(u64, &Row)> = rows
        .filter(|row| filter::fits(&query.filter, row))
        .map(|row| (text(row, list.id).parse().unwrap_or_default(), row))
        .collect();
    rows.sort_by_key(|(id, _)| *id);
    rows
}

pub(super) fn first(
    account: &Account,
    endpoint: Option<&Url>,
    request: &Request,
    list: &List,
) -> Reply {
    match read(request, list) {
        Ok((query, of)) => page(account, endpoint, list, &query, of, None),
        Err(reply) => reply,
    }
}

pub(super) fn next(
    account: &Account,
    endpoint: Option<&Url>,
    request: &Request,
    list: &List,
) -> Reply {
    let (query, of) = match read(request, list) {
        Ok(read) => read,
        Err(reply) => return reply,
    };
    let paging = request.query_value("paging").unwrap_or_default();
    match serde_json::from_str::<Paging>(paging) {
        Ok(paging) if paging.of == of => page(
            account,
            endpoint,
            list,
            &query,
            of,
            Some(paging.previous_id),
        ),
        _ => errors(500, "The paging information is not valid."),
    }
}

fn page(
    account: &Account,
    endpoint: Option<&Url>,
    list: &List,
    query: &Query,
    of: u64,
    after: Option<u64>,
) -> Reply {
    let most = query
        .maxrecords
        .and_then(|most| usize::try_from(most).ok())
        .unwrap_or(MOST_ROWS);
    let rows = found(account, list, query);
    let begin = after.map_or(0, |after| rows.partition_point(|(id, _)| *id <= after));
    let end = begin.saturating_add(most).min(rows.len());
    let end_id = end
        .checked_sub(1)
        .and_then(|it| rows.get(it))
        .map(|it| it.0);
    let part = rows
        .get(account.quirks.begin(begin)..end)
        .unwrap_or_default();
    let goes_on = end < rows.len() || account.quirks.pages_never_end;
    let next = goes_on.then(|| {
        let paging = Paging {
            page_size: most,
            previous_id: if account.quirks.pages_never_end {
                0
            } else {
                end_id.unwrap_or_default()
            },
            of,
        };
        let paging = serde_json::to_string(&paging).unwrap_or_default();
        let paging = utf8_percent_encode(&paging, NON_ALPHANUMERIC);
        let base = account.quirks.base(endpoint);
        format!(
            "{base}/ATServicesRest/V1.0/{}/query/next?paging={paging}",
            list.name
        )
    });
    let items: Vec<Value> = part.iter().map(|(_, row)| projected(row, query)).collect();
    let body = json!({
        "pageDetails": {
            "count": items.len(), "requestCount": most, "prevPageUrl": null, "nextPageUrl": next,
        },
        "items": items,
    });
    Reply::json(200, &body)
}

/// Only what was asked for, if anything was named.
fn projected(row: &Row, query: &Query) -> Value {
    if query.includefields.is_empty() {
        return Value::Object(row.clone());
    }
    let wanted = |name: &str| {
        let mut fields = query.includefields.iter();
        fields.any(|field| field.eq_ignore_ascii_case(name))
    };
    let fields = row.iter().filter(|(name, _)| wanted(name));
    Value::Object(
        fields
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

pub(super) fn count(account: &Account, request: &Request, list: &List) -> Reply {
    match read(request, list) {
        Ok((query, _)) => {
            let count = found(account, list, &query).len();
            Reply::json(200, &json!({"queryCount": count}))
        }
        Err(reply) => reply,
    }
}

pub(super) fn one(account: &Account, list: &List, id: &str) -> Reply {
    let hidden = account.quirks.hidden.contains(list.name);
    let mut rows = account.tables.rows(list.name).iter();
    let found = rows.find(|row| text(row, list.id) == id && !hidden);
    Reply::json(200, &json!({"item": found}))
}
