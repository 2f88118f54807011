//! Microsoft's clouds: Entra, Graph and Partner Center, behind the ports of the domain.
//!
//! [`entra`] gets tokens, [`graph`] and [`partner`] ask with them, [`fault`] says in our words what
//! went wrong. Every call goes through the one HTTP stack; where it goes is [`Endpoints`].
#![forbid(unsafe_code)]

pub mod entra;
pub mod fault;
pub mod graph;
pub mod partner;
pub mod permissions;
mod settings;

pub use settings::{Endpoints, NationalCloud, limits};
