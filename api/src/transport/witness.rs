//! Who hears of a mutation that was turned down before any of it ran, because it does not fit the schema.

use std::fmt;
use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Value, Variables};
use async_trait::async_trait;

/// Somebody at the door who wants to know.
#[async_trait]
pub trait Witness: Send + Sync + 'static {
    async fn turned_down(&self, wish: &TurnedDown, code: &'static str);
}

/// A field of a mutation, as it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnedDown {
    pub field: String,
    /// What was given as `input`, as far as it could be read.
    pub input: Value,
}

/// What is asked for at the top of a mutation, and who hears of it where nothing comes of that.
#[derive(Clone)]
pub(super) struct Watched {
    witness: Arc<dyn Witness>,
    wishes: Vec<TurnedDown>,
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watched")
            .field("wishes", &self.wishes)
            .finish_non_exhaustive()
    }
}

impl Watched {
    /// What was measured before is small enough to be written out.
    pub(super) fn of(
        witness: Arc<dyn Witness>,
        document: &ExecutableDocument,
        set: &SelectionSet,
        variables: &Variables,
    ) -> Self {
        let mut wishes = Vec::new();
        add(document, set, variables, &mut wishes);
        Self { witness, wishes }
    }

    pub(super) async fn turned_down(&self, code: &'static str) {
        for wish in &self.wishes {
            self.witness.turned_down(wish, code).await;
        }
    }
}

fn add(
    document: &ExecutableDocument,
    set: &SelectionSet,
    variables: &Variables,
    wishes: &mut Vec<TurnedDown>,
) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => wishes.push(TurnedDown {
                field: field.node.name.node.to_string(),
                input: input(&field.node, variables).unwrap_or_default(),
            }),
            Selection::InlineFragment(inline) => {
                add(document, &inline.node.selection_set.node, variables, wishes);
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                if let Some(fragment) = document.fragments.get(name) {
                    add(
                        document,
                        &fragment.node.selection_set.node,
                        variables,
                        wishes,
                    );
                }
            }
        }
    }
}

fn input(field: &Field, variables: &Variables) -> Option<Value> {
    let given = field.get_argument("input")?.node.clone();
    let known = |name| variables.get(&name).cloned().ok_or(());
    given.into_const_with(known).ok()
}
