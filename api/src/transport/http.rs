//! GraphQL over HTTP.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::Executor;
use async_graphql::parser::types::OperationType;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use tenantry_domain::ids::CorrelationId;
use tokio::time::timeout;

use super::ask::Ask;
use super::door::{Admission, Door, Knock};
use super::events;
use super::fault::Fault;
use super::negotiate::{self, Form};
use super::origin;
use super::prepare::Prepared;
use super::run::{self, Outcome};
use super::service::Shared;
use super::settings::Settings;
use super::socket;

const CORRELATION: HeaderName = HeaderName::from_static("x-correlation-id");
/// Whoever keeps answers must not give one person's to another.
const VARY: HeaderValue = HeaderValue::from_static("accept, authorization, cookie, origin");

pub(super) async fn answer<E: Executor, D: Door>(
    shared: Arc<Shared<E, D>>,
    request: Request,
) -> Response {
    let correlation = shared.correlation();
    let (parts, body) = request.into_parts();
    if socket::is_wanted(&parts) {
        let opened = socket::open(shared, parts).await;
        return opened.unwrap_or_else(|fault| refused(&fault, Form::Json, correlation));
    }
    let form = negotiate::wanted(&parts.headers);
    // Errors about the request itself are JSON even where events were wanted.
    let plain = form.filter(|form| *form != Form::Stream);
    let plain = plain.unwrap_or(Form::Json);
    let heard = match form {
        Some(_) => hear(&shared, &parts, body).await,
        None => Err(Fault::NotAcceptable),
    };
    let (admission, ask) = match heard {
        Ok(heard) => heard,
        Err(fault) => return refused(&fault, plain, correlation),
    };
    let streams = form == Some(Form::Stream);
    let prepared = shared
        .prepare(ask, &admission, correlation)
        .and_then(|prepared| allowed(prepared, &parts.method, streams));
    match prepared {
        asked if streams && !matches!(asked, Err(Fault::QueriesOnly)) => {
            let asked = asked.map_err(|fault| Outcome::fault(&fault, correlation));
            let events = events::answer(&shared, asked, admission.until, correlation);
            events.unwrap_or_else(|fault| refused(&fault, plain, correlation))
        }
        Err(fault) => refused(&fault, plain, correlation),
        Ok(prepared) => {
            let time = shared.settings.answer;
            let outcome = run::once(&shared.executor, prepared, time, correlation).await;
            finished(&outcome, plain, correlation)
        }
    }
}

/// What is looked at before the document is, in order.
async fn hear<E: Executor, D: Door>(
    shared: &Shared<E, D>,
    parts: &Parts,
    body: Body,
) -> Result<(Admission<D::Visitor>, Ask), Fault> {
    if !matches!(parts.method, Method::GET | Method::POST) {
        return Err(Fault::MethodNotAllowed);
    }
    if shared.ports.drain.has_begun() {
        return Err(Fault::Stopping);
    }
    let admission = admit(shared, parts).await?;
    let ask = read(parts, body, &shared.settings).await?;
    Ok((admission, ask))
}

/// Whether the document may be run in answer to this method, and in this form.
fn allowed(prepared: Prepared, method: &Method, streams: bool) -> Result<Prepared, Fault> {
    let contains = prepared.contains;
    let more_than_reads = contains.mutations || (contains.subscriptions && !streams);
    if *method == Method::GET && more_than_reads {
        return Err(Fault::QueriesOnly);
    }
    if prepared.kind == OperationType::Subscription && !streams {
        return Err(Fault::SubscriptionNeedsStream);
    }
    Ok(prepared)
}

async fn admit<E: Executor, D: Door>(
    shared: &Shared<E, D>,
    parts: &Parts,
) -> Result<Admission<D::Visitor>, Fault> {
    let knock = Knock {
        parts,
        introduced: None,
    };
    let admission = shared.door.admit(knock).await.map_err(Fault::NotAdmitted)?;
    origin::check(parts, admission.credential, &shared.settings.origins)?;
    Ok(admission)
}

async fn read(parts: &Parts, body: Body, settings: &Settings) -> Result<Ask, Fault> {
    if parts.method == Method::GET {
        let query = parts.uri.query().unwrap_or_default();
        within(query.len(), settings)?;
        return Ask::from_address(query);
    }
    if !negotiate::is_json(&parts.headers) {
        return Err(Fault::MediaTypeUnsupported);
    }
    let announced = announced(&parts.headers);
    within(announced.unwrap_or_default(), settings)?;
    let body = arrived(body, settings.limits.body_bytes, settings.arrival).await?;
    Ask::from_body(&body)
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

fn within(actual: usize, settings: &Settings) -> Result<(), Fault> {
    let limit = settings.limits.body_bytes;
    if actual > limit {
        return Err(Fault::BodyTooLarge { limit, actual });
    }
    Ok(())
}

/// A body of so many bytes at most, and not later than that.
pub(crate) async fn arrived(body: Body, limit: usize, time: Duration) -> Result<Bytes, Fault> {
    match timeout(time, to_bytes(body, limit)).await {
        Err(_) => Err(Fault::BodyTooSlow),
        Ok(Ok(bytes)) => Ok(bytes),
        // One that did not say how long it is was cut off behind the limit; or its sender went away, and
        // hears nothing of this.
        Ok(Err(_)) => Err(Fault::BodyTooLarge {
            limit,
            actual: limit + 1,
        }),
    }
}

fn refused(fault: &Fault, form: Form, correlation: CorrelationId) -> Response {
    let mut response = finished(&Outcome::fault(fault, correlation), form, correlation);
    let headers = response.headers_mut();
    match fault {
        Fault::MethodNotAllowed => {
            headers.insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
        }
        Fault::QueriesOnly => {
            headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        Fault::Stopping | Fault::TimedOut | Fault::TooManyConnections => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        Fault::NotAdmitted(refusal) if refusal.status == StatusCode::UNAUTHORIZED => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // What is left of the body is not waited for.
        Fault::BodyTooLarge { .. } | Fault::BodyTooSlow => {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        _ => {}
    }
    response
}

fn finished(outcome: &Outcome, form: Form, correlation: CorrelationId) -> Response {
    let status = match outcome {
        Outcome::Answered(_) => StatusCode::OK,
        Outcome::Refused { status, .. } => status.unwrap_or(match form {
            Form::Response => StatusCode::BAD_REQUEST,
            Form::Json | Form::Stream => StatusCode::OK,
        }),
    };
    let mut response = Response::new(Body::from(outcome.text()));
    *response.status_mut() = status;
    dress(response.headers_mut(), form, correlation);
    response
}

/// The headers that every answer has.
pub(super) fn dress(headers: &mut HeaderMap, form: Form, correlation: CorrelationId) {
    let content_type = HeaderValue::from_static(form.content_type());
    headers.insert(header::CONTENT_TYPE, content_type);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, VARY);
    let sniffing = HeaderValue::from_static("nosniff");
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, sniffing);
    if let Ok(correlation) = HeaderValue::from_str(&correlation.to_string()) {
        headers.insert(CORRELATION, correlation);
    }
}
