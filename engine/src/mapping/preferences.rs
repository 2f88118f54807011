//! What an MSP has set, and changes to it.

use std::sync::Arc;

use tenantry_domain::ids::MspId;
use tenantry_domain::settings::{ChangeSettings, Settings, SettingsChanges, SettingsCommand};

use super::PreferencesError;
use crate::commands::{Context, Done, Engine, Request};

/// The settings of all MSPs.
#[derive(Debug, Clone)]
pub struct Preferences {
    engine: Arc<Engine>,
}

impl Preferences {
    pub fn new(engine: Arc<Engine>) -> Self {
        Self { engine }
    }

    /// What is in force: the defaults where nobody set anything.
    pub async fn of(&self, msp: MspId) -> Result<Settings, PreferencesError> {
        Ok(self.engine.load(msp, &msp.to_string()).await?)
    }

    /// All of it, or nothing where one value cannot be.
    pub async fn change(
        &self,
        msp: MspId,
        changes: SettingsChanges,
        context: Context,
    ) -> Result<Done, PreferencesError> {
        let request = Request::<Settings> {
            msp,
            id: msp.to_string(),
            command: SettingsCommand::Change(ChangeSettings { changes }),
            context,
        };
        Ok(self.engine.execute(request).await?)
    }
}
