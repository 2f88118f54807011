//! What can be asked of an MSP's settings.

use serde::{Deserialize, Serialize};

use super::SettingsChanges;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingsCommand {
    Change(ChangeSettings),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeSettings {
    pub changes: SettingsChanges,
}
