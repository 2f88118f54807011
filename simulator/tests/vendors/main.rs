//! Other vendors' systems, asked by a client that knows nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../partners/client.rs"]
#[allow(dead_code, reason = "shared with the other tests, which use all of it")]
mod client;
mod connectwise;
mod going_on;
mod halopsa;
mod it_glue;
mod written;
