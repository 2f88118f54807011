//! The size of what a document selects, with every fragment written out where it is used. Each
//! fragment is measured once, so that a small text that unfolds into millions is seen for what it is
//! without unfolding it.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};

use super::fault::Fault;
use super::settings::Limits;

/// What an introspection multiplies its answer with.
const MEMBERS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// How far a document looks into the schema itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Introspection {
    pub(super) asked: bool,
    /// There is nothing else in it.
    pub(super) alone: bool,
}

/// Refuses what is larger than the limits.
pub(super) fn check(
    document: &ExecutableDocument,
    limits: &Limits,
) -> Result<Introspection, Fault> {
    let mut ruler = Ruler {
        document,
        known: HashMap::new(),
    };
    for name in document.fragments.keys() {
        ruler.fragment(name)?;
    }
    let mut whole = Size::default();
    for (_, operation) in document.operations.iter() {
        let mut size = ruler.set(&operation.node.selection_set.node)?;
        size.directives += operation.node.directives.len();
        whole.add(size);
    }
    whole.check(limits)?;
    // From here on walking through all of it is cheap.
    let mut introspection = Introspection {
        asked: false,
        alone: true,
    };
    for (_, operation) in document.operations.iter() {
        let mut roots = Vec::new();
        collect(document, &operation.node.selection_set.node, &mut roots);
        let what = "fields at the root";
        large(what, limits.root_fields, roots.len())?;
        for root in roots {
            let name = root.name.node.as_str();
            introspection.alone &= name.starts_with("__");
            if name == "__schema" || name == "__type" {
                introspection.asked = true;
                let lists = ruler.set(&root.selection_set.node)?.members;
                let what = "lists of members inside of each other";
                deep(what, limits.introspection_depth, lists)?;
            }
        }
    }
    Ok(introspection)
}

fn large(what: &'static str, limit: usize, actual: usize) -> Result<(), Fault> {
    if actual <= limit {
        return Ok(());
    }
    Err(Fault::QueryTooLarge {
        what,
        limit,
        actual,
    })
}

pub(super) fn deep(what: &'static str, limit: usize, actual: usize) -> Result<(), Fault> {
    if actual <= limit {
        return Ok(());
    }
    Err(Fault::QueryTooDeep {
        what,
        limit,
        actual,
    })
}

#[derive(Debug, Clone, Copy, Default)]
struct Size {
    selections: usize,
    aliases: usize,
    directives: usize,
    depth: usize,
    /// As depth, with fragments as steps of their own.
    steps: usize,
    /// Lists of members inside of each other, for introspection.
    members: usize,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.depth = self.depth.max(other.depth);
        self.steps = self.steps.max(other.steps);
        self.members = self.members.max(other.members);
    }

    fn check(self, limits: &Limits) -> Result<(), Fault> {
        deep("fields inside of fields", limits.depth, self.depth)?;
        deep(
            "selections inside of selections",
            limits.nesting,
            self.steps,
        )?;
        large("selections", limits.selections, self.selections)?;
        large("aliases", limits.aliases, self.aliases)?;
        large("directives", limits.directives, self.directives)
    }
}

/// Measures; a fragment that is being measured is known as none.
struct Ruler<'a> {
    document: &'a ExecutableDocument,
    known: HashMap<&'a str, Option<Size>>,
}

impl<'a> Ruler<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Result<Size, Fault> {
        let mut sum = Size::default();
        for selection in &set.items {
            let mut size = match &selection.node {
                Selection::Field(field) => self.field(&field.node)?,
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node)?
                }
            };
            size.selections = size.selections.saturating_add(1);
            size.directives = size
                .directives
                .saturating_add(selection.node.directives().len());
            size.steps += 1;
            sum.add(size);
        }
        Ok(sum)
    }

    fn field(&mut self, field: &'a Field) -> Result<Size, Fault> {
        let mut size = self.set(&field.selection_set.node)?;
        size.aliases = size
            .aliases
            .saturating_add(usize::from(field.alias.is_some()));
        size.depth += 1;
        size.members += usize::from(MEMBERS.contains(&field.name.node.as_str()));
        Ok(size)
    }

    fn fragment(&mut self, name: &'a Name) -> Result<Size, Fault> {
        // One that is not there is for the validation to tell.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Size::default());
        };
        match self.known.get(name.as_str()) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => {
                let message = format!("the fragment {name} is part of itself");
                return Err(Fault::QueryInvalid(message));
            }
            None => {}
        }
        self.known.insert(name, None);
        let mut size = self.set(&fragment.node.selection_set.node)?;
        size.directives = size
            .directives
            .saturating_add(fragment.node.directives.len());
        self.known.insert(name, Some(size));
        Ok(size)
    }
}

/// The fields of a selection, those that come in fragments included.
fn collect<'a>(
    document: &'a ExecutableDocument,
    set: &'a SelectionSet,
    fields: &mut Vec<&'a Field>,
) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => fields.push(&field.node),
            Selection::InlineFragment(inline) => {
                collect(document, &inline.node.selection_set.node, fields);
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                if let Some(fragment) = document.fragments.get(name) {
                    collect(document, &fragment.node.selection_set.node, fields);
                }
            }
        }
    }
}
