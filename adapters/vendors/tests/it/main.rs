//! The vendors' systems, read through the adapters, over real TLS, from the simulated clouds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod autotask;
mod connectwise;
mod datto_rmm;
mod halopsa;
mod it_glue;
mod pax8;
mod streamone;
mod support;
