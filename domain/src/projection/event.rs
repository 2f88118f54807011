//! What operators can have decided.

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::text::{ProjectionName, Reason};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ProjectionEvent {
    /// The projection stands still until it is resumed; readers keep what is there.
    ProjectionPaused {
        name: ProjectionName,
        reason: Reason,
    },
    /// The projection moves on from where it stood.
    ProjectionResumed { name: ProjectionName },
    /// The event the projection stopped at is to be tried once more.
    ProjectionRetried { name: ProjectionName, position: u64 },
    /// The projection is to go on without this event.
    ProjectionEventSkipped {
        name: ProjectionName,
        version: u32,
        position: u64,
        reason: Reason,
    },
    /// The projection's table is to be built anew; readers keep the old one meanwhile.
    ProjectionRebuildRequested {
        name: ProjectionName,
        reason: Reason,
    },
}

event_shapes! {
    ProjectionEvent {
        ProjectionPaused = "1",
        ProjectionResumed = "1",
        ProjectionRetried = "1",
        ProjectionEventSkipped = "1",
        ProjectionRebuildRequested = "1",
    }
    upcasts {}
}
