//! The record itself: who did what, when and why, and what stood when.

mod circle;
mod object;
mod query;
mod reading;
mod sieve;
mod subscription;

pub(crate) use object::Event;
pub(crate) use query::{RecordQuery, at};
pub(crate) use subscription::RecordSubscription;
