//! The errors that people meet: every class of fault that an onboarding can meet, driven through
//! the simulated clouds. Each is to end in our code, the cloud's own code and the id of its
//! request on record, a page that says what to do, and an onboarding that went on by itself or
//! left nothing behind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod case;
mod customers;
mod entry;
mod groups;
mod overdue;
mod sign_in;
