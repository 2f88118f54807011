//! `GraphiQL`: a page to ask by hand, served from the program itself.
//!
//! `explorer/` builds it with its own tools, and what they wrote is compiled in. A build without them has
//! a page that says so.

mod page;

use axum::Router;
use axum::routing::get;

/// Where the page is.
pub const PATH: &str = "/graphiql";

pub fn room() -> Router {
    Router::new()
        .route(PATH, get(page::page))
        .route("/graphiql/assets/{name}", get(page::asset))
}
