//! The order of an answer.
//!
//! The schema engine writes down fields as they get ready. The specification wants them in the order in
//! which they were asked for, so that the same answer is the same text.

use async_graphql::Value;
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// The keys of an object, and the order within each.
#[derive(Debug, Default)]
pub(super) struct Order(IndexMap<String, Order>);

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
                    let inner = self.0.entry(key).or_default();
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

    pub(super) fn apply(&self, value: &mut Value) {
        // Below a field without a selection there is a value of its own making.
        if self.0.is_empty() {
            return;
        }
        match value {
            Value::List(items) => items.iter_mut().for_each(|item| self.apply(item)),
            Value::Object(members) => {
                members.sort_by_cached_key(|key, _| self.0.get_index_of(key.as_str()));
                for (key, member) in members {
                    if let Some(order) = self.0.get(key.as_str()) {
                        order.apply(member);
                    }
                }
            }
            _ => {}
        }
    }
}
