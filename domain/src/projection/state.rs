//! What holds for a projection now, by the operators' decisions.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{ProjectionCommand, ProjectionEvent, ProjectionRefusal, decide};
use crate::aggregate::{Aggregate, Decision};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Projection {
    pub paused: bool,
    pub skips: BTreeSet<Skip>,
    /// How many times a retry was asked for; a daemon that stopped under a smaller number tries.
    pub retries: u64,
}

/// One event that one version of the projection goes on without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Skip {
    pub version: u32,
    pub position: u64,
}

impl Aggregate for Projection {
    const TYPE: &'static str = "projection";

    type Command = ProjectionCommand;
    type Event = ProjectionEvent;
    type Refusal = ProjectionRefusal;

    fn decide(
        &self,
        command: &ProjectionCommand,
    ) -> Result<Decision<ProjectionEvent>, ProjectionRefusal> {
        match command {
            ProjectionCommand::Pause(c) => decide::pause(self, c),
            ProjectionCommand::Resume(c) => decide::resume(self, c),
            ProjectionCommand::Retry(c) => decide::retry(self, c),
            ProjectionCommand::SkipEvent(c) => decide::skip_event(self, c),
            ProjectionCommand::RequestRebuild(c) => decide::request_rebuild(self, c),
        }
    }

    fn evolve(&mut self, event: &ProjectionEvent) {
        match event {
            ProjectionEvent::ProjectionPaused { .. } => self.paused = true,
            ProjectionEvent::ProjectionResumed { .. } => self.paused = false,
            ProjectionEvent::ProjectionRetried { .. } => self.retries += 1,
            // What the table is built from stays as it was.
            ProjectionEvent::ProjectionRebuildRequested { .. } => {}
            ProjectionEvent::ProjectionEventSkipped {
                version, position, ..
            } => {
                self.skips.insert(Skip {
                    version: *version,
                    position: *position,
                });
            }
        }
    }
}
