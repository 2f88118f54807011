//! What can be asked for. A closed list: whatever is done to a customer's systems has a name here, a
//! risk, and what undoes it.

mod facts;
mod kind;
mod reversal;

use std::collections::BTreeSet;
use std::fmt::{self, Debug};

use serde::{Deserialize, Serialize};

use crate::cloud::directory::{SkuId, UserId};
use crate::country::Country;
use crate::ids::{ApprovalId, CustomerId, TenantId, VendorConnectionId};
use crate::personal::Sealed;
use crate::text::PreviewToken;

pub use facts::Risk;
pub use kind::OperationKind;

/// Licences that one operation may name.
pub const MOST_LICENCES: usize = 20;

/// For so many days a leaver may keep licences.
pub const MOST_GRACE_DAYS: u16 = 365;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    CreateUser(Box<NewUser>),
    /// Signs in no more, and is signed out everywhere.
    DisableUser {
        account: Account,
        /// Licences stay where this is nothing.
        remove_licences_after_days: Option<u16>,
    },
    EnableUser {
        account: Account,
    },
    AssignLicences {
        account: Account,
        licences: BTreeSet<SkuId>,
        /// Set first, where the account has none.
        usage_location: Option<Country>,
    },
    RemoveLicences {
        account: Account,
        licences: BTreeSet<SkuId>,
    },
    /// Only of a user that was made here: what undoes it.
    DeleteUser {
        account: Account,
        made_by: ApprovalId,
    },

    // On the MSP's own side. Each is a command of ours, carried out in the name of the approval.
    ArchiveCustomer {
        customer_id: CustomerId,
    },
    DisconnectVendor {
        connection_id: VendorConnectionId,
    },
    DisconnectPartner {},
    /// The tenant was connected by its administrator's consent, and is connected no longer.
    WithdrawConsent {
        customer_id: CustomerId,
        tenant_id: TenantId,
    },
    /// The tenant was connected by an onboarding, and all that the access rests on is taken back.
    EndAccess {
        customer_id: CustomerId,
        tenant_id: TenantId,
    },
    /// Another MSP gets the tenant that it asked for.
    ApproveTransfer {
        tenant_id: TenantId,
        transfer: u32,
    },
    /// All suggestions from a score on, as they were previewed.
    AcceptMatches {
        connection_id: Option<VendorConnectionId>,
        /// In hundredths.
        above: u8,
        preview: PreviewToken,
    },
}

/// Somebody who is to get an account. Only the customer's key opens who it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewUser {
    pub customer_id: CustomerId,
    pub tenant_id: TenantId,
    /// What the user signs in as, such as `ada@contoso.example`.
    pub name: Sealed,
    pub display_name: Sealed,
    pub given_name: Option<Sealed>,
    pub surname: Option<Sealed>,
    pub job_title: Option<Sealed>,
    pub department: Option<Sealed>,
    pub usage_location: Country,
    pub licences: BTreeSet<SkuId>,
}

impl Debug for NewUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewUser")
            .field("tenant_id", &self.tenant_id)
            .field("licences", &self.licences)
            .finish_non_exhaustive()
    }
}

/// A user of a customer's tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Account {
    pub customer_id: CustomerId,
    pub tenant_id: TenantId,
    pub user: UserRef,
}

/// Whom the cloud knows by this id, under the name that was seen when it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UserRef {
    pub id: UserId,
    pub name: Sealed,
}

/// Why nobody can carry such an operation out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OperationProblem {
    #[error("it names no licence")]
    NoLicence,
    #[error("it names more than {MOST_LICENCES} licences")]
    TooManyLicences,
    #[error("licences stay for {MOST_GRACE_DAYS} days at most")]
    GraceTooLong,
    #[error("a score is 0 to 100")]
    NoScore,
    #[error("its plan is that of another operation")]
    ForeignPlan,
    #[error("its plan has more changes than anybody can look through")]
    TooManyChanges,
}

impl Operation {
    /// Whether it can be carried out, by all that it says itself.
    pub fn check(&self) -> Result<(), OperationProblem> {
        match self {
            Self::CreateUser(user) => few(&user.licences),
            Self::AssignLicences { licences, .. } | Self::RemoveLicences { licences, .. } => {
                if licences.is_empty() {
                    return Err(OperationProblem::NoLicence);
                }
                few(licences)
            }
            Self::DisableUser {
                remove_licences_after_days: Some(days),
                ..
            } if *days > MOST_GRACE_DAYS => Err(OperationProblem::GraceTooLong),
            Self::AcceptMatches { above, .. } if *above > 100 => Err(OperationProblem::NoScore),
            Self::DisableUser { .. }
            | Self::EnableUser { .. }
            | Self::DeleteUser { .. }
            | Self::ArchiveCustomer { .. }
            | Self::DisconnectVendor { .. }
            | Self::DisconnectPartner {}
            | Self::WithdrawConsent { .. }
            | Self::EndAccess { .. }
            | Self::ApproveTransfer { .. }
            | Self::AcceptMatches { .. } => Ok(()),
        }
    }
}

fn few(licences: &BTreeSet<SkuId>) -> Result<(), OperationProblem> {
    if licences.len() > MOST_LICENCES {
        return Err(OperationProblem::TooManyLicences);
    }
    Ok(())
}
