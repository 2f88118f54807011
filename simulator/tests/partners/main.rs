//! Relationships and Partner Center from outside: over HTTPS, with tokens as a client gets them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod client;
mod desk;
mod gdap;
mod hook;
mod keeping;
mod partner_center;
