//! The systems that hold an MSP's customers beside Microsoft's: PSA, RMM, documentation, distributors.
//!
//! Each vendor is one module with the same files: `mod` (what the vendor is, its traps, the port),
//! `client` (addresses, headers, the one place where calls go out), `dialect` (what a bad answer means),
//! `rows` (the wire's rows, and how they become records). Beside them lies what all share:
//!
//! - [`Vendors`]: opens accounts. `tools`: what an opened account works with.
//! - `read`: the only requests that can be made, which change nothing. `wire`: how they go out.
//! - `address`: which hosts credentials may be sent to. `pages`, `numbered`: how lists go on.
//! - `credentials`: secrets from the vault. `oauth`: tokens. `memory`: what is known of a connection.
//! - `rows`: pages, row by row. `number`, `dates`: amounts and instants, as vendors write them. `lenient`:
//!   fields that vendors are of several minds about. `countries`: their codes by their names.
//! - `bought`: terms and products, as distributors write them.
#![forbid(unsafe_code)]

mod address;
mod autotask;
mod bought;
mod clock;
mod connectwise;
mod countries;
mod credentials;
mod dates;
mod datto_rmm;
mod dialect;
mod halopsa;
mod it_glue;
mod lenient;
mod memory;
mod number;
mod numbered;
mod oauth;
mod pages;
mod pax8;
mod read;
mod rows;
mod settings;
mod streamone;
mod tools;
mod vendors;
mod wire;

pub use clock::{Clock, SystemClock};
pub use settings::{Endpoints, budgets};
pub use vendors::Vendors;
