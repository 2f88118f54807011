//! Which wishes about approvals were refused at this MSP: who tried what, when, and why not?
//!
//! Reads what was recorded of refused wishes. One row per refusal.

mod fold;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::approval_refusal::{RefusedWishEvent, RefusedWishes};
use tenantry_domain::record::RecordedEvent;
use uuid::Uuid;

use crate::declaration::{Fact, Index, Projection};

pub use query::{RefusalFilter, cursor_of, list, of_approvals};
pub use row::RefusalRow;

#[derive(Debug, Clone, Copy)]
pub struct ApprovalRefusals;

impl Projection for ApprovalRefusals {
    const NAME: &'static str = "approval_refusals";
    const VERSION: u32 = 1;
    const QUESTION: &'static str =
        "Which wishes about approvals were refused at this MSP: who tried what, when, and why not?";
    const READS: &'static [&'static str] = &[RefusedWishes::TYPE];
    const INDEXES: &'static [Index] = &[
        Index {
            name: "by_time",
            columns: &["refused_at"],
        },
        Index {
            name: "by_approval",
            columns: &["approval_id", "refused_at"],
        },
        Index {
            name: "by_actor",
            columns: &["actor", "refused_at"],
        },
        Index {
            name: "by_code",
            columns: &["code", "refused_at"],
        },
        Index {
            name: "by_customer",
            columns: &["customer_id", "refused_at"],
        },
    ];
    // A stream holds all refusals of one approval.
    const ROW_PER_STREAM: bool = false;

    type Row = RefusalRow;
    type Event = RefusedWishEvent;

    fn decode(recorded: &RecordedEvent) -> Result<RefusedWishEvent, DecodeError> {
        recorded.decode()
    }

    fn key(fact: &Fact<RefusedWishEvent>) -> Uuid {
        Uuid::new_v5(&fact.stream, &fact.sequence.to_be_bytes())
    }

    fn fold(_: Option<RefusalRow>, fact: &Fact<RefusedWishEvent>) -> Option<RefusalRow> {
        Some(fold::fold(fact))
    }
}
