//! The vaults from outside: one suite of promises held against each, and what is peculiar to each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod azure;
mod damage;
mod embedded;
mod histories;
mod https;
mod key_vault;
mod personal;
mod processes;
mod promises;
mod renewal;
mod support;
