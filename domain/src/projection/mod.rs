//! What operators decided about one projection: the record behind pause, resume, retry, skip and rebuild.
//!
//! Life: (nothing) ⟲ paused ⇄ resumed, retried, event skipped, rebuild requested
//!
//! - The record in an MSP's own ledger concerns that MSP's part of the projection; the one in the
//!   installation's ledger concerns all of it.
//! - A skip names one event and one version of the projection: a mended fold sees the event again.
//! - A rebuild is begun by whoever was asked for it. Its record says who wanted it, and why; it changes nothing of
//!   what holds.
//! - The daemon obeys the fold of these events and keeps no switches of its own.

mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

pub use command::{
    PauseProjection, ProjectionCommand, RequestProjectionRebuild, ResumeProjection,
    RetryProjection, SkipProjectionEvent,
};
pub use event::ProjectionEvent;
pub use refusal::ProjectionRefusal;
pub use state::{Projection, Skip};

use uuid::Uuid;

use crate::ids::ProjectionId;

/// The stream id of a projection's record: the same in every ledger, computed from the name.
pub fn id_of(name: &str) -> ProjectionId {
    ProjectionId::new(Uuid::new_v5(&NAMESPACE, name.as_bytes()))
}

const NAMESPACE: Uuid = Uuid::from_u128(0x6f0e_5c1d_8f0b_5c7a_9a51_4e1c_2f7d_0b63);
