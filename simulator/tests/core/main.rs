//! Sign-in, the admin center, the control plane and the program, asked by a client that knows nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../partners/client.rs"]
#[allow(dead_code, reason = "shared with the other tests, which use all of it")]
mod client;
mod desk;
mod faults;
mod holding;
mod pages;
mod people;
mod plane;
mod program;
mod tokens;
