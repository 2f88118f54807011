//! Changes that people ask for, from their request to their outcome: on both databases, with simulated
//! clouds over real TLS and time that is driven.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A failed test says so by panicking.

mod creating;
mod deciding;
mod delegated;
mod licences;
mod own_side;
mod rules;
mod runs;
mod stage;
