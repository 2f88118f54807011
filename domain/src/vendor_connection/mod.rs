//! An MSP's account at a vendor: what it is opened with, whether it works, and how far it is read.
//!
//! Life: (nothing) → connected ⇄ paused → disconnected
//!
//! - A connection stays with its vendor. What was disconnected is connected anew under another id.
//! - No secret is on record: what is entered as one is refused as a setting.
//! - A test speaks of the credentials and settings that it was made with: new ones begin untested.
//! - One discovery runs at a time. Its runs are counted from 1, and each kind is read once in a run.
//! - A kind that could not be read takes nothing back: what was known of it stays, and is stale.
//! - While it is paused no discovery begins; what a run had begun to read may still be recorded.

mod command;
mod decide;
mod event;
mod refusal;
mod settings;
#[cfg(test)]
mod spec;
mod state;

pub use command::{
    BeginDiscovery, ChangeVendorSettings, ConnectVendor, DisconnectVendor, EndDiscovery,
    NoteKindRead, NoteKindUnread, NoteVendorTest, PauseVendor, RequestDiscovery, ResumeVendor,
    RotateVendorCredentials, VendorConnectionCommand,
};
pub use event::{AccountZone, Findings, KindDoubt, VendorConnectionEvent, VendorTest};
pub use refusal::VendorConnectionRefusal;
pub use settings::SETTING_LIMIT;
pub use state::{Known, LastRead, LastTest, ReadState, Run, Unread, VendorConnection};
