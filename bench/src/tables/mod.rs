//! One file per table of results.

mod asking;
mod commands;
mod following;
mod growth;
mod idle;
mod matching;
mod onboardings;
mod rebuild;
mod subscribers;
mod verify;
mod visible;
mod waiting;

pub(crate) use rebuild::{REBUILD_OF, rebuild_and_tell};
pub(crate) use waiting::{WORKER_ON, wait_and_tell};

use crate::args::Args;
use crate::report::Report;

/// The tables and what they measure.
pub(crate) const TABLES: &[(&str, &str)] = &[
    ("commands", "commands on PostgreSQL, 64 in flight"),
    ("following", "the same with read models following"),
    ("single", "commands on PostgreSQL, one after the other"),
    ("rebuild", "building a read model anew"),
    ("sqlite", "commands on SQLite, 64 in flight"),
    ("verify", "verifying a ledger against reading it"),
    ("asking", "a query over HTTP against a bare handler"),
    ("visible", "from a mutation until a query shows it"),
    ("matching", "whose the records of vendors are"),
    ("growth", "how costs grow with the ledger"),
];

/// Those that take so long that they run only when they are named.
pub(crate) const LONG: &[(&str, &str)] = &[
    ("onboardings", "driving onboardings to their end"),
    ("waiting", "onboardings that wait for the customer"),
    (
        "subscribers",
        "a thousand listeners while tenants are onboarded",
    ),
    ("idle", "a server of a thousand MSPs that nobody asks"),
];

pub(crate) async fn measure(table: &str, args: &Args) -> Report {
    match table {
        "following" => following::following(args).await,
        "single" => commands::single(args).await,
        "rebuild" => rebuild::rebuild(args).await,
        "sqlite" => commands::on_sqlite(args).await,
        "verify" => verify::verify(args).await,
        "onboardings" => onboardings::onboardings(args).await,
        "waiting" => waiting::waiting(args).await,
        "subscribers" => subscribers::subscribers(args).await,
        "idle" => idle::idle(args).await,
        "visible" => visible::visible(args).await,
        "asking" => asking::asking(args).await,
        "matching" => matching::matching(args),
        "growth" => growth::growth(args).await,
        _ => commands::in_flight(args).await,
    }
}
