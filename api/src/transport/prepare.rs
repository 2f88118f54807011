//! From what was asked to what can be run: the document is found and read, and its operation chosen.

use std::sync::Arc;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection,
};
use async_graphql::{Request, Value as GraphValue, Variables};
use serde_json::{Map, Value};

use super::ask::{Ask, Document};
use super::cost::FreeOfCost;
use super::door::Credential;
use super::fault::Fault;
use super::fresh::Fresh;
use super::mend::{Mender, Shape};
use super::order::Order;
use super::reading::{Contents, Shelf};
use super::settings::{Documents, Settings, Trust};
use super::witness::{Watched, Witness};
use crate::written::MayBeAhead;

#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) request: Request,
    pub(super) kind: OperationType,
    /// Of all operations in the document, whichever is run.
    pub(super) contains: Contents,
    pub(super) mender: Mender,
    /// Of a mutation, where somebody at the door wants to hear of it.
    pub(super) watched: Option<Watched>,
}

pub(super) fn prepare(
    ask: Ask,
    settings: &Settings,
    credential: Credential,
    shape: &Arc<Shape>,
    shelf: &Shelf,
    witness: impl FnOnce() -> Option<Arc<dyn Witness>>,
) -> Result<Prepared, Fault> {
    let text = text(ask.document, &settings.documents, credential)?;
    let known = shelf.read(&text, &settings.limits)?;
    if known.introspection.asked && !settings.introspection {
        return Err(Fault::IntrospectionOff);
    }
    let operation = chosen(&known.document, ask.operation.as_deref())?;
    let kind = operation.ty;
    let variables = complete(operation, ask.variables)?;
    if kind == OperationType::Subscription {
        one_field(operation)?;
    }
    let order = Order::of(&known.document, &operation.selection_set.node);
    let mut request = Request::new(text);
    request.operation_name = ask.operation;
    request.variables = Variables::from_json(Value::Object(variables));
    let watched = (kind == OperationType::Mutation).then(witness).flatten();
    let watched = watched.map(|witness| {
        let set = &operation.selection_set.node;
        Watched::of(witness, &known.document, set, &request.variables)
    });
    if let Some(fresh) = Fresh::wished(&ask.extensions)? {
        request.data.insert(fresh);
    }
    for (key, value) in ask.extensions {
        let value = GraphValue::from_json(value).unwrap_or_default();
        request.extensions.insert(key, value);
    }
    if known.introspection.alone {
        request.data.insert(FreeOfCost);
    }
    if !order.joins() {
        request.data.insert(MayBeAhead);
    }
    request.set_parsed_query(known.document.clone());
    let contains = known.contains;
    let mender = Mender {
        order,
        shape: Arc::clone(shape),
        known,
        operation: request.operation_name.clone(),
    };
    Ok(Prepared {
        request,
        kind,
        contains,
        mender,
        watched,
    })
}

fn text(
    document: Document,
    documents: &Documents,
    credential: Credential,
) -> Result<String, Fault> {
    let only_known = match documents.trust {
        Trust::Everything => false,
        Trust::KnownInSessions => credential == Credential::Cookie,
        Trust::Known => true,
    };
    match document {
        Document::Id(id) => {
            let text = documents.known.get(&id).map(str::to_owned);
            text.ok_or(Fault::DocumentUnknown)
        }
        Document::Text(text) if only_known && !documents.known.holds(&text) => {
            Err(Fault::DocumentNotTrusted)
        }
        Document::Text(text) => Ok(text),
    }
}

/// The operation that would be run.
fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, Fault> {
    let found = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()
        }
        (DocumentOperations::Multiple(_), None) => {
            let message = "there are several operations: name one by operationName";
            return Err(Fault::QueryInvalid(message.to_owned()));
        }
    };
    let found = found.map(|operation| &operation.node);
    found.ok_or_else(|| Fault::QueryInvalid("there is no operation of this name".to_owned()))
}

/// A subscription is told in one field. The schema's engine would mix several, and pass over those of a
/// fragment without a word.
fn one_field(operation: &OperationDefinition) -> Result<(), Fault> {
    match operation.selection_set.node.items.as_slice() {
        [only] if matches!(only.node, Selection::Field(_)) => Ok(()),
        _ => {
            let message = "a subscription asks for one field, and names it outside of fragments";
            Err(Fault::QueryInvalid(message.to_owned()))
        }
    }
}

/// The variables with what the operation gives them itself. The schema's engine would miss one only in the
/// middle of its work, and forgets defaults where it decides what is left out or taken in.
fn complete(
    operation: &OperationDefinition,
    mut given: Map<String, Value>,
) -> Result<Map<String, Value>, Fault> {
    for definition in &operation.variable_definitions {
        let variable = &definition.node;
        let name = variable.name.node.as_str();
        if !given.contains_key(name)
            && let Some(default) = &variable.default_value
            && let Ok(value) = default.node.clone().into_json()
        {
            given.insert(name.to_owned(), value);
        }
        let missing = given.get(name).is_none_or(Value::is_null);
        if missing && !variable.var_type.node.nullable {
            let message = format!("the variable ${name} needs a value");
            return Err(Fault::QueryInvalid(message));
        }
    }
    Ok(given)
}
