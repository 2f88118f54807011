//! What a projection says of itself. Tables, writing, loading, rebuilding and hashing follow from
//! it and are the same for all.

mod cell;
mod fact;
mod field;
mod row;

use tenantry_domain::aggregate::DecodeError;
use tenantry_domain::record::RecordedEvent;
use uuid::Uuid;

pub use cell::{Cell, Kind};
pub use fact::Fact;
pub use field::Field;
pub use row::{Column, Row, Unreadable, take_cell};

use crate::book::{Book, RowBook};

/// A question people ask, and how its answer follows from events.
///
/// A fold never fails and never looks around: the row before and one event give the row after.
/// Who changes what a fold does raises [`Projection::VERSION`]; the table is then built anew.
pub trait Projection: 'static {
    /// The table's name.
    const NAME: &'static str;
    const VERSION: u32;
    /// What people ask.
    const QUESTION: &'static str;
    /// The aggregate types it reads; events of all others pass it by.
    const READS: &'static [&'static str];
    const INDEXES: &'static [Index];
    /// Whether a row is the story of one stream, so that a stream's first event begins a row
    /// that cannot exist yet. Saves looking for it; untrue of a row that gathers many streams.
    const ROW_PER_STREAM: bool = true;

    type Row: Row;
    type Event: Send + Sync + 'static;

    /// An event of one of the types in [`Projection::READS`], in today's form.
    fn decode(recorded: &RecordedEvent) -> Result<Self::Event, DecodeError>;

    /// The row an event belongs to.
    fn key(fact: &Fact<Self::Event>) -> Uuid {
        fact.stream
    }

    /// The row after the event. `None` before means that there is no row, after that there shall
    /// be none.
    fn fold(row: Option<Self::Row>, fact: &Fact<Self::Event>) -> Option<Self::Row>;
}

/// An index over the rows of one MSP: the MSP comes first by itself, the row's id last.
#[derive(Debug, Clone, Copy)]
pub struct Index {
    pub name: &'static str,
    pub columns: &'static [&'static str],
}

/// A projection without its types, as everything generic handles it.
#[derive(Debug, Clone, Copy)]
pub struct Declaration {
    pub name: &'static str,
    pub version: u32,
    pub question: &'static str,
    pub reads: &'static [&'static str],
    pub columns: &'static [Column],
    pub indexes: &'static [Index],
    pub(crate) open_book: fn() -> Box<dyn Book>,
}

impl Declaration {
    pub const fn of<P: Projection>() -> Self {
        Self {
            name: P::NAME,
            version: P::VERSION,
            question: P::QUESTION,
            reads: P::READS,
            columns: P::Row::COLUMNS,
            indexes: P::INDEXES,
            open_book: open_book::<P>,
        }
    }
}

fn open_book<P: Projection>() -> Box<dyn Book> {
    Box::new(RowBook::<P>::default())
}
