//! The rules of the house, checked against the tree as it stands.
//!
//! - [`edges`]: who may import whom, and which outside crate may enter which room.
//! - [`tidy`]: limits of functions, files and lines; leftovers.
//! - [`errors`]: every code has its page, every page its code.
//! - [`words`]: the fixed cast of files of an aggregate, and the glossary.
//! - [`sagas`]: every saga has its proofs.
//! - [`gate`]: what is dangerous is asked for, and nowhere done past whoever approves.
//! - [`docs`]: links lead somewhere; the README names the rooms that exist.
//!
//! These tests read the tree and compile nothing of it, so they stay fast and tell the truth even
//! while a crate does not build.
#![allow(clippy::expect_used)] // All of this is test code; a helper of a test is as well.

// One file with two users: depending on the crate would make these tests wait for all of ours.
#[allow(unreachable_pub, clippy::panic)]
#[path = "../../../support/src/contract.rs"]
mod contract;
mod docs;
mod edges;
mod errors;
mod gate;
mod sagas;
mod source;
mod tidy;
mod tree;
mod words;
