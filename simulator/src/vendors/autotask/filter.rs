//! Which rows a query wants: conditions, and groups of them.

use crate::vendors::tables::Row;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use std::cmp::Ordering;

/// As many conditions may stand beside each other in groups of `or`.
const MOST_ALTERNATIVES: usize = 500;

/// A condition as it is sent; names in any case of letters are one, which `query` sees to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Node {
    op: String,
    #[serde(default)]
    field: Option<String>,
    #[serde(default)]
    value: Option<Value>,
    #[serde(default)]
    udf: bool,
    #[serde(default)]
    items: Vec<Node>,
}

pub(super) type Checked<T> = Result<T, String>;

/// Whether the conditions can be asked at all of rows like this one.
pub(super) fn check(nodes: &[Node], sample: &Row) -> Checked<()> {
    let mut alternatives = 0;
    for node in nodes {
        check_one(node, sample, &mut alternatives)?;
    }
    if alternatives > MOST_ALTERNATIVES {
        return Err("Queries are limited to 500 or fewer 'OR' conditions.".to_owned());
    }
    Ok(())
}

fn check_one(node: &Node, sample: &Row, alternatives: &mut usize) -> Checked<()> {
    let op = node.op.to_ascii_lowercase();
    if op == "and" || op == "or" {
        if node.items.is_empty() {
            return Err(format!("A group {op:?} has no items."));
        }
        if op == "or" {
            *alternatives += node.items.len();
        }
        return node
            .items
            .iter()
            .try_for_each(|item| check_one(item, sample, alternatives));
    }
    let field = node.field.as_deref().unwrap_or_default();
    if !node.udf && find(sample, field).is_none() {
        return Err(format!("Unable to find {field} in the entity."));
    }
    match (op.as_str(), node.value.as_ref()) {
        ("in" | "notin", Some(Value::Array(values))) => {
            *alternatives += values.len();
            Ok(())
        }
        ("exist" | "notexist", None)
        | (
            "eq" | "noteq" | "gt" | "gte" | "lt" | "lte" | "beginswith" | "endswith" | "contains",
            Some(Value::String(_) | Value::Number(_) | Value::Bool(_)),
        ) => Ok(()),
        _ => Err(format!("The condition on {field} is not valid.")),
    }
}

/// Conditions beside each other must all hold.
pub(super) fn fits(nodes: &[Node], row: &Row) -> bool {
    nodes.iter().all(|node| fits_one(node, row))
}

fn fits_one(node: &Node, row: &Row) -> bool {
    let op = node.op.to_ascii_lowercase();
    match op.as_str() {
        "and" => return fits(&node.items, row),
        "or" => return node.items.iter().any(|item| fits_one(item, row)),
        _ => {}
    }
    let field = node.field.as_deref().unwrap_or_default();
    let found = if node.udf {
        own_field(row, field)
    } else {
        find(row, field)
    };
    let found = found.filter(|value| !value.is_null());
    let wanted = node.value.as_ref().unwrap_or(&Value::Null);
    match op.as_str() {
        "exist" => return found.is_some(),
        "notexist" => return found.is_none(),
        "noteq" => return !found.is_some_and(|found| equal(found, wanted)),
        "notin" => return !found.is_some_and(|found| among(found, wanted)),
        _ => {}
    }
    let Some(found) = found else {
        return false;
    };
    match op.as_str() {
        "eq" => equal(found, wanted),
        "in" => among(found, wanted),
        "gt" => order(found, wanted).is_some_and(Ordering::is_gt),
        "gte" => order(found, wanted).is_some_and(Ordering::is_ge),
        "lt" => order(found, wanted).is_some_and(Ordering::is_lt),
        "lte" => order(found, wanted).is_some_and(Ordering::is_le),
        "beginswith" => plain(found).starts_with(&plain(wanted)),
        "endswith" => plain(found).ends_with(&plain(wanted)),
        _ => plain(found).contains(&plain(wanted)),
    }
}

/// A field by its name in any case of letters.
pub(super) fn find<'a>(row: &'a Row, name: &str) -> Option<&'a Value> {
    let mut fields = row.iter();
    let found = fields.find(|(field, _)| field.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

/// A field that the MSP invented.
fn own_field<'a>(row: &'a Row, name: &str) -> Option<&'a Value> {
    let own = row.get("userDefinedFields")?.as_array()?;
    let found = own.iter().find(|field| field["name"] == name)?;
    found.get("value")
}

fn among(found: &Value, wanted: &Value) -> bool {
    let values = wanted.as_array();
    values.is_some_and(|values| values.iter().any(|value| equal(found, value)))
}

fn equal(found: &Value, wanted: &Value) -> bool {
    match order(found, wanted) {
        Some(order) => order.is_eq(),
        None => found == wanted,
    }
}

fn order(found: &Value, wanted: &Value) -> Option<Ordering> {
    if let (Some(found), Some(wanted)) = (number(found), number(wanted)) {
        return found.partial_cmp(&wanted);
    }
    let (Value::String(found), Value::String(wanted)) = (found, wanted) else {
        return None;
    };
    match (instant(found), instant(wanted)) {
        (Some(found), Some(wanted)) => Some(found.cmp(&wanted)),
        _ => Some(found.to_lowercase().cmp(&wanted.to_lowercase())),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Also without a time, which is midnight then.
fn instant(text: &str) -> Option<Timestamp> {
    let whole = text.parse::<Timestamp>().ok();
    whole.or_else(|| format!("{text}T00:00:00Z").parse().ok())
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_lowercase(),
        other => other.to_string(),
    }
}
