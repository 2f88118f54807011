//! Entra's side against servers over real TLS: one that says what it is told, and the simulator.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod app_access;
mod consents;
mod delegated;
mod keys;
mod machine;
mod people;
mod people_bearer;
mod people_walk;
mod secrecy;
mod sign_in;
mod stage;
mod tenants;
mod vault;
mod walk_app;
mod walk_people;
mod world;
