//! Server-sent events, as `graphql-sse` says for one connection per operation: for networks that let
//! no WebSocket through.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_graphql::Executor;
use async_graphql::parser::types::OperationType;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _};
use tenantry_domain::ids::CorrelationId;
use tenantry_domain::record::Micros;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{Instant, sleep_until, timeout};

use super::door::Door;
use super::drain::Drain;
use super::fault::Fault;
use super::http;
use super::negotiate::Form;
use super::prepare::Prepared;
use super::run::{self, Outcome};
use super::service::{FAR, Shared};
use super::settings::Streams;

/// A line that clients pass over; it keeps proxies from taking the connection for dead.
const ALIVE: Bytes = Bytes::from_static(b":\n\n");
const COMPLETE: Bytes = Bytes::from_static(b"event: complete\ndata:\n\n");

fn next(outcome: &Outcome) -> Bytes {
    format!("event: next\ndata: {}\n\n", outcome.text()).into()
}

/// An answer that goes on. What was refused before it was run is told in it too: a client that follows
/// events reads nothing else.
pub(super) fn answer<E: Executor, D: Door>(
    shared: &Arc<Shared<E, D>>,
    asked: Result<Prepared, Outcome>,
    until: Option<Micros>,
    correlation: CorrelationId,
) -> Result<Response, Fault> {
    let place = shared.place()?;
    let outcomes = outcomes(shared, asked, correlation);
    let settings = shared.settings.streams.clone();
    let (outgoing, queue) = mpsc::channel(settings.backlog);
    let teller = Teller {
        outgoing,
        settings,
        drain: shared.ports.drain.clone(),
        _place: place,
        end: until.map_or_else(|| Instant::now() + FAR, |until| shared.instant(until)),
    };
    tokio::spawn(teller.tell(outcomes));
    let events = stream::unfold(queue, |mut queue| async move {
        let event = queue.recv().await?;
        Some((Ok::<_, Infallible>(event), queue))
    });
    let mut response = Response::new(Body::from_stream(events));
    http::dress(response.headers_mut(), Form::Stream, correlation);
    Ok(response)
}

fn outcomes<E: Executor, D: Door>(
    shared: &Arc<Shared<E, D>>,
    asked: Result<Prepared, Outcome>,
    correlation: CorrelationId,
) -> BoxStream<'static, Outcome> {
    let prepared = match asked {
        Ok(prepared) => prepared,
        Err(outcome) => return stream::iter([outcome]).boxed(),
    };
    if prepared.kind == OperationType::Subscription {
        let answers = shared.executor.execute_stream(prepared.request, None);
        let answers = AssertUnwindSafe(answers).catch_unwind();
        let mender = prepared.mender;
        let outcome = move |answer: Result<_, _>| match answer {
            Ok(answer) => Outcome::of(answer, &mender, correlation),
            Err(_) => run::panicked(correlation),
        };
        return answers.map(outcome).boxed();
    }
    let executor = shared.executor.clone();
    let time = shared.settings.answer;
    let once = async move { run::once(&executor, prepared, time, correlation).await };
    stream::once(once).boxed()
}

/// Says what there is to say, until it is all said or somebody ends it.
struct Teller {
    outgoing: mpsc::Sender<Bytes>,
    settings: Streams,
    drain: Drain,
    _place: OwnedSemaphorePermit,
    end: Instant,
}

impl Teller {
    /// Whoever does not hear `complete` comes back; so whoever is sent away does not hear it.
    async fn tell(mut self, mut outcomes: BoxStream<'static, Outcome>) {
        loop {
            let outcome = tokio::select! {
                biased;
                () = self.drain.begun() => return,
                () = sleep_until(self.end) => return,
                () = self.outgoing.closed() => return,
                outcome = timeout(self.settings.heartbeat, outcomes.next()) => outcome,
            };
            let (event, is_last) = match outcome {
                Ok(Some(outcome)) => {
                    let is_last = matches!(outcome, Outcome::Refused { .. });
                    (next(&outcome), is_last)
                }
                Ok(None) => {
                    self.say(COMPLETE).await;
                    return;
                }
                Err(_) => (ALIVE, false),
            };
            if !self.say(event).await {
                return;
            }
            if is_last {
                self.say(COMPLETE).await;
                return;
            }
        }
    }

    /// Whether it was taken in time.
    async fn say(&self, event: Bytes) -> bool {
        let taken = self.outgoing.send_timeout(event, self.settings.patience);
        taken.await.is_ok()
    }
}
