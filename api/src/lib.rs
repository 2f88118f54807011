//! How programs ask.
//!
//! - [`transport`]: GraphQL over HTTP, WebSocket and server-sent events, to the letter of their
//!   specifications. It knows nothing of our schema.
#![forbid(unsafe_code)]

pub mod transport;
