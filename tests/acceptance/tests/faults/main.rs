//! Faults to survive. Each suite breaks something under load and then looks at what is left:
//! every command that was acknowledged is there once and whole, positions have no gap, and the
//! head is the root over the events.
//!
//! - [`kill`]: the process is killed at any moment, again and again.
//! - [`restart`]: the database goes away and comes back.
//! - [`exhausted`]: no connection is free, or a lock is held by a stranger.
//! - [`disk`]: the disk is full.
//! - [`read_only`]: the database takes no writes.
//! - [`nodes`]: two nodes write to the same MSP.
//!
//! [`load`] is what they break, [`victim`] the process that is killed.
#![forbid(unsafe_code)]
// A failed test says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod disk;
mod exhausted;
mod kill;
mod load;
mod nodes;
mod read_only;
mod restart;
mod tally;
mod victim;
