//! What can happen to an MSP's settings.

use serde::{Deserialize, Serialize};

use super::SettingsChanges;
use crate::aggregate::event_shapes;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SettingsEvent {
    /// Some of them are otherwise from now on.
    SettingsChanged { changes: SettingsChanges },
}

event_shapes! {
    SettingsEvent {
        SettingsChanged = "1",
    }
    upcasts {}
}
