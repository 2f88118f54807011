//! Whether the work for an MSP stands still, because of a fault that concerns all of it.
//!
//! Life: at work → standing still → at work …
//!
//! - There is one per MSP: a lapsed sign-in stops everything at once, and is said once.
//! - What stood still goes on by itself when the fault is mended.

mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

pub use command::{ResumeWork, StandstillCommand, StopWork};
pub use event::StandstillEvent;
pub use refusal::StandstillRefusal;
pub use state::Standstill;
