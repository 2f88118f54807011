//! What the port to the ledger promises, on both databases.
//!
//! - [`writing`]: verdicts, keys, groups, instants.
//! - [`nodes`]: many committers, several nodes, and who waits is woken.
//! - [`reading`]: streams, feeds, leaves, moments; texts come back as they were written.
//! - [`model`]: random commits against the rules in a few lines.
//! - [`plans`]: no statement reads more because the ledger grew.
//! - [`immutable`]: the database itself refuses to change what is recorded.
//! - [`peers`]: readers written for postgres-es and sqlite-es read our table.
//! - [`leases`]: who works where.
//! - [`doors`]: migrating and opening, and every database that is not the right one.
//! - [`broken`]: read-only databases and full disks.
//! - [`import`]: taking over what postgres-es and sqlite-es wrote.
#![forbid(unsafe_code)]
// A failed test says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod broken;
mod doors;
mod immutable;
mod leases;
mod model;
mod nodes;
mod peers;
mod plans;
mod proposals;
mod reading;
mod writing;
