//! What do this MSP's vendors have, and whose is it?
//!
//! Reads the records' own events. One row per record of any kind, vanished ones included.

mod counts;
mod fold;
mod known;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::record::RecordedEvent;
use tenantry_domain::vendor_record::{VendorRecord, VendorRecordEvent};

use crate::declaration::{Fact, Index, Projection};

#[cfg(test)]
pub(crate) use counts::standing_of;
pub use counts::{RecordCounts, counts_of};
#[cfg(test)]
pub(crate) use known::of_place;
pub use query::{VendorRecordFilter, cursor_of, get, list, of_customers};
pub use row::{LinkWord, RecordMapping, VendorRecordRow};

#[derive(Debug, Clone, Copy)]
pub struct VendorRecords;

impl Projection for VendorRecords {
    const NAME: &'static str = "vendor_records";
    const VERSION: u32 = 2;
    const QUESTION: &'static str = "What do this MSP's vendors have, and whose is it?";
    const READS: &'static [&'static str] = &[VendorRecord::TYPE];
    const INDEXES: &'static [Index] = &[
        Index {
            name: "by_name",
            columns: &["name_key"],
        },
        // Whatever stands for a customer, in the order of ids: for who maps all of it.
        Index {
            name: "by_kind",
            columns: &["kind"],
        },
        // What a connection has of a kind, in the order of ids: for discovery.
        Index {
            name: "by_place",
            columns: &["kind", "connection_id"],
        },
        Index {
            name: "by_place_name",
            columns: &["connection_id", "kind", "name_key"],
        },
        Index {
            name: "by_account",
            columns: &["connection_id", "kind", "account", "name_key"],
        },
        Index {
            name: "by_mapping",
            columns: &["mapping", "name_key"],
        },
        // How many stand how: counted along the index, which has all that is asked.
        Index {
            name: "by_standing",
            columns: &["connection_id", "mapping", "vanished"],
        },
        Index {
            name: "by_customer",
            columns: &["customer_id", "name_key"],
        },
    ];

    type Row = VendorRecordRow;
    type Event = VendorRecordEvent;

    fn decode(recorded: &RecordedEvent) -> Result<VendorRecordEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(
        row: Option<VendorRecordRow>,
        fact: &Fact<VendorRecordEvent>,
    ) -> Option<VendorRecordRow> {
        fold::fold(row, fact)
    }
}
