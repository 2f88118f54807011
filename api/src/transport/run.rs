//! Carrying out what was prepared.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_graphql::parser::types::{OperationType, Selection};
use async_graphql::{Executor, Name, Response, ServerError, Value};
use axum::http::StatusCode;
use futures::FutureExt as _;
use serde::Serialize;
use tenantry_domain::ids::CorrelationId;
use tokio::time::timeout;
use tracing::{Instrument as _, Span, info_span};

use super::fault::Fault;
use super::mend::Mender;
use super::prepare::Prepared;
use super::report;
use crate::written;

/// Of a document that does not fit, so many are told: more say nothing new.
const ERRORS: usize = 20;

/// The answer of a page of rows: a text that has to grow is copied each time.
const USUAL_BYTES: usize = 16 * 1024;

/// What became of an operation.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Nothing was run, or nobody knows what became of it. The status is there unless the form of the
    /// answer decides it.
    Refused {
        errors: Vec<ServerError>,
        status: Option<StatusCode>,
    },
    /// It was run; some of its fields may have errors.
    Answered(Response),
}

#[derive(Serialize)]
struct Errors<'a> {
    errors: &'a [ServerError],
}

impl Outcome {
    pub(super) fn fault(fault: &Fault, correlation: CorrelationId) -> Self {
        let mut error = report::told(fault);
        report::dress(&mut error, correlation);
        Self::Refused {
            errors: vec![error],
            status: fault.status(),
        }
    }

    pub(super) fn of(mut response: Response, mender: &Mender, correlation: CorrelationId) -> Self {
        mender.mend(&mut response);
        let about_the_request = response.errors.iter().all(|error| error.path.is_empty());
        let nothing = response.data == Value::Null && !response.errors.is_empty();
        let refused = nothing && about_the_request;
        if refused {
            response.errors.truncate(ERRORS);
        }
        for error in &mut response.errors {
            report::dress(error, correlation);
        }
        if refused {
            return Self::Refused {
                errors: response.errors,
                status: None,
            };
        }
        Self::Answered(response)
    }

    /// The code with which nothing was run because what was asked for does not fit the schema.
    fn unfit(&self) -> Option<&'static str> {
        match self {
            Self::Refused { errors, .. } => errors.iter().find_map(report::unfit),
            Self::Answered(_) => None,
        }
    }

    /// As JSON, in the order that was asked for; without `data` where nothing was run.
    pub(super) fn text(&self) -> String {
        let mut text = Vec::with_capacity(USUAL_BYTES);
        match self {
            Self::Refused { errors, .. } => written::add_plain(&Errors { errors }, &mut text),
            Self::Answered(response) => written::add_response(response, &mut text),
        }
        // All of it was text before.
        String::from_utf8(text).unwrap_or_default()
    }
}

/// Runs a query or a mutation to its end, or to the end of the time.
pub(super) async fn once<E: Executor>(
    executor: &E,
    prepared: Prepared,
    time: Duration,
    correlation: CorrelationId,
) -> Outcome {
    let is_mutation = prepared.kind == OperationType::Mutation;
    let executor = executor.clone();
    let span = followed(&prepared, correlation);
    let (mender, watched) = (prepared.mender, prepared.watched);
    let work = async move { executor.execute(prepared.request).await };
    let work = work.instrument(span);
    let work = AssertUnwindSafe(work).catch_unwind().boxed();
    let answer = if is_mutation {
        // What has begun to change something is not broken off because nobody waits for it any more.
        let work = tokio::spawn(work);
        timeout(time, work.map(|joined| joined.ok()?.ok())).await
    } else {
        timeout(time, work.map(Result::ok)).await
    };
    match answer {
        Ok(Some(response)) => {
            let outcome = Outcome::of(response, &mender, correlation);
            if let (Some(watched), Some(code)) = (watched, outcome.unfit()) {
                watched.turned_down(code).await;
            }
            outcome
        }
        Ok(None) => panicked(correlation),
        Err(_) => Outcome::fault(&Fault::TimedOut, correlation),
    }
}

/// Named by the schema's words, not by the client's: those may be anything.
fn followed(prepared: &Prepared, correlation: CorrelationId) -> Span {
    info_span!(
        "operation",
        otel.name = title(prepared),
        graphql.operation.type = %prepared.kind,
        correlation = %correlation,
    )
}

/// `mutation customerRegister`: the kind, and the first field.
fn title(prepared: &Prepared) -> String {
    let wanted = prepared.mender.operation.as_deref();
    let mut operations = prepared.mender.known.document.operations.iter();
    let operation =
        operations.find(|(name, _)| wanted.is_none() || wanted == name.map(Name::as_str));
    let fields = operation.map(|(_, operation)| &operation.node.selection_set.node.items);
    let mut fields = fields.into_iter().flatten();
    let first = fields.find_map(|selection| match &selection.node {
        Selection::Field(field) => Some(field.node.name.node.as_str()),
        Selection::FragmentSpread(_) | Selection::InlineFragment(_) => None,
    });
    format!("{} {}", prepared.kind, first.unwrap_or_default())
}

/// What it was is in the log, from where it happened.
pub(super) fn panicked(correlation: CorrelationId) -> Outcome {
    tracing::error!(%correlation, "a resolver panicked");
    Outcome::fault(&Fault::Internal, correlation)
}
