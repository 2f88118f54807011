//! `/$batch`: up to twenty requests in one, each answered by itself.

use crate::entra::Caller;
use crate::graph::{error, route};
use crate::wire::{Reply, Request};
use crate::world::World;
use bytes::Bytes;
use hyper::http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const MOST: usize = 20;

pub(super) fn answer(world: &mut World, caller: &Caller, request: &Request) -> Reply {
    if request.method != Method::POST {
        return error(
            request,
            405,
            "BadRequest",
            "Specified HTTP method is not allowed for the request target.",
        );
    }
    match carry_out(world, caller, request) {
        Ok(responses) => Reply::json(200, &json!({"responses": responses})),
        Err(why) => error(request, 400, "BadRequest", &why),
    }
}

fn carry_out(world: &mut World, caller: &Caller, request: &Request) -> Result<Vec<Value>, String> {
    let body = request.json().ok_or("Invalid batch payload format.")?;
    let inner = body["requests"]
        .as_array()
        .ok_or("Invalid batch payload format.")?;
    if inner.len() > MOST {
        return Err(format!(
            "The number of batch request steps '{}' exceeds the limit of '{MOST}'.",
            inner.len()
        ));
    }
    let version = request.segments().first().cloned().unwrap_or_default();
    let mut statuses: BTreeMap<String, u16> = BTreeMap::new();
    let mut responses = Vec::new();
    for step in inner {
        let id = step["id"]
            .as_str()
            .ok_or("Every step of a batch needs an id.")?;
        if statuses.contains_key(id) {
            return Err(format!("Request Id '{id}' has to be unique in a batch."));
        }
        let reply = if depends_on_failure(step, &statuses)? {
            error(
                request,
                424,
                "FailedDependency",
                "Failed to process request as the dependency failed.",
            )
        } else if world.throttle.refuses_in_batch(caller.tenant) {
            error(request, 429, "TooManyRequests", "Too many requests.").header("Retry-After", "1")
        } else {
            route(world, caller, &read(request, step, &version)?)
        };
        statuses.insert(id.to_owned(), reply.status);
        responses.push(said(id, &reply));
    }
    // The order of the answers is nobody's promise.
    responses.reverse();
    Ok(responses)
}

fn depends_on_failure(step: &Value, statuses: &BTreeMap<String, u16>) -> Result<bool, String> {
    let mut failed = false;
    for id in step["dependsOn"].as_array().into_iter().flatten() {
        let id = id.as_str().unwrap_or_default();
        let status = statuses
            .get(id)
            .ok_or_else(|| format!("The dependency '{id}' is not known."))?;
        failed |= *status >= 400;
    }
    Ok(failed)
}

fn read(outer: &Request, step: &Value, version: &str) -> Result<Request, String> {
    let method = step["method"]
        .as_str()
        .and_then(|name| Method::from_bytes(name.as_bytes()).ok());
    let method = method.ok_or("Every step of a batch needs a method.")?;
    let url = step["url"]
        .as_str()
        .ok_or("Every step of a batch needs a url.")?;
    if url.contains("://") {
        return Err("The url of a step is relative.".to_owned());
    }
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut headers = HeaderMap::new();
    for (name, value) in step["headers"].as_object().unwrap_or(&Map::new()) {
        let pair = HeaderName::from_bytes(name.as_bytes())
            .ok()
            .zip(value.as_str().and_then(|it| HeaderValue::from_str(it).ok()));
        if let Some((name, value)) = pair {
            headers.insert(name, value);
        }
    }
    let body = match &step["body"] {
        Value::Null => Bytes::new(),
        body if headers.contains_key("content-type") => Bytes::from(body.to_string()),
        _ => return Err("A step with a body needs a Content-Type.".to_owned()),
    };
    Ok(Request {
        method,
        path: format!("/{version}/{}", path.trim_start_matches('/')),
        query: form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        headers,
        body,
        ..outer.clone()
    })
}

fn said(id: &str, reply: &Reply) -> Value {
    let headers: Map<String, Value> = reply
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    let kind = reply
        .headers
        .iter()
        .find(|(name, _)| name == "Content-Type")
        .map(|(_, kind)| kind.as_str());
    let body = match kind {
        Some(kind) if kind.starts_with("application/json") => {
            serde_json::from_slice(&reply.body).unwrap_or(Value::Null)
        }
        // What is no JSON travels as text.
        Some(_) => {
            use base64::Engine as _;
            json!(base64::engine::general_purpose::STANDARD.encode(&reply.body))
        }
        None => Value::Null,
    };
    json!({"id": id, "status": reply.status, "headers": headers, "body": body})
}
