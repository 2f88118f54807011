//! Whose the vendors' records are, between people, rules and real ledgers, on both databases.
//!
//! - [`linking`]: one record and its customer; seats; two at once; what a crash leaves behind.
//! - [`merging`]: customers merged, parted and split, interrupted at every step.
//! - [`many`]: suggestions accepted at once, and what is linked by rule.
//! - [`catalogues`]: what is known of customers, in memory.
//! - [`customers`]: customers made from records.
//! - [`past`]: the history of a record, and undoing.
//! - [`products`]: products and services, readiness, settings.
//! - [`chances`]: what holds after whatever was done.
#![forbid(unsafe_code)]
// A failed test says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod catalogues;
mod chances;
mod customers;
mod linking;
mod many;
mod merging;
mod past;
mod products;
mod stage;
