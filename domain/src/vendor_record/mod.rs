//! What a vendor has about one thing, and whose it is.
//!
//! Life: (nothing) → found ⇄ vanished; beside that, of an account: unmapped ⇄ linked | ignored
//!
//! - Its id follows from the connection, the kind and the vendor's own id.
//! - A record belongs to one customer at most. Whoever comes second is told who was first.
//! - A record that vanished keeps its customer, and has it when it comes back.
//! - A look never undoes what a later one recorded.
//! - What somebody parted from a customer is not linked with that customer again by a rule.
//! - Only what stands for a customer is mapped: no other kind, and nothing of the vendor's own.

mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

pub use command::{
    HeedRecord, IgnoreRecord, LinkRecord, MoveRecord, NoteRecord, NoteVanished, UnlinkRecord,
    VendorRecordCommand,
};
pub use event::{Certainty, LinkedHow, VendorRecordEvent};
pub use refusal::VendorRecordRefusal;
pub use state::{IgnoredMark, Known, Link, Mapping, VendorRecord};
