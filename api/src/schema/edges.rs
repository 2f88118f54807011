//! The rows of a page, written down together.
//!
//! The schema engine gives every field of every object a task of its own on the heap: for a page of 50 rows
//! that is most of what an answer costs. Where all that is asked for lies in the rows, it is settled once for the
//! page which fields these are, and each row becomes text as it is read. Where something has to be looked up, or
//! fails, or is joined with something else, the engine does the whole page.

use std::borrow::Cow;

use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::resolve_list;
use async_graphql::{
    Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value,
};
use futures::FutureExt as _;

use crate::written::{self, MayBeAhead};

/// The field of an edge that holds its row.
const NODE: &str = "node";

/// What a row's text takes, as a first guess.
const ROW_BYTES: usize = 400;

/// A row and its place, as the schema knows it.
pub(crate) trait Edge: ObjectType {
    type Node: ObjectType;

    fn node(&self) -> &Self::Node;
}

/// The rows of one page.
pub(crate) struct Edges<E>(pub(crate) Vec<E>);

type Fields<'a> = Vec<&'a Positioned<Field>>;

/// What is selected of every row of a page: the fields of its edge, and of the node those of the node.
struct Page<'a>(Vec<(&'a Positioned<Field>, Option<Fields<'a>>)>);

impl<'a> Page<'a> {
    /// None where not all of it can lie in the rows.
    fn of<E: Edge>(ctx: &ContextSelectionSet<'a>) -> Option<Self> {
        ctx.data_opt::<MayBeAhead>()?;
        let mut page = Vec::new();
        for field in fields(ctx, &E::type_name(), &ctx.item.node)? {
            let set = &field.node.selection_set.node;
            let node = if field.node.name.node == NODE {
                let node = fields(ctx, &E::Node::type_name(), set)?;
                let looked_up =
                    |it: &&Positioned<Field>| !it.node.selection_set.node.items.is_empty();
                if node.iter().any(looked_up) {
                    return None;
                }
                Some(node)
            } else {
                None
            };
            page.push((field, node));
        }
        Some(Self(page))
    }

    /// As JSON; none where something of it is not in the rows after all, or fails.
    fn text<E: Edge>(&self, ctx: &ContextSelectionSet<'_>, edges: &[E]) -> Option<Vec<u8>> {
        let mut text = Vec::with_capacity(edges.len() * ROW_BYTES);
        text.push(b'[');
        for (row, edge) in edges.iter().enumerate() {
            let ctx = ctx.with_index(row);
            written::separate(row, &mut text);
            text.push(b'{');
            for (number, (field, node)) in self.0.iter().enumerate() {
                let ctx = ctx.with_field(field);
                written::separate(number, &mut text);
                written::add_key(&field.node.response_key().node, &mut text);
                match node {
                    Some(fields) => add_node(&ctx, edge.node(), fields, &mut text)?,
                    None => add_value(&ctx, edge, &mut text)?,
                }
            }
            text.push(b'}');
        }
        text.push(b']');
        Some(text)
    }
}

/// What is selected of an object, fragments written out.
fn fields<'a>(
    ctx: &ContextSelectionSet<'a>,
    of: &str,
    set: &'a SelectionSet,
) -> Option<Fields<'a>> {
    let mut found = Vec::new();
    for selection in &set.items {
        let (on, inner) = match &selection.node {
            Selection::Field(field) if field.node.directives.is_empty() => {
                found.push(field);
                continue;
            }
            // A directive of the schema's own is for the engine.
            Selection::Field(_) => return None,
            Selection::InlineFragment(inline) => {
                let on = inline.node.type_condition.as_ref();
                (on, &inline.node.selection_set)
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                let fragment = &ctx.query_env.fragments.get(name)?.node;
                (Some(&fragment.type_condition), &fragment.selection_set)
            }
        };
        if on.is_none_or(|on| is_a(ctx, of, &on.node.on.node)) {
            found.extend(fields(ctx, of, &inner.node)?);
        }
    }
    Some(found)
}

fn is_a(ctx: &ContextSelectionSet<'_>, of: &str, condition: &str) -> bool {
    let interfaces = ctx.schema_env.registry.implements.get(of);
    of == condition || interfaces.is_some_and(|known| known.contains(condition))
}

fn add_node<T: ObjectType>(
    ctx: &Context<'_>,
    node: &T,
    fields: &[&Positioned<Field>],
    text: &mut Vec<u8>,
) -> Option<()> {
    let ctx = ctx.with_selection_set(&ctx.item.node.selection_set);
    text.push(b'{');
    for (number, field) in fields.iter().enumerate() {
        written::separate(number, text);
        written::add_key(&field.node.response_key().node, text);
        add_value(&ctx.with_field(field), node, text)?;
    }
    text.push(b'}');
    Some(())
}

fn add_value<T: ObjectType>(ctx: &Context<'_>, of: &T, text: &mut Vec<u8>) -> Option<()> {
    let value = if ctx.item.node.name.node == "__typename" {
        Value::String(of.introspection_type_name().into_owned())
    } else {
        let found = of.resolve_field(ctx).now_or_never()?;
        found.ok()?.unwrap_or_default()
    };
    written::add(&value, text);
    Some(())
}

impl<E: Edge> OutputType for Edges<E> {
    fn type_name() -> Cow<'static, str> {
        Vec::<E>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<E>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<E>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let text = Page::of::<E>(ctx).and_then(|page| page.text(ctx, &self.0));
        match text {
            Some(text) => Ok(written::ahead(text)),
            None => resolve_list(ctx, field, &self.0, Some(self.0.len())).await,
        }
    }
}
