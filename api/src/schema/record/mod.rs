//! The record itself: who did what, when and why, and what stood when.

mod called;
mod circle;
mod object;
mod proof;
mod query;
mod reading;
mod sieve;
mod subscription;
mod verification;

pub(crate) use object::Event;
pub(crate) use query::{RecordQuery, at};
pub(crate) use subscription::RecordSubscription;
pub(crate) use verification::VerificationSubscription;
