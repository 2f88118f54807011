//! From what was asked to what can be run: the document is found, measured and parsed.

use std::sync::Arc;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::parser::{Error as ParseError, parse_query};
use async_graphql::{Request, Value as GraphValue, Variables};
use serde_json::{Map, Value};

use super::ask::{Ask, Document};
use super::cost::FreeOfCost;
use super::door::Credential;
use super::fault::Fault;
use super::measure;
use super::mend::{Mender, Shape};
use super::order::Order;
use super::settings::{Documents, Limits, Settings, Trust};
use super::tokens;

#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) request: Request,
    pub(super) kind: OperationType,
    /// Of all operations in the document, whichever is run.
    pub(super) contains: Contents,
    pub(super) mender: Mender,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Contents {
    pub(super) mutations: bool,
    pub(super) subscriptions: bool,
}

pub(super) fn prepare(
    ask: Ask,
    settings: &Settings,
    credential: Credential,
    shape: &Arc<Shape>,
) -> Result<Prepared, Fault> {
    let text = text(ask.document, &settings.documents, credential)?;
    let document = parse(&text, &settings.limits)?;
    let introspection = measure::check(&document, &settings.limits)?;
    if introspection.asked && !settings.introspection {
        return Err(Fault::IntrospectionOff);
    }
    let contains = contents(&document);
    let operation = chosen(&document, ask.operation.as_deref())?;
    let kind = operation.ty;
    complete(operation, &ask.variables)?;
    let order = Order::of(&document, &operation.selection_set.node);
    let mut request = Request::new(text);
    request.operation_name = ask.operation;
    request.variables = Variables::from_json(Value::Object(ask.variables));
    for (key, value) in ask.extensions {
        let value = GraphValue::from_json(value).unwrap_or_default();
        request.extensions.insert(key, value);
    }
    if introspection.alone {
        request.data.insert(FreeOfCost);
    }
    request.set_parsed_query(document.clone());
    let mender = Mender {
        order,
        shape: Arc::clone(shape),
        document,
        operation: request.operation_name.clone(),
    };
    Ok(Prepared {
        request,
        kind,
        contains,
        mender,
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

fn parse(text: &str, limits: &Limits) -> Result<ExecutableDocument, Fault> {
    let large = |what, limit, actual| Fault::QueryTooLarge {
        what,
        limit,
        actual,
    };
    if text.len() > limits.document_bytes {
        return Err(large("bytes", limits.document_bytes, text.len()));
    }
    let tokens = tokens::count(text);
    if tokens.count > limits.tokens {
        return Err(large("tokens", limits.tokens, tokens.count));
    }
    measure::deep(
        "brackets inside of brackets",
        limits.nesting,
        tokens.nesting,
    )?;
    parse_query(text).map_err(|error| malformed(&error))
}

/// The parser paints a picture of the place; the place is enough.
fn malformed(error: &ParseError) -> Fault {
    let at = error.positions().next().map(|at| (at.line, at.column));
    let message = match (error, at) {
        (ParseError::Syntax { .. }, Some((line, column))) => {
            format!("not GraphQL from line {line}, column {column} on")
        }
        (ParseError::MissingOperation, _) => "the document holds no operation".to_owned(),
        (ParseError::MultipleOperations { .. }, _) => {
            "an operation without a name stands alone in its document".to_owned()
        }
        (ParseError::OperationDuplicated { operation, .. }, _) => {
            format!("two operations have the name {operation}")
        }
        (ParseError::FragmentDuplicated { fragment, .. }, _) => {
            format!("two fragments have the name {fragment}")
        }
        _ => "the document is not GraphQL".to_owned(),
    };
    Fault::QueryMalformed { message, at }
}

fn contents(document: &ExecutableDocument) -> Contents {
    let holds = |kind| {
        let mut operations = document.operations.iter();
        operations.any(|(_, operation)| operation.node.ty == kind)
    };
    Contents {
        mutations: holds(OperationType::Mutation),
        subscriptions: holds(OperationType::Subscription),
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

/// The schema's engine would miss a variable only in the middle of its work.
fn complete(operation: &OperationDefinition, given: &Map<String, Value>) -> Result<(), Fault> {
    for definition in &operation.variable_definitions {
        let variable = &definition.node;
        let name = variable.name.node.as_str();
        let needed = !variable.var_type.node.nullable;
        let wanting = match given.get(name) {
            None => needed && variable.default_value.is_none(),
            Some(value) => needed && value.is_null(),
        };
        if wanting {
            let message = format!("the variable ${name} needs a value");
            return Err(Fault::QueryInvalid(message));
        }
    }
    Ok(())
}
