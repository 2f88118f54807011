//! Who works for this MSP, what may each of them do, and when were they here last?
//!
//! Reads the team's events, and those of the sessions for when somebody signed in. One row per member,
//! suspended ones included.

mod fold;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::record::RecordedEvent;
use tenantry_domain::session::{Session, SessionEvent};
use tenantry_domain::team::{Team, TeamEvent};
use uuid::Uuid;

use crate::declaration::{Fact, Index, Projection};

pub use query::{MemberFilter, cursor_of, get, list};
pub use row::{MemberRow, MemberStatus};

/// What happens to members, in the team's stream or in one of a session.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    Team(TeamEvent),
    Session(SessionEvent),
}

#[derive(Debug, Clone, Copy)]
pub struct Members;

impl Projection for Members {
    const NAME: &'static str = "members";
    const VERSION: u32 = 1;
    const QUESTION: &'static str =
        "Who works for this MSP, what may each of them do, and when were they here last?";
    const READS: &'static [&'static str] = &[Team::TYPE, Session::TYPE];
    const INDEXES: &'static [Index] = &[Index {
        name: "by_name",
        columns: &["name_key"],
    }];
    const ROW_PER_STREAM: bool = false;

    type Row = MemberRow;
    type Event = Happening;

    fn decode(recorded: &RecordedEvent) -> Result<Happening, DecodeError> {
        if recorded.stream.aggregate_type == Session::TYPE {
            recorded.decode().map(Happening::Session)
        } else {
            recorded.decode().map(Happening::Team)
        }
    }

    fn key(fact: &Fact<Happening>) -> Uuid {
        fold::key(fact)
    }

    fn fold(row: Option<MemberRow>, fact: &Fact<Happening>) -> Option<MemberRow> {
        fold::fold(row, fact)
    }
}
