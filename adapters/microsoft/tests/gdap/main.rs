//! Delegated administration and Partner Center: against a server that does as it is told, for what
//! exactly is sent and every way of answering; and against the simulated clouds, for what becomes of
//! it there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod account;
mod assignments;
mod batch;
mod center;
mod deliveries;
mod faults;
mod genuine;
mod life;
mod mishaps;
mod paging;
mod partner;
mod permissions;
mod post;
mod relationships;
#[path = "../../../http/tests/it/stage.rs"]
#[allow(
    dead_code,
    reason = "shared with the HTTP stack's own tests, which use all of it"
)]
mod stage;
mod support;
mod world;
