//! How a list is asked for: which rows, which of their fields, and which page.

use super::conditions::Condition;
use super::problem;
use crate::vendors::{Row, VendorQuirks};
use crate::wire::{Reply, Request};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

const DEFAULT_SIZE: usize = 25;
const LARGEST_SIZE: usize = 1000;

/// What was asked for, from the query or from the body of a search.
struct Asked {
    conditions: Vec<Condition>,
    order: Option<(String, bool)>,
    fields: Option<Vec<String>>,
    size: usize,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    Page(usize),
    /// Rows after this id.
    After(u64),
}

/// What a search says in its body instead of in its query.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Search {
    conditions: Option<String>,
    child_conditions: Option<String>,
    order_by: Option<String>,
}

/// The page that is asked for. `base` is where the interface is: links begin with it.
pub(super) fn page(request: &Request, base: &Url, rows: Vec<Row>, quirks: &VendorQuirks) -> Reply {
    let asked = match Asked::read(request, &rows) {
        Ok(asked) => asked,
        Err(why) => return problem::invalid(&why),
    };
    let rows = asked.chosen(rows);
    let first = match asked.place {
        Place::Page(number) => (number - 1).saturating_mul(asked.size),
        Place::After(id) => rows.iter().take_while(|row| id_of(row) <= id).count(),
    };
    let end = rows.len().min(first.saturating_add(asked.size));
    let from = quirks.begin(first);
    let shown = rows.get(from..end).unwrap_or_default();
    let shown: Vec<Value> = shown.iter().map(|row| asked.shown(row)).collect();
    let reply = Reply::json(200, &Value::from(shown));
    let last = rows.get(first..end).and_then(<[Row]>::last);
    match last {
        Some(last) if end < rows.len() => {
            let pages = rows.len().div_ceil(asked.size);
            reply.header(
                "Link",
                link(request, base, asked.place, id_of(last), pages, quirks),
            )
        }
        _ => reply,
    }
}

/// How many rows are asked for.
pub(super) fn count(request: &Request, rows: Vec<Row>) -> Reply {
    match Asked::read(request, &rows) {
        Ok(asked) => Reply::json(200, &json!({"count": asked.chosen(rows).len()})),
        Err(why) => problem::invalid(&why),
    }
}

fn link(
    request: &Request,
    base: &Url,
    place: Place,
    last: u64,
    pages: usize,
    quirks: &VendorQuirks,
) -> String {
    let base = quirks.base(Some(base));
    let address = |name: &str, value: u64| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (key, was) in &request.query {
            if key != "page" && key != "pageId" {
                query.append_pair(key, was);
            }
        }
        let query = query.append_pair(name, &value.to_string()).finish();
        format!("<{base}{}?{query}>", request.path)
    };
    let forth = u64::from(!quirks.pages_never_end);
    match place {
        Place::After(id) => {
            let next = if quirks.pages_never_end { id } else { last };
            format!("{}; rel=\"next\"", address("pageId", next))
        }
        Place::Page(number) => format!(
            "{}; rel=\"next\", {}; rel=\"last\"",
            address("page", number as u64 + forth),
            address("page", pages as u64),
        ),
    }
}

fn id_of(row: &Row) -> u64 {
    row.get("id").and_then(Value::as_u64).unwrap_or_default()
}

impl Asked {
    fn read(request: &Request, rows: &[Row]) -> Result<Self, String> {
        let search: Search = if request.path.ends_with("/search") {
            serde_json::from_slice(&request.body).map_err(|error| error.to_string())?
        } else {
            let said = |name: &str| request.query_value(name).map(str::to_owned);
            Search {
                conditions: said("conditions"),
                child_conditions: said("childConditions"),
                order_by: said("orderBy"),
            }
        };
        let mut conditions = Vec::new();
        for text in [search.conditions, search.child_conditions] {
            let Some(text) = text.filter(|text| !text.is_empty()) else {
                continue;
            };
            let read = Condition::read(&text)?;
            known(&read, rows)?;
            conditions.push(read);
        }
        let order = search.order_by.map(|text| {
            let (field, way) = text.split_once(' ').unwrap_or((&text, "asc"));
            (field.to_owned(), way.trim().eq_ignore_ascii_case("desc"))
        });
        let fields = request.query_value("fields");
        let fields = fields.map(|text| text.split(',').map(|it| it.trim().to_owned()).collect());
        let size = number(request, "pageSize", DEFAULT_SIZE)?;
        if size > LARGEST_SIZE {
            return Err(format!("pageSize is at most {LARGEST_SIZE}"));
        }
        let place = if request.header("pagination-type") == Some("forward-only") {
            let after = request.query_value("pageId").map_or(Ok(0), str::parse);
            Place::After(after.map_err(|_| "pageId is no number".to_owned())?)
        } else {
            Place::Page(number(request, "page", 1)?)
        };
        Ok(Self {
            conditions,
            order,
            fields,
            size,
            place,
        })
    }

    fn chosen(&self, mut rows: Vec<Row>) -> Vec<Row> {
        rows.retain(|row| {
            let value = Value::Object(row.clone());
            self.conditions.iter().all(|it| it.holds(&value))
        });
        rows.sort_by_key(id_of);
        // Forward only knows no other order.
        if let (Some((field, down)), Place::Page(_)) = (&self.order, self.place) {
            if field != "id" {
                rows.sort_by_key(|row| row.get(field).map(Value::to_string));
            }
            if *down {
                rows.reverse();
            }
        }
        rows
    }

    fn shown(&self, row: &Row) -> Value {
        let row = Value::Object(row.clone());
        match &self.fields {
            Some(fields) => {
                let paths: Vec<Vec<&str>> =
                    fields.iter().map(|it| it.split('/').collect()).collect();
                let paths: Vec<&[&str]> = paths.iter().map(Vec::as_slice).collect();
                projected(&row, &paths)
            }
            None => row,
        }
    }
}

fn number(request: &Request, name: &str, default: usize) -> Result<usize, String> {
    let text = request.query_value(name);
    match text.map_or(Ok(default), str::parse) {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("{name} is no number above zero")),
    }
}

/// What is asked for of a value; of each of them, in a list.
fn projected(value: &Value, paths: &[&[&str]]) -> Value {
    if paths.iter().any(|path| path.is_empty()) {
        return value.clone();
    }
    match value {
        Value::Array(items) => items.iter().map(|it| projected(it, paths)).collect(),
        Value::Object(fields) => {
            let mut shown = Map::new();
            for (name, inner) in fields {
                let below: Vec<&[&str]> = paths
                    .iter()
                    .filter_map(|path| path.split_first())
                    .filter_map(|(first, rest)| (first == name).then_some(rest))
                    .collect();
                if !below.is_empty() {
                    shown.insert(name.clone(), projected(inner, &below));
                }
            }
            Value::Object(shown)
        }
        other => other.clone(),
    }
}

/// A field that rows do not have cannot be asked about.
fn known(condition: &Condition, rows: &[Row]) -> Result<(), String> {
    let Some(row) = rows.first() else {
        return Ok(());
    };
    let mut fields = condition.fields().into_iter();
    match fields.find(|name| !row.contains_key(*name)) {
        Some(name) => Err(format!("there is no field {name:?}")),
        None => Ok(()),
    }
}
