//! A request, for whoever follows what the program is busy with.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use tracing::field::Empty;
use tracing::{Instrument as _, info_span};

use super::meter;

/// What watchdogs ask every few seconds says nothing to anybody.
const QUIET: [&str; 3] = ["/health/live", "/health/ready", "/metrics"];

/// What a caller that is followed as well sends: its own place in the trace.
const CALLER: &str = "traceparent";

/// Opens a span around a request. It is named by what was asked for, never by who asked or with what.
pub(super) async fn follow(path: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let path = path.as_ref().map_or("none", MatchedPath::as_str).to_owned();
    if QUIET.contains(&path.as_str()) {
        return next.run(request).await;
    }
    let method = meter::method(request.method());
    let caller = request.headers().get(CALLER);
    let span = info_span!(
        "request",
        otel.name = format!("{method} {path}"),
        otel.kind = "server",
        otel.failed = Empty,
        http.request.method = method,
        http.route = path,
        http.response.status_code = Empty,
        traceparent = caller.and_then(|it| it.to_str().ok()),
    );
    let response = next.run(request).instrument(span.clone()).await;
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.failed", true);
    }
    response
}
