//! The API as its clients meet it: over real HTTP, signed in, on both databases.
//!
//! - [`house`]: an installation with its server. [`client`]: somebody who asks.
//! - [`contract`]: the schema is a file, and everything in it is described.
//! - [`customers`], [`templates`], [`onboardings`], [`record`]: what can be asked and done.
//! - [`roles`]: who may. [`isolation`]: that nobody sees another MSP's, whatever is tried.
//! - [`statements`]: that no list asks the database row by row.
//! - [`doors`]: who is let in, and how the site answers everybody else.
#![forbid(unsafe_code)]
// A failed test says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod client;
mod contract;
mod customers;
mod doors;
mod house;
mod isolation;
mod onboardings;
mod record;
mod roles;
mod statements;
mod templates;
