//! The life of a socket, from the upgrade to its end.

use std::sync::Arc;

use async_graphql::Executor;
use axum::extract::ws::{Message, WebSocket};
use axum::http::StatusCode;
use axum::http::request::Parts;
use futures::StreamExt as _;
use futures::stream::SplitStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use super::closing::Closing;
use super::message::{self, Said};
use super::operation::{Ids, Operation};
use super::writer;
use crate::transport::ask::Ask;
use crate::transport::door::{Admission, Door, Knock, Refusal};
use crate::transport::drain::Drain;
use crate::transport::fault::Fault;
use crate::transport::origin;
use crate::transport::run::Outcome;
use crate::transport::service::{FAR, Shared};
use crate::transport::settings::Streams;

struct Life<E, D: Door> {
    shared: Arc<Shared<E, D>>,
    parts: Parts,
    drain: Drain,
    outgoing: mpsc::Sender<String>,
    /// Who it is, once that is known.
    admission: Option<Admission<D::Visitor>>,
    operations: JoinSet<()>,
    ids: Ids,
    /// Rises with every operation.
    number: u64,
    introduce_by: Instant,
    until: Instant,
    seen: Instant,
}

/// Why the reading ended.
type End = Option<Closing>;

pub(super) async fn live<E: Executor, D: Door>(
    shared: Arc<Shared<E, D>>,
    parts: Parts,
    socket: WebSocket,
    speaks: bool,
) {
    let settings = shared.settings.streams.clone();
    let (sink, mut stream) = socket.split();
    let (outgoing, queue) = mpsc::channel(settings.backlog);
    let (goodbye, closing) = oneshot::channel();
    let mut writer = tokio::spawn(writer::write(sink, queue, closing, settings.clone()));
    let mut life = Life {
        drain: shared.ports.drain.clone(),
        shared,
        parts,
        outgoing,
        admission: None,
        operations: JoinSet::new(),
        ids: Ids::default(),
        number: 0,
        introduce_by: Instant::now() + settings.introduction,
        until: Instant::now() + FAR,
        seen: Instant::now(),
    };
    let end = if speaks {
        life.go_on(&mut stream, &mut writer).await
    } else {
        Some(Closing::ProtocolUnknown)
    };
    // What is under way ends with the life of its socket.
    drop(life);
    match end {
        Some(reason) => {
            tracing::debug!(number = reason.number(), "a socket is closed");
            let _ = goodbye.send(reason);
        }
        None => drop(goodbye),
    }
    if !writer.is_finished() {
        let _ = writer.await;
    }
    hear_out(&mut stream, &settings).await;
}

/// What still arrives is read away: to leave with unread bytes would destroy the goodbye on its way.
async fn hear_out(stream: &mut SplitStream<WebSocket>, settings: &Streams) {
    let silence = async { while let Some(Ok(_)) = stream.next().await {} };
    let _ = timeout(settings.farewell, silence).await;
}

impl<E: Executor, D: Door> Life<E, D> {
    async fn go_on(
        &mut self,
        stream: &mut SplitStream<WebSocket>,
        writer: &mut JoinHandle<()>,
    ) -> End {
        let silence = self.shared.settings.streams.silence;
        loop {
            let known = self.admission.is_some();
            tokio::select! {
                biased;
                () = self.drain.begun() => return Some(Closing::Stopping),
                () = sleep_until(self.until) => return Some(Closing::Forbidden),
                () = sleep_until(self.introduce_by), if !known => {
                    return Some(Closing::IntroductionLate);
                }
                () = sleep_until(self.seen + silence) => return Some(Closing::Abandoned),
                // The other side takes nothing, or is gone; it was told by the writer.
                _ = &mut *writer => return None,
                Some(ended) = self.operations.join_next() => {
                    if ended.is_err_and(|error| error.is_panic()) {
                        return Some(Closing::Internal);
                    }
                }
                frame = stream.next() => {
                    self.seen = Instant::now();
                    let heard = match frame {
                        Some(Ok(Message::Text(text))) => self.hear(&text).await,
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
                        Some(Ok(Message::Binary(_)) | Err(_)) => Err(Closing::MessageInvalid),
                        Some(Ok(Message::Close(_))) | None => return None,
                    };
                    if let Err(reason) = heard {
                        return Some(reason);
                    }
                }
            }
        }
    }

    async fn hear(&mut self, text: &str) -> Result<(), Closing> {
        match Said::read(text)? {
            Said::Introduction { authorization } => self.introduce(authorization).await,
            Said::Ping(payload) => {
                self.say(message::pong(payload.as_ref())).await;
                Ok(())
            }
            Said::Pong => Ok(()),
            Said::Subscribe { id, ask } => self.begin(id, ask).await,
            Said::Complete { id } => {
                self.ids.stop(&id);
                Ok(())
            }
        }
    }

    /// When nobody writes any more, the loop notices.
    async fn say(&self, text: String) {
        let _ = self.outgoing.send(text).await;
    }

    async fn introduce(&mut self, authorization: Option<String>) -> Result<(), Closing> {
        if self.admission.is_some() {
            return Err(Closing::IntroducedTwice);
        }
        let knock = Knock {
            parts: &self.parts,
            introduced: authorization.as_deref(),
        };
        let admission = timeout_at(self.introduce_by, self.shared.door.admit(knock)).await;
        let admission = admission
            .map_err(|_| Closing::IntroductionLate)?
            .map_err(|refusal| turned_away(&refusal))?;
        let own = &self.shared.settings.origins;
        origin::check_socket(&self.parts.headers, admission.credential, own)
            .map_err(|_| Closing::Forbidden)?;
        if let Some(until) = admission.until {
            self.until = self.shared.instant(until);
        }
        self.admission = Some(admission);
        self.say(message::welcome()).await;
        Ok(())
    }

    async fn begin(&mut self, id: String, ask: Ask) -> Result<(), Closing> {
        let admission = self.admission.as_ref().ok_or(Closing::Unauthorized)?;
        if self.ids.holds(&id) {
            return Err(Closing::OperationExists);
        }
        let correlation = self.shared.correlation();
        let prepared = self
            .room()
            .and_then(|()| self.shared.prepare(ask, admission, correlation));
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(fault) => {
                let outcome = Outcome::fault(&fault, correlation);
                if let Outcome::Refused { errors, .. } = &outcome {
                    self.say(message::error(&id, errors)).await;
                }
                return Ok(());
            }
        };
        self.number += 1;
        self.ids.take(&id, self.number);
        let operation = Operation {
            id: id.clone(),
            number: self.number,
            correlation,
            ids: self.ids.clone(),
            outgoing: self.outgoing.clone(),
        };
        let executor = self.shared.executor.clone();
        let settings = self.shared.settings.clone();
        let run = operation.run(executor, prepared, settings);
        let handle = self.operations.spawn(Box::pin(run));
        self.ids.begun(&id, self.number, handle);
        Ok(())
    }

    fn room(&self) -> Result<(), Fault> {
        let limit = self.shared.settings.streams.operations;
        let actual = self.ids.count() + 1;
        if actual > limit {
            return Err(Fault::TooManyOperations { limit, actual });
        }
        Ok(())
    }
}

fn turned_away(refusal: &Refusal) -> Closing {
    match refusal.status {
        StatusCode::UNAUTHORIZED => Closing::Unauthorized,
        status if status.is_server_error() => Closing::Busy,
        StatusCode::TOO_MANY_REQUESTS => Closing::Busy,
        _ => Closing::Forbidden,
    }
}
