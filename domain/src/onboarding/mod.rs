//! One attempt to bring a customer's Microsoft 365 tenant under management.
//!
//! Life: (nothing) → started → activated | failed | cancelled
//!
//! - An onboarding belongs to one customer and one tenant from its first event to its last.
//! - It ends once: what has ended is not reopened, a new attempt is a new onboarding.

mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

pub use command::{
    ActivateOnboarding, CancelOnboarding, FailOnboarding, OnboardingCommand, StartOnboarding,
};
pub use event::OnboardingEvent;
pub use refusal::OnboardingRefusal;
pub use state::{Attempt, Ending, Onboarding};
