//! Onboardings of tenants: how they go, and what can be done about them.

mod forecast;
mod mutation;
mod object;
mod progress;
mod query;
mod story;
mod subscription;

pub(crate) use mutation::OnboardingMutation;
pub(crate) use object::Onboarding;
pub(crate) use query::OnboardingQuery;
pub(crate) use story::{StepMark, StepProblem};
pub(crate) use subscription::OnboardingSubscription;
