//! What can happen to a group.

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::cloud::directory::GroupId;
use crate::ids::TenantId;
use crate::record::Micros;
use crate::text::GroupName;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RoleGroupEvent {
    /// An onboarding looks whether the group is there.
    GroupClaimed {
        tenant: TenantId,
        name: GroupName,
        at: Micros,
    },
    /// It is not there, and is about to be made.
    GroupMakingBegun { at: Micros },
    /// It is there: found, or made by us.
    GroupSettled { id: GroupId, made: bool, at: Micros },
    /// A further onboarding uses it.
    GroupUsed { tenant: TenantId, at: Micros },
    /// An onboarding no longer uses it.
    GroupLeft { tenant: TenantId, at: Micros },
    /// Nobody uses it any more, and it is about to be removed.
    GroupRemovalBegun { tenant: TenantId, at: Micros },
    /// It is not there any more, or never came to be.
    GroupGone { at: Micros },
}

event_shapes! {
    RoleGroupEvent {
        GroupClaimed = "1",
        GroupMakingBegun = "1",
        GroupSettled = "1",
        GroupUsed = "1",
        GroupLeft = "1",
        GroupRemovalBegun = "1",
        GroupGone = "1",
    }
    upcasts {}
}
