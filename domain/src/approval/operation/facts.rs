//! What follows from an operation alone: how risky it is, whom it concerns, and what it needs.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::super::UndoPlan;
use super::{Account, NewUser, Operation, OperationKind};
use crate::cloud::administration::AccountWrite;
use crate::ids::{CustomerId, TenantId, VendorConnectionId};
use crate::role::Right;

/// How much there is to lose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// It costs a little at worst.
    Low,
    /// Somebody's work is interrupted, or access is given.
    Medium,
    /// Something is gone for a customer, or for the MSP itself.
    High,
}

impl Risk {
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// What somebody needs to approve it.
    pub fn decided_by(self) -> Right {
        match self {
            Self::Low | Self::Medium => Right::Operate,
            Self::High => Right::Administer,
        }
    }
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl OperationKind {
    pub fn risk(self) -> Risk {
        match self {
            Self::AssignLicences => Risk::Low,
            Self::CreateUser
            | Self::DisableUser
            | Self::EnableUser
            | Self::RemoveLicences
            | Self::AcceptMatches => Risk::Medium,
            Self::DeleteUser
            | Self::ArchiveCustomer
            | Self::DisconnectVendor
            | Self::DisconnectPartner
            | Self::WithdrawConsent
            | Self::EndAccess
            | Self::ApproveTransfer => Risk::High,
        }
    }
}

impl Operation {
    pub fn risk(&self) -> Risk {
        self.kind().risk()
    }

    /// Whom it concerns; none where it is the MSP itself, or several.
    pub fn customer(&self) -> Option<CustomerId> {
        match self {
            Self::CreateUser(user) => Some(user.customer_id),
            Self::ArchiveCustomer { customer_id }
            | Self::WithdrawConsent { customer_id, .. }
            | Self::EndAccess { customer_id, .. } => Some(*customer_id),
            Self::DisableUser { .. }
            | Self::EnableUser { .. }
            | Self::AssignLicences { .. }
            | Self::RemoveLicences { .. }
            | Self::DeleteUser { .. } => self.account().map(|it| it.customer_id),
            Self::DisconnectVendor { .. }
            | Self::DisconnectPartner {}
            | Self::ApproveTransfer { .. }
            | Self::AcceptMatches { .. } => None,
        }
    }

    /// In which tenant something becomes otherwise.
    pub fn tenant(&self) -> Option<TenantId> {
        match self {
            Self::CreateUser(user) => Some(user.tenant_id),
            Self::WithdrawConsent { tenant_id, .. }
            | Self::EndAccess { tenant_id, .. }
            | Self::ApproveTransfer { tenant_id, .. } => Some(*tenant_id),
            Self::DisableUser { .. }
            | Self::EnableUser { .. }
            | Self::AssignLicences { .. }
            | Self::RemoveLicences { .. }
            | Self::DeleteUser { .. } => self.account().map(|it| it.tenant_id),
            Self::ArchiveCustomer { .. }
            | Self::DisconnectVendor { .. }
            | Self::DisconnectPartner {}
            | Self::AcceptMatches { .. } => None,
        }
    }

    /// Which account at a vendor it is about, where it is about one.
    pub fn connection(&self) -> Option<VendorConnectionId> {
        match self {
            Self::DisconnectVendor { connection_id } => Some(*connection_id),
            Self::AcceptMatches { connection_id, .. } => *connection_id,
            Self::CreateUser(_)
            | Self::DisableUser { .. }
            | Self::EnableUser { .. }
            | Self::AssignLicences { .. }
            | Self::RemoveLicences { .. }
            | Self::DeleteUser { .. }
            | Self::ArchiveCustomer { .. }
            | Self::DisconnectPartner {}
            | Self::WithdrawConsent { .. }
            | Self::EndAccess { .. }
            | Self::ApproveTransfer { .. } => None,
        }
    }

    /// The user who is there already, where it is about one.
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::DisableUser { account, .. }
            | Self::EnableUser { account }
            | Self::AssignLicences { account, .. }
            | Self::RemoveLicences { account, .. }
            | Self::DeleteUser { account, .. } => Some(account),
            Self::CreateUser(_)
            | Self::ArchiveCustomer { .. }
            | Self::DisconnectVendor { .. }
            | Self::DisconnectPartner {}
            | Self::WithdrawConsent { .. }
            | Self::EndAccess { .. }
            | Self::ApproveTransfer { .. }
            | Self::AcceptMatches { .. } => None,
        }
    }

    /// The user who is to be made.
    pub fn new_user(&self) -> Option<&NewUser> {
        if let Self::CreateUser(user) = self {
            Some(user)
        } else {
            None
        }
    }

    /// What must have been permitted in the tenant, and no more.
    pub fn needs(&self) -> &'static [AccountWrite] {
        use AccountWrite::{Create, Delete, Licences, Sessions, SignIn, UsageLocation};
        match self {
            Self::CreateUser(user) if user.licences.is_empty() => &[Create],
            Self::CreateUser(_) => &[Create, Licences],
            Self::DeleteUser { .. } => &[Delete],
            Self::DisableUser {
                remove_licences_after_days: None,
                ..
            } => &[SignIn, Sessions],
            Self::DisableUser { .. } => &[SignIn, Sessions, Licences],
            Self::EnableUser { .. } => &[SignIn],
            Self::AssignLicences {
                usage_location: None,
                ..
            }
            | Self::RemoveLicences { .. } => &[Licences],
            Self::AssignLicences { .. } => &[UsageLocation, Licences],
            Self::ArchiveCustomer { .. }
            | Self::DisconnectVendor { .. }
            | Self::DisconnectPartner {}
            | Self::WithdrawConsent { .. }
            | Self::EndAccess { .. }
            | Self::ApproveTransfer { .. }
            | Self::AcceptMatches { .. } => &[],
        }
    }

    /// Whether it can be taken back once it is done.
    pub fn undo_plan(&self) -> UndoPlan {
        match self {
            Self::CreateUser(_)
            | Self::EnableUser { .. }
            | Self::AssignLicences { .. }
            | Self::AcceptMatches { .. }
            | Self::DisableUser {
                remove_licences_after_days: None,
                ..
            } => UndoPlan::Fully,
            // What lies behind a licence, such as a mailbox, is kept for so long after it was taken.
            Self::DisableUser { .. } | Self::RemoveLicences { .. } | Self::DeleteUser { .. } => {
                UndoPlan::WithinDays(30)
            }
            Self::ArchiveCustomer { .. }
            | Self::DisconnectVendor { .. }
            | Self::DisconnectPartner {}
            | Self::WithdrawConsent { .. }
            | Self::EndAccess { .. }
            | Self::ApproveTransfer { .. } => UndoPlan::Not,
        }
    }
}
