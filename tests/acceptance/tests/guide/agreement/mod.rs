//! An agreement with a customer: which plan they are on.
//!
//! Life: (nothing) → signed → ended
//!
//! - An agreement belongs to one customer from its first event to its last.
//! - What has ended is not signed again; that would be a new agreement.

mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

pub use command::{AgreementCommand, EndAgreement, SignAgreement};
pub use event::AgreementEvent;
pub use refusal::AgreementRefusal;
pub use state::Agreement;
