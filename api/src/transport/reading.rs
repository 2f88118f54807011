//! Reading documents: measured before they are parsed, and again before anything is done with them.
//!
//! Programs send the same few documents again and again. What was read is kept for a while, so that each is
//! read once.

use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::parser::{Error as ParseError, parse_query};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::fault::Fault;
use super::measure::{self, Introspection};
use super::settings::Limits;
use super::tokens;

/// How much text is kept. What is made of it takes some ten times as much.
const KEPT_BYTES: u64 = 1024 * 1024;
/// How many texts that may be: a usual one has a kilobyte.
const KEPT: usize = 1024;

/// A document that is within the limits.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) document: ExecutableDocument,
    pub(super) introspection: Introspection,
    /// Of all operations in it, whichever is run.
    pub(super) contains: Contents,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Contents {
    pub(super) mutations: bool,
    pub(super) subscriptions: bool,
}

/// The documents that were read lately, by their text.
#[derive(Debug)]
pub(super) struct Shelf(Cache<String, Arc<Known>, Bytes>);

#[derive(Debug, Clone)]
struct Bytes;

impl Weighter<String, Arc<Known>> for Bytes {
    fn weight(&self, text: &String, _: &Arc<Known>) -> u64 {
        text.len() as u64
    }
}

impl Shelf {
    pub(super) fn new() -> Self {
        Self(Cache::with_weighter(KEPT, KEPT_BYTES, Bytes))
    }

    /// The limits are the same from call to call.
    pub(super) fn read(&self, text: &str, limits: &Limits) -> Result<Arc<Known>, Fault> {
        if let Some(known) = self.0.get(text) {
            return Ok(known);
        }
        let document = parse(text, limits)?;
        let known = Arc::new(Known {
            introspection: measure::check(&document, limits)?,
            contains: contents(&document),
            document,
        });
        self.0.insert(text.to_owned(), Arc::clone(&known));
        Ok(known)
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
