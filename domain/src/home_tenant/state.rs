//! Where a home tenant stands.

use serde::{Deserialize, Serialize};

use super::{HomeTenantCommand, HomeTenantEvent, HomeTenantRefusal, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::ids::MspId;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HomeTenant {
    /// Its people never signed in for anybody.
    #[default]
    Unknown,
    Admitted {
        msp: MspId,
    },
    Removed {
        msp: MspId,
    },
}

impl Aggregate for HomeTenant {
    const TYPE: &'static str = "home_tenant";

    type Command = HomeTenantCommand;
    type Event = HomeTenantEvent;
    type Refusal = HomeTenantRefusal;

    fn decide(
        &self,
        command: &HomeTenantCommand,
    ) -> Result<Decision<HomeTenantEvent>, HomeTenantRefusal> {
        match command {
            HomeTenantCommand::Admit(c) => decide::admit(self, c),
            HomeTenantCommand::Remove(c) => decide::remove(self, c),
        }
    }

    fn evolve(&mut self, event: &HomeTenantEvent) {
        *self = match event {
            HomeTenantEvent::HomeTenantAdmitted { msp_id, at: _ } => {
                Self::Admitted { msp: *msp_id }
            }
            HomeTenantEvent::HomeTenantRemoved {
                msp_id,
                reason: _,
                at: _,
            } => Self::Removed { msp: *msp_id },
        };
    }
}

impl HomeTenant {
    /// The MSP whose people they are.
    pub fn msp(&self) -> Option<MspId> {
        match self {
            Self::Admitted { msp } => Some(*msp),
            Self::Unknown | Self::Removed { .. } => None,
        }
    }
}
