//! What every test and bench of this workspace leans on.
//!
//! - [`postgres`]: a real PostgreSQL server that the suite starts for itself and throws away.
//! - [`port`]: a free TCP port on this machine.
//! - [`contract`]: files that a command regenerates and a test compares.
//!
//! A harness that cannot do its work ends the test at once, with a sentence that says why.
#![forbid(unsafe_code)]
#![allow(clippy::panic, clippy::missing_panics_doc)]

pub mod contract;
pub mod port;
pub mod postgres;

pub use postgres::Postgres;
