//! The MSPs' accounts at other vendors: connected, tried, and read.
//!
//! - [`VendorConnections`]: how people make, try and end them.
//! - [`VendorDiscovery`] reads one account, and records what changed.

mod connections;
mod discovery;
mod error;
mod known;
mod secrets;

pub use connections::{Rotation, Tried, VendorConnectionParts, VendorConnections, VendorWish};
pub use discovery::{
    Halt, KindReport, VendorDiscovery, VendorDiscoveryError, VendorDiscoveryParts, VendorReport,
};
pub use error::VendorError;
pub use known::{Fingerprint, KnownRecord, KnownRecords};
pub use secrets::EnteredSecrets;
