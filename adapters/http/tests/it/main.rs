//! The HTTP stack against a real server over real TLS, on loopback.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bodies;
mod budgets;
mod redirects;
mod repetition;
mod secrecy;
mod stage;
mod trust;
