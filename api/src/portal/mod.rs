//! The portal's interface over plain HTTP and JSON, beside GraphQL and on the same services: a tenant
//! is connected by its administrator's consent, the administrator comes back, and how far it has come
//! is asked.
//!
//! - `connect` and `sync-status` are asked by whoever may ask GraphQL, recognised in the same way.
//! - `callback` is for a customer's administrator, whom nobody knows here: what they bring is bound by
//!   what we signed.
//! - [`openapi`] describes all of it; a test holds it to what is answered.

mod body;
mod callback;
mod connect;
pub mod openapi;
mod problem;
mod status;
mod visitor;

use std::sync::Arc;

use axum::Router;
use axum::routing::{MethodFilter, get, on, post};
use tenantry_engine::chance::Ids;

use crate::Parts;
use crate::entry::Entry;

/// Where everything lies below the address of the server.
const ROOT: &str = "/api/msp-portal";

/// Where administrators come back to, below the address of the server.
pub const CALLBACK: &str = "/api/msp-portal/tenants/callback";

/// What it takes to answer here.
#[derive(Debug, Clone)]
pub struct Portal {
    pub parts: Parts,
    pub entry: Entry,
    /// Where our own pages come from.
    pub origins: Vec<String>,
    pub ids: Arc<dyn Ids>,
}

/// The room of the portal's interface.
pub fn room(portal: Portal) -> Router {
    let path = |rest: &str| format!("{ROOT}{rest}");
    // A look by HEAD must not use an invitation up.
    let callback = on(MethodFilter::GET, callback::from_browser)
        .head(problem::not_allowed)
        .post(callback::from_program)
        .fallback(problem::not_allowed);
    Router::new()
        .route(
            &path("/tenants/connect"),
            post(connect::connect).fallback(problem::not_allowed),
        )
        .route(CALLBACK, callback)
        .route(
            &path("/tenants/{tenant}/sync-status"),
            get(status::read).fallback(problem::not_allowed),
        )
        .route(
            &path("/openapi.json"),
            get(openapi::served).fallback(problem::not_allowed),
        )
        .with_state(Arc::new(portal))
}
