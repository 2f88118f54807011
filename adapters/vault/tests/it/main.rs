//! The vaults from outside: one suite of promises held against each, and what is peculiar to each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod damage;
mod embedded;
mod processes;
mod promises;
mod renewal;
mod support;
