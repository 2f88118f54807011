//! The consent of a customer's administrator to our app in one tenant: asked for, given or refused,
//! and verified by reading through it.
//!
//! Life: (nothing) → asked → returned → verified; or refused, lapsed, not verified, withdrawn →
//! asked again … A verified one may be asked for more: asked → returned → verified, or refused, lapsed,
//! not verified; it stays connected whatever comes of that.
//!
//! - There is one for each tenant, in the MSP's ledger; its id is the tenant's.
//! - One invitation at a time is open. It is good once and until its end, whatever came of it: the
//!   record of that is this stream, so it holds for all nodes and after every restart.
//! - To ask again for the same while the invitation is open gives the same one: mail that is under way
//!   stays good. For another app it takes the place of the one before.
//! - Consent from another tenant than the one that was asked is a refusal.
//! - Nothing is connected by what a browser brought: only what was read in the tenant verifies it.

mod command;
mod decide;
mod decide_more;
mod event;
mod more;
mod refusal;
#[cfg(test)]
mod spec;
#[cfg(test)]
mod spec_more;
mod state;
mod verifying;

pub use command::{
    AskConsent, AskMore, LapseConsent, NoteDelay, NoteMoreVerified, NoteRefusal, NoteReturn,
    NoteUnverified, NoteVerified, TakeBackInvitation, TenantConsentCommand, WithdrawConsent,
};
pub use event::TenantConsentEvent;
pub use more::{More, MoreAsked, MoreEnded, MoreEnding, MoreVerifying};
pub use refusal::TenantConsentRefusal;
pub use state::{Asked, Ended, Ending, TenantConsent, Verified, Verifying};
pub use verifying::{Foreign, PATIENCE, PROPAGATED, is_patient};
