//! What a query costs that goes through the whole of the API, against a handler that asks the
//! database and writes JSON, and nothing else.

use std::sync::Arc;

use hyper::Method;
use serde_json::json;
use tenantry_domain::role::Role;
use tenantry_engine::commands::{Engine, Limits};

use crate::args::Args;
use crate::asking::house::House;
use crate::asking::{Caller, Question, bare};
use crate::invitations;
use crate::ours::{fill_tables, fresh_ledger};
use crate::report::{Figure, Ratio, Report, Row};
use crate::server::postgres;
use crate::stats::Spread;

/// Connections that ask, one request after the other.
const CALLERS: usize = 64;

/// How much of the bare handler's rate was promised.
const PROMISED: f64 = 0.5;

/// Onboardings on record, and so tenants, over 16 MSPs.
const TENANTS: usize = 16_000;

const QUERY: &str = "{ tenants(first: 50) { edges { node { id tenantId name domain status sources
    delegation legacy missed changedAt } } } }";

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
        let (house, ours) = serve(&url).await;
        let bare = bare::serve(&url).await;
        let (mut our_turns, mut bare_turns) = (Vec::new(), Vec::new());
        let (count, length) = args.rounds();
        for _ in 0..count {
            our_turns.push(Caller::turn(&ours, CALLERS, length).await);
            bare_turns.push(Caller::turn(&bare, CALLERS, length).await);
        }
        house.end().await;
        let rounds = our_turns.iter().zip(&bare_turns);
        let ratios = rounds.map(|(ours, bare)| ours.rate / bare.rate);
        report.ratios.push(Ratio {
            of: of.to_owned(),
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

/// Fills a fresh database and serves it.
async fn serve(url: &str) -> (House, Question) {
    let ledger = fresh_ledger(url).await;
    invitations::record(&ledger, TENANTS).await;
    fill_tables(url, ledger.clone()).await;
    let engine = Arc::new(Engine::new(ledger, Limits::default()));
    let house = House::on(engine, url, None).await;
    let question = Question {
        address: house.address,
        method: Method::POST,
        path: "/graphql",
        authorization: house.token(invitations::msp(0), Role::Viewer).await,
        body: json!({ "query": QUERY }).to_string(),
        mark: "\"tenantId\"",
    };
    (house, question)
}
