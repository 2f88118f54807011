//! What people want, with names as they write them.

use std::collections::{BTreeMap, BTreeSet};

use tenantry_domain::approval::{Operation, OperationKind};
use tenantry_domain::cloud::administration::AccountName;
use tenantry_domain::cloud::directory::{SkuId, UserId};
use tenantry_domain::country::Country;
use tenantry_domain::ids::{ApprovalId, CustomerId, ProcedureId, TenantId};
use tenantry_domain::procedure::{InputValue, Key};
use tenantry_domain::text::Reason;

use super::PersonText;

#[derive(Debug, Clone)]
pub struct ApprovalWish {
    pub what: Asked,
    /// Why, for whoever decides.
    pub reason: Reason,
}

impl ApprovalWish {
    /// What is to be changed. Of the step of a procedure only the procedure tells.
    pub(super) fn kind(&self) -> Option<OperationKind> {
        match &self.what {
            Asked::Operation(operation) => Some(operation.kind()),
            Asked::Step(_) | Asked::Followed(_) => None,
        }
    }

    /// For which customer, where it is for one.
    pub(super) fn customer(&self) -> Option<CustomerId> {
        match &self.what {
            Asked::Operation(operation) => operation.customer(),
            Asked::Step(step) => Some(step.customer),
            Asked::Followed(step) => Some(step.customer),
        }
    }
}

#[derive(Debug, Clone)]
pub enum Asked {
    Operation(OperationWish),
    /// A step of a procedure, which may be marked as low risk.
    Step(StepWish),
    /// The same, in the course of a run of the whole procedure.
    Followed(FollowedStep),
}

#[derive(Debug, Clone)]
pub enum OperationWish {
    CreateUser(Box<NewUserWish>),
    DisableUser {
        account: AccountWish,
        remove_licences_after_days: Option<u16>,
    },
    EnableUser {
        account: AccountWish,
    },
    AssignLicences {
        account: AccountWish,
        licences: BTreeSet<SkuId>,
        usage_location: Option<Country>,
    },
    RemoveLicences {
        account: AccountWish,
        licences: BTreeSet<SkuId>,
    },
    /// One that names nobody, or in which everybody's name is sealed.
    Sealed(Operation),
}

impl OperationWish {
    fn kind(&self) -> OperationKind {
        match self {
            Self::CreateUser(_) => OperationKind::CreateUser,
            Self::DisableUser { .. } => OperationKind::DisableUser,
            Self::EnableUser { .. } => OperationKind::EnableUser,
            Self::AssignLicences { .. } => OperationKind::AssignLicences,
            Self::RemoveLicences { .. } => OperationKind::RemoveLicences,
            Self::Sealed(operation) => operation.kind(),
        }
    }

    fn customer(&self) -> Option<CustomerId> {
        match self {
            Self::CreateUser(new) => Some(new.customer),
            Self::DisableUser { account, .. }
            | Self::EnableUser { account }
            | Self::AssignLicences { account, .. }
            | Self::RemoveLicences { account, .. } => Some(account.customer),
            Self::Sealed(operation) => operation.customer(),
        }
    }
}

/// Somebody who is to get an account. Its parts show nothing of who it is.
#[derive(Debug, Clone)]
pub struct NewUserWish {
    pub customer: CustomerId,
    pub tenant: TenantId,
    pub name: AccountName,
    pub display_name: PersonText,
    pub given_name: Option<PersonText>,
    pub surname: Option<PersonText>,
    pub job_title: Option<PersonText>,
    pub department: Option<PersonText>,
    pub usage_location: Country,
    pub licences: BTreeSet<SkuId>,
}

#[derive(Debug, Clone)]
pub struct AccountWish {
    pub customer: CustomerId,
    pub tenant: TenantId,
    pub user: UserWish,
}

/// Which user, as people know them.
#[derive(Debug, Clone)]
pub enum UserWish {
    Id(UserId),
    Name(AccountName),
}

#[derive(Debug, Clone)]
pub struct StepWish {
    pub procedure: ProcedureId,
    /// The newest, unless another is named.
    pub version: Option<u32>,
    pub step: Key,
    pub customer: CustomerId,
    pub tenant: TenantId,
    pub inputs: BTreeMap<Key, InputWish>,
    /// The approvals by which steps before this one created somebody.
    pub made: BTreeMap<Key, ApprovalId>,
}

/// A step of a certain version, with all that was given sealed already.
#[derive(Debug, Clone)]
pub struct FollowedStep {
    pub procedure: ProcedureId,
    pub version: u32,
    pub step: Key,
    pub customer: CustomerId,
    pub tenant: TenantId,
    pub values: BTreeMap<Key, InputValue>,
    /// The approvals by which steps before this one created somebody.
    pub made: BTreeMap<Key, ApprovalId>,
}

#[derive(Debug, Clone)]
pub enum InputWish {
    Text(PersonText),
    User(UserWish),
    Country(Country),
    Licences(BTreeSet<SkuId>),
    Days(u16),
}
