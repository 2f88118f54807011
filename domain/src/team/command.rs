//! What can be asked of a team. When it is asked is no part of what is asked.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::cloud::directory::GroupId;
use crate::ids::{MemberId, TenantId};
use crate::record::Micros;
use crate::role::Role;
use crate::text::{GroupName, MemberName, Reason};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamCommand {
    Admit(AdmitMember),
    Grant(GrantRole),
    Suspend(SuspendMember),
    Reinstate(ReinstateMember),
    SetRule(SetGroupRule),
    RemoveRule(RemoveGroupRule),
}

/// Given by the engine at a sign-in, the first one and every later one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdmitMember {
    pub member: MemberId,
    pub tenant: TenantId,
    pub name: MemberName,
    pub groups: Groups,
    #[serde(skip_serializing)]
    pub at: Micros,
}

/// The groups that a person is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Groups {
    Known(BTreeSet<GroupId>),
    /// They could not be read. Nothing follows from that.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GrantRole {
    pub member: MemberId,
    pub role: Role,
    /// Also to somebody who never signed in: for operators, since an MSP's first Admin is made by
    /// nobody else.
    pub ahead: bool,
    pub reason: Option<Reason>,
    #[serde(skip_serializing)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SuspendMember {
    pub member: MemberId,
    pub reason: Reason,
    #[serde(skip_serializing)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReinstateMember {
    pub member: MemberId,
    pub reason: Option<Reason>,
    #[serde(skip_serializing)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetGroupRule {
    pub group: GroupId,
    /// What people call the group. Nothing is decided by it.
    pub name: GroupName,
    pub role: Role,
    #[serde(skip_serializing)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemoveGroupRule {
    pub group: GroupId,
    pub reason: Reason,
    #[serde(skip_serializing)]
    pub at: Micros,
}
