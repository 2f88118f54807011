//! The transport, asked from outside over real connections, by a client that shares nothing with it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod audit;
mod documents;
mod errors;
mod events;
mod forms;
mod hostile;
mod nothing;
mod origins;
mod schema;
mod server;
mod socket;
mod sockets;
mod unsociable;
mod wire;
