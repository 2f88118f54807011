//! One file per table of results.

mod commands;

use crate::args::Args;
use crate::report::Report;

/// The tables and what they measure.
pub(crate) const TABLES: &[(&str, &str)] = &[
    ("commands", "commands on PostgreSQL, 64 in flight"),
    ("single", "commands on PostgreSQL, one after the other"),
];

pub(crate) async fn measure(table: &str, args: &Args) -> Report {
    match table {
        "single" => commands::single(args).await,
        _ => commands::in_flight(args).await,
    }
}
