//! The console: the pages for people, served from the program itself.
//!
//! `console/` at the top builds them with its own tools, and what they wrote is compiled in. A build without them
//! has a page that says so. They ask at `/graphql` like everybody else.

mod page;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use tenantry_engine::chance::Randomness;

/// The documents that the console sends, word for word. None where it is not compiled in.
pub fn documents() -> Vec<String> {
    page::documents().unwrap_or_default()
}

/// Whatever nothing else answers is a page of the console, for a browser that goes there.
pub fn room(randomness: Arc<dyn Randomness>) -> Router {
    Router::new()
        .route("/assets/{name}", get(page::asset))
        .route("/icon.svg", get(page::icon))
        .fallback(page::page)
        .with_state(randomness)
}
