//! What people read: one folder per question asked.
//!
//! A projection is a fold of events into rows of a query table: named, versioned, pure. To add one,
//! add a folder like [`customers`] and a line in `registry.rs`; the table, its indexes, following
//! the ledger, rebuilding, and row-level security come with it.
//!
//! - [`Projections`]: opens, migrates, follows, rebuilds, tells how it is doing, waits.
//! - [`approval_refusals`], [`approvals`], [`customers`], [`gdap_templates`], [`home_tenants`], [`members`],
//!   [`onboardings`], [`procedure_runs`], [`procedures`], [`product_mappings`], [`service_tokens`], [`sessions`],
//!   [`tenant_consents`], [`tenants`], [`vendor_connections`], [`vendor_records`]: the questions, each with its
//!   row, fold and query.
//! - [`declaration`]: what a projection says of itself; [`select`]: what a list asks.
//! - [`ProjectionError`]: what can be wrong, each with a stable code.
#![forbid(unsafe_code)]

pub mod approval_refusals;
pub mod approvals;
pub mod customers;
pub mod declaration;
pub mod gdap_templates;
pub mod home_tenants;
pub mod members;
pub mod notice_channels;
pub mod onboardings;
pub mod procedure_runs;
pub mod procedures;
pub mod product_mappings;
pub mod select;
pub mod service_tokens;
pub mod sessions;
pub mod tenant_consents;
pub mod tenants;
pub mod vendor_connections;
pub mod vendor_records;

mod book;
mod daemon;
mod decisions;
mod error;
mod house;
mod living;
mod mapping;
mod names;
mod paging;
mod priced;
mod projections;
mod rebuild;
mod registry;
mod sheet;
mod status;
mod store;
mod tally;
#[cfg(test)]
mod tests;
mod waiting;
mod walks;
mod watched;

pub use error::ProjectionError;
pub use paging::{Cursor, MalformedCursor, PAGE_ROWS, Page};
pub use projections::Projections;
pub use rebuild::{Claim, Progress};
pub use status::{Reached, StandingStill, State, Status};
pub use watched::{Following, Holder, Rebuilding};
