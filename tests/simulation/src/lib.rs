//! Whole histories of sagas under a driven clock: the real engine, ledger and adapters, against the
//! simulated clouds, with everything that can go wrong on the way. A history follows from its seed.
//!
//! - [`Stage`]: one world: clouds, a database, an MSP that is signed in.
//! - [`Node`]: one process upon it. Dropped, it is a process that died.
//! - [`history`]: runs nodes until all sagas are at rest, letting them die where it is told.
//! - [`time`]: the clock that they share with the clouds, and who acts at which instant.
//! - [`asking`]: changes that people ask for and approve.
//! - [`following`]: procedures that are followed, step by step.
//! - [`check`]: what must be true afterwards, asked of the clouds themselves.
//! - [`looking`]: dry runs and probes, which a person begins.
//! - [`tamper`]: steps done badly on purpose. [`proofs`]: the five that every saga has to pass.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::missing_panics_doc, clippy::must_use_candidate)]

pub mod asking;
pub mod check;
pub mod crash;
pub mod following;
pub mod history;
pub mod leases;
pub mod looking;
pub mod node;
pub mod proofs;
pub mod stage;
pub mod tamper;
pub mod time;

pub use asking::Asking;
pub use crash::{CrashingLedger, Moment};
pub use history::{History, Order};
pub use looking::Onlooker;
pub use node::Node;
pub use stage::Stage;
pub use tamper::Tampering;
