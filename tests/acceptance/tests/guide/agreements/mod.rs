//! Which agreements does this MSP have, and which still hold?
//!
//! Reads the agreements' own events. One row per agreement, ended ones included.

mod fold;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::record::RecordedEvent;

use crate::agreement::{Agreement, AgreementEvent};
use crate::declaration::{Fact, Index, Projection};

pub use query::{AgreementFilter, get, list};
pub use row::{AgreementRow, AgreementStatus};

#[derive(Debug, Clone, Copy)]
pub struct Agreements;

impl Projection for Agreements {
    const NAME: &'static str = "agreements";
    const VERSION: u32 = 1;
    const QUESTION: &'static str = "Which agreements does this MSP have, and which still hold?";
    const READS: &'static [&'static str] = &[Agreement::TYPE];
    const INDEXES: &'static [Index] = &[Index {
        name: "by_plan",
        columns: &["plan"],
    }];

    type Row = AgreementRow;
    type Event = AgreementEvent;

    fn decode(recorded: &RecordedEvent) -> Result<AgreementEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(row: Option<AgreementRow>, fact: &Fact<AgreementEvent>) -> Option<AgreementRow> {
        fold::fold(row, fact)
    }
}
