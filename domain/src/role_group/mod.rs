//! A security group in the MSP's own tenant that onboardings give roles to.
//!
//! Life: (nothing) → claimed → being made → there → being removed → gone …
//!
//! - There is one per MSP and name, for all its customers: two onboardings that need the same group
//!   do not make two of it.
//! - Only one onboarding at a time looks for it and makes it; the others wait.
//! - A group that we made is removed when the last onboarding that uses it is undone. One that was
//!   there before never is.
//! - A group that somebody deleted is gone for all who used it. Who needs it next begins anew.

mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

pub use command::{
    ClaimGroup, ForgetGroup, MakeGroup, RemoveGroup, RoleGroupCommand, SettleGroup, StopUsingGroup,
};
pub use event::RoleGroupEvent;
pub use refusal::RoleGroupRefusal;
pub use state::{RoleGroup, id_of};
