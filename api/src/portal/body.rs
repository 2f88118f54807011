//! A body of JSON, taken strictly.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::transport::is_json;

/// More than anything here needs.
const LARGEST: usize = 16 * 1024;
/// Until a body has arrived.
const ARRIVAL: Duration = Duration::from_secs(10);

/// What the body says. Whatever it says in vain is refused.
pub(super) async fn read<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Problem> {
    if !is_json(headers) {
        let detail = "the body is application/json in UTF-8";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(status, "MEDIA_TYPE_UNSUPPORTED", detail));
    }
    let arrived = tokio::time::timeout(ARRIVAL, to_bytes(body, LARGEST)).await;
    let bytes = match arrived {
        Err(_) => {
            let detail = "the request's body did not arrive in time";
            let status = StatusCode::REQUEST_TIMEOUT;
            return Err(Problem::new(status, "BODY_TOO_SLOW", detail));
        }
        // One whose sender went away hears nothing of this.
        Ok(Err(_)) => {
            let detail = format!("a request has {LARGEST} bytes at most");
            let status = StatusCode::PAYLOAD_TOO_LARGE;
            return Err(Problem::new(status, "BODY_TOO_LARGE", detail));
        }
        Ok(Ok(bytes)) => bytes,
    };
    serde_json::from_slice(&bytes)
        .map_err(|error| Problem::bad("BAD_REQUEST", format!("the body is not right: {error}")))
}
