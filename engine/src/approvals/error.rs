//! Why a wish about an approval came to nothing.

use tenantry_domain::approval::ApprovalRefusal;
use tenantry_domain::cloud::administration::MalformedAccountName;
use tenantry_domain::cloud::vault::VaultFault;
use tenantry_domain::cloud::{CloudFault, Effect};
use tenantry_domain::customer::CustomerRefusal;
use tenantry_domain::onboarding::OnboardingRefusal;
use tenantry_domain::partner_connection::PartnerConnectionRefusal;
use tenantry_domain::procedure::ProcedureRefusal;
use tenantry_domain::saga::{Fault, FaultClass};
use tenantry_domain::settings::SettingsRefusal;
use tenantry_domain::tenant_consent::TenantConsentRefusal;
use tenantry_domain::tenant_holding::TenantHoldingRefusal;
use tenantry_domain::vendor_connection::VendorConnectionRefusal;

use super::AnyPersonText;
use crate::commands::CommandError;
use crate::consents::ConsentError;
use crate::holdings::HoldingError;
use crate::ledger::LedgerError;
use crate::mapping::MappingError;
use crate::sagas::Trouble;
use crate::vendors::VendorError;

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ApprovalError {
    #[error(transparent)]
    Approval(#[from] CommandError<ApprovalRefusal>),
    #[error(transparent)]
    Customer(#[from] CommandError<CustomerRefusal>),
    #[error(transparent)]
    Procedure(#[from] CommandError<ProcedureRefusal>),
    #[error(transparent)]
    Settings(#[from] CommandError<SettingsRefusal>),
    #[error(transparent)]
    Onboarding(#[from] CommandError<OnboardingRefusal>),
    #[error(transparent)]
    TenantConsent(#[from] CommandError<TenantConsentRefusal>),
    #[error(transparent)]
    TenantHolding(#[from] CommandError<TenantHoldingRefusal>),
    #[error(transparent)]
    Partner(#[from] CommandError<PartnerConnectionRefusal>),
    #[error(transparent)]
    VendorConnection(#[from] CommandError<VendorConnectionRefusal>),
    #[error(transparent)]
    Holding(#[from] HoldingError),
    #[error(transparent)]
    Consent(#[from] ConsentError),
    #[error(transparent)]
    Vendor(#[from] VendorError),
    #[error(transparent)]
    Mapping(#[from] MappingError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The cloud cannot be read, or what was seen there makes it impossible.
    #[error(transparent)]
    Cloud(#[from] CloudFault),
    #[error(transparent)]
    Vault(#[from] VaultFault),
    #[error(transparent)]
    AccountName(#[from] MalformedAccountName),
    #[error("{what} has 1 to {most} characters and none that cannot be seen")]
    PersonText { what: AnyPersonText, most: usize },
    #[error("only people ask and decide, and this is none")]
    Nobody,
    #[error("the tenant is not held for this customer")]
    TenantOfAnother,
    #[error("the tenant is not connected: changes reach it once it is")]
    TenantNotConnected,
    #[error("only a user who was created here is deleted from here")]
    UserNotMadeHere,
    #[error("who it is about is not known any more: the customer's key was erased")]
    PersonErased,
    #[error("nothing of it was done that could be undone")]
    NothingToUndo,
}

impl ApprovalError {
    pub const CODES: &'static [&'static str] = &[
        "PERSON_TEXT_INVALID",
        "REQUEST_OF_NOBODY",
        "TENANT_OF_ANOTHER",
        "TENANT_NOT_CONNECTED",
        "USER_NOT_MADE_HERE",
        "PERSON_ERASED",
        "APPROVAL_NOTHING_TO_UNDO",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::Approval(error) => error.code(),
            Self::Customer(error) => error.code(),
            Self::Procedure(error) => error.code(),
            Self::Settings(error) => error.code(),
            Self::Onboarding(error) => error.code(),
            Self::TenantConsent(error) => error.code(),
            Self::TenantHolding(error) => error.code(),
            Self::Partner(error) => error.code(),
            Self::VendorConnection(error) => error.code(),
            Self::Holding(error) => error.code(),
            Self::Consent(error) => error.code(),
            Self::Vendor(error) => error.code(),
            Self::Mapping(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Cloud(fault) => fault.code(),
            Self::Vault(fault) => fault.code(),
            Self::AccountName(_) => MalformedAccountName::CODE,
            Self::PersonText { .. } => "PERSON_TEXT_INVALID",
            Self::Nobody => "REQUEST_OF_NOBODY",
            Self::TenantOfAnother => "TENANT_OF_ANOTHER",
            Self::TenantNotConnected => "TENANT_NOT_CONNECTED",
            Self::UserNotMadeHere => "USER_NOT_MADE_HERE",
            Self::PersonErased => "PERSON_ERASED",
            Self::NothingToUndo => "APPROVAL_NOTHING_TO_UNDO",
        }
    }

    /// What becomes of a step that met it. What the rules forbid they forbid next time as well; a ledger
    /// that does not answer passes. Suggestions that moved are looked at anew after a wait.
    fn class(&self) -> FaultClass {
        let refused = match self {
            Self::Approval(error) => is_refused(error),
            Self::Customer(error) | Self::Holding(HoldingError::Customer(error)) => {
                is_refused(error)
            }
            Self::Procedure(error) => is_refused(error),
            Self::Settings(error) => is_refused(error),
            // What is being put right just now is looked at again afterwards.
            Self::Onboarding(CommandError::Refused(OnboardingRefusal::OnboardingMoved)) => {
                return FaultClass::Waiting;
            }
            Self::Onboarding(error) => is_refused(error),
            Self::TenantConsent(error) | Self::Consent(ConsentError::Consent(error)) => {
                is_refused(error)
            }
            Self::TenantHolding(error) | Self::Holding(HoldingError::Holding(error)) => {
                is_refused(error)
            }
            Self::Partner(error) => is_refused(error),
            Self::VendorConnection(error) | Self::Vendor(VendorError::Connection(error)) => {
                is_refused(error)
            }
            Self::AccountName(_)
            | Self::PersonText { .. }
            | Self::Nobody
            | Self::TenantOfAnother
            | Self::UserNotMadeHere
            | Self::PersonErased
            | Self::NothingToUndo => true,
            Self::Cloud(fault) => return fault.class().into(),
            Self::Vault(fault) => return fault.class().into(),
            Self::TenantNotConnected => return FaultClass::Waiting,
            Self::Consent(_) | Self::Vendor(_) | Self::Mapping(_) | Self::Ledger(_) => false,
        };
        if refused {
            FaultClass::Permanent
        } else {
            FaultClass::Transient
        }
    }
}

fn is_refused<R: tenantry_domain::aggregate::Refusal>(error: &CommandError<R>) -> bool {
    matches!(error, CommandError::Refused(_))
}

impl From<ApprovalError> for Trouble {
    fn from(error: ApprovalError) -> Self {
        if let ApprovalError::Cloud(fault) = error {
            return fault.into();
        }
        let mut fault = Fault::own(error.code(), error.class(), error.to_string());
        if let ApprovalError::Vault(of) = &error {
            fault.effect_unknown = of.effect() == Effect::Unknown;
        }
        fault.into()
    }
}
