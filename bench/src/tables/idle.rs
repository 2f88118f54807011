//! What a server costs that many MSPs are kept on, when nobody wants anything.
//!
//! It is put together as `tenantry serve` is: the API, the daemon of the query tables, the runner of
//! onboardings and the watch for drift. What lives in the program alone is left out, as none of it does
//! anything while nobody asks: the adapters to Microsoft's clouds, the vault, the sign-in of people,
//! the room for deliveries, and the voice that tells of steps. Discovery has no schedule: somebody
//! asks for it.

use std::time::Duration;

use tenantry_domain::ids::MspId;
use tenantry_support::discovered;

use crate::args::Args;
use crate::asking::apart::{Apart, Beside};
use crate::ours::{fill_tables, fresh_ledger};
use crate::report::{Figure, Report, Row};
use crate::server::{self, postgres};
use crate::stats::Spread;
use crate::{cpu, load};

/// Of each MSP.
const TENANTS: usize = 100;

/// Until what a server does at its start is over.
const START: Duration = Duration::from_secs(30);

const AT_REST: Duration = Duration::from_secs(10);

pub(crate) async fn idle(args: &Args) -> Report {
    let msps = if args.quick { 50 } else { 1_000 };
    let tenants = msps * TENANTS;
    let title = format!("a server of {msps} MSPs with {tenants} tenants that nobody asks");
    let mut report = Report::new("idle", title);
    let folder = tempfile::tempdir().expect("a folder for the files");
    let sqlite = format!("sqlite:{}", folder.path().join("ledger.db").display());
    let on_both = [
        ("PostgreSQL", postgres().fresh_database()),
        ("SQLite", sqlite),
    ];
    for (database, url) in on_both {
        let ledger = fresh_ledger(&url).await;
        let all: Vec<MspId> = (0..msps)
            .map(|number| load::any_msp(number as u128))
            .collect();
        discovered::record(&ledger, &all, tenants).await;
        fill_tables(&url, ledger).await;
        let start = if args.quick { AT_REST } else { START };
        report.rows.push(at_rest(&url, database, start).await);
    }
    report
}

async fn at_rest(url: &str, database: &str, start: Duration) -> Row {
    let (mut server, begun) = Apart::start(url, Beside::Work).await;
    tokio::time::sleep(start).await;
    let settled = server.condition().await;
    let used = cpu::used(server::process());
    tokio::time::sleep(AT_REST).await;
    let rested = server.condition().await;
    let around = cpu::used(server::process()).saturating_sub(used);
    server.end().await;
    let worked = rested.worked.saturating_sub(settled.worked);
    let at_start = settled.worked.saturating_sub(begun.worked);
    let share = |worked: Duration| Figure::shares([worked.as_secs_f64() / AT_REST.as_secs_f64()]);
    let megabytes = |megabytes| Figure::Megabytes {
        megabytes: Spread::of([megabytes]),
    };
    #[allow(clippy::cast_precision_loss)] // Counts here stay far below 2^52.
    let statements = (rested.statements - settled.statements) as f64;
    Row {
        subject: database.to_owned(),
        figures: vec![
            ("serving with", megabytes(begun.megabytes)),
            ("at rest", megabytes(rested.megabytes)),
            ("peak", megabytes(settled.peak)),
            ("processor at start", Figure::times([at_start])),
            ("processor at rest", share(worked)),
            ("with the database", share(worked + around)),
            (
                "statements/s",
                Figure::fine(statements / AT_REST.as_secs_f64()),
            ),
        ],
    }
}
