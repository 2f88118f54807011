//! Which procedures does this MSP have, what does the newest version of each say, and which of its steps
//! does nobody have to approve?
//!
//! Reads the procedures' own events. One row per procedure, retired ones included.

mod fold;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::procedure::{Procedure, ProcedureEvent};
use tenantry_domain::record::RecordedEvent;

use crate::declaration::{Fact, Index, Projection};

pub use query::{ProcedureFilter, cursor_of, get, list};
pub use row::{MarkShown, ProcedureRow, ProcedureStatus};

#[derive(Debug, Clone, Copy)]
pub struct Procedures;

impl Projection for Procedures {
    const NAME: &'static str = "procedures";
    const VERSION: u32 = 1;
    const QUESTION: &'static str = "Which procedures does this MSP have, what does the newest version of each say, \
        and which of its steps does nobody have to approve?";
    const READS: &'static [&'static str] = &[Procedure::TYPE];
    const INDEXES: &'static [Index] = &[
        Index {
            name: "by_name",
            columns: &["name_key"],
        },
        Index {
            name: "by_status",
            columns: &["status", "name_key"],
        },
    ];

    type Row = ProcedureRow;
    type Event = ProcedureEvent;

    fn decode(recorded: &RecordedEvent) -> Result<ProcedureEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(row: Option<ProcedureRow>, fact: &Fact<ProcedureEvent>) -> Option<ProcedureRow> {
        fold::fold(row, fact)
    }
}
