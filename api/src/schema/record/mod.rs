//! The record itself: who did what, when and why, and what stood when.

mod object;
mod query;
mod reading;

pub(crate) use object::Event;
pub(crate) use query::{RecordQuery, at};
