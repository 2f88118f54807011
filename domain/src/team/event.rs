//! What can happen to a team.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::cloud::directory::GroupId;
use crate::ids::{MemberId, TenantId};
use crate::record::Micros;
use crate::role::Role;
use crate::text::{GroupName, MemberName, Reason};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TeamEvent {
    /// The person signed in for the first time. Whoever was not known before begins as a viewer.
    MemberAdmitted {
        member_id: MemberId,
        tenant_id: TenantId,
        name: MemberName,
        at: Micros,
    },
    /// The person goes by another name now.
    MemberRenamed {
        member_id: MemberId,
        name: MemberName,
        at: Micros,
    },
    /// Of the groups that rules name, the person is in these now.
    MemberGroupsChanged {
        member_id: MemberId,
        groups: BTreeSet<GroupId>,
        at: Micros,
    },
    /// Somebody gave the person this role by name, in the place of the one given before. Whoever was
    /// not known before begins as a viewer.
    RoleGranted {
        member_id: MemberId,
        role: Role,
        reason: Option<Reason>,
        at: Micros,
    },
    /// The person may do more, or less, from now on.
    MemberRoleChanged {
        member_id: MemberId,
        from: Role,
        to: Role,
        at: Micros,
    },
    /// Neither name nor groups make the person an Admin any more, and there is no other one: the role
    /// is kept until there is.
    LastAdminKept { member_id: MemberId, at: Micros },
    /// The person may not sign in any more, and what is signed in is over.
    MemberSuspended {
        member_id: MemberId,
        reason: Reason,
        at: Micros,
    },
    /// The person may sign in again.
    MemberReinstated {
        member_id: MemberId,
        reason: Option<Reason>,
        at: Micros,
    },
    /// Whoever is in this group has this role at least.
    GroupRuleSet {
        group_id: GroupId,
        name: GroupName,
        role: Role,
        at: Micros,
    },
    /// Being in this group gives no role any more.
    GroupRuleRemoved {
        group_id: GroupId,
        reason: Reason,
        at: Micros,
    },
}

event_shapes! {
    TeamEvent {
        MemberAdmitted = "1",
        MemberRenamed = "1",
        MemberGroupsChanged = "1",
        RoleGranted = "1",
        MemberRoleChanged = "1",
        LastAdminKept = "1",
        MemberSuspended = "1",
        MemberReinstated = "1",
        GroupRuleSet = "1",
        GroupRuleRemoved = "1",
    }
    upcasts {}
}
