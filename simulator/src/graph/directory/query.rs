//! What a list may be asked. Everything that is not known to work is refused.

use crate::graph::directory::ask::Ask;
use crate::wire::Reply;
use serde_json::{Map, Value};

/// What the rows of a list look like to those who ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// As in `microsoft.graph.…`.
    pub name: &'static str,
    /// As in the address of its metadata.
    pub set: &'static str,
    pub properties: &'static [&'static str],
    /// What is answered when nothing is selected; empty for all.
    pub usual: &'static [&'static str],
    pub filterable: &'static [&'static str],
    /// What may be expanded, with the options that are known to work.
    pub expandable: &'static [&'static str],
    pub usual_page: usize,
    pub largest_page: usize,
    /// Properties that exist, but not in lists.
    pub single_only: &'static [&'static str],
}

impl Shape {
    pub(crate) const fn new(
        name: &'static str,
        set: &'static str,
        properties: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            set,
            properties,
            usual: &[],
            filterable: &[],
            expandable: &[],
            usual_page: 100,
            largest_page: 999,
            single_only: &[],
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Query {
    select: Option<Vec<String>>,
    filter: Vec<Clause>,
    pub top: Option<usize>,
    pub count: bool,
    pub token: Option<String>,
    pub expand: Option<String>,
}

#[derive(Debug)]
enum Clause {
    Equal(String, Value),
    StartsWith(String, String),
}

impl Query {
    pub(crate) fn read(ask: &Ask<'_>, shape: &Shape) -> Result<Self, Reply> {
        let mut query = Self::default();
        for (key, value) in &ask.request.query {
            let Some(option) = key.strip_prefix('$') else {
                continue;
            };
            match option {
                "select" => query.select = Some(selected(ask, shape, value)?),
                "filter" => query.filter = filter(ask, shape, value)?,
                "top" => query.top = Some(page_size(ask, shape, value)?),
                "count" => query.count = counted(ask, value)?,
                "skiptoken" => query.token = Some(value.clone()),
                "expand" if shape.expandable.contains(&value.as_str()) => {
                    query.expand = Some(value.clone());
                }
                "skip" => return Err(ask.unsupported("'$skip' is not supported by the service.")),
                _ => {
                    let text = format!(
                        "The query specified in the URI is not valid: '${option}={value}'."
                    );
                    return Err(ask.unsupported(&text));
                }
            }
        }
        Ok(query)
    }

    pub(crate) fn accepts(&self, row: &Value) -> bool {
        self.filter.iter().all(|clause| match clause {
            Clause::Equal(name, wanted) => match (&row[name], wanted) {
                (Value::String(found), Value::String(wanted)) => found.eq_ignore_ascii_case(wanted),
                (found, wanted) => found == wanted,
            },
            Clause::StartsWith(name, start) => {
                let found = row[name].as_str().unwrap_or_default().to_lowercase();
                found.starts_with(&start.to_lowercase())
            }
        })
    }

    /// The row with what was selected. Annotations and what was expanded stay.
    pub(crate) fn project(&self, shape: &Shape, row: Value) -> Value {
        let Value::Object(all) = row else {
            return row;
        };
        let expanded = self
            .expand
            .as_deref()
            .and_then(|text| text.split('(').next());
        let expands = |name: &str| expanded.is_some_and(|all| all.split(',').any(|it| it == name));
        let wanted = |name: &str| {
            let chosen = match &self.select {
                Some(select) => select.iter().any(|one| one == name),
                None => shape.usual.is_empty() || shape.usual.contains(&name),
            };
            name.starts_with('@')
                || chosen
                || expands(name)
                || (name == "id" && self.select.is_none())
        };
        let kept = all.into_iter().filter(|(name, _)| wanted(name));
        Value::Object(kept.collect::<Map<_, _>>())
    }

    pub(crate) fn selects(&self, name: &str) -> bool {
        self.select
            .as_ref()
            .is_some_and(|select| select.iter().any(|one| one == name))
    }
}

fn selected(ask: &Ask<'_>, shape: &Shape, value: &str) -> Result<Vec<String>, Reply> {
    let mut names = Vec::new();
    for name in value.split(',').map(str::trim) {
        if shape.single_only.contains(&name) {
            let text = format!("The property '{name}' is not supported in a collection.");
            return Err(ask.refuse(501, "NotImplemented", &text));
        }
        let known = shape
            .properties
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name));
        let Some(known) = known else {
            let text = format!(
                "Could not find a property named '{name}' on type 'microsoft.graph.{}'.",
                shape.name
            );
            return Err(ask.bad(&text));
        };
        names.push((*known).to_owned());
    }
    Ok(names)
}

fn page_size(ask: &Ask<'_>, shape: &Shape, value: &str) -> Result<usize, Reply> {
    match value.parse::<usize>() {
        Ok(top) if top > 0 && top <= shape.largest_page => Ok(top),
        _ => Err(ask.bad(&format!(
            "Invalid page size specified: '{value}'. Must be between 1 and {} inclusive.",
            shape.largest_page
        ))),
    }
}

/// Counting needs the slower way of reading, and that must be said.
fn counted(ask: &Ask<'_>, value: &str) -> Result<bool, Reply> {
    let eventual = ask
        .request
        .header("consistencylevel")
        .is_some_and(|level| level.eq_ignore_ascii_case("eventual"));
    match value {
        "true" if eventual => Ok(true),
        "true" => Err(ask
            .unsupported("$count is not currently supported without the ConsistencyLevel header.")),
        "false" => Ok(false),
        _ => Err(ask.bad("Invalid value for $count.")),
    }
}

/// `a eq 'x'`, `a eq true`, `startswith(a,'x')`, joined by `and`.
fn filter(ask: &Ask<'_>, shape: &Shape, text: &str) -> Result<Vec<Clause>, Reply> {
    let invalid = || ask.refuse(400, "BadRequest", "Invalid filter clause.");
    let unsupported = |name: &str| {
        let text = format!(
            "Unsupported or invalid query filter clause specified for property '{name}' of resource '{}'.",
            shape.name
        );
        ask.unsupported(&text)
    };
    let mut clauses = Vec::new();
    for part in conjuncts(text) {
        let clause = if let Some(inner) = part
            .strip_prefix("startswith(")
            .and_then(|it| it.strip_suffix(')'))
        {
            let (name, value) = inner.split_once(',').ok_or_else(invalid)?;
            let value = quoted(value.trim()).ok_or_else(invalid)?;
            Clause::StartsWith(name.trim().to_owned(), value)
        } else {
            let (name, value) = part.split_once(" eq ").ok_or_else(invalid)?;
            let value = match value.trim() {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                text => Value::String(quoted(text).ok_or_else(invalid)?),
            };
            Clause::Equal(name.trim().to_owned(), value)
        };
        let (Clause::Equal(name, _) | Clause::StartsWith(name, _)) = &clause;
        if !shape.filterable.contains(&name.as_str()) {
            return Err(unsupported(name));
        }
        clauses.push(clause);
    }
    Ok(clauses)
}

/// What is joined by `and`. Within quotes it is a word like any other; a doubled quote ends and
/// begins them in one place.
fn conjuncts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut begin = 0;
    let mut quotes = false;
    for (at, letter) in text.char_indices() {
        if letter == '\'' {
            quotes = !quotes;
        } else if !quotes && at >= begin && text[at..].starts_with(" and ") {
            parts.push(text[begin..at].trim());
            begin = at + " and ".len();
        }
    }
    parts.push(text[begin..].trim());
    parts
}

fn quoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(inner.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_not_taken_apart() {
        for (text, parts) in [
            ("a eq 'x'", vec!["a eq 'x'"]),
            ("a eq 'x' and b eq true", vec!["a eq 'x'", "b eq true"]),
            (
                "a eq 'Sales and Service' and b eq true",
                vec!["a eq 'Sales and Service'", "b eq true"],
            ),
            (
                "a eq 'Bo''s and Al''s' and startswith(b,'x and y')",
                vec!["a eq 'Bo''s and Al''s'", "startswith(b,'x and y')"],
            ),
            ("a eq 'x' and ", vec!["a eq 'x'", ""]),
        ] {
            assert_eq!(conjuncts(text), parts, "{text}");
        }
    }
}
