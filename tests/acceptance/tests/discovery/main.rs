//! Discovery of customers' tenants, from simulated clouds over real TLS into real ledgers: what is
//! found, what is recorded, and what a source that fails does to the rest.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A failed test says so by panicking.

#[path = "../../../../adapters/microsoft/tests/gdap/world.rs"]
#[allow(
    dead_code,
    reason = "shared with the tests of delegated administration, which use all of it"
)]
mod clouds;
mod finding;
mod lists;
mod mishaps;
mod stage;
