//! One sign-in of one person, until it ends. Lives in the MSP's ledger, under an id of its own.
//!
//! Life: (nothing) → open → ended, or over when its term is
//!
//! - Of its secret only the hash is kept: who reads the ledger cannot sign in with it.
//! - Its term is fixed when it begins, and is not prolonged.
//! - What has ended does not begin again. What the person may do is not here: it is asked of the
//!   team, as of the moment.

mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

use crate::record::Micros;

pub use command::{EndSession, OpenSession, SessionCommand};
pub use event::{SessionEnding, SessionEvent};
pub use refusal::SessionRefusal;
pub use state::{OpenedSession, Session};

/// How long a session lasts: a working day. Whoever comes back the next morning signs in anew, and
/// has the role that the groups of that day give.
pub const TERM: Micros = 12 * 60 * 60 * 1_000_000;
