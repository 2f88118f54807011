//! What is asked for: one type per operation.

use std::collections::BTreeSet;

use async_graphql::{Enum, ID, SimpleObject, Union};
use tenantry_domain::approval::{Account, NewUser, Operation, OperationKind, Risk};
use tenantry_domain::cloud::directory::SkuId;
use tenantry_domain::country::Country;
use tenantry_domain::personal::Sealed;

use super::value::ApprovalValue;
use crate::schema::ids::{Kind, global};

/// What is done to a customer's systems, or to the MSP's own side. There is nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "OperationKind")]
pub(crate) enum ApprovalKind {
    /// Create a user.
    CreateUser,
    /// Block a user's sign-in and end all sessions.
    DisableUser,
    /// Let a user sign in again.
    EnableUser,
    /// Give a user licences.
    AssignLicences,
    /// Take licences from a user.
    RemoveLicences,
    /// Delete a user that was created here.
    DeleteUser,
    /// Close a customer's file.
    ArchiveCustomer,
    /// Disconnect an account at a vendor.
    DisconnectVendor,
    /// Disconnect the MSP's own tenant.
    DisconnectPartner,
    /// Disconnect a tenant that was connected by consent.
    WithdrawConsent,
    /// End the access to a tenant.
    EndAccess,
    /// Let another MSP have a tenant.
    ApproveTransfer,
    /// Accept all suggestions from a score on.
    AcceptMatches,
}

/// How much there is to lose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Risk")]
pub(crate) enum ApprovalRisk {
    /// It costs a little at worst.
    Low,
    /// Somebody's work is interrupted, or access is given.
    Medium,
    /// Something is gone for a customer, or for the MSP itself. Only an Admin approves it.
    High,
}

/// A user of a customer's tenant.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ApprovalAccount {
    /// Microsoft's id of the user.
    user_id: String,
    /// What the user signed in as when it was asked for.
    name: ApprovalValue,
}

/// Somebody gets an account.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct CreateUserOperation {
    /// What the user is to sign in as.
    name: ApprovalValue,
    /// What people are to read.
    display_name: ApprovalValue,
    /// The given name.
    given_name: Option<ApprovalValue>,
    /// The surname.
    surname: Option<ApprovalValue>,
    /// The job title.
    job_title: Option<ApprovalValue>,
    /// The department.
    department: Option<ApprovalValue>,
    /// In which country licences are used, by its two letters.
    usage_location: String,
    /// The licences that the user is to have, by Microsoft's ids of the products.
    licences: Vec<String>,
}

/// A user signs in no more, and is signed out everywhere.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct DisableUserOperation {
    /// Who.
    account: ApprovalAccount,
    /// After how many days the user's licences are taken. They stay where this is nothing.
    remove_licences_after_days: Option<u16>,
}

/// A user may sign in again.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct EnableUserOperation {
    /// Who.
    account: ApprovalAccount,
}

/// A user gets licences.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct AssignLicencesOperation {
    /// Who.
    account: ApprovalAccount,
    /// Which, by Microsoft's ids of the products.
    licences: Vec<String>,
    /// In which country they are used, where the account does not say so yet.
    usage_location: Option<String>,
}

/// A user loses licences.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct RemoveLicencesOperation {
    /// Who.
    account: ApprovalAccount,
    /// Which, by Microsoft's ids of the products.
    licences: Vec<String>,
}

/// A user that was created here is deleted.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct DeleteUserOperation {
    /// Who.
    account: ApprovalAccount,
    /// The approval by which the user was created.
    made_by: ID,
}

/// A customer's file is closed.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ArchiveCustomerOperation {
    /// The customer's UUID.
    customer_id: String,
}

/// An account at a vendor is disconnected.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct DisconnectVendorOperation {
    /// The connection's UUID.
    connection_id: String,
}

/// The MSP's own tenant is disconnected.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct DisconnectPartnerOperation {
    /// What it does, in words.
    sentence: &'static str,
}

/// A tenant that was connected by its administrator's consent is connected no longer.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct WithdrawConsentOperation {
    /// The customer's UUID.
    customer_id: String,
    /// The tenant's id at Microsoft.
    tenant_id: String,
}

/// All that the access rests on which an onboarding brought about is taken back.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct EndAccessOperation {
    /// The customer's UUID.
    customer_id: String,
    /// The tenant's id at Microsoft.
    tenant_id: String,
}

/// Another MSP gets a tenant that it asked for.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ApproveTransferOperation {
    /// The tenant's id at Microsoft.
    tenant_id: String,
    /// The number of the transfer.
    transfer: u32,
}

/// All suggestions from a score on are accepted, as they were previewed.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct AcceptMatchesOperation {
    /// The UUID of the connection whose records they are about; all connections where this is nothing.
    connection_id: Option<String>,
    /// The score, 0 to 100.
    above: u8,
}

/// What is asked for, by its kind.
#[allow(clippy::large_enum_variant)] // Made where it is told, and gone again.
#[derive(Debug, Clone, Union)]
pub(crate) enum ApprovalOperation {
    CreateUser(CreateUserOperation),
    DisableUser(DisableUserOperation),
    EnableUser(EnableUserOperation),
    AssignLicences(AssignLicencesOperation),
    RemoveLicences(RemoveLicencesOperation),
    DeleteUser(DeleteUserOperation),
    ArchiveCustomer(ArchiveCustomerOperation),
    DisconnectVendor(DisconnectVendorOperation),
    DisconnectPartner(DisconnectPartnerOperation),
    WithdrawConsent(WithdrawConsentOperation),
    EndAccess(EndAccessOperation),
    ApproveTransfer(ApproveTransferOperation),
    AcceptMatches(AcceptMatchesOperation),
}

impl From<&Operation> for ApprovalOperation {
    fn from(operation: &Operation) -> Self {
        match operation {
            Operation::CreateUser(user) => Self::CreateUser(CreateUserOperation::from(&**user)),
            Operation::DisableUser {
                account,
                remove_licences_after_days,
            } => Self::DisableUser(DisableUserOperation {
                account: account.into(),
                remove_licences_after_days: *remove_licences_after_days,
            }),
            Operation::EnableUser { account } => Self::EnableUser(EnableUserOperation {
                account: account.into(),
            }),
            Operation::AssignLicences {
                account,
                licences,
                usage_location,
            } => Self::AssignLicences(AssignLicencesOperation {
                account: account.into(),
                licences: ids_of(licences),
                usage_location: usage_location.map(letters),
            }),
            Operation::RemoveLicences { account, licences } => {
                Self::RemoveLicences(RemoveLicencesOperation {
                    account: account.into(),
                    licences: ids_of(licences),
                })
            }
            Operation::DeleteUser { account, made_by } => Self::DeleteUser(DeleteUserOperation {
                account: account.into(),
                made_by: global(Kind::Approval, made_by.as_uuid()),
            }),
            Operation::ArchiveCustomer { .. }
            | Operation::DisconnectVendor { .. }
            | Operation::DisconnectPartner {}
            | Operation::WithdrawConsent { .. }
            | Operation::EndAccess { .. }
            | Operation::ApproveTransfer { .. }
            | Operation::AcceptMatches { .. } => own_side(operation),
        }
    }
}

/// What is a command of our own. Where it is none of these, it is the MSP's own tenant that goes.
fn own_side(operation: &Operation) -> ApprovalOperation {
    match operation {
        Operation::ArchiveCustomer { customer_id } => {
            ApprovalOperation::ArchiveCustomer(ArchiveCustomerOperation {
                customer_id: customer_id.to_string(),
            })
        }
        Operation::DisconnectVendor { connection_id } => {
            ApprovalOperation::DisconnectVendor(DisconnectVendorOperation {
                connection_id: connection_id.to_string(),
            })
        }
        Operation::WithdrawConsent {
            customer_id,
            tenant_id,
        } => ApprovalOperation::WithdrawConsent(WithdrawConsentOperation {
            customer_id: customer_id.to_string(),
            tenant_id: tenant_id.to_string(),
        }),
        Operation::EndAccess {
            customer_id,
            tenant_id,
        } => ApprovalOperation::EndAccess(EndAccessOperation {
            customer_id: customer_id.to_string(),
            tenant_id: tenant_id.to_string(),
        }),
        Operation::ApproveTransfer {
            tenant_id,
            transfer,
        } => ApprovalOperation::ApproveTransfer(ApproveTransferOperation {
            tenant_id: tenant_id.to_string(),
            transfer: *transfer,
        }),
        Operation::AcceptMatches {
            connection_id,
            above,
            ..
        } => ApprovalOperation::AcceptMatches(AcceptMatchesOperation {
            connection_id: connection_id.map(|it| it.to_string()),
            above: *above,
        }),
        other => ApprovalOperation::DisconnectPartner(DisconnectPartnerOperation {
            sentence: other.kind().sentence(),
        }),
    }
}

impl From<&NewUser> for CreateUserOperation {
    fn from(user: &NewUser) -> Self {
        let value = |sealed: &Sealed| ApprovalValue::sealed(sealed, user.customer_id);
        Self {
            name: value(&user.name),
            display_name: value(&user.display_name),
            given_name: user.given_name.as_ref().map(value),
            surname: user.surname.as_ref().map(value),
            job_title: user.job_title.as_ref().map(value),
            department: user.department.as_ref().map(value),
            usage_location: letters(user.usage_location),
            licences: ids_of(&user.licences),
        }
    }
}

impl From<&Account> for ApprovalAccount {
    fn from(account: &Account) -> Self {
        Self {
            user_id: account.user.id.to_string(),
            name: ApprovalValue::sealed(&account.user.name, account.customer_id),
        }
    }
}

pub(crate) fn ids_of(licences: &BTreeSet<SkuId>) -> Vec<String> {
    licences.iter().map(ToString::to_string).collect()
}

pub(crate) fn letters(country: Country) -> String {
    country.to_string()
}
