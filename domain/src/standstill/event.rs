//! What can happen to an MSP's work.

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::record::Micros;
use crate::saga::Fault;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum StandstillEvent {
    /// All of it stopped, for a cause that concerns all of it.
    WorkStopped { fault: Fault, at: Micros },
    /// The cause is gone.
    WorkResumed { at: Micros },
}

event_shapes! {
    StandstillEvent {
        WorkStopped = "1",
        WorkResumed = "1",
    }
    upcasts {}
}
