//! What a query costs that goes through the whole of the API, against a handler that asks the
//! database and writes JSON, and nothing else.

use crate::args::Args;
use crate::asking::{Caller, bare, house};
use crate::report::{Figure, Ratio, Report, Row};
use crate::server::postgres;
use crate::stats::Spread;

/// Connections that ask, one request after the other.
const CALLERS: usize = 64;

/// How much of the bare handler's rate was promised.
const PROMISED: f64 = 0.5;

pub(crate) async fn asking(args: &Args) -> Report {
    let title = format!("50 tenants with 10 fields, {CALLERS} connections");
    let mut report = Report::new("asking", title);
    let folder = tempfile::tempdir().expect("a folder for the files");
    let sqlite = format!("sqlite:{}", folder.path().join("ledger.db").display());
    let on_both = [
        (
            "PostgreSQL",
            postgres().fresh_database(),
            "ours/bare, PostgreSQL",
        ),
        ("SQLite", sqlite, "ours/bare, SQLite"),
    ];
    for (database, url, of) in on_both {
        let (ours, bare) = (house::serve(&url).await, bare::serve(&url).await);
        let (mut our_turns, mut bare_turns) = (Vec::new(), Vec::new());
        let (count, length) = args.rounds();
        for _ in 0..count {
            our_turns.push(Caller::turn(&ours, CALLERS, length).await);
            bare_turns.push(Caller::turn(&bare, CALLERS, length).await);
        }
        let rounds = our_turns.iter().zip(&bare_turns);
        let ratios = rounds.map(|(ours, bare)| ours.rate / bare.rate);
        report.ratios.push(Ratio {
            of,
            times: Spread::of(ratios),
            promised: PROMISED,
        });
        for (who, turns) in [("tenantry", our_turns), ("axum + sqlx", bare_turns)] {
            let rates = turns.iter().map(|turn| turn.rate);
            let processor = turns.iter().map(|turn| turn.processor);
            report.rows.push(Row {
                subject: format!("{who}, {database}"),
                figures: vec![
                    ("requests", Figure::rates(rates)),
                    ("processor each", Figure::times(processor)),
                ],
            });
        }
    }
    report
}
