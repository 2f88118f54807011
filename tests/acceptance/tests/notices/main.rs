//! What Partner Center tells, from the simulated cloud over real TLS into real ledgers: an approval is
//! heard of at once, copies are nothing new, and what is not Partner Center's does nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A failed test says so by panicking.

mod arriving;
#[path = "../../../../adapters/microsoft/tests/gdap/world.rs"]
#[allow(
    dead_code,
    reason = "shared with the tests of delegated administration, which use all of it"
)]
mod clouds;
mod hostile;
mod stage;
