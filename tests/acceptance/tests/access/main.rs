//! Who signs in for which MSP, and what they may do there, on both databases.
//!
//! - [`people`]: home tenants, members, roles, the last Admin.
//! - [`sessions`]: what a browser shows, from the sign-in to the end.
//! - [`tokens`]: what a machine shows.
//! - [`forgeries`]: texts of others, and of nobody.
//! - [`stage`]: an MSP, its people, and a clock that is set.
#![forbid(unsafe_code)]
// A failed test says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod forgeries;
mod people;
mod sessions;
mod stage;
mod tokens;
