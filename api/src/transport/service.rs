//! The transport as a whole.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Executor, ObjectType, Schema, SchemaBuilder, SubscriptionType};
use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::any;
use tenantry_domain::ids::CorrelationId;
use tenantry_domain::record::Micros;
use tenantry_engine::chance::Ids;
use tenantry_engine::time::Clock;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::cost::{Limited, PriceTold};
use super::door::{Admission, Door};
use super::drain::Drain;
use super::fault::Fault;
use super::http;
use super::mend::Shape;
use super::prepare::{self, Prepared};
use super::reading::Shelf;
use super::{ask::Ask, settings::Settings};

/// Nobody waits that long.
pub(super) const FAR: Duration = Duration::from_hours(10 * 365 * 24);

/// What the transport needs of the machine.
#[derive(Debug, Clone)]
pub struct Ports {
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub drain: Drain,
}

/// A schema that can be asked over the wire.
pub struct Transport<E, D> {
    shared: Arc<Shared<Limited<E>, D>>,
}

pub(super) struct Shared<E, D> {
    pub(super) executor: E,
    shape: Arc<Shape>,
    shelf: Shelf,
    connections: Arc<Semaphore>,
    pub(super) door: D,
    pub(super) settings: Settings,
    pub(super) ports: Ports,
}

impl<Q, M, S, D> Transport<Schema<Q, M, S>, D>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
    D: Door,
{
    /// Takes the schema before it is finished: what its engine has to watch over is set here, and
    /// cannot be forgotten elsewhere.
    pub fn new(
        schema: impl Fn() -> SchemaBuilder<Q, M, S>,
        door: D,
        settings: Settings,
        ports: Ports,
    ) -> Self {
        let limits = &settings.limits;
        let build = || {
            // Measured before; this one only must not be the smaller one.
            let schema = schema().limit_recursive_depth(limits.nesting + 1);
            if settings.introspection {
                return schema;
            }
            schema.disable_introspection().disable_suggestions()
        };
        let limit = limits.cost;
        let executor = Limited {
            answering: build().limit_complexity(limit).finish(),
            telling: build().extension(PriceTold { limit }).finish(),
        };
        let shape = Shape::of(&executor.answering.sdl()).unwrap_or_else(|error| {
            tracing::error!(%error, "the schema cannot be read; fields that fail will be missing");
            Shape::default()
        });
        Self {
            shared: Arc::new(Shared {
                executor,
                shape: Arc::new(shape),
                shelf: Shelf::new(),
                connections: Arc::new(Semaphore::new(settings.streams.connections)),
                door,
                settings,
                ports,
            }),
        }
    }

    /// Everything at one path: HTTP, streams of events, sockets.
    pub fn router(&self, path: &str) -> Router {
        let serve = any(serve::<Limited<Schema<Q, M, S>>, D>);
        Router::new()
            .route(path, serve)
            .with_state(Arc::clone(&self.shared))
    }
}

impl<E, D> fmt::Debug for Transport<E, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("settings", &self.shared.settings)
            .finish_non_exhaustive()
    }
}

async fn serve<E: Executor, D: Door>(
    State(shared): State<Arc<Shared<E, D>>>,
    request: Request,
) -> Response {
    http::answer(shared, request).await
}

impl<E: Executor, D: Door> Shared<E, D> {
    pub(super) fn correlation(&self) -> CorrelationId {
        CorrelationId::new(self.ports.ids.next())
    }

    /// A place for a connection that stays open; it is given back when it is dropped.
    pub(super) fn place(&self) -> Result<OwnedSemaphorePermit, Fault> {
        let connections = Arc::clone(&self.connections);
        let place = connections.try_acquire_owned();
        place.map_err(|_| Fault::TooManyConnections)
    }

    /// A moment of the clock, as one that can be waited for.
    pub(super) fn instant(&self, until: Micros) -> Instant {
        let left = until.saturating_sub(self.ports.clock.now());
        let left = Duration::from_micros(u64::try_from(left).unwrap_or_default());
        Instant::now() + left.min(FAR)
    }

    /// Ready to be run in the name of whoever asks.
    pub(super) fn prepare(
        &self,
        ask: Ask,
        admission: &Admission<D::Visitor>,
        correlation: CorrelationId,
    ) -> Result<Prepared, Fault> {
        let mut prepared = prepare::prepare(
            ask,
            &self.settings,
            admission.credential,
            &self.shape,
            &self.shelf,
            || self.door.witness(&admission.visitor, correlation),
        )?;
        let data = &mut prepared.request.data;
        self.door.furnish(&admission.visitor, correlation, data);
        Ok(prepared)
    }
}
