//! How often wishes about one approval were refused.

use serde::{Deserialize, Serialize};

use super::{RefusedWishCommand, RefusedWishEvent, RefusedWishRefusal, decide};
use crate::aggregate::{Aggregate, Decision};

/// No decision depends on it: it is for people who look at the stream.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RefusedWishes {
    pub count: u64,
}

impl Aggregate for RefusedWishes {
    const TYPE: &'static str = "approval_refusal";

    type Command = RefusedWishCommand;
    type Event = RefusedWishEvent;
    type Refusal = RefusedWishRefusal;

    fn decide(
        &self,
        command: &RefusedWishCommand,
    ) -> Result<Decision<RefusedWishEvent>, RefusedWishRefusal> {
        Ok(match command {
            RefusedWishCommand::Note(c) => decide::note(c),
        })
    }

    fn evolve(&mut self, event: &RefusedWishEvent) {
        match event {
            RefusedWishEvent::ApprovalWishRefused { .. } => self.count += 1,
        }
    }
}
