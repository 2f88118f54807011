//! A body of JSON, taken strictly.

use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderMap;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::transport::{Fault, arrived, is_json};

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
        return Err(Fault::MediaTypeUnsupported.into());
    }
    let bytes = arrived(body, LARGEST, ARRIVAL).await?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Problem::bad("BAD_REQUEST", format!("the body is not right: {error}")))
}
