//! What is under way on a socket.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::Executor;
use async_graphql::parser::types::OperationType;
use futures::StreamExt as _;
use tenantry_domain::ids::CorrelationId;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::message;
use crate::transport::prepare::Prepared;
use crate::transport::run::{self, Outcome};
use crate::transport::settings::Settings;

/// The ids in use.
#[derive(Debug, Clone, Default)]
pub(super) struct Ids(Arc<Mutex<HashMap<String, Entry>>>);

#[derive(Debug)]
struct Entry {
    /// Tells apart those that used the same id one after the other.
    number: u64,
    handle: Option<AbortHandle>,
}

impl Ids {
    fn held(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn count(&self) -> usize {
        self.held().len()
    }

    pub(super) fn holds(&self, id: &str) -> bool {
        self.held().contains_key(id)
    }

    pub(super) fn take(&self, id: &str, number: u64) {
        let entry = Entry {
            number,
            handle: None,
        };
        self.held().insert(id.to_owned(), entry);
    }

    /// So that it can be stopped, unless it ended meanwhile.
    pub(super) fn begun(&self, id: &str, number: u64, handle: AbortHandle) {
        let mut held = self.held();
        if let Some(entry) = held.get_mut(id).filter(|entry| entry.number == number) {
            entry.handle = Some(handle);
        }
    }

    pub(super) fn stop(&self, id: &str) {
        let removed = self.held().remove(id);
        if let Some(handle) = removed.and_then(|entry| entry.handle) {
            handle.abort();
        }
    }

    fn leave(&self, id: &str, number: u64) {
        let mut held = self.held();
        if held.get(id).is_some_and(|entry| entry.number == number) {
            held.remove(id);
        }
    }
}

/// One operation, from its first answer to its end.
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) number: u64,
    pub(super) correlation: CorrelationId,
    pub(super) ids: Ids,
    pub(super) outgoing: mpsc::Sender<String>,
}

/// How it goes on after an answer.
enum After {
    More,
    /// With this as the last word.
    Ended(String),
    /// Nobody writes any more: the socket is about to end.
    Unheard,
}

impl Operation {
    pub(super) async fn run<E: Executor>(
        self,
        executor: E,
        prepared: Prepared,
        settings: Settings,
    ) {
        let after = if prepared.kind == OperationType::Subscription {
            self.follow(&executor, prepared).await
        } else {
            let time = settings.answer;
            let outcome = run::once(&executor, prepared, time, self.correlation).await;
            self.tell(&outcome).await
        };
        // The id is free before the client hears of it, and may use it again.
        self.ids.leave(&self.id, self.number);
        let last = match after {
            After::More => message::complete(&self.id),
            After::Ended(last) => last,
            After::Unheard => return,
        };
        let _ = self.outgoing.send(last).await;
    }

    async fn follow<E: Executor>(&self, executor: &E, prepared: Prepared) -> After {
        let mut answers = executor.execute_stream(prepared.request, None);
        while let Some(answer) = answers.next().await {
            let outcome = Outcome::of(answer, &prepared.mender, self.correlation);
            let after = self.tell(&outcome).await;
            if !matches!(after, After::More) {
                return after;
            }
        }
        After::More
    }

    async fn tell(&self, outcome: &Outcome) -> After {
        if let Outcome::Refused { errors, .. } = outcome {
            return After::Ended(message::error(&self.id, errors));
        }
        let said = message::next(&self.id, outcome);
        match self.outgoing.send(said).await {
            Ok(()) => After::More,
            Err(_) => After::Unheard,
        }
    }
}
