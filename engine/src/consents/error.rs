//! Why a wish about a consent came to nothing.

use tenantry_domain::cloud::{CloudFault, ConsentFault};
use tenantry_domain::onboarding::OnboardingRefusal;
use tenantry_domain::partner_connection::PartnerConnectionRefusal;
use tenantry_domain::tenant_consent::TenantConsentRefusal;

use crate::commands::CommandError;
use crate::holdings::HoldingError;

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ConsentError {
    #[error(transparent)]
    Consent(CommandError<TenantConsentRefusal>),
    /// The customer is not there, or somebody else holds the tenant.
    #[error(transparent)]
    Holding(#[from] HoldingError),
    /// There is no app to consent to.
    #[error(transparent)]
    Partner(CommandError<PartnerConnectionRefusal>),
    #[error(transparent)]
    Onboarding(CommandError<OnboardingRefusal>),
    /// The tenant cannot be found.
    #[error(transparent)]
    Cloud(#[from] CloudFault),
    #[error(transparent)]
    Browser(#[from] ConsentFault),
    #[error(
        "nobody can be asked for consent: public_url has to say under which address they come back"
    )]
    NotConfigured,
    #[error("give the approval, or the tenant and the permissions")]
    WishUnclear,
}

impl ConsentError {
    pub const CODES: &'static [&'static str] = &["CONSENT_NOT_CONFIGURED", "CONSENT_WISH_UNCLEAR"];

    pub fn code(&self) -> &'static str {
        match self {
            Self::Consent(error) => error.code(),
            Self::Holding(error) => error.code(),
            Self::Partner(error) => error.code(),
            Self::Onboarding(error) => error.code(),
            Self::Cloud(fault) => fault.code(),
            Self::Browser(fault) => fault.code(),
            Self::NotConfigured => "CONSENT_NOT_CONFIGURED",
            Self::WishUnclear => "CONSENT_WISH_UNCLEAR",
        }
    }
}
