//! What a list may be asked: `$select`, `$filter`, `$top`, `$orderby`, `$count` and `$skiptoken`.
//!
//! Everything that is not known to work is refused.

use super::filter::{self, Filter};
use super::problem::{Answered, odata};
use crate::wire::Request;
use serde_json::{Map, Value};

/// What a list's rows look like to those who ask.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// As in `microsoft.graph.…`.
    pub name: &'static str,
    pub properties: &'static [&'static str],
    pub filterable: &'static [Filterable],
    pub sortable: &'static [&'static str],
    pub largest_page: usize,
}

/// A property that may stand in a filter; of an enumeration, with its members.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filterable {
    pub path: &'static str,
    pub members: Option<&'static [&'static str]>,
}

#[derive(Debug, Default)]
pub(super) struct Query {
    select: Option<Vec<String>>,
    filter: Option<Filter>,
    pub top: Option<usize>,
    order: Vec<(String, bool)>,
    pub count: bool,
    pub token: Option<String>,
}

/// Which options a call knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Options {
    None,
    Select,
    List,
}

impl Query {
    pub(super) fn read(request: &Request, shape: &Shape, options: Options) -> Answered<Self> {
        let mut query = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for (key, value) in &request.query {
            let Some(option) = key.strip_prefix('$') else {
                continue;
            };
            let option = option.to_ascii_lowercase();
            let known = match options {
                Options::None => false,
                Options::Select => option == "select",
                Options::List => true,
            };
            if !known || seen.contains(&option) {
                let text = format!("The query parameter '{key}' is not supported.");
                return Err(odata(request, &text));
            }
            query.set(request, shape, &option, value)?;
            seen.push(option);
        }
        Ok(query)
    }

    fn set(&mut self, request: &Request, shape: &Shape, option: &str, value: &str) -> Answered<()> {
        match option {
            "select" => self.select = Some(selected(request, shape, value)?),
            "filter" => {
                let parsed = filter::parse(value, shape.filterable);
                self.filter = Some(parsed.map_err(|why| odata(request, &why))?);
            }
            "top" => self.top = Some(page_size(request, shape, value)?),
            "orderby" => self.order = ordered(request, shape, value)?,
            "count" if value == "true" || value == "false" => self.count = value == "true",
            "skiptoken" => self.token = Some(value.to_owned()),
            _ => {
                let text = format!("The query parameter '${option}' is not supported.");
                return Err(odata(request, &text));
            }
        }
        Ok(())
    }

    pub(super) fn accepts(&self, row: &Value) -> bool {
        self.filter
            .as_ref()
            .is_none_or(|filter| filter.accepts(row))
    }

    pub(super) fn sort(&self, rows: &mut [Value]) {
        for (property, down) in self.order.iter().rev() {
            let key = |row: &Value| row.get(property).and_then(Value::as_str).map(str::to_owned);
            rows.sort_by_key(key);
            if *down {
                rows.reverse();
            }
        }
    }

    /// The row with what was asked for. Annotations stay: they are no properties.
    pub(super) fn project(&self, row: Value) -> Value {
        let (Some(select), Value::Object(all)) = (&self.select, &row) else {
            return row;
        };
        let wanted = |name: &str| name.starts_with('@') || select.iter().any(|one| one == name);
        let kept = all.iter().filter(|(name, _)| wanted(name));
        let kept: Map<_, _> = kept
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        Value::Object(kept)
    }
}

fn selected(request: &Request, shape: &Shape, value: &str) -> Answered<Vec<String>> {
    let mut names = Vec::new();
    for name in value.split(',').map(str::trim) {
        let Some(known) = shape
            .properties
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name))
        else {
            return Err(unknown_property(request, shape, name));
        };
        names.push((*known).to_owned());
    }
    Ok(names)
}

fn page_size(request: &Request, shape: &Shape, value: &str) -> Answered<usize> {
    let most = shape.largest_page;
    match value.parse::<usize>() {
        Ok(top) if top > most => {
            let text = format!(
                "The limit of '{most}' for Top query has been exceeded. \
                 The value from the incoming request is '{top}'."
            );
            Err(odata(request, &text))
        }
        Ok(top) if top > 0 => Ok(top),
        _ => {
            let text = format!("Invalid value '{value}' for $top query option found.");
            Err(odata(request, &text))
        }
    }
}

fn ordered(request: &Request, shape: &Shape, value: &str) -> Answered<Vec<(String, bool)>> {
    let mut order = Vec::new();
    for part in value.split(',') {
        let mut words = part.split_whitespace();
        let name = words.next().unwrap_or_default();
        let down = match words.next() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return Err(odata(request, "Invalid $orderby clause.")),
        };
        if words.next().is_some() || !shape.sortable.contains(&name) {
            return Err(unknown_property(request, shape, name));
        }
        order.push((name.to_owned(), down));
    }
    Ok(order)
}

fn unknown_property(request: &Request, shape: &Shape, name: &str) -> crate::wire::Reply {
    let text = format!(
        "Could not find a property named '{name}' on type 'microsoft.graph.{}'.",
        shape.name
    );
    odata(request, &text)
}
