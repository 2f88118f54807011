//! Why approvals come to nothing, as the command line tells it.

use tenantry_domain::cloud::administration::MalformedAccountName;
use tenantry_domain::country::MalformedCountry;
use tenantry_domain::procedure::MalformedKey;
use tenantry_engine::approvals::{ApprovalError, TogetherError};

use crate::exit::Exit;
use crate::failure::Failure;

impl From<ApprovalError> for Failure {
    fn from(error: ApprovalError) -> Self {
        match error {
            ApprovalError::Approval(error) => error.into(),
            ApprovalError::Customer(error) => error.into(),
            ApprovalError::Procedure(error) => error.into(),
            ApprovalError::Settings(error) => error.into(),
            ApprovalError::Onboarding(error) => error.into(),
            ApprovalError::TenantConsent(error) => error.into(),
            ApprovalError::TenantHolding(error) => error.into(),
            ApprovalError::Partner(error) => error.into(),
            ApprovalError::VendorConnection(error) => error.into(),
            ApprovalError::Holding(error) => error.into(),
            ApprovalError::Consent(error) => error.into(),
            ApprovalError::Vendor(error) => error.into(),
            ApprovalError::Mapping(error) => error.into(),
            ApprovalError::Ledger(error) => error.into(),
            ApprovalError::Cloud(fault) => fault.into(),
            ApprovalError::Vault(fault) => fault.into(),
            own => Self::new(own.code(), Exit::Refused, own.to_string()),
        }
    }
}

impl From<TogetherError> for Failure {
    fn from(error: TogetherError) -> Self {
        match error {
            TogetherError::Approval(error) => error.into(),
            TogetherError::TooMany { .. } | TogetherError::PreviewStale => {
                Self::new(error.code(), Exit::Refused, error.to_string())
            }
        }
    }
}

impl From<MalformedAccountName> for Failure {
    fn from(error: MalformedAccountName) -> Self {
        Self::new(MalformedAccountName::CODE, Exit::Refused, error.to_string())
    }
}

impl From<MalformedCountry> for Failure {
    fn from(error: MalformedCountry) -> Self {
        Self::new(MalformedCountry::CODE, Exit::Refused, error.to_string())
    }
}

impl From<MalformedKey> for Failure {
    fn from(error: MalformedKey) -> Self {
        Self::new(MalformedKey::CODE, Exit::Refused, error.to_string())
    }
}
