//! Which procedures were followed at this MSP, for whom, and how does each of their steps stand?
//!
//! Reads the runs' own events. One row per run, whatever became of it. What becomes of the approvals of its
//! steps is told by these.

mod counts;
mod fold;
mod live;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::procedure_run::{ProcedureRun, ProcedureRunEvent};
use tenantry_domain::record::RecordedEvent;

use crate::declaration::{Fact, Index, Projection};

pub use counts::under_way;
pub use live::LiveRuns;
pub use query::{RunFilter, cursor_of, get, list};
pub use row::{RunRow, RunStatus, RunStepStatus, StepShown};

#[derive(Debug, Clone, Copy)]
pub struct ProcedureRuns;

impl Projection for ProcedureRuns {
    const NAME: &'static str = "procedure_runs";
    const VERSION: u32 = 1;
    const QUESTION: &'static str = "Which procedures were followed at this MSP, for whom, \
        and how does each of their steps stand?";
    const READS: &'static [&'static str] = &[ProcedureRun::TYPE];
    const INDEXES: &'static [Index] = &[
        Index {
            name: "by_start",
            columns: &["started_at"],
        },
        Index {
            name: "by_life",
            columns: &["live", "started_at"],
        },
        Index {
            name: "by_status",
            columns: &["status", "started_at"],
        },
        Index {
            name: "by_procedure",
            columns: &["procedure_id", "started_at"],
        },
        Index {
            name: "by_customer",
            columns: &["customer_id", "started_at"],
        },
    ];

    type Row = RunRow;
    type Event = ProcedureRunEvent;

    fn decode(recorded: &RecordedEvent) -> Result<ProcedureRunEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(row: Option<RunRow>, fact: &Fact<ProcedureRunEvent>) -> Option<RunRow> {
        fold::fold(row, fact)
    }
}
