//! The pattern every noun of the business follows: `decide` says what a command leads to,
//! `evolve` says what an event means. Both are pure and `evolve` never fails.
//!
//! [`bridge::Root`] makes any such noun a `cqrs_es::Aggregate`, once for all of them.

pub mod bridge;
mod event;

use std::error::Error;
use std::fmt::{self, Debug};

use serde::Serialize;

pub use event::{DecodeError, Event, Shape, Upcast, event_shapes};

/// A noun of the business: its state is the fold of its events.
pub trait Aggregate: Default + Clone + Debug + Serialize + Send + Sync + 'static {
    /// The name of the stream type in the ledger, and the folder's name.
    const TYPE: &'static str;

    type Command: Serialize + Debug + Send + Sync;
    type Event: Event;
    type Refusal: Refusal;

    /// What this command leads to, given all that has happened. Order inside: already done,
    /// then refusals, then events.
    fn decide(&self, command: &Self::Command) -> Result<Decision<Self::Event>, Self::Refusal>;

    /// What this event means. Total: an event that happened cannot be refused afterwards.
    fn evolve(&mut self, event: &Self::Event);
}

/// The outcome of a command that was not refused.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a decision that nobody records has not happened"]
pub enum Decision<E> {
    /// These facts are new.
    Record(Vec<E>),
    /// The world already is as the command wants it; nothing to record, and not an error.
    AlreadyDone,
}

impl<E> Decision<E> {
    pub fn record(event: E) -> Self {
        Self::Record(vec![event])
    }

    /// The new facts, none when everything was already done.
    pub fn into_events(self) -> Vec<E> {
        match self {
            Self::Record(events) => events,
            Self::AlreadyDone => Vec::new(),
        }
    }
}

/// Why a command was turned down: a closed enum per noun, each variant with a stable code and a
/// page `docs/errors/<CODE>.md` that says cause, remedy and who acts.
pub trait Refusal: Error + Clone + PartialEq + Send + Sync + 'static {
    /// Every code this noun can answer with.
    const CODES: &'static [&'static str];

    fn code(&self) -> &'static str;

    fn severity(&self) -> Severity {
        Severity::Expected
    }
}

/// How loud a refusal should be in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Part of normal work: someone asked for what the rules forbid.
    Expected,
    /// Should not happen when everybody plays by the rules: worth a look.
    Suspicious,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expected => "expected",
            Self::Suspicious => "suspicious",
        })
    }
}
