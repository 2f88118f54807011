//! What can be asked of a group.

use serde::{Deserialize, Serialize};

use crate::cloud::directory::GroupId;
use crate::ids::TenantId;
use crate::record::Micros;
use crate::text::GroupName;

/// Each names the tenant whose onboarding asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleGroupCommand {
    Claim(ClaimGroup),
    Make(MakeGroup),
    Settle(SettleGroup),
    StopUsing(StopUsingGroup),
    Remove(RemoveGroup),
    Forget(ForgetGroup),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimGroup {
    pub tenant: TenantId,
    pub name: GroupName,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MakeGroup {
    pub tenant: TenantId,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettleGroup {
    pub tenant: TenantId,
    pub id: GroupId,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StopUsingGroup {
    pub tenant: TenantId,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemoveGroup {
    pub tenant: TenantId,
    pub at: Micros,
}

/// Somebody deleted it: nobody uses it any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForgetGroup {
    pub tenant: TenantId,
    /// The one that is gone. Another one may be there by now.
    pub id: GroupId,
    pub at: Micros,
}
