//! A customer of the MSP: whom everything else is done for.
//!
//! Life: (nothing) → registered ⟲ renamed, tagged, untagged → archived; registered ⇄ merged
//!
//! - A customer is registered once; its id comes with the command.
//! - A tag is there or not: tagging twice is one fact.
//! - An archived customer changes no more; its history stays.
//! - A merged customer is part of another one. It changes no more until the two are parted, and is then
//!   as it was before.

mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

pub use command::{
    ArchiveCustomer, CustomerCommand, MergeCustomer, PartCustomer, RegisterCustomer,
    RenameCustomer, TagCustomer, UntagCustomer,
};
pub use event::{CustomerEvent, CustomerOrigin};
pub use refusal::CustomerRefusal;
pub use state::{Customer, Merged, Registered};
