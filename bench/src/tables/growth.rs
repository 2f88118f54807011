//! How the cost of things grows with the ledger.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tenantry_domain::merkle::InclusionProofBuilder;
use tenantry_engine::ledger::{Ledger, PAGE_LIMIT};
use tenantry_projections::Projections;

use super::verify::{rate_of_reading, rate_of_verifying};
use crate::args::Args;
use crate::history;
use crate::ours::fresh_ledger;
use crate::report::{Figure, Report, Row};
use crate::server::postgres;
use crate::stats::per_second;

pub(crate) async fn growth(args: &Args) -> Report {
    let sizes: &[u64] = match (args.quick, args.full) {
        (true, _) => &[10_000, 100_000],
        (false, false) => &[10_000, 1_000_000],
        (false, true) => &[10_000, 1_000_000, 10_000_000],
    };
    let url = postgres().fresh_database();
    let ledger = fresh_ledger(&url).await;
    let projections = Projections::open(&url, ledger.clone())
        .await
        .expect("the database is up");
    projections
        .migrate()
        .await
        .expect("a fresh database takes the tables");
    let mut report = Report::new("growth", "cost by size of the ledger, PostgreSQL");
    let mut from = 0;
    for &size in sizes {
        let begin = Instant::now();
        history::extend(&ledger, from, size).await;
        let appended = rate(size - from, begin.elapsed());
        let begin = Instant::now();
        let rebuilt = projections
            .rebuild("customers", &mut |_| {})
            .await
            .expect("readable");
        let rebuilt = rate(rebuilt, begin.elapsed());
        report.rows.push(Row {
            subject: format!("{size} events"),
            figures: vec![
                ("append", Figure::rates([appended])),
                ("read", Figure::rates([rate_of_reading(&ledger).await])),
                ("verify", Figure::rates([rate_of_verifying(&ledger).await])),
                ("rebuild", Figure::rates([rebuilt])),
                ("load a stream", Figure::times(loads(&ledger, size).await)),
                ("inclusion proof", Figure::times([proof(&ledger).await])),
            ],
        });
        from = size;
    }
    report
}

fn rate(events: u64, duration: Duration) -> f64 {
    per_second(usize::try_from(events).unwrap_or(usize::MAX), duration)
}

/// Streams from all over the ledger.
async fn loads(ledger: &Arc<dyn Ledger>, size: u64) -> Vec<Duration> {
    let lives = size / crate::script::LIFE as u64;
    let mut times = Vec::new();
    for pick in 0..200 {
        let life = pick * 7_919 % lives;
        let msp = crate::load::msp(u128::from(life));
        let begin = Instant::now();
        let events = ledger.stream(msp, &history::stream(life), 0, 100).await;
        times.push(begin.elapsed());
        assert_eq!(
            events.expect("the database is up").len(),
            crate::script::LIFE
        );
    }
    times
}

/// For the middle event of one MSP: one pass over its leaves.
async fn proof(ledger: &Arc<dyn Ledger>) -> Duration {
    let msp = crate::load::msp(0);
    let begin = Instant::now();
    let size = ledger.head(msp).await.expect("the database is up").position;
    let mut builder = InclusionProofBuilder::new(size / 2, size).expect("within the log");
    let mut after = 0;
    while after < size {
        let leaves = ledger
            .leaves(msp, after, PAGE_LIMIT)
            .await
            .expect("the database is up");
        after += leaves.len() as u64;
        for leaf in leaves {
            builder.push(leaf);
        }
    }
    builder.finish().expect("all leaves were seen");
    begin.elapsed()
}
