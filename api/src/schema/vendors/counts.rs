//! How many records of an account stand how.

use async_graphql::SimpleObject;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_projections::vendor_connections::VendorConnectionRow;
use tenantry_projections::vendor_records::RecordCounts;

/// How many records that stand for customers stand how. Each is in one of the first four.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub(crate) struct VendorRecordCounts {
    /// A customer's.
    linked: u64,
    /// Nobody's yet. Whether there is a suggestion for one is judged when it is looked at, and not counted.
    unmapped: u64,
    /// Ignored by somebody's wish.
    ignored: u64,
    /// The vendor does not name them any more.
    vanished: u64,
    /// All of them, where they could not be read since they were read last; otherwise none.
    stale: u64,
}

impl VendorRecordCounts {
    pub(super) fn of(counts: RecordCounts, row: &VendorConnectionRow) -> Self {
        let reading = row.kinds().remove(&RecordKind::Account);
        let is_stale = reading.is_some_and(|it| it.unread.is_some());
        let RecordCounts {
            linked,
            unmapped,
            ignored,
            vanished,
        } = counts;
        Self {
            linked,
            unmapped,
            ignored,
            vanished,
            stale: if is_stale { counts.all() } else { 0 },
        }
    }
}
