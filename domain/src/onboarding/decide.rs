//! One function per command: already done, then refusals, then events.

use super::{
    ActivateOnboarding, Attempt, CancelOnboarding, Ending, FailOnboarding, Onboarding,
    OnboardingEvent, OnboardingRefusal, StartOnboarding,
};
use crate::aggregate::Decision;

type Outcome = Result<Decision<OnboardingEvent>, OnboardingRefusal>;

pub(super) fn start(onboarding: &Onboarding, command: &StartOnboarding) -> Outcome {
    let wanted = Attempt {
        customer_id: command.customer_id,
        tenant_id: command.tenant_id,
    };
    match onboarding {
        Onboarding::Started(attempt) if *attempt == wanted => Ok(Decision::AlreadyDone),
        Onboarding::Started(_) | Onboarding::Ended(..) => Err(OnboardingRefusal::OnboardingExists),
        Onboarding::Unknown => Ok(Decision::record(OnboardingEvent::OnboardingStarted {
            customer_id: command.customer_id,
            tenant_id: command.tenant_id,
        })),
    }
}

pub(super) fn activate(onboarding: &Onboarding, _command: &ActivateOnboarding) -> Outcome {
    end(
        onboarding,
        &Ending::Activated,
        OnboardingEvent::OnboardingActivated {},
    )
}

pub(super) fn fail(onboarding: &Onboarding, command: &FailOnboarding) -> Outcome {
    let ending = Ending::Failed {
        code: command.code.clone(),
    };
    let event = OnboardingEvent::OnboardingFailed {
        code: command.code.clone(),
        detail: command.detail.clone(),
    };
    end(onboarding, &ending, event)
}

pub(super) fn cancel(onboarding: &Onboarding, command: &CancelOnboarding) -> Outcome {
    let event = OnboardingEvent::OnboardingCancelled {
        reason: command.reason.clone(),
    };
    end(onboarding, &Ending::Cancelled, event)
}

fn end(onboarding: &Onboarding, ending: &Ending, event: OnboardingEvent) -> Outcome {
    match onboarding {
        Onboarding::Ended(_, reached) if reached == ending => Ok(Decision::AlreadyDone),
        Onboarding::Ended(..) => Err(OnboardingRefusal::OnboardingEnded),
        Onboarding::Unknown => Err(OnboardingRefusal::OnboardingNotFound),
        Onboarding::Started(_) => Ok(Decision::record(event)),
    }
}
