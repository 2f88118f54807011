//! The rows of a page, written down together.
//!
//! The schema engine gives every field of every object a task of its own on the heap: for a page of 50 rows
//! that is most of what an answer costs. Here it is settled once for the whole page which fields are asked
//! for. A field with nothing selected below it is there in the row and taken down at once; whatever has to
//! be looked up is waited for together, so that loaders see all rows of a page at the same time. A page of
//! which nothing has to be looked up becomes text as it is read.

use std::borrow::Cow;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::resolve_list;
use async_graphql::{
    Context, ContextSelectionSet, Name, ObjectType, OutputType, Positioned, ServerResult, Value,
};
use futures::FutureExt as _;
use futures::stream::{FuturesUnordered, StreamExt as _};

use crate::written::{self, MayBeAhead};

/// The field of an edge that holds its row.
const NODE: &str = "node";

/// A row and its place, as the schema knows it.
pub(crate) trait Edge: ObjectType {
    type Node: ObjectType;

    fn node(&self) -> &Self::Node;
}

/// The rows of one page.
pub(crate) struct Edges<E>(pub(crate) Vec<E>);

/// What is selected of an object, each key once; and an object with these keys and nothing in them.
struct Form<'a> {
    fields: Vec<&'a Positioned<Field>>,
    blank: IndexMap<Name, Value>,
}

impl<'a> Form<'a> {
    /// None where the schema engine has to join what is asked for under one key.
    fn of(ctx: &ContextSelectionSet<'a>, of: &str, set: &'a SelectionSet) -> Option<Self> {
        let mut form = Self {
            fields: Vec::new(),
            blank: IndexMap::new(),
        };
        form.add(ctx, of, set).then_some(form)
    }

    fn add(&mut self, ctx: &ContextSelectionSet<'a>, of: &str, set: &'a SelectionSet) -> bool {
        set.items.iter().all(|selection| match &selection.node {
            Selection::Field(field) => {
                // Of our own: the name in the document is shared with all who ask the same, and counting
                // who holds it would be in their way.
                let key = Name::new(&field.node.response_key().node);
                self.fields.push(field);
                field.node.directives.is_empty() && self.blank.insert(key, Value::Null).is_none()
            }
            Selection::InlineFragment(inline) => {
                let on = inline.node.type_condition.as_ref();
                let fits = on.is_none_or(|on| is_a(ctx, of, &on.node.on.node));
                !fits || self.add(ctx, of, &inline.node.selection_set.node)
            }
            Selection::FragmentSpread(spread) => {
                let fragments = &ctx.query_env.fragments;
                fragments
                    .get(&spread.node.fragment_name.node)
                    .is_some_and(|fragment| {
                        let on = &fragment.node.type_condition.node.on.node;
                        !is_a(ctx, of, on) || self.add(ctx, of, &fragment.node.selection_set.node)
                    })
            }
        })
    }
}

fn is_a(ctx: &ContextSelectionSet<'_>, of: &str, condition: &str) -> bool {
    let interfaces = ctx.schema_env.registry.implements.get(of);
    of == condition || interfaces.is_some_and(|known| known.contains(condition))
}

/// What is selected of every row of a page.
struct Page<'a> {
    edge: Form<'a>,
    /// For each field of the edge, what is selected of the node, where it is the node.
    nodes: Vec<Option<Form<'a>>>,
}

/// Where in a page a value belongs: the row, the field of its edge, the field of its node.
type Place = (usize, usize, usize);

/// What a row's text takes, as a first guess.
const ROW_BYTES: usize = 400;

impl<'a> Page<'a> {
    fn of<E: Edge>(ctx: &ContextSelectionSet<'a>) -> Option<Self> {
        let edge = Form::of(ctx, &E::type_name(), &ctx.item.node)?;
        let mut nodes = Vec::with_capacity(edge.fields.len());
        for field in &edge.fields {
            nodes.push(if field.node.name.node == NODE {
                let set = &field.node.selection_set.node;
                Some(Form::of(ctx, &E::Node::type_name(), set)?)
            } else {
                None
            });
        }
        Some(Self { edge, nodes })
    }

    /// The page as JSON; none where something of it is not in the rows, or fails.
    fn text<E: Edge>(&self, ctx: &ContextSelectionSet<'_>, edges: &[E]) -> Option<Vec<u8>> {
        ctx.data_opt::<MayBeAhead>()?;
        let mut text = Vec::with_capacity(edges.len() * ROW_BYTES);
        text.push(b'[');
        for (row, edge) in edges.iter().enumerate() {
            written::separate(row, &mut text);
            self.add_row(&ctx.with_index(row), edge, &mut text)?;
        }
        text.push(b']');
        Some(text)
    }

    fn add_row<E: Edge>(
        &self,
        ctx: &ContextSelectionSet<'_>,
        edge: &E,
        text: &mut Vec<u8>,
    ) -> Option<()> {
        text.push(b'{');
        for (number, (field, node)) in self.edge.fields.iter().zip(&self.nodes).enumerate() {
            written::separate(number, text);
            let ctx = ctx.with_field(field);
            written::add_key(&field.node.response_key().node, text);
            match node {
                Some(form) => form.add_node(&ctx, edge.node(), text)?,
                None => add_value(&ctx, edge, text)?,
            }
        }
        text.push(b'}');
        Some(())
    }

    async fn values<E: Edge>(&self, ctx: &ContextSelectionSet<'_>, edges: &[E]) -> Value {
        let mut rows = Vec::with_capacity(edges.len());
        let mut waiting = FuturesUnordered::new();
        for (row, edge) in edges.iter().enumerate() {
            let ctx_row = ctx.with_index(row);
            let mut members = self.edge.blank.clone();
            for (key, field) in self.edge.fields.iter().copied().enumerate() {
                let ctx_field = ctx_row.with_field(field);
                let value = if let Some(Some(form)) = self.nodes.get(key) {
                    let (node, missing) = form.at_once(&ctx_field, edge.node());
                    for inner in missing {
                        waiting.push(later(ctx, edge, (row, key, inner), form, field));
                    }
                    Value::Object(node)
                } else {
                    // The cursor: it is in the row.
                    value_of(edge, &ctx_field).await.unwrap_or_else(|error| {
                        ctx.add_error(error);
                        Value::Null
                    })
                };
                put(&mut members, key, value);
            }
            rows.push(Value::Object(members));
        }
        while let Some(((row, key, inner), found)) = waiting.next().await {
            match found {
                Ok(value) => {
                    let members = rows.get_mut(row).and_then(|row| member(row, key));
                    if let Some(Value::Object(node)) = members {
                        put(node, inner, value);
                    }
                }
                Err(error) => ctx.add_error(error),
            }
        }
        Value::List(rows)
    }
}

fn add_value<T: ObjectType>(ctx: &Context<'_>, of: &T, text: &mut Vec<u8>) -> Option<()> {
    let value = value_of(of, ctx).now_or_never()?.ok()?;
    written::add(&value, text);
    Some(())
}

impl Form<'_> {
    fn add_node<T: ObjectType>(
        &self,
        ctx: &Context<'_>,
        node: &T,
        text: &mut Vec<u8>,
    ) -> Option<()> {
        let ctx = ctx.with_selection_set(&ctx.item.node.selection_set);
        text.push(b'{');
        for (number, field) in self.fields.iter().enumerate() {
            if !field.node.selection_set.node.items.is_empty() {
                return None;
            }
            written::separate(number, text);
            written::add_key(&field.node.response_key().node, text);
            add_value(&ctx.with_field(field), node, text)?;
        }
        text.push(b'}');
        Some(())
    }

    /// What is in the row, and which fields have to be waited for.
    fn at_once<T: ObjectType>(
        &self,
        ctx: &Context<'_>,
        node: &T,
    ) -> (IndexMap<Name, Value>, Vec<usize>) {
        let ctx = ctx.with_selection_set(&ctx.item.node.selection_set);
        let mut members = self.blank.clone();
        let mut missing = Vec::new();
        for (key, field) in self.fields.iter().copied().enumerate() {
            if !field.node.selection_set.node.items.is_empty() {
                missing.push(key);
                continue;
            }
            match value_of(node, &ctx.with_field(field)).now_or_never() {
                Some(Ok(value)) => put(&mut members, key, value),
                Some(Err(error)) => ctx.add_error(error),
                // Not in the row after all. It is asked again, with all that has to be waited for.
                None => missing.push(key),
            }
        }
        (members, missing)
    }
}

async fn later<E: Edge>(
    ctx: &ContextSelectionSet<'_>,
    edge: &E,
    place: Place,
    form: &Form<'_>,
    node: &Positioned<Field>,
) -> (Place, ServerResult<Value>) {
    let (row, _, inner) = place;
    let Some(field) = form.fields.get(inner) else {
        return (place, Ok(Value::Null));
    };
    let ctx = ctx.with_index(row);
    let ctx = ctx.with_field(node);
    let ctx = ctx.with_selection_set(&node.node.selection_set);
    (place, value_of(edge.node(), &ctx.with_field(field)).await)
}

async fn value_of<T: ObjectType>(object: &T, ctx: &Context<'_>) -> ServerResult<Value> {
    if ctx.item.node.name.node == "__typename" {
        return Ok(Value::String(object.introspection_type_name().into_owned()));
    }
    Ok(object.resolve_field(ctx).await?.unwrap_or_default())
}

fn put(members: &mut IndexMap<Name, Value>, key: usize, value: Value) {
    if let Some((_, place)) = members.get_index_mut(key) {
        *place = value;
    }
}

fn member(object: &mut Value, key: usize) -> Option<&mut Value> {
    match object {
        Value::Object(members) => members.get_index_mut(key).map(|(_, value)| value),
        _ => None,
    }
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
        let Some(page) = Page::of::<E>(ctx) else {
            return resolve_list(ctx, field, &self.0, Some(self.0.len())).await;
        };
        if let Some(text) = page.text(ctx, &self.0) {
            return Ok(written::ahead(text));
        }
        Ok(page.values(ctx, &self.0).await)
    }
}
