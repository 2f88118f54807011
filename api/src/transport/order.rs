//! The order of an answer.
//!
//! The schema engine writes down fields as they get ready. The specification wants them in the order in
//! which they were asked for, so that the same answer is the same text.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Value};

/// The keys of an object, and the order within each.
#[derive(Debug, Default)]
pub(super) struct Order {
    keys: IndexMap<String, Order>,
    /// Whether one of the keys is asked for in several places, whose answers are joined.
    joins: bool,
}

impl Order {
    /// What was measured before is small enough to be written out.
    pub(super) fn of(document: &ExecutableDocument, set: &SelectionSet) -> Self {
        let mut order = Self::default();
        order.add(document, set);
        order
    }

    fn add(&mut self, document: &ExecutableDocument, set: &SelectionSet) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.to_string();
                    self.joins |= self.keys.contains_key(&key);
                    let inner = self.keys.entry(key).or_default();
                    inner.add(document, &field.node.selection_set.node);
                }
                Selection::InlineFragment(inline) => {
                    self.add(document, &inline.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = document.fragments.get(name) {
                        self.add(document, &fragment.node.selection_set.node);
                    }
                }
            }
        }
    }

    /// Whether answers to several selections are joined anywhere.
    pub(super) fn joins(&self) -> bool {
        self.joins || self.keys.values().any(Self::joins)
    }

    pub(super) fn apply(&self, value: &mut Value) {
        // Below a field without a selection there is a value of its own making.
        if self.keys.is_empty() {
            return;
        }
        match value {
            Value::List(items) => items.iter_mut().for_each(|item| self.apply(item)),
            Value::Object(members) => {
                if !self.keys.keys().eq(members.keys().map(Name::as_str)) {
                    members.sort_by_cached_key(|key, _| self.keys.get_index_of(key.as_str()));
                }
                self.apply_below(members);
            }
            _ => {}
        }
    }

    /// The members are in order; some may be missing.
    fn apply_below(&self, members: &mut IndexMap<Name, Value>) {
        let mut orders = self.keys.iter();
        for (key, member) in members {
            let order = orders.find(|(wanted, _)| *wanted == key.as_str());
            if let Some((_, order)) = order {
                order.apply(member);
            }
        }
    }
}
