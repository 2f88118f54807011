//! Good input and bad, row by row.

mod assigning;
mod creating;
mod listing;
mod living;
mod permitting;
mod wandering;
