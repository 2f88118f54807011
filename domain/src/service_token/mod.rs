//! What a machine signs in with: a secret of its own, with a role, for a term. Lives in the MSP's
//! ledger, under an id of its own.
//!
//! Life: (nothing) → issued → revoked, or over when its term is
//!
//! - Of its secret only the hash is kept: it is shown once, to whoever asked for it.
//! - Its role and its term never change: another one is another token.
//! - A term has an end, a year away at most: tokens that nobody remembers die by themselves.

mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

use crate::record::Micros;

pub use command::{IssueServiceToken, RevokeServiceToken, ServiceTokenCommand};
pub use event::ServiceTokenEvent;
pub use refusal::ServiceTokenRefusal;
pub use state::{IssuedToken, ServiceToken};

/// The longest term of a token, in days.
pub const MOST_DAYS: u16 = 366;

const DAY: Micros = 24 * 60 * 60 * 1_000_000;
