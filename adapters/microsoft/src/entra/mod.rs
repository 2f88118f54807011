//! Entra: who we are, and tokens to show it.

mod cache;
mod tokens;

pub use tokens::{Access, Resource, Tokens};
