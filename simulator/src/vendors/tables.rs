//! What an account holds: lists of rows, in the vendor's own field names.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// One thing at a vendor, as its interface shows it.
pub type Row = Map<String, Value>;

/// A list that a vendor's accounts have.
pub(crate) struct List {
    pub name: &'static str,
    /// The field that tells rows apart.
    pub id: &'static str,
    pub ids: Ids,
    /// A row with every field there is, as it is when nobody filled it in.
    pub template: fn() -> Value,
}

/// How new rows are named.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ids {
    /// Numbers from this one upward.
    Numbers(u64),
    /// Numbers below zero, from this one downward.
    Below(i64),
    Uuids,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tables {
    /// Ids that are UUIDs follow from it.
    of: Uuid,
    lists: BTreeMap<String, Vec<Row>>,
    /// The number that came last, by list: no number is given twice.
    last: BTreeMap<String, u64>,
}

impl Tables {
    pub(crate) fn new(of: Uuid) -> Self {
        Self {
            of,
            ..Self::default()
        }
    }

    /// By which the vendor knows the account.
    pub(crate) fn of(&self) -> Uuid {
        self.of
    }

    /// In the order in which they were added.
    pub(crate) fn rows(&self, list: &str) -> &[Row] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }

    /// A row with these fields, and all others as they are at first. The answer is its id.
    pub(crate) fn add(&mut self, list: &List, fields: Row) -> Result<String, String> {
        let mut row = match (list.template)() {
            Value::Object(row) => row,
            _ => Row::new(),
        };
        fill(&mut row, list, fields)?;
        let named = row.get(list.id).is_some_and(|id| !id.is_null());
        if !named {
            let id = self.new_id(list);
            row.insert(list.id.to_owned(), id);
        }
        let id = text(&row, list.id);
        let rows = self.lists.entry(list.name.to_owned()).or_default();
        if named && rows.iter().any(|it| text(it, list.id) == id) {
            return Err(format!("{} has two rows {id}", list.name));
        }
        if let (Ids::Numbers(_), Ok(number)) = (list.ids, id.parse::<u64>()) {
            let known = self.last.entry(list.name.to_owned()).or_default();
            *known = number.max(*known);
        }
        rows.push(row);
        Ok(id)
    }

    pub(crate) fn change(&mut self, list: &List, id: &str, fields: Row) -> Result<(), String> {
        let rows = self.lists.entry(list.name.to_owned()).or_default();
        let found = rows.iter_mut().find(|it| text(it, list.id) == id);
        let row = found.ok_or_else(|| format!("{} has no row {id}", list.name))?;
        fill(row, list, fields)
    }

    pub(crate) fn remove(&mut self, list: &List, id: &str) -> Result<(), String> {
        let rows = self.lists.entry(list.name.to_owned()).or_default();
        let place = rows.iter().position(|it| text(it, list.id) == id);
        let place = place.ok_or_else(|| format!("{} has no row {id}", list.name))?;
        rows.remove(place);
        Ok(())
    }

    fn new_id(&mut self, list: &List) -> Value {
        let before = self.last.entry(list.name.to_owned()).or_default();
        match list.ids {
            Ids::Numbers(from) => Value::from((*before + 1).max(from)),
            Ids::Below(from) => {
                *before += 1;
                Value::from(from.saturating_sub_unsigned(*before - 1))
            }
            Ids::Uuids => {
                *before += 1;
                let name = format!("{}:{before}", list.name);
                Value::from(Uuid::new_v5(&self.of, name.as_bytes()).to_string())
            }
        }
    }
}

/// Fields that the vendor does not have are a mistake of whoever wrote them.
fn fill(row: &mut Row, list: &List, fields: Row) -> Result<(), String> {
    for (name, value) in fields {
        let Some(field) = row.get_mut(&name) else {
            return Err(format!("{} has no field {name:?}", list.name));
        };
        *field = value;
    }
    Ok(())
}

/// A field as text; empty when it holds nothing.
pub(crate) fn text(row: &Row, field: &str) -> String {
    match row.get(field) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
