//! What the program was busy with, told to the operator's tracing system in OpenTelemetry's form.
//!
//! Whoever does something opens a span of `tracing` around it. [`Spans`] watches them open and close and puts
//! each into a queue of bounded length; [`Exporter`] empties it, by OTLP over HTTP. Nobody waits for either: what
//! does not fit, or is not taken, is dropped and counted.
//!
//! Some fields of a span are meant for here. `otel.name` is what it is called, instead of the name in the code;
//! `otel.kind` is `server`, `client` or nothing; `otel.failed` is true where it came to nothing; `traceparent` is
//! what a caller sent under that name, and makes its span the parent. All others become attributes, so nothing
//! secret and no name of anybody goes into a field.
#![forbid(unsafe_code)]

mod exporter;
mod otlp;
mod place;
mod span;
mod spans;

use tenantry_http::Push;
use tokio::sync::mpsc;

pub use exporter::{Exporter, Exporting};
pub use spans::{Ours, Spans};

/// Spans that wait to be sent; more are dropped.
const QUEUE: usize = 4_096;

/// How it is told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which part of what begins here is told, from 0 to 1. What a caller began follows the caller.
    pub sample: f64,
    /// What this program is called there.
    pub service: String,
}

/// The two ends of the queue. The first belongs into the program's subscriber, the second into its runtime.
pub fn start(settings: Settings, push: Push) -> (Spans, Exporter) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    (
        Spans::new(settings.sample, sender),
        Exporter::new(settings.service, push, receiver),
    )
}

/// Counts what was not told.
fn lost(spans: usize) {
    let spans = u64::try_from(spans).unwrap_or(u64::MAX);
    metrics::counter!("tenantry_spans_lost_total").increment(spans);
}
