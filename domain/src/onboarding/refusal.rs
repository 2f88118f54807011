//! Why a command to an onboarding is turned down.

use crate::aggregate::{Refusal, Severity};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OnboardingRefusal {
    #[error("no such onboarding was started")]
    OnboardingNotFound,
    #[error("this tenant is being onboarded for another customer")]
    OnboardingExists,
    #[error("this onboarding has ended; start it anew")]
    OnboardingEnded,
    #[error("what was done is being undone already")]
    OnboardingUnwinding,
    #[error("only what cannot be undone, and needs attention, can be abandoned")]
    OnboardingNotStuck,
    #[error("access to this tenant is not in place by an onboarding")]
    OnboardingNotInPlace,
    #[error("the access to this tenant is being put right, or was meanwhile: look at it again")]
    OnboardingMoved,
    #[error("this access was brought about by hand: what it rests on is not on record")]
    OnboardingByHand,
    #[error("this is not what comes next in the onboarding")]
    StepNotAtHand,
    #[error("another worker carries this onboarding on by now")]
    WorkerStale,
}

impl Refusal for OnboardingRefusal {
    const CODES: &'static [&'static str] = &[
        "ONBOARDING_NOT_FOUND",
        "ONBOARDING_EXISTS",
        "ONBOARDING_ENDED",
        "ONBOARDING_UNWINDING",
        "ONBOARDING_NOT_STUCK",
        "ONBOARDING_NOT_IN_PLACE",
        "ONBOARDING_MOVED",
        "ONBOARDING_BY_HAND",
        "STEP_NOT_AT_HAND",
        "WORKER_STALE",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::OnboardingNotFound => "ONBOARDING_NOT_FOUND",
            Self::OnboardingExists => "ONBOARDING_EXISTS",
            Self::OnboardingEnded => "ONBOARDING_ENDED",
            Self::OnboardingUnwinding => "ONBOARDING_UNWINDING",
            Self::OnboardingNotStuck => "ONBOARDING_NOT_STUCK",
            Self::OnboardingNotInPlace => "ONBOARDING_NOT_IN_PLACE",
            Self::OnboardingMoved => "ONBOARDING_MOVED",
            Self::OnboardingByHand => "ONBOARDING_BY_HAND",
            Self::StepNotAtHand => "STEP_NOT_AT_HAND",
            Self::WorkerStale => "WORKER_STALE",
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::StepNotAtHand | Self::WorkerStale => Severity::Suspicious,
            Self::OnboardingNotFound
            | Self::OnboardingExists
            | Self::OnboardingEnded
            | Self::OnboardingUnwinding
            | Self::OnboardingNotStuck
            | Self::OnboardingNotInPlace
            | Self::OnboardingMoved
            | Self::OnboardingByHand => Severity::Expected,
        }
    }
}
