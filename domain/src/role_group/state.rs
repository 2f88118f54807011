//! Where a group stands.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{RoleGroupCommand, RoleGroupEvent, RoleGroupRefusal, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::cloud::directory::GroupId;
use crate::ids::{MspId, TenantId};
use crate::text::GroupName;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleGroup {
    #[default]
    Nowhere,
    /// An onboarding looks whether it is there.
    Claimed {
        by: TenantId,
    },
    /// It was not there: whatever is found from now on was made by us.
    Making {
        by: TenantId,
    },
    There {
        id: GroupId,
        /// By us.
        made: bool,
        users: BTreeSet<TenantId>,
    },
    Removing {
        id: GroupId,
        by: TenantId,
    },
}

/// The stream of a group: one per MSP and name.
pub fn id_of(msp: MspId, name: &GroupName) -> Uuid {
    Uuid::new_v5(&msp.as_uuid(), name.as_str().as_bytes())
}

impl Aggregate for RoleGroup {
    const TYPE: &'static str = "role_group";

    type Command = RoleGroupCommand;
    type Event = RoleGroupEvent;
    type Refusal = RoleGroupRefusal;

    fn decide(
        &self,
        command: &RoleGroupCommand,
    ) -> Result<Decision<RoleGroupEvent>, RoleGroupRefusal> {
        match command {
            RoleGroupCommand::Claim(c) => decide::claim(self, c),
            RoleGroupCommand::Make(c) => decide::make(self, c),
            RoleGroupCommand::Settle(c) => decide::settle(self, c),
            RoleGroupCommand::StopUsing(c) => decide::stop_using(self, c),
            RoleGroupCommand::Remove(c) => decide::remove(self, c),
            RoleGroupCommand::Forget(c) => decide::forget(self, c),
        }
    }

    fn evolve(&mut self, event: &RoleGroupEvent) {
        match event {
            RoleGroupEvent::GroupClaimed { tenant, .. } => *self = Self::Claimed { by: *tenant },
            RoleGroupEvent::GroupMakingBegun { .. } => {
                if let Self::Claimed { by } = *self {
                    *self = Self::Making { by };
                }
            }
            RoleGroupEvent::GroupSettled { id, made, .. } => {
                if let Self::Claimed { by } | Self::Making { by } = *self {
                    *self = Self::There {
                        id: *id,
                        made: *made,
                        users: BTreeSet::from([by]),
                    };
                }
            }
            RoleGroupEvent::GroupUsed { tenant, .. } => {
                if let Self::There { users, .. } = self {
                    users.insert(*tenant);
                }
            }
            RoleGroupEvent::GroupLeft { tenant, .. } => {
                if let Self::There { users, .. } = self {
                    users.remove(tenant);
                }
            }
            RoleGroupEvent::GroupRemovalBegun { tenant, .. } => {
                if let Self::There { id, .. } = *self {
                    *self = Self::Removing { id, by: *tenant };
                }
            }
            RoleGroupEvent::GroupGone { .. } => *self = Self::Nowhere,
        }
    }
}
