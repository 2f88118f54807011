//! Which sessions did this MSP's people open, and which of them are open still?
//!
//! Reads the sessions' own events. One row per session, ended ones included; that a session's time is over is
//! seen by its end. A session of a member who was suspended stays open here until it is shown again: it opens
//! nothing all the same.

mod fold;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::record::RecordedEvent;
use tenantry_domain::session::{Session, SessionEvent};

use crate::declaration::{Fact, Index, Projection};

pub use query::{OpenSessions, cursor_of, open};
pub use row::{SessionRow, SessionStatus};

#[derive(Debug, Clone, Copy)]
pub struct Sessions;

impl Projection for Sessions {
    const NAME: &'static str = "sessions";
    const VERSION: u32 = 1;
    const QUESTION: &'static str =
        "Which sessions did this MSP's people open, and which of them are open still?";
    const READS: &'static [&'static str] = &[Session::TYPE];
    const INDEXES: &'static [Index] = &[Index {
        name: "by_opening",
        columns: &["status", "opened_at"],
    }];

    type Row = SessionRow;
    type Event = SessionEvent;

    fn decode(recorded: &RecordedEvent) -> Result<SessionEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(row: Option<SessionRow>, fact: &Fact<SessionEvent>) -> Option<SessionRow> {
        fold::fold(row, fact)
    }
}
