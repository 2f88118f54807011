//! Tenant directories from outside: over HTTPS, with tokens as a client gets them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../partners/client.rs"]
mod client;
mod directory;
mod people;
mod policies;
mod reports;
mod room;
mod teams;
mod throttle;
