//! What is asked for: one input per operation.

use std::collections::BTreeSet;
use std::fmt;

use async_graphql::{Enum, ID, InputObject, NewType, OneofObject};
use tenantry_domain::approval::{Operation, OperationKind};
use tenantry_domain::cloud::administration::{AccountName, MalformedAccountName};
use tenantry_domain::cloud::directory::{SkuId, UserId};
use tenantry_domain::country::{Country, MalformedCountry};
use tenantry_domain::ids::{ApprovalId, CustomerId, MalformedId, TenantId, VendorConnectionId};
use tenantry_domain::text::{PreviewToken, Reason};
use tenantry_engine::approvals::{
    AccountWish, AnyPersonText, ApprovalWish, Asked, NewUserWish, OperationWish, PersonText,
    UserWish,
};
use uuid::Uuid;

use super::refusal::unmet_by;
use super::step::ApprovalStepInput;
use crate::schema::desk::Desk;
use crate::schema::ids::Kind;
use crate::schema::told::{Refused, Unmet, given};

/// The field that all of this is part of.
pub(super) const WHAT: &str = "what";

/// A text about a person. Whatever it is part of can be logged.
#[derive(Clone, PartialEq, Eq, NewType)]
pub(crate) struct Personal(pub(super) String);

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal")
    }
}

/// What is asked for: one of these.
#[derive(Debug, OneofObject)]
pub(crate) enum ApprovalWishInput {
    /// An operation.
    Operation(ApprovalOperationInput),
    /// A step of a procedure, which may be marked as low risk.
    Step(ApprovalStepInput),
}

/// An operation: one of these.
#[derive(Debug, OneofObject)]
pub(crate) enum ApprovalOperationInput {
    /// Somebody gets an account.
    CreateUser(Box<CreateUserOperationInput>),
    /// A user signs in no more, and is signed out everywhere.
    DisableUser(DisableUserOperationInput),
    /// A user may sign in again.
    EnableUser(EnableUserOperationInput),
    /// A user gets licences.
    AssignLicences(AssignLicencesOperationInput),
    /// A user loses licences.
    RemoveLicences(RemoveLicencesOperationInput),
    /// A user that was created here is deleted.
    DeleteUser(DeleteUserOperationInput),
    /// A customer's file is closed.
    ArchiveCustomer(ArchiveCustomerOperationInput),
    /// An account at a vendor is disconnected.
    DisconnectVendor(DisconnectVendorOperationInput),
    /// A tenant that was connected by its administrator's consent is connected no longer.
    WithdrawConsent(WithdrawConsentOperationInput),
    /// The access to a tenant that an onboarding brought about is taken back.
    EndAccess(EndAccessOperationInput),
    /// Another MSP gets a tenant that it asked for.
    ApproveTransfer(ApproveTransferOperationInput),
    /// All suggestions from a score on are accepted, as they were previewed.
    AcceptMatches(AcceptMatchesOperationInput),
    /// Something is done to the MSP itself.
    OfMsp(ApprovalMspOperation),
}

/// What is done to the MSP itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ApprovalMspOperation {
    /// The MSP's own tenant is disconnected.
    DisconnectPartner,
}

/// A user of a customer's tenant, by one of these.
#[derive(Debug, OneofObject)]
pub(crate) enum ApprovalUserInput {
    /// Microsoft's id of the user.
    UserId(String),
    /// What the user signs in as.
    Name(Personal),
}

/// A user of a customer's tenant.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalAccountInput {
    /// The customer.
    customer: ID,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// Who.
    user: ApprovalUserInput,
}

/// Who is to get an account.
#[derive(Debug, InputObject)]
pub(crate) struct CreateUserOperationInput {
    /// The customer.
    customer: ID,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// What the user is to sign in as, such as `ada@contoso.example`.
    name: Personal,
    /// What people are to read.
    display_name: Personal,
    /// The given name.
    given_name: Option<Personal>,
    /// The surname.
    surname: Option<Personal>,
    /// The job title.
    job_title: Option<Personal>,
    /// The department.
    department: Option<Personal>,
    /// In which country licences are used, by its two letters.
    usage_location: String,
    /// The licences that the user is to have, by Microsoft's ids of the products.
    #[graphql(default)]
    licences: Vec<String>,
}

/// Whose sign-in is to be blocked.
#[derive(Debug, InputObject)]
pub(crate) struct DisableUserOperationInput {
    /// Who.
    account: ApprovalAccountInput,
    /// After how many days the user's licences are taken, 0 to 365. They stay where this is not given.
    remove_licences_after_days: Option<i32>,
}

/// Who is to sign in again.
#[derive(Debug, InputObject)]
pub(crate) struct EnableUserOperationInput {
    /// Who.
    account: ApprovalAccountInput,
}

/// Who gets which licences.
#[derive(Debug, InputObject)]
pub(crate) struct AssignLicencesOperationInput {
    /// Who.
    account: ApprovalAccountInput,
    /// Which, by Microsoft's ids of the products.
    licences: Vec<String>,
    /// In which country they are used, by its two letters, where the account does not say so yet.
    usage_location: Option<String>,
}

/// Who loses which licences.
#[derive(Debug, InputObject)]
pub(crate) struct RemoveLicencesOperationInput {
    /// Who.
    account: ApprovalAccountInput,
    /// Which, by Microsoft's ids of the products.
    licences: Vec<String>,
}

/// Whose account is to be deleted.
#[derive(Debug, InputObject)]
pub(crate) struct DeleteUserOperationInput {
    /// The approval by which the user was created.
    made_by: ID,
}

/// Whose file is to be closed.
#[derive(Debug, InputObject)]
pub(crate) struct ArchiveCustomerOperationInput {
    /// The customer.
    customer: ID,
}

/// Which account at a vendor is to be disconnected.
#[derive(Debug, InputObject)]
pub(crate) struct DisconnectVendorOperationInput {
    /// The account.
    connection: ID,
}

/// Which tenant is to be connected no longer.
#[derive(Debug, InputObject)]
pub(crate) struct WithdrawConsentOperationInput {
    /// The customer.
    customer: ID,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
}

/// The access to which tenant is to be ended.
#[derive(Debug, InputObject)]
pub(crate) struct EndAccessOperationInput {
    /// The customer.
    customer: ID,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
}

/// Which tenant another MSP is to have.
#[derive(Debug, InputObject)]
pub(crate) struct ApproveTransferOperationInput {
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// The number of the transfer.
    number: u32,
}

/// Which suggestions are to be accepted, as they were previewed.
#[derive(Debug, InputObject)]
pub(crate) struct AcceptMatchesOperationInput {
    /// Only of this connection, as the preview was asked for.
    connection: Option<ID>,
    /// From which score on, in hundredths, as the preview was asked for.
    above: i32,
    /// The preview's token.
    token: String,
}

impl ApprovalWishInput {
    /// What is to be changed. Of the step of a procedure only the procedure tells.
    pub(super) fn kind(&self) -> Option<OperationKind> {
        match self {
            Self::Operation(operation) => Some(operation.kind()),
            Self::Step(_) => None,
        }
    }

    /// For which customer, where it is for one.
    pub(super) fn customer(&self) -> Option<&ID> {
        match self {
            Self::Operation(operation) => operation.customer(),
            Self::Step(step) => Some(step.customer()),
        }
    }

    pub(super) async fn read(self, desk: Desk<'_>, reason: Reason) -> Result<ApprovalWish, Unmet> {
        let what = match self {
            Self::Operation(operation) => Asked::Operation(operation.read(desk).await?),
            Self::Step(step) => Asked::Step(step.read()?),
        };
        Ok(ApprovalWish { what, reason })
    }
}

impl ApprovalOperationInput {
    fn kind(&self) -> OperationKind {
        match self {
            Self::CreateUser(_) => OperationKind::CreateUser,
            Self::DisableUser(_) => OperationKind::DisableUser,
            Self::EnableUser(_) => OperationKind::EnableUser,
            Self::AssignLicences(_) => OperationKind::AssignLicences,
            Self::RemoveLicences(_) => OperationKind::RemoveLicences,
            Self::DeleteUser(_) => OperationKind::DeleteUser,
            Self::ArchiveCustomer(_) => OperationKind::ArchiveCustomer,
            Self::DisconnectVendor(_) => OperationKind::DisconnectVendor,
            Self::WithdrawConsent(_) => OperationKind::WithdrawConsent,
            Self::EndAccess(_) => OperationKind::EndAccess,
            Self::ApproveTransfer(_) => OperationKind::ApproveTransfer,
            Self::AcceptMatches(_) => OperationKind::AcceptMatches,
            Self::OfMsp(ApprovalMspOperation::DisconnectPartner) => {
                OperationKind::DisconnectPartner
            }
        }
    }

    fn customer(&self) -> Option<&ID> {
        match self {
            Self::CreateUser(it) => Some(&it.customer),
            Self::DisableUser(it) => Some(&it.account.customer),
            Self::EnableUser(it) => Some(&it.account.customer),
            Self::AssignLicences(it) => Some(&it.account.customer),
            Self::RemoveLicences(it) => Some(&it.account.customer),
            Self::ArchiveCustomer(it) => Some(&it.customer),
            Self::WithdrawConsent(it) => Some(&it.customer),
            Self::EndAccess(it) => Some(&it.customer),
            Self::DeleteUser(_)
            | Self::DisconnectVendor(_)
            | Self::ApproveTransfer(_)
            | Self::AcceptMatches(_)
            | Self::OfMsp(_) => None,
        }
    }

    async fn read(self, desk: Desk<'_>) -> Result<OperationWish, Unmet> {
        Ok(match self {
            Self::CreateUser(new) => OperationWish::CreateUser(Box::new(new.read()?)),
            Self::DisableUser(it) => OperationWish::DisableUser {
                account: it.account.read()?,
                remove_licences_after_days: it.remove_licences_after_days.map(days),
            },
            Self::EnableUser(it) => OperationWish::EnableUser {
                account: it.account.read()?,
            },
            Self::AssignLicences(it) => OperationWish::AssignLicences {
                account: it.account.read()?,
                licences: licences(&it.licences, WHAT)?,
                usage_location: it
                    .usage_location
                    .map(|text| country(&text, WHAT))
                    .transpose()?,
            },
            Self::RemoveLicences(it) => OperationWish::RemoveLicences {
                account: it.account.read()?,
                licences: licences(&it.licences, WHAT)?,
            },
            Self::DeleteUser(it) => {
                let made_by = ApprovalId::new(given(Kind::Approval, &it.made_by, WHAT)?);
                OperationWish::Sealed(deletion(desk, made_by).await?)
            }
            Self::ArchiveCustomer(it) => OperationWish::Sealed(Operation::ArchiveCustomer {
                customer_id: customer(&it.customer)?,
            }),
            Self::DisconnectVendor(it) => OperationWish::Sealed(Operation::DisconnectVendor {
                connection_id: connection(&it.connection)?,
            }),
            Self::WithdrawConsent(it) => OperationWish::Sealed(Operation::WithdrawConsent {
                customer_id: customer(&it.customer)?,
                tenant_id: tenant(&it.tenant)?,
            }),
            Self::EndAccess(it) => OperationWish::Sealed(Operation::EndAccess {
                customer_id: customer(&it.customer)?,
                tenant_id: tenant(&it.tenant)?,
            }),
            Self::ApproveTransfer(it) => OperationWish::Sealed(Operation::ApproveTransfer {
                tenant_id: tenant(&it.tenant)?,
                transfer: it.number,
            }),
            Self::AcceptMatches(it) => OperationWish::Sealed(it.read()?),
            Self::OfMsp(ApprovalMspOperation::DisconnectPartner) => {
                OperationWish::Sealed(Operation::DisconnectPartner {})
            }
        })
    }
}

impl CreateUserOperationInput {
    fn read(self) -> Result<NewUserWish, Unmet> {
        use AnyPersonText::{Department, DisplayName, GivenName, JobTitle, Surname};
        let maybe = |of, text: Option<Personal>| text.map(|it| person_text(of, &it)).transpose();
        Ok(NewUserWish {
            customer: customer(&self.customer)?,
            tenant: tenant(&self.tenant)?,
            name: account_name(&self.name)?,
            display_name: person_text(DisplayName, &self.display_name)?,
            given_name: maybe(GivenName, self.given_name)?,
            surname: maybe(Surname, self.surname)?,
            job_title: maybe(JobTitle, self.job_title)?,
            department: maybe(Department, self.department)?,
            usage_location: country(&self.usage_location, WHAT)?,
            licences: licences(&self.licences, WHAT)?,
        })
    }
}

impl AcceptMatchesOperationInput {
    fn read(self) -> Result<Operation, Unmet> {
        let above = u8::try_from(self.above).ok().filter(|it| *it <= 100);
        let above = above.ok_or_else(|| {
            let message = "a score has 0 to 100 hundredths";
            Refused::new("SCORE_OUT_OF_RANGE", message).at(WHAT)
        })?;
        let preview = PreviewToken::new(&self.token);
        Ok(Operation::AcceptMatches {
            connection_id: self.connection.as_ref().map(connection).transpose()?,
            above,
            preview: preview.map_err(|error| Refused::from(error).at(WHAT))?,
        })
    }
}

impl ApprovalAccountInput {
    fn read(self) -> Result<AccountWish, Unmet> {
        Ok(AccountWish {
            customer: customer(&self.customer)?,
            tenant: tenant(&self.tenant)?,
            user: self.user.read()?,
        })
    }
}

impl ApprovalUserInput {
    pub(super) fn read(self) -> Result<UserWish, Unmet> {
        Ok(match self {
            Self::UserId(text) => {
                // What was given instead may be somebody's name.
                let message = "Microsoft's id of a user is a UUID";
                let id = Uuid::try_parse(&text);
                let id = id.map_err(|_| Refused::new(MalformedId::CODE, message).at(WHAT))?;
                UserWish::Id(UserId::new(id))
            }
            Self::Name(name) => UserWish::Name(account_name(&name)?),
        })
    }
}

/// Who was created by an approval is deleted as that approval has them.
async fn deletion(desk: Desk<'_>, made_by: ApprovalId) -> Result<Operation, Unmet> {
    let made = desk.parts.approvals.of(desk.msp(), made_by).await;
    let made = made.map_err(unmet_by)?;
    let request = made.request();
    let back = request.filter(|it| it.operation.new_user().is_some());
    let back = back.map(|it| it.operation.reversal(made_by, &it.execution));
    let back = back.and_then(|all| all.into_iter().next());
    let nobody = || unmet_by(tenantry_engine::approvals::ApprovalError::UserNotMadeHere);
    back.ok_or_else(nobody)
}

pub(super) fn customer(id: &ID) -> Result<CustomerId, Unmet> {
    Ok(CustomerId::new(given(Kind::Customer, id, WHAT)?))
}

pub(super) fn tenant(id: &ID) -> Result<TenantId, Unmet> {
    Ok(TenantId::new(given(Kind::Tenant, id, WHAT)?))
}

fn connection(id: &ID) -> Result<VendorConnectionId, Unmet> {
    let id = given(Kind::VendorAccount, id, WHAT)?;
    Ok(VendorConnectionId::new(id))
}

fn account_name(name: &Personal) -> Result<AccountName, Unmet> {
    name.0
        .trim()
        .parse()
        .map_err(|error: MalformedAccountName| {
            let refused = Refused::new(MalformedAccountName::CODE, error.to_string());
            refused.at(WHAT).into()
        })
}

pub(super) fn person_text(of: AnyPersonText, text: &Personal) -> Result<PersonText, Unmet> {
    of.of(&text.0).map_err(|error| match unmet_by(error) {
        Unmet::Refused(refused) => Unmet::Refused(refused.at(WHAT)),
        fault @ Unmet::Fault(_) => fault,
    })
}

// What does not fit is beyond all that can be, and is refused by the rules: they know the limits.
pub(crate) fn days(value: i32) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

pub(crate) fn country(text: &str, field: &'static str) -> Result<Country, Unmet> {
    text.parse().map_err(|error: MalformedCountry| {
        Refused::new(MalformedCountry::CODE, error.to_string())
            .at(field)
            .into()
    })
}

pub(crate) fn licences(texts: &[String], field: &'static str) -> Result<BTreeSet<SkuId>, Unmet> {
    let ids = texts.iter().map(|text| {
        let id = Uuid::try_parse(text).map_err(|_| malformed(text, field))?;
        Ok(SkuId::new(id))
    });
    ids.collect()
}

fn malformed(text: &str, field: &'static str) -> Refused {
    let (kind, text) = ("product id", text.chars().take(80).collect());
    Refused::from(MalformedId { kind, text }).at(field)
}
