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
        let (mut our_rates, mut bare_rates) = (Vec::new(), Vec::new());
        let (count, length) = args.rounds();
        for _ in 0..count {
            our_rates.push(Caller::rate(&ours, CALLERS, length).await);
            bare_rates.push(Caller::rate(&bare, CALLERS, length).await);
        }
        let ratios = our_rates
            .iter()
            .zip(&bare_rates)
            .map(|(ours, bare)| ours / bare);
        report.ratios.push(Ratio {
            of,
            times: Spread::of(ratios),
            promised: PROMISED,
        });
        for (who, rates) in [("tenantry", our_rates), ("axum + sqlx", bare_rates)] {
            report.rows.push(Row {
                subject: format!("{who}, {database}"),
                figures: vec![("requests", Figure::rates(rates))],
            });
        }
    }
    report
}
