//! The examples of the pages: compiled, run, and compared with what the pages show.
//!
//! - `agreement`: the aggregate of the guide, as it would stand in `domain/src/`.
//! - `canonical`: the worked example of the bytes that are hashed.
//! - `page`: the blocks of the pages.

// A failed test says so by panicking. What would be public in its crate is public here.
#![allow(
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

mod agreement;
mod canonical;
mod page;

// The example's files name these as they would inside the domain.
use tenantry_domain::{aggregate, ids, text};
