//! Which changes were asked for at this MSP, who decides about them, and what became of them?
//!
//! Reads the approvals' own events. One row per approval, whatever became of it.

mod counts;
mod fold;
mod live;
mod query;
mod row;
mod waiting;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::approval::{Approval, ApprovalEvent};
use tenantry_domain::record::RecordedEvent;

use crate::declaration::{Fact, Index, Projection};

pub use counts::{ApprovalCounts, counts, first_due};
pub use live::LiveApprovals;
pub use query::{ApprovalFilter, ApprovalOrder, Inbox, get, list};
pub use row::{ApprovalRow, ApprovalStatus, ApprovalWait, FirstPassword, person_of};

#[derive(Debug, Clone, Copy)]
pub struct Approvals;

impl Projection for Approvals {
    const NAME: &'static str = "approvals";
    const VERSION: u32 = 1;
    const QUESTION: &'static str = "Which changes were asked for at this MSP, who decides about them, \
        and what became of them?";
    const READS: &'static [&'static str] = &[Approval::TYPE];
    const INDEXES: &'static [Index] = &[
        Index {
            name: "by_asking",
            columns: &["asked_at"],
        },
        Index {
            name: "by_end",
            columns: &["valid_until"],
        },
        Index {
            name: "by_life",
            columns: &["live", "asked_at"],
        },
        Index {
            name: "by_status",
            columns: &["status", "asked_at"],
        },
        Index {
            name: "by_status_end",
            columns: &["status", "valid_until"],
        },
        Index {
            name: "by_kind",
            columns: &["kind", "asked_at"],
        },
        Index {
            name: "by_customer",
            columns: &["customer_id", "asked_at"],
        },
        Index {
            name: "by_requester",
            columns: &["requester", "asked_at"],
        },
        Index {
            name: "by_procedure",
            columns: &["procedure_id", "asked_at"],
        },
    ];

    type Row = ApprovalRow;
    type Event = ApprovalEvent;

    fn decode(recorded: &RecordedEvent) -> Result<ApprovalEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(row: Option<ApprovalRow>, fact: &Fact<ApprovalEvent>) -> Option<ApprovalRow> {
        fold::fold(row, fact)
    }
}
