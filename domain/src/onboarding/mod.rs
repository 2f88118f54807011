//! Bringing a customer's Microsoft 365 tenant under management by delegated administration.
//!
//! Life of an attempt: started → under way → activated, or → unwinding → failed | cancelled;
//! activated → unwinding → access ended
//!
//! - There is one stream per tenant, with its attempts one after the other; one at most is live.
//! - An attempt follows the plan and the terms that it began with.
//! - What it is about to change outside is on record before it does, and what it made, afterwards.
//! - It is reported as failed or cancelled only when what it made is undone again.
//! - Access that is in place is ended by asking. Then all goes that it rests on, whichever attempts made it.

mod access;
mod attempt;
mod command;
mod decide;
mod drift;
mod event;
mod learning;
mod plan;
mod refusal;
mod setback;
#[cfg(test)]
mod spec;
mod state;
mod step;
mod story;
mod survey;

pub use access::{Access, Footing};
pub use attempt::{
    AppAccessKnown, Assigned, Attempt, Held, Made, Stage as RelationshipStage, Superseded,
};
pub use command::{
    AbandonOnboarding, CancelOnboarding, EndAccess, NoteDrift, OnboardingCommand, RetryOnboarding,
    StartOnboarding,
};
pub use drift::{Drift, Finding};
pub use event::OnboardingEvent;
pub use plan::{PLAN_VERSION, approval_patience};
pub use refusal::OnboardingRefusal;
pub use setback::Setback;
pub use state::{Ending, Onboarding, Turn};
pub use step::Step;
pub use story::{Chapter, Invitation, Line, Mark, Matter, Standing, Story};
pub use survey::{Existing, NameFamily, superseded, survey};
