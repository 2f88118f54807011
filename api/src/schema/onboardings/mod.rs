//! Onboardings of tenants: how they go, and what can be done about them.

mod forecast;
mod mutation;
mod object;
mod query;
mod story;

pub(crate) use mutation::OnboardingMutation;
pub(crate) use object::Onboarding;
pub(crate) use query::OnboardingQuery;
