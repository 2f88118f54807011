//! The steps of an onboarding, each with what it takes back.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::cloud::gdap::RelationshipId;
use crate::saga::{self, Class};
use crate::text::GroupName;

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    ProbeExisting,
    CreateRelationship,
    WaitUntilCreated,
    LockForApproval,
    WaitForApproval,
    WaitUntilActive,
    CheckGroup(GroupName),
    AssignRoles(GroupName),
    WaitUntilAssigned(GroupName),
    CheckAppAccess,
    AuthoriseApp,
    VerifyAccess,
    /// One that was ours, and gives less than is asked for now.
    EndSuperseded(RelationshipId),
    // What takes back.
    WithdrawApp,
    RemoveAssignment(GroupName),
    DeleteGroup(GroupName),
    EndRelationship,
    /// One that access rested on before: ended where it is ours, else without roles of ours.
    LeaveFooting(RelationshipId),
    ReleaseTenant,
    /// After all has ended: an invitation that stayed may still be accepted.
    WatchInvitation,
}

impl Step {
    /// Something new may be there afterwards, which would have to be found before all is undone.
    pub(super) fn makes(&self) -> bool {
        match self {
            Self::CreateRelationship
            | Self::CheckGroup(_)
            | Self::AssignRoles(_)
            | Self::AuthoriseApp => true,
            Self::ProbeExisting
            | Self::WaitUntilCreated
            | Self::LockForApproval
            | Self::WaitForApproval
            | Self::WaitUntilActive
            | Self::WaitUntilAssigned(_)
            | Self::CheckAppAccess
            | Self::VerifyAccess
            | Self::WithdrawApp
            | Self::RemoveAssignment(_)
            | Self::DeleteGroup(_)
            | Self::EndRelationship
            | Self::LeaveFooting(_)
            | Self::ReleaseTenant
            | Self::EndSuperseded(_)
            | Self::WatchInvitation => false,
        }
    }

    /// Somebody else does it: it can only be looked whether it is done.
    pub(super) fn is_wait(&self) -> bool {
        matches!(
            self,
            Self::WaitUntilCreated
                | Self::WaitForApproval
                | Self::WaitUntilActive
                | Self::WaitUntilAssigned(_)
                | Self::WatchInvitation
        )
    }
}

impl saga::Step for Step {
    fn class(&self) -> Class {
        match self {
            Self::ProbeExisting
            | Self::WaitUntilCreated
            | Self::WaitUntilActive
            | Self::WaitUntilAssigned(_)
            | Self::CheckAppAccess
            | Self::VerifyAccess
            | Self::WithdrawApp
            | Self::RemoveAssignment(_)
            | Self::DeleteGroup(_)
            | Self::EndRelationship
            | Self::LeaveFooting(_)
            | Self::ReleaseTenant
            | Self::WatchInvitation => Class::RetryOnly,
            Self::WaitForApproval => Class::NeedsPerson,
            Self::EndSuperseded(_) => Class::PointOfNoReturn,
            Self::CreateRelationship | Self::CheckGroup(_) => Class::Reversible,
            // Ended relationships and removed assignments stay listed.
            Self::LockForApproval | Self::AssignRoles(_) | Self::AuthoriseApp => Class::Compensable,
        }
    }

    /// So is what ends the last thing that is in the way: it is never given up.
    fn is_undo(&self) -> bool {
        matches!(
            self,
            Self::WithdrawApp
                | Self::RemoveAssignment(_)
                | Self::DeleteGroup(_)
                | Self::EndRelationship
                | Self::LeaveFooting(_)
                | Self::ReleaseTenant
                | Self::EndSuperseded(_)
                | Self::WatchInvitation
        )
    }
}

/// As people read it.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ProbeExisting => f.write_str("look for access that exists"),
            Self::CreateRelationship => f.write_str("create the relationship"),
            Self::WaitUntilCreated => f.write_str("wait until it is created"),
            Self::LockForApproval => f.write_str("lock it for approval"),
            Self::WaitForApproval => f.write_str("wait for the customer's approval"),
            Self::WaitUntilActive => f.write_str("wait until it is active"),
            Self::CheckGroup(group) => write!(f, "check the group {group}"),
            Self::AssignRoles(group) => write!(f, "assign roles to {group}"),
            Self::WaitUntilAssigned(group) => write!(f, "wait until {group} has its roles"),
            Self::CheckAppAccess => f.write_str("check whether our app is known in the tenant"),
            Self::AuthoriseApp => f.write_str("authorise our app in the tenant"),
            Self::VerifyAccess => f.write_str("verify by reading the tenant"),
            Self::EndSuperseded(_) => f.write_str("end the relationship that this one replaces"),
            Self::WithdrawApp => f.write_str("take our app out of the tenant"),
            Self::RemoveAssignment(group) => write!(f, "take the roles from {group}"),
            Self::DeleteGroup(group) => write!(f, "delete the group {group}"),
            Self::EndRelationship => f.write_str("end the relationship"),
            Self::LeaveFooting(_) => {
                f.write_str("take what is ours out of an earlier relationship")
            }
            Self::ReleaseTenant => f.write_str("let others have the tenant"),
            Self::WatchInvitation => {
                f.write_str("see to it that the invitation left behind comes to nothing")
            }
        }
    }
}
