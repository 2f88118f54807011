//! MSPs' accounts at other vendors, from scripted vendors into real ledgers and query tables: how they
//! are connected and tried, what is recorded of what they hold, and when they are read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A failed test says so by panicking.

mod book;
mod connecting;
mod discovering;
mod mishaps;
mod stage;
mod watching;
