//! The MSPs' accounts at other vendors: connected, tried, and read.

mod known;

pub use known::{Fingerprint, KnownRecord, KnownRecords};
