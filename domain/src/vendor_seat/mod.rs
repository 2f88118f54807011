//! The one place that a customer has in a system that knows a customer once, such as a PSA.
//!
//! Life: free → taken → free …
//!
//! - There is one for each customer and connection; its id is made of both.
//! - One record at a time sits in it. Two people who map two records at once meet here: one wins.
//! - Only the record that sits in it gets up.

mod command;
mod decide;
mod event;
mod refusal;
mod seat;
#[cfg(test)]
mod spec;
mod state;

pub use command::{FreeSeat, TakeSeat, VendorSeatCommand};
pub use event::VendorSeatEvent;
pub use refusal::VendorSeatRefusal;
pub use seat::SeatId;
pub use state::VendorSeat;
