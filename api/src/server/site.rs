//! What is served where.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header;
use axum::middleware::{self, Next};
use axum::routing::get;

use super::{Meter, Readiness, headers, health, help, meter, trace};

/// Bytes of a body, where nothing else is said.
const BODY: usize = 64 * 1024;

/// The whole of what is served at one address.
#[derive(Debug)]
pub struct Site {
    pub readiness: Readiness,
    pub meter: Option<Meter>,
    /// It is reached by TLS, its own or a proxy's.
    pub secure: bool,
    /// The rooms: GraphQL, sign-in, REST, deliveries.
    pub rooms: Vec<Router>,
}

impl Site {
    pub fn router(self) -> Router {
        let health = Router::new()
            .route("/health/live", get(health::live))
            .route("/health/ready", get(health::ready))
            .with_state(Arc::new(self.readiness));
        let mut router = Router::new()
            .route("/help/{code}", get(help::page))
            .merge(health);
        if let Some(meter) = self.meter {
            router = router.merge(
                Router::new()
                    .route("/metrics", get(metrics))
                    .with_state(meter),
            );
        }
        for room in self.rooms {
            router = router.merge(room);
        }
        let secure = self.secure;
        router
            .layer(DefaultBodyLimit::max(BODY))
            .layer(middleware::from_fn(meter::count))
            .layer(middleware::from_fn(trace::follow))
            .layer(middleware::from_fn(move |request: Request, next: Next| {
                headers::add(secure, request, next)
            }))
    }
}

async fn metrics(State(meter): State<Meter>) -> ([(header::HeaderName, &'static str); 1], String) {
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        meter.page(),
    )
}
