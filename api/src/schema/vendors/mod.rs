//! The MSP's accounts at other vendors: which there can be, connected, tried, and how far they are read.

mod counts;
mod input;
mod mutation;
mod object;
mod query;
mod reading;
mod subscription;
mod system;

pub(crate) use mutation::{VendorMutation, unmet_by};
pub(crate) use object::VendorAccount;
pub(crate) use query::VendorQuery;
pub(crate) use reading::{RecordKind, VendorReading};
pub(crate) use subscription::VendorSubscription;
pub(crate) use system::{Vendor, vendor};
