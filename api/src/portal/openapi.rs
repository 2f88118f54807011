//! The description of this interface, in the words of `OpenAPI` 3.1. It is also a file of the repository,
//! and a test holds it to what is answered.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::{CALLBACK, ROOT};

pub(super) async fn served() -> Response {
    // It concerns nobody, so it may be kept.
    let kept = [(header::CACHE_CONTROL, "public, max-age=300")];
    (kept, Json(document())).into_response()
}

/// What went wrong, by status, and in which words it is described.
const PROBLEMS: [(u16, &str); 14] = [
    (400, "The request is not right in itself."),
    (401, "Nobody is signed in."),
    (
        403,
        "Whoever asks may not, or asks from a page that is not ours.",
    ),
    (404, "There is no such thing at this MSP."),
    (408, "The body did not arrive in time."),
    (409, "The rules, as things stand, forbid it."),
    (410, "The invitation's time is over."),
    (413, "The body is too large."),
    (415, "The body is not JSON."),
    (
        422,
        "What is named is not there, or out of range; or the idempotency key was used for another request.",
    ),
    (429, "So many requests in so short a time."),
    (500, "The server could not answer; its log says why."),
    (502, "The cloud said no."),
    (503, "Not now: again in a moment."),
];

/// The whole description.
pub fn document() -> Value {
    let mut paths = Map::new();
    paths.insert(
        format!("{ROOT}/tenants/connect"),
        json!({ "post": connect() }),
    );
    paths.insert(
        CALLBACK.to_owned(),
        json!({ "get": callback_by_browser(), "post": callback_by_program() }),
    );
    paths.insert(
        format!("{ROOT}/tenants/{{tenantId}}/sync-status"),
        json!({ "get": sync_status() }),
    );
    paths.insert(format!("{ROOT}/openapi.json"), json!({ "get": itself() }));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tenantry: the portal's interface",
            "version": "1",
            "description": "Connects a customer's tenant by the consent of its administrator. \
                            Everything is asked within the MSP of whoever asks. GraphQL, at /graphql, \
                            knows more.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "paths": paths,
        "components": { "securitySchemes": security(), "schemas": schemas() },
    })
}

fn security() -> Value {
    json!({
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "A service token, or a token of a person's own tenant.",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-tenantry",
            "description": "A browser's session, from our own pages. Whatever changes something also \
                            needs the header x-requested-with.",
        },
    })
}

/// Whoever may ask GraphQL.
fn known() -> Value {
    json!([{ "bearer": [] }, { "session": [] }])
}

fn connect() -> Value {
    json!({
        "operationId": "connectTenant",
        "summary": "Ask for the consent of a tenant's administrator",
        "description": "Roles: Tech, Admin. While an invitation is open, asking again tells the same one.",
        "security": known(),
        "parameters": [{
            "name": "Idempotency-Key",
            "in": "header",
            "required": true,
            "description": "The same wish with the same key is carried out once.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$" },
        }],
        "requestBody": body("ConnectRequest"),
        "responses": answers(
            &[(201, "The administrator is asked from now on.", json_of("Connected")),
              (200, "The administrator was asked already.", json_of("Connected"))],
            &[400, 401, 403, 408, 409, 413, 415, 422, 429, 500, 502, 503],
        ),
    })
}

fn callback_by_browser() -> Value {
    let field = |name: &str| json!({ "name": name, "in": "query", "schema": { "type": "string" } });
    let fields = [
        "state",
        "tenant",
        "admin_consent",
        "scope",
        "error",
        "error_description",
        "error_subcode",
    ];
    let page = || json!({ "text/plain": { "schema": { "type": "string" } } });
    let told =
        "What was received, for the administrator to read. What was refused is received too.";
    let mut responses = answers(&[(200, told, page())], &[]);
    for status in [400, 409, 410, 429, 500, 503] {
        responses[status.to_string()] =
            json!({ "description": wording(status), "content": page() });
    }
    json!({
        "operationId": "returnFromConsent",
        "summary": "The administrator comes back, in a browser",
        "description": "Nobody has to be signed in: what is brought is bound by its state, which is good \
                        once and for a time.",
        "security": [],
        "parameters": fields.map(field),
        "responses": responses,
    })
}

fn callback_by_program() -> Value {
    json!({
        "operationId": "forwardReturnFromConsent",
        "summary": "The administrator comes back, and a program passes on what they brought",
        "description": "Nobody has to be signed in: what is brought is bound by its state, which is good \
                        once and for a time.",
        "security": [],
        "requestBody": body("ConsentReturn"),
        "responses": answers(
            &[(200, "How the tenant stands then.", json_of("SyncStatus"))],
            &[400, 408, 409, 410, 413, 415, 429, 500, 503],
        ),
    })
}

fn sync_status() -> Value {
    json!({
        "operationId": "readSyncStatus",
        "summary": "How far a tenant has come, and what was read of it",
        "description": "Role: any.",
        "security": known(),
        "parameters": [{
            "name": "tenantId",
            "in": "path",
            "required": true,
            "schema": { "type": "string", "format": "uuid" },
        }],
        "responses": answers(
            &[(200, "How it stands.", json_of("SyncStatus"))],
            &[400, 401, 403, 404, 429, 500, 503],
        ),
    })
}

fn itself() -> Value {
    let any = json!({ "application/json": { "schema": { "type": "object" } } });
    json!({
        "operationId": "readDescription",
        "summary": "This description",
        "security": [],
        "responses": answers(&[(200, "It.", any)], &[]),
    })
}

fn body(name: &str) -> Value {
    json!({ "required": true, "content": json_of(name) })
}

fn json_of(name: &str) -> Value {
    json!({ "application/json": { "schema": reference(name) } })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn wording(status: u16) -> &'static str {
    let found = PROBLEMS.iter().find(|(known, _)| *known == status);
    found.map_or("Something else went wrong.", |(_, words)| words)
}

/// The good answers, and the statuses of the others.
fn answers(good: &[(u16, &str, Value)], bad: &[u16]) -> Value {
    let problem = json!({ "application/problem+json": { "schema": reference("Problem") } });
    let good = good.iter().map(|(status, words, content)| {
        let answer = json!({ "description": words, "content": content });
        (status.to_string(), answer)
    });
    let bad = bad.iter().map(|status| {
        let answer = json!({ "description": wording(*status), "content": problem });
        (status.to_string(), answer)
    });
    Value::Object(good.chain(bad).collect())
}

fn schemas() -> Value {
    json!({
        "ConnectRequest": object(
            &["customerId", "tenant"],
            &json!({
                "customerId": uuid(),
                "tenant": text("The tenant's id at Microsoft, or one of its domains."),
                "validDays": { "type": "integer", "minimum": 1, "maximum": 30, "default": 7 },
                "reason": text("Why, for the record."),
            }),
        ),
        "Connected": object(
            &["tenantId", "customerId", "status", "authUrl", "validUntil", "permissions", "position"],
            &json!({
                "tenantId": uuid(),
                "customerId": uuid(),
                "status": reference("Status"),
                "authUrl": {
                    "type": ["string", "null"],
                    "description": "Where the administrator is to be sent. Null where the request was carried \
                                    out before and its invitation is no longer open.",
                },
                "validUntil": instant(),
                "permissions": { "type": "array", "items": reference("Permission") },
                "position": text("The MSP's ledger up to here holds it."),
            }),
        ),
        "Permission": object(
            &["name", "why"],
            &json!({ "name": text("As Microsoft names it."), "why": text("What it is for.") }),
        ),
        "ConsentReturn": consent_return(),
        "Status": {
            "type": "string",
            "enum": ["awaitingConsent", "verifying", "connected", "refused", "failed", "lapsed", "withdrawn"],
        },
        "SyncStatus": object(
            &["tenantId", "customerId", "status", "classes"],
            &json!({
                "tenantId": uuid(),
                "customerId": uuid(),
                "status": reference("Status"),
                "classes": { "type": "array", "items": reference("Class") },
                "problem": reference("Trouble"),
            }),
        ),
        "Class": class(),
        "Trouble": object(
            &["code", "detail", "helpPage"],
            &json!({
                "code": text("Stays the same in all languages and versions."),
                "detail": text("What was met, for those who look into it."),
                "remedy": text("What to do about it."),
                "whoActs": text("Who can do that."),
                "helpPage": text("Where the page of this code is, on this server."),
            }),
        ),
        "Problem": problem(),
    })
}

fn consent_return() -> Value {
    let names = [
        "state",
        "tenant",
        "admin_consent",
        "scope",
        "error",
        "error_description",
        "error_subcode",
    ];
    let fields = names.map(|name| {
        (
            name.to_owned(),
            text("As Microsoft put it into the address."),
        )
    });
    object(&["state"], &Value::Object(fields.into_iter().collect()))
}

fn class() -> Value {
    object(
        &["class", "status", "items", "asOf"],
        &json!({
            "class": { "type": "string", "enum": ["organization", "domains"] },
            "status": { "type": "string", "enum": ["waiting", "reading", "read", "notRead"] },
            "items": { "type": "integer", "minimum": 0 },
            "asOf": { "type": ["string", "null"], "format": "date-time" },
        }),
    )
}

fn problem() -> Value {
    object(
        &["type", "title", "status", "detail", "code", "correlationId"],
        &json!({
            "type": text("Where the page of this code is, on this server."),
            "title": text("The status, in words."),
            "status": { "type": "integer" },
            "detail": text("One sentence for people."),
            "code": text("Stays the same in all languages and versions."),
            "remedy": text("What to do about it."),
            "whoActs": text("Who can do that."),
            "correlationId": uuid(),
        }),
    )
}

/// Nothing else is in it.
fn object(required: &[&str], properties: &Value) -> Value {
    json!({
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": false,
    })
}

fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn uuid() -> Value {
    json!({ "type": "string", "format": "uuid" })
}

fn instant() -> Value {
    json!({ "type": "string", "format": "date-time" })
}
