//! Whether the work stands still, and why.

use serde::{Deserialize, Serialize};

use super::{StandstillCommand, StandstillEvent, StandstillRefusal, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::record::Micros;
use crate::saga::Fault;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Standstill {
    /// Why, and since when.
    pub cause: Option<(Fault, Micros)>,
    /// When it went on after the last standstill.
    #[serde(default)]
    pub resumed_at: Option<Micros>,
}

impl Aggregate for Standstill {
    const TYPE: &'static str = "standstill";

    type Command = StandstillCommand;
    type Event = StandstillEvent;
    type Refusal = StandstillRefusal;

    fn decide(
        &self,
        command: &StandstillCommand,
    ) -> Result<Decision<StandstillEvent>, StandstillRefusal> {
        Ok(match command {
            StandstillCommand::Stop(c) => decide::stop(self, c),
            StandstillCommand::Resume(c) => decide::resume(self, c),
        })
    }

    fn evolve(&mut self, event: &StandstillEvent) {
        match event {
            StandstillEvent::WorkStopped { fault, at } => self.cause = Some((fault.clone(), *at)),
            StandstillEvent::WorkResumed { at } => {
                self.cause = None;
                self.resumed_at = Some(*at);
            }
        }
    }
}
