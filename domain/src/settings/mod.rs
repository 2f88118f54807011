//! How an MSP wants its systems to be read, its months to be billed, its bills to be compared and
//! changes to be approved.
//!
//! Life: defaults ⟲ changed
//!
//! - There is one for each MSP; its id is the MSP's. Nobody has to set anything: the defaults are safe.
//! - An event holds only what changed, so that history tells who changed what.
//! - A value out of its range is refused, and with it all that was asked for together with it.

mod changes;
mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

pub use changes::{
    ApprovalChanges, BillingChanges, CurrencyChoice, ReconcileChanges, SettingsChanges, SyncChanges,
};
pub use command::{ChangeSettings, SettingsCommand};
pub use event::SettingsEvent;
pub use refusal::SettingsRefusal;
pub use state::{ApprovalSettings, BillingSettings, ReconcileSettings, Settings, SyncSettings};
