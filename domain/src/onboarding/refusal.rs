//! Why a command to an onboarding is turned down.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OnboardingRefusal {
    #[error("no such onboarding was started")]
    OnboardingNotFound,
    #[error("an onboarding with this id exists already, for another customer or tenant, or ended")]
    OnboardingExists,
    #[error("this onboarding has ended; start a new one")]
    OnboardingEnded,
}

impl Refusal for OnboardingRefusal {
    const CODES: &'static [&'static str] = &[
        "ONBOARDING_NOT_FOUND",
        "ONBOARDING_EXISTS",
        "ONBOARDING_ENDED",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::OnboardingNotFound => "ONBOARDING_NOT_FOUND",
            Self::OnboardingExists => "ONBOARDING_EXISTS",
            Self::OnboardingEnded => "ONBOARDING_ENDED",
        }
    }
}
