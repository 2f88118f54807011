//! Nothing where a field failed.
//!
//! The schema engine leaves a field that failed out of its answer. The specification wants a null in
//! its place, and where the field may not be null, in the place of what it belongs to: clients that keep
//! answers take a field that is missing for one that was not asked for.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    BaseType, ExecutableDocument, OperationType, Selection, SelectionSet, Type, TypeKind,
    TypeSystemDefinition,
};
use async_graphql::parser::{Error as ParseError, parse_schema};
use async_graphql::{Name, PathSegment, Response, Value};

use super::order::Order;
use super::reading::Known;

/// Which fields may be null.
#[derive(Debug, Default)]
pub(super) struct Shape {
    types: HashMap<String, HashMap<String, Type>>,
    roots: HashMap<&'static str, String>,
}

/// Something that is selected, and of what.
type Part<'a> = (&'a str, &'a SelectionSet);

impl Shape {
    pub(super) fn of(sdl: &str) -> Result<Self, ParseError> {
        let mut shape = Self::default();
        for definition in parse_schema(sdl)?.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    let schema = schema.node;
                    let roots = [
                        ("query", schema.query),
                        ("mutation", schema.mutation),
                        ("subscription", schema.subscription),
                    ];
                    let roots = roots.into_iter();
                    let named =
                        roots.filter_map(|(kind, name)| Some((kind, name?.node.to_string())));
                    shape.roots.extend(named);
                }
                TypeSystemDefinition::Type(definition) => {
                    let fields = match definition.node.kind {
                        TypeKind::Object(object) => object.fields,
                        TypeKind::Interface(interface) => interface.fields,
                        _ => continue,
                    };
                    let fields = fields.into_iter().map(|field| field.node);
                    let fields = fields.map(|field| (field.name.node.to_string(), field.ty.node));
                    let name = definition.node.name.node.to_string();
                    shape.types.insert(name, fields.collect());
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        Ok(shape)
    }

    fn root(&self, kind: OperationType) -> Option<&str> {
        let kind = match kind {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        };
        self.roots.get(kind).map(String::as_str)
    }
}

/// Puts the answers of one operation right.
#[derive(Debug)]
pub(super) struct Mender {
    pub(super) order: Order,
    pub(super) shape: Arc<Shape>,
    pub(super) known: Arc<Known>,
    pub(super) operation: Option<String>,
}

impl Mender {
    pub(super) fn mend(&self, response: &mut Response) {
        self.fill(response);
        self.order.apply(&mut response.data);
    }

    fn fill(&self, response: &mut Response) {
        if response.errors.iter().all(|error| error.path.is_empty()) {
            return;
        }
        let mut operations = self.known.document.operations.iter();
        let operation = operations.find(|(name, _)| {
            let wanted = self.operation.as_deref();
            wanted.is_none_or(|wanted| name.is_some_and(|name| name == wanted))
        });
        let Some((_, operation)) = operation else {
            return;
        };
        let operation = &operation.node;
        let Some(root) = self.shape.root(operation.ty) else {
            return;
        };
        let walk = Walk {
            shape: &self.shape,
            document: &self.known.document,
        };
        let paths = response.errors.iter().map(|error| error.path.as_slice());
        let paths: Vec<&[PathSegment]> = paths.filter(|path| !path.is_empty()).collect();
        for path in &paths {
            set_null(&mut response.data, path);
        }
        for path in &paths {
            let parts = vec![(root, &operation.selection_set.node)];
            if walk.lift(&mut response.data, &parts, path) {
                response.data = Value::Null;
            }
        }
    }
}

/// Where a failed field belongs there is nothing. An object of which nothing was left is there again.
fn set_null(value: &mut Value, path: &[PathSegment]) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    match first {
        PathSegment::Field(key) => {
            if *value == Value::Null {
                *value = Value::Object(IndexMap::new());
            }
            let Value::Object(members) = value else {
                return;
            };
            match members.get_mut(key.as_str()) {
                Some(inner) => set_null(inner, rest),
                None => {
                    members.insert(Name::new(key), Value::Null);
                }
            }
        }
        PathSegment::Index(index) => {
            if let Value::List(items) = value
                && let Some(item) = items.get_mut(*index)
            {
                set_null(item, rest);
            }
        }
    }
}

struct Walk<'a> {
    shape: &'a Shape,
    document: &'a ExecutableDocument,
}

impl<'a> Walk<'a> {
    /// Whether the object itself cannot be there, because a field of it is null that must not be.
    fn lift(&self, value: &mut Value, parts: &[Part<'a>], path: &[PathSegment]) -> bool {
        let (Value::Object(members), Some((PathSegment::Field(key), rest))) =
            (value, path.split_first())
        else {
            return false;
        };
        let Some(inner) = members.get_mut(key.as_str()) else {
            return false;
        };
        let (field, parts) = self.field(parts, key);
        let Some(field) = field else {
            return false;
        };
        self.must_go(inner, field, &parts, rest)
    }

    /// Makes null what cannot be there, and tells whether that must not be either.
    fn must_go(
        &self,
        value: &mut Value,
        kind: &Type,
        parts: &[Part<'a>],
        path: &[PathSegment],
    ) -> bool {
        let gone = match (&kind.base, path.split_first()) {
            (BaseType::List(item), Some((PathSegment::Index(index), rest))) => match value {
                Value::List(items) => items
                    .get_mut(*index)
                    .is_some_and(|value| self.must_go(value, item, parts, rest)),
                _ => false,
            },
            (BaseType::Named(_), Some(_)) => self.lift(value, parts, path),
            _ => false,
        };
        if gone {
            *value = Value::Null;
        }
        *value == Value::Null && !kind.nullable
    }

    /// The field behind a key of the answer, and all that is selected of it.
    fn field(&self, parts: &[Part<'a>], key: &str) -> (Option<&'a Type>, Vec<Part<'a>>) {
        let mut kind = None;
        let mut found = Vec::new();
        let mut open = parts.to_vec();
        while let Some((parent, set)) = open.pop() {
            for selection in &set.items {
                match &selection.node {
                    Selection::Field(field) if field.node.response_key().node == key => {
                        let fields = self.shape.types.get(parent);
                        let of =
                            fields.and_then(|fields| fields.get(field.node.name.node.as_str()));
                        if let Some(of) = of {
                            kind = kind.or(Some(of));
                            found.push((named(of), &field.node.selection_set.node));
                        }
                    }
                    Selection::Field(_) => {}
                    Selection::InlineFragment(inline) => {
                        let condition = inline.node.type_condition.as_ref();
                        let on = condition.map_or(parent, |on| on.node.on.node.as_str());
                        open.push((on, &inline.node.selection_set.node));
                    }
                    Selection::FragmentSpread(spread) => {
                        let name = &spread.node.fragment_name.node;
                        if let Some(fragment) = self.document.fragments.get(name) {
                            let on = fragment.node.type_condition.node.on.node.as_str();
                            open.push((on, &fragment.node.selection_set.node));
                        }
                    }
                }
            }
        }
        (kind, found)
    }
}

/// The type inside of all lists.
fn named(kind: &Type) -> &str {
    match &kind.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(item) => named(item),
    }
}
