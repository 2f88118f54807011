//! How many records stand how, connection by connection.
//!
//! They are counted when somebody asks, along an index that has all that is asked. A count that is kept up
//! to date would need a row that many streams change: an event that links a record does not say how it
//! stood before, nor where it is from, and what once went wrong would stay so.

use std::collections::HashMap;

use tenantry_domain::ids::{MspId, VendorConnectionId};
use uuid::Uuid;

use super::VendorRecords;
use super::row::RecordMapping;
use crate::declaration::{Cell, Field as _, Unreadable};
use crate::error::ProjectionError;
use crate::paging::PAGE_ROWS;
use crate::projections::Projections;
use crate::select::Condition;
use crate::store;
use crate::tally::{Sort, Tally};

/// How the records of a connection stand that stand for customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordCounts {
    pub linked: u64,
    pub unmapped: u64,
    pub ignored: u64,
    /// The vendor does not name them any more. They are in none of the others.
    pub vanished: u64,
}

impl RecordCounts {
    /// All that are known.
    pub const fn all(self) -> u64 {
        self.linked + self.unmapped + self.ignored + self.vanished
    }

    fn add(&mut self, mapping: RecordMapping, vanished: bool, many: u64) {
        let place = match (mapping, vanished) {
            (RecordMapping::None, _) => return,
            (_, true) => &mut self.vanished,
            (RecordMapping::Linked, false) => &mut self.linked,
            (RecordMapping::Unmapped, false) => &mut self.unmapped,
            (RecordMapping::Ignored, false) => &mut self.ignored,
        };
        *place += many;
    }
}

/// Of those of these connections that have any; one statement for up to [`PAGE_ROWS`] of them.
pub async fn counts_of(
    store: &Projections,
    scope: MspId,
    connections: &[VendorConnectionId],
) -> Result<HashMap<VendorConnectionId, RecordCounts>, ProjectionError> {
    let mut counts: HashMap<VendorConnectionId, RecordCounts> = HashMap::new();
    for some in connections.chunks(PAGE_ROWS as usize) {
        let sorts = store
            .tally::<VendorRecords>(scope, &standing_of(some))
            .await?;
        for sort in sorts {
            let (connection, mapping, vanished, many) = read(sort)?;
            let count = counts.entry(connection).or_default();
            count.add(mapping, vanished, many);
        }
    }
    Ok(counts)
}

/// What stands for no customer, most of what a vendor has, is passed over by the index.
pub(crate) fn standing_of(connections: &[VendorConnectionId]) -> Tally {
    let ids = connections.iter().map(|it| Cell::Uuid(it.as_uuid()));
    let states = [
        RecordMapping::Linked,
        RecordMapping::Unmapped,
        RecordMapping::Ignored,
    ];
    let states = states.map(|it| Cell::Text(it.as_str().into()));
    Tally {
        by: &["connection_id", "mapping", "vanished"],
        conditions: vec![
            Condition::IsOneOf("connection_id", ids.collect()),
            Condition::IsOneOf("mapping", states.into()),
        ],
    }
}

fn read(
    (cells, many): Sort,
) -> Result<(VendorConnectionId, RecordMapping, bool, u64), ProjectionError> {
    let mut cells = cells.into_iter();
    let mut next = || cells.next().unwrap_or(Cell::Null);
    let (connection, mapping, vanished) = (next(), next(), next());
    let found = Uuid::read(connection)
        .zip(RecordMapping::read(mapping))
        .zip(bool::read(vanished));
    let ((connection, mapping), vanished) = found.ok_or_else(|| {
        let (column, id) = ("mapping", Uuid::nil());
        store::unreadable(&Unreadable { column, id })
    })?;
    let many = u64::try_from(many).unwrap_or_default();
    Ok((VendorConnectionId::new(connection), mapping, vanished, many))
}
