//! Which accounts at other vendors does this MSP have, and how far are they read?
//!
//! Reads the connections' own events. One row per connection, disconnected ones included.

mod connected;
mod fold;
mod query;
mod reading;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::record::RecordedEvent;
use tenantry_domain::vendor_connection::{VendorConnection, VendorConnectionEvent};

use crate::declaration::{Fact, Index, Projection};

pub use query::{VendorConnectionFilter, cursor_of, get, list};
pub use reading::{KindReading, KindUnread};
pub use row::{ConnectionPhase, TestStatus, VendorConnectionRow};

#[derive(Debug, Clone, Copy)]
pub struct VendorConnections;

impl Projection for VendorConnections {
    const NAME: &'static str = "vendor_connections";
    const VERSION: u32 = 1;
    const QUESTION: &'static str =
        "Which accounts at other vendors does this MSP have, and how far are they read?";
    const READS: &'static [&'static str] = &[VendorConnection::TYPE];
    const INDEXES: &'static [Index] = &[
        Index {
            name: "by_name",
            columns: &["name_key"],
        },
        Index {
            name: "by_phase",
            columns: &["phase", "name_key"],
        },
    ];

    type Row = VendorConnectionRow;
    type Event = VendorConnectionEvent;

    fn decode(recorded: &RecordedEvent) -> Result<VendorConnectionEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(
        row: Option<VendorConnectionRow>,
        fact: &Fact<VendorConnectionEvent>,
    ) -> Option<VendorConnectionRow> {
        fold::fold(row, fact)
    }
}
