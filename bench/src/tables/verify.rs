//! Verifying a ledger, against merely reading the same rows.

use std::sync::Arc;
use std::time::Instant;

use tenantry_engine::ledger::{Ledger, PAGE_LIMIT};
use tenantry_ledger::evidence;

use crate::args::Args;
use crate::history;
use crate::ours::fresh_ledger;
use crate::report::{Figure, Ratio, Report, Row};
use crate::server::postgres;
use crate::stats::{Spread, per_second};

const ROUNDS: usize = 3;

pub(crate) async fn verify(args: &Args) -> Report {
    let ledger = fresh_ledger(&postgres().fresh_database()).await;
    history::extend(&ledger, 0, args.events()).await;
    let (mut verified, mut merely_read) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        merely_read.push(rate_of_reading(&ledger).await);
        verified.push(rate_of_verifying(&ledger).await);
    }
    let title = format!("verify on PostgreSQL, {} events", args.events());
    let mut report = Report::new("verify", title);
    report.ratios.push(Ratio {
        of: "events/s against reading".to_owned(),
        times: Spread::of(verified.iter().zip(&merely_read).map(|(v, r)| v / r)),
        promised: 0.5,
    });
    report.rows = vec![
        Row {
            subject: "verify".to_owned(),
            figures: vec![("events", Figure::rates(verified))],
        },
        Row {
            subject: "reading the same rows".to_owned(),
            figures: vec![("events", Figure::rates(merely_read))],
        },
    ];
    report
}

pub(crate) async fn rate_of_reading(ledger: &Arc<dyn Ledger>) -> f64 {
    let (begin, mut events) = (Instant::now(), 0);
    for msp in history::msps() {
        let mut after = 0;
        loop {
            let page = ledger
                .feed(msp, after, PAGE_LIMIT)
                .await
                .expect("the database is up");
            let Some(last) = page.last() else { break };
            after = last.position;
            events += page.len();
        }
    }
    per_second(events, begin.elapsed())
}

pub(crate) async fn rate_of_verifying(ledger: &Arc<dyn Ledger>) -> f64 {
    let (begin, mut events) = (Instant::now(), 0);
    for msp in history::msps() {
        let verified = evidence::verify(ledger, msp, None, |_| {})
            .await
            .expect("readable");
        assert_eq!(verified.found, 0, "the ledger is sound");
        events += verified.events;
    }
    per_second(
        usize::try_from(events).unwrap_or(usize::MAX),
        begin.elapsed(),
    )
}
