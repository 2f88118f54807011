//! Whether the server lives, and whether it should be sent work.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Serialize;
use tenantry_domain::ids::MspId;

use crate::Parts;
use crate::transport::Drain;

/// Until a check is taken for failed.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is looked at before the server is called ready.
#[derive(Debug, Clone)]
pub struct Readiness {
    pub parts: Parts,
    pub drain: Drain,
}

#[derive(Debug, Serialize)]
struct Report {
    status: &'static str,
    checks: Vec<Check>,
}

#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    /// `ok`, or a code that has a page.
    result: &'static str,
}

/// The process answers: that is all.
pub(super) async fn live() -> impl IntoResponse {
    Json(Report {
        status: "live",
        checks: Vec::new(),
    })
}

/// Whether requests can be answered now. Details are in the log and in `tenantry doctor`: whoever
/// asks here is nobody that is known.
pub(super) async fn ready(State(readiness): State<Arc<Readiness>>) -> impl IntoResponse {
    let Readiness { parts, drain } = &*readiness;
    let ledger = parts.engine.ledger().head(MspId::INSTALLATION);
    let ledger = match tokio::time::timeout(PATIENCE, ledger).await {
        Ok(Ok(_)) => "ok",
        Ok(Err(error)) => error.code(),
        Err(_) => "DATABASE_UNREACHABLE",
    };
    let tables = match tokio::time::timeout(PATIENCE, parts.projections.check()).await {
        Ok(Ok(())) => "ok",
        Ok(Err(error)) => error.code(),
        Err(_) => "DATABASE_UNREACHABLE",
    };
    let ending = if drain.has_begun() {
        "INTERRUPTED"
    } else {
        "ok"
    };
    let results = [
        ("ledger", ledger),
        ("query tables", tables),
        ("taking requests", ending),
    ];
    let fit = results.iter().all(|(_, result)| *result == "ok");
    let (code, status) = if fit {
        (StatusCode::OK, "ready")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready")
    };
    let checks = results.map(|(name, result)| Check { name, result });
    (
        code,
        Json(Report {
            status,
            checks: checks.into(),
        }),
    )
}
