//! How a saga goes with the step at hand.

use serde::{Deserialize, Serialize};

use super::{Fault, Step};
use crate::record::Micros;

/// Kept by every saga's state beside what the saga is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace<S> {
    /// Since when the step at hand is at hand.
    pub since: Micros,
    /// What was set out to do and has no outcome on record.
    pub open: Option<Open<S>>,
    /// How often the step at hand was tried and did not work.
    pub tries: u32,
    /// Before then it is not tried again.
    pub not_before: Micros,
    /// Why the last try did not work.
    pub fault: Option<Fault>,
    /// The highest fence of a worker that recorded something.
    pub fence: u64,
}

/// An intent without an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open<S> {
    pub step: S,
    /// When it was last set out to do.
    pub at: Micros,
}

impl<S: Step> Pace<S> {
    pub fn begun(at: Micros) -> Self {
        Self {
            since: at,
            open: None,
            tries: 0,
            not_before: at,
            fault: None,
            fence: 0,
        }
    }

    /// A step is about to be done.
    pub fn set_out(&mut self, step: S, at: Micros, fence: u64) {
        self.open = Some(Open { step, at });
        self.fence = self.fence.max(fence);
    }

    /// The step at hand came to its end, and another one is at hand.
    pub fn moved(&mut self, at: Micros) {
        *self = Self {
            fence: self.fence,
            ..Self::begun(at)
        };
    }

    /// The step at hand did not work, and is tried again later.
    pub fn delayed(&mut self, fault: Fault, until: Micros) {
        if !fault.effect_unknown {
            self.open = None;
        }
        self.tries = self.tries.saturating_add(1);
        self.not_before = until;
        self.fault = Some(fault);
    }

    /// From here on another way is taken: what is in doubt stays so until it is clarified.
    pub fn turned(&mut self, at: Micros) {
        let open = self.open.take();
        self.moved(at);
        self.open = open;
    }

    /// Somebody wants it to be tried now.
    pub fn hurried(&mut self, at: Micros) {
        self.not_before = self.not_before.min(at);
    }
}
