//! A Microsoft 365 tenant of an MSP's customer, as the clouds speak of it.
//!
//! Life: (nothing) → seen ⇄ missed
//!
//! - Each source speaks for itself: one that could not be read takes nothing back.
//! - A tenant is missed only after a look at all sources.
//! - A look never undoes what a later one recorded.
//! - A tenant belongs to one customer at a time, or to none.

mod command;
mod decide;
mod event;
pub mod merge;
mod refusal;
mod sighting;
#[cfg(test)]
mod spec;
mod state;

pub use command::{
    LinkCustomer, MoveCustomer, NoteMissing, NoteSighting, TenantCommand, UnlinkCustomer,
};
pub use event::TenantEvent;
pub use refusal::TenantRefusal;
pub use sighting::{
    AtPartnerCenter, Delegation, InContracts, InRelationships, OldContract, Sales, Sighting,
    Standing, TenantSource, UnderGdap,
};
pub use state::{Known, Tenant};
