//! The transport, asked from outside over real connections, by a client that shares nothing with it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod audit;
mod documents;
mod errors;
mod forms;
mod hostile;
mod origins;
mod schema;
mod server;
mod wire;
