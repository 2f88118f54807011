//! What is counted, for Prometheus to collect.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// Seconds.
const BUCKETS: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// The counts of this process.
#[derive(Clone)]
pub struct Meter(PrometheusHandle);

impl std::fmt::Debug for Meter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meter")
    }
}

impl Meter {
    /// Begins to count. Once in a process.
    pub fn start() -> Result<Self, BuildError> {
        let builder = PrometheusBuilder::new();
        let builder =
            builder.set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)?;
        Ok(Self(builder.install_recorder()?))
    }

    pub(super) fn page(&self) -> String {
        self.0.run_upkeep();
        self.0.render()
    }
}

/// Counts a request by what was asked for, never by who asked or with what.
pub(super) async fn count(path: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let path = path.as_ref().map_or("none", MatchedPath::as_str).to_owned();
    let method = method(request.method()).to_owned();
    gauge!("tenantry_http_requests_under_way").increment(1.0);
    let response = next.run(request).await;
    gauge!("tenantry_http_requests_under_way").decrement(1.0);
    let status = response.status().as_u16().to_string();
    counter!("tenantry_http_requests_total", "path" => path.clone(), "method" => method, "status" => status)
        .increment(1);
    histogram!("tenantry_http_request_seconds", "path" => path).record(began.elapsed());
    response
}

/// Anybody can make up methods.
pub(super) fn method(method: &axum::http::Method) -> &'static str {
    use axum::http::Method;
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
