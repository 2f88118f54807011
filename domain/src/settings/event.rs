//! What can happen to an MSP's settings.

use serde::{Deserialize, Serialize};
use serde_json::Value;

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
        SettingsChanged = "2",
    }
    upcasts {
        "SettingsChanged" "1" => "SettingsChanged" "2" by changed_1_to_2,
    }
}

/// Version 1 came before there was anything to be set about approvals: it says nothing of them.
fn changed_1_to_2(fields: Value) -> Value {
    fields
}
