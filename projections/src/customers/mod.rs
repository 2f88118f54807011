//! Which customers does this MSP have, and what is known of each?
//!
//! Reads the customers' own events. One row per customer, archived and merged ones included.

mod counts;
mod fold;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::customer::{Customer, CustomerEvent};
use tenantry_domain::record::RecordedEvent;

use crate::declaration::{Fact, Index, Projection};

pub use counts::active;
#[cfg(test)]
pub(crate) use counts::registered;
pub use query::{CustomerFilter, cursor_of, get, list};
pub use row::{CustomerRow, CustomerStatus, Origin};

#[derive(Debug, Clone, Copy)]
pub struct Customers;

impl Projection for Customers {
    const NAME: &'static str = "customers";
    const VERSION: u32 = 3;
    const QUESTION: &'static str = "Which customers does this MSP have, and what is known of each?";
    const READS: &'static [&'static str] = &[Customer::TYPE];
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

    type Row = CustomerRow;
    type Event = CustomerEvent;

    fn decode(recorded: &RecordedEvent) -> Result<CustomerEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(row: Option<CustomerRow>, fact: &Fact<CustomerEvent>) -> Option<CustomerRow> {
        fold::fold(row, fact)
    }
}
