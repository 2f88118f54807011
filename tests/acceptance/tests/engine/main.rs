//! Commands from their arrival to their receipt, on both databases.
//!
//! - [`keys`]: the same key finds the same outcome.
//! - [`refusals`]: no refusal on a stale memory, whichever node remembers it.
//! - [`crowds`]: many commands at once, on one aggregate and on many, on one node and on two.
//! - [`interleavings`]: whatever the order, the outcome is that of some serial execution.
//! - [`pressure`]: the limit, and that what is beyond it leaves no trace.
//! - [`neighbours`]: who fails in a group fails alone.
//! - [`lost`]: answers that never arrive, callers who go away.
//! - [`loading`]: how an aggregate stands.
//! - [`inputs`]: keys, ids and sizes that are not accepted.
//! - [`unreadable`]: events that this program does not know.
#![forbid(unsafe_code)]
// A failed test says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod crowds;
mod inputs;
mod interleavings;
mod keys;
mod loading;
mod lost;
mod neighbours;
mod pressure;
mod refusals;
mod unreadable;
