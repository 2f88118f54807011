//! Commands per second against cqrs-es, on PostgreSQL and on SQLite.

use crate::args::Args;
use crate::contest;
use crate::order::Order;
use crate::ours::{Ours, fresh_ledger};
use crate::peer::{PostgresPeer, SqlitePeer};
use crate::report::Report;
use crate::server::postgres;

const IN_FLIGHT: usize = 64;

pub(crate) async fn in_flight(args: &Args) -> Report {
    let title = "commands on PostgreSQL, 64 in flight";
    on_postgres(args, IN_FLIGHT, "commands", title, 6.0).await
}

pub(crate) async fn single(args: &Args) -> Report {
    let title = "commands on PostgreSQL, one after the other";
    on_postgres(args, 1, "single", title, 1.5).await
}

async fn on_postgres(
    args: &Args,
    callers: usize,
    name: &'static str,
    title: &str,
    promised: f64,
) -> Report {
    let server = postgres();
    let ours = Ours::<Order>::on(fresh_ledger(&server.fresh_database()).await);
    let peers = [
        // With the pool that the crate sets up, and with one connection per caller.
        (
            "postgres-es, 10 connections",
            PostgresPeer::<Order>::on(&server.fresh_database(), 10).await,
        ),
        (
            "postgres-es, 64 connections",
            PostgresPeer::<Order>::on(&server.fresh_database(), 64).await,
        ),
    ];
    contest::rounds(args, callers, &ours, &peers)
        .await
        .report(name, title, promised)
}

pub(crate) async fn on_sqlite(args: &Args) -> Report {
    let folder = tempfile::tempdir().expect("a folder for the files");
    let file = |name: &str| folder.path().join(name);
    let url = format!("sqlite:{}", file("ours.db").display());
    let ours = Ours::<Order>::on(fresh_ledger(&url).await);
    let peers = [(
        "sqlite-es, 10 connections",
        SqlitePeer::<Order>::on(&file("peer.db")).await,
    )];
    contest::rounds(args, IN_FLIGHT, &ours, &peers)
        .await
        .report("sqlite", "commands on SQLite, 64 in flight", 5.0)
}
