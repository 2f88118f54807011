//! Spans as OTLP writes them in JSON.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value as Json, json};

use crate::span::{Ended, Kind, Value};

/// One request's body.
pub(crate) fn body(service: &str, spans: &[Ended]) -> Vec<u8> {
    let version = env!("CARGO_PKG_VERSION");
    let resource = [
        ("service.name", Value::Text(service.to_owned())),
        ("service.version", Value::Text(version.to_owned())),
    ];
    let whole = json!({ "resourceSpans": [{
        "resource": { "attributes": attributes(&resource) },
        "scopeSpans": [{
            "scope": { "name": "tenantry", "version": version },
            "spans": spans.iter().map(span).collect::<Vec<_>>(),
        }],
    }] });
    whole.to_string().into_bytes()
}

fn span(ended: &Ended) -> Json {
    let (open, said) = (&ended.open, &ended.open.said);
    let parent = open.parent.map(|id| format!("{id:016x}"));
    json!({
        "traceId": format!("{:032x}", open.place.trace),
        "spanId": format!("{:016x}", open.place.span),
        "parentSpanId": parent.unwrap_or_default(),
        "name": said.name.as_deref().unwrap_or(ended.name),
        "kind": match said.kind {
            Kind::Internal => 1,
            Kind::Server => 2,
            Kind::Client => 3,
        },
        "startTimeUnixNano": nanoseconds(open.began),
        "endTimeUnixNano": nanoseconds(ended.at.max(open.began)),
        "attributes": attributes(&said.attributes),
        "status": { "code": if said.failed { 2 } else { 0 } },
    })
}

fn attributes(of: &[(&'static str, Value)]) -> Vec<Json> {
    let value = |value: &Value| match value {
        Value::Text(text) => json!({ "stringValue": text }),
        // Whole numbers are texts in OTLP's JSON: they may be larger than JSON's are exact.
        Value::Whole(number) => json!({ "intValue": number.to_string() }),
        Value::Yes(yes) => json!({ "boolValue": yes }),
    };
    let pairs = of.iter();
    pairs
        .map(|(key, it)| json!({ "key": key, "value": value(it) }))
        .collect()
}

fn nanoseconds(at: SystemTime) -> String {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_nanos().to_string()
}
