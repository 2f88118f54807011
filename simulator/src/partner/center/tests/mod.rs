//! Good input and bad, row by row.

mod admitting;
mod consenting;
mod listing;
mod telling;
