//! The examples of the pages: compiled, run, and compared with what the pages show.
//!
//! - `agreement`: the aggregate of the guide, as it would stand in `domain/src/`.
//! - `agreements`: its projection, as it would stand in `projections/src/`.
//! - `life`: both at work.
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
mod agreements;
mod canonical;
mod life;
mod page;

// The example's files name these as they would inside their crates.
use tenantry_domain::{aggregate, ids, text};
use tenantry_projections::{declaration, row, select, words};

mod error {
    pub use tenantry_projections::ProjectionError;
}

mod paging {
    pub use tenantry_projections::{Cursor, Page};
}

mod projections {
    pub use tenantry_projections::Projections;
}
