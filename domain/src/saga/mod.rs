//! What every saga has in common: steps, what comes next, how long one waits, and what to make of
//! a fault.
//!
//! A saga is an aggregate whose events tell what was set out to do and what came of it. Where it
//! stands is the fold of these events; what comes next is a pure function of where it stands. The
//! runner in the engine asks [`Saga::next`], does it, records the outcome, and asks again. There is
//! no other record of progress, so any worker can go on at any time.

mod fault;
mod pace;
mod patience;
mod plan;
mod reaction;

use std::fmt::{Debug, Display};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::aggregate::Aggregate;
use crate::ids::CorrelationId;
use crate::record::Micros;

pub use fault::{Fault, FaultClass};
pub use pace::{Open, Pace};
pub use patience::{Patience, days, hours, minutes, seconds};
pub use plan::{Class, check_plan};
pub use reaction::{Reaction, reaction};

/// An aggregate that carries itself on.
pub trait Saga: Aggregate {
    type Step: Step;

    /// The events of its stream that the steps of other sagas record. Whoever carries them on hears of them.
    const BY_OTHERS: &'static [&'static str] = &[];

    /// What comes next, given all that has happened.
    fn next(&self) -> Next<Self::Step>;

    /// What is to be recorded about a step, as a command.
    fn proceed(progress: Progress<Self::Step, Self::Event>) -> Self::Command;

    /// How the saga goes, when it is under way.
    fn pace(&self) -> Option<&Pace<Self::Step>>;

    /// How long this step is waited for.
    fn patience(&self, step: &Self::Step) -> Patience;

    /// What the matter is when that was too long.
    fn overdue(&self, step: &Self::Step) -> Fault;

    /// What it sets in motion belongs to the request that began it.
    fn correlation(&self) -> Option<CorrelationId>;
}

/// Something to be done, looked at, waited for, or undone.
pub trait Step:
    Clone + Eq + Debug + Display + Serialize + DeserializeOwned + Send + Sync + 'static
{
    fn class(&self) -> Class;

    /// It takes back what another step did.
    fn is_undo(&self) -> bool;
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next<S> {
    /// It has ended, or somebody else carries it on.
    Rest,
    Due {
        task: Task<S>,
        not_before: Micros,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task<S> {
    Do(S),
    /// It was set out to do and nobody knows what came of it: look, before anything is undone.
    Clarify(S),
    /// All is done, or all is undone: say so.
    Conclude,
}

/// What the runner records, and under which lease.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct Progress<S, E> {
    pub what: What<S, E>,
    pub at: Micros,
    /// Of the lease it works under: a lower one than was seen before is a worker's whose lease was
    /// taken over.
    pub fence: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What<S, E> {
    /// It is about to do this.
    Request(S),
    /// This came of it.
    Note(E),
    /// It did not work, and is tried again.
    Delay {
        step: S,
        fault: Fault,
        until: Micros,
    },
    /// It did not work, and never will.
    GiveUp {
        step: S,
        fault: Fault,
    },
    /// What is to be undone cannot be undone so far, and somebody should look at it.
    CallAttention {
        step: S,
        fault: Fault,
    },
    Conclude,
}
