//! The MSPs' accounts at other vendors: connected, tried, and read.
//!
//! - [`VendorConnections`]: how people make, try and end them.
//! - [`VendorDiscovery`] reads one account, and records what changed.
//! - [`VendorWatch`] has all accounts read, each when it is due or asked for.

mod connections;
mod discovery;
mod error;
mod known;
mod secrets;
mod watch;
mod wish;

pub use connections::VendorConnections;
pub use discovery::{
    Halt, KindReport, VendorDiscovery, VendorDiscoveryError, VendorDiscoveryParts, VendorReport,
};
pub use error::VendorError;
pub use known::{Fingerprint, KnownRecord, KnownRecords};
pub use secrets::EnteredSecrets;
pub use watch::{AfterDiscovery, ConnectedVendors, VendorWatch, VendorWatchParts, next_look};
pub use wish::{Rotation, Tried, VendorConnectionParts, VendorWish};
