//! A tenant's directory: read through the adapter, over real TLS, from the simulated clouds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod administration;
mod apps;
mod changes;
mod faults;
mod large;
mod licences;
mod permissions;
mod posture;
mod reading;
mod vault;
mod world;
