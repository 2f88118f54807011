//! The messages of the protocol.

use async_graphql::ServerError;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};

use super::closing::Closing;
use crate::transport::ask::Ask;
use crate::transport::run::Outcome;

/// An id is the client's; it is kept while its operation is under way.
const ID_BYTES: usize = 128;

/// What a client says.
#[derive(Debug, PartialEq)]
pub(super) enum Said {
    /// With what it brings to be let in.
    Introduction {
        authorization: Option<String>,
    },
    Ping(Option<Value>),
    Pong,
    Subscribe {
        id: String,
        ask: Ask,
    },
    Complete {
        id: String,
    },
}

impl Said {
    pub(super) fn read(text: &str) -> Result<Self, Closing> {
        let mut members: Map<String, Value> =
            serde_json::from_str(text).map_err(|_| Closing::MessageInvalid)?;
        let payload = members.remove("payload").filter(|it| !it.is_null());
        match members.get("type").and_then(Value::as_str) {
            Some("connection_init") => introduction(payload),
            Some("ping") => Ok(Self::Ping(optional_members(payload)?)),
            Some("pong") => optional_members(payload).map(|_| Self::Pong),
            Some("subscribe") => Ok(Self::Subscribe {
                id: id(&mut members)?,
                ask: Ask::from_value(payload.unwrap_or_default())
                    .map_err(|_| Closing::MessageInvalid)?,
            }),
            Some("complete") => Ok(Self::Complete {
                id: id(&mut members)?,
            }),
            _ => Err(Closing::MessageInvalid),
        }
    }
}

fn introduction(payload: Option<Value>) -> Result<Said, Closing> {
    let payload = optional_members(payload)?;
    let members = payload.as_ref().and_then(Value::as_object);
    let mut members = members.into_iter().flatten();
    let found = members.find(|(key, _)| key.eq_ignore_ascii_case("authorization"));
    let authorization = match found {
        None | Some((_, Value::Null)) => None,
        Some((_, Value::String(text))) => Some(text.clone()),
        Some(_) => return Err(Closing::MessageInvalid),
    };
    Ok(Said::Introduction { authorization })
}

fn optional_members(payload: Option<Value>) -> Result<Option<Value>, Closing> {
    let fits = payload.as_ref().is_none_or(Value::is_object);
    if fits {
        Ok(payload)
    } else {
        Err(Closing::MessageInvalid)
    }
}

fn id(members: &mut Map<String, Value>) -> Result<String, Closing> {
    match members.remove("id") {
        Some(Value::String(id)) if (1..=ID_BYTES).contains(&id.len()) => Ok(id),
        _ => Err(Closing::MessageInvalid),
    }
}

#[derive(Serialize)]
struct Told<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<Box<RawValue>>,
}

fn told(id: Option<&str>, kind: &str, payload: Option<Box<RawValue>>) -> String {
    let told = Told {
        id,
        r#type: kind,
        payload,
    };
    // All that is in it has been JSON before.
    serde_json::to_string(&told).unwrap_or_default()
}

pub(super) fn welcome() -> String {
    told(None, "connection_ack", None)
}

pub(super) fn pong(payload: Option<&Value>) -> String {
    let payload = payload.and_then(|payload| to_raw_value(payload).ok());
    told(None, "pong", payload)
}

/// One answer of an operation.
pub(super) fn next(id: &str, outcome: &Outcome) -> String {
    let payload = RawValue::from_string(outcome.text());
    told(Some(id), "next", payload.ok())
}

/// The end of an operation that was not run.
pub(super) fn error(id: &str, errors: &[ServerError]) -> String {
    told(Some(id), "error", to_raw_value(errors).ok())
}

pub(super) fn complete(id: &str) -> String {
    told(Some(id), "complete", None)
}
