//! How errors leave: with a code, a class and the correlation id, and without anything that was
//! meant for us.

use async_graphql::{ErrorExtensionValues, Pos, ServerError, Value};
use tenantry_domain::ids::CorrelationId;

use super::fault::Fault;

/// The words that the schema engine begins with when a value does not fit its type.
const UNFIT: [&str; 2] = ["Failed to parse \"", "Expected input type \""];

/// A fault as an error that clients read.
pub(super) fn told(fault: &Fault) -> ServerError {
    let mut error = ServerError::new(fault.to_string(), None);
    if let Fault::QueryMalformed {
        at: Some((line, column)),
        ..
    } = fault
    {
        error.locations = vec![Pos {
            line: *line,
            column: *column,
        }];
    }
    let extensions = error.extensions.get_or_insert_default();
    mark(extensions, fault);
    if let Some((limit, actual)) = fault.measured() {
        extensions.set("limit", limit);
        extensions.set("actual", actual);
    }
    error
}

fn mark(extensions: &mut ErrorExtensionValues, fault: &Fault) {
    extensions.set("code", fault.code());
    extensions.set("class", fault.class().word());
}

/// Makes an error of the schema or of its engine fit to leave.
pub(super) fn dress(error: &mut ServerError, correlation: CorrelationId) {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        let fault = uncoded(&error.message, error.path.is_empty());
        if fault == Fault::Internal {
            let at = path(error);
            tracing::error!(%correlation, at, reason = error.message, "a field could not be answered");
        }
        let extensions = error.extensions.get_or_insert_default();
        mark(extensions, &fault);
        error.message = fault.to_string();
    }
    let extensions = error.extensions.get_or_insert_default();
    let id = Value::String(correlation.to_string());
    extensions.set("correlationId", id);
}

/// What an error without a code is. Where nothing was run, it is about the document; a value that does
/// not fit is about the request; anything else was not meant to be seen.
fn uncoded(message: &str, nothing_ran: bool) -> Fault {
    let unfit = UNFIT.iter().find_map(|start| message.strip_prefix(start));
    let type_name = unfit.and_then(|rest| rest.split('"').next());
    match type_name {
        Some(name) => Fault::ArgumentInvalid(format!("a value is not a {name}")),
        None if nothing_ran => Fault::QueryInvalid(message.to_owned()),
        None => Fault::Internal,
    }
}

/// The code of an error that says that something does not fit the schema.
pub(super) fn unfit(error: &ServerError) -> Option<&'static str> {
    let code = error.extensions.as_ref()?.get("code")?;
    let codes = [
        Fault::QueryInvalid(String::new()).code(),
        Fault::ArgumentInvalid(String::new()).code(),
    ];
    codes.into_iter().find(|it| *code == Value::from(*it))
}

fn path(error: &ServerError) -> String {
    let path = serde_json::to_string(&error.path);
    path.unwrap_or_default()
}
