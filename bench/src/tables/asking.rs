//! What a query costs that goes through the whole of the API, against a handler that asks the
//! database and writes JSON, and nothing else.

use std::sync::Arc;

use hyper::Method;
use serde_json::json;
use tenantry_domain::role::Role;
use tenantry_engine::commands::{Engine, Limits};

use crate::args::Args;
use crate::asking::house::House;
use crate::asking::{Caller, Question, Turn, bare};
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
    let title = format!("50 tenants with 10 fields, {CALLERS} connections, and one alone");
    let mut report = Report::new("asking", title);
    let folder = tempfile::tempdir().expect("a folder for the files");
    let sqlite = format!("sqlite:{}", folder.path().join("ledger.db").display());
    let on_both = [
        ("PostgreSQL", postgres().fresh_database()),
        ("SQLite", sqlite),
    ];
    for (database, url) in on_both {
        let (house, ours) = serve(&url).await;
        let bare = bare::serve(&url).await;
        let rounds = contest(args, [&ours, &bare], CALLERS).await;
        let ratios = rounds.iter().map(|[ours, bare]| ours.rate / bare.rate);
        report.ratios.push(Ratio {
            of: format!("ours/bare, {database}"),
            times: Spread::of(ratios),
            promised: PROMISED,
        });
        tell(&mut report, database, &rounds);
        // Nobody else asks the same at the same time.
        let rounds = contest(args, [&ours, &bare], 1).await;
        tell(&mut report, &format!("{database}, alone"), &rounds);
        house.end().await;
    }
    report
}

/// Turn by turn.
async fn contest(args: &Args, subjects: [&Question; 2], callers: usize) -> Vec<[Turn; 2]> {
    let (count, length) = args.rounds();
    let [ours, bare] = subjects;
    let mut rounds = Vec::with_capacity(count);
    for _ in 0..count {
        let ours = Caller::turn(ours, callers, length).await;
        rounds.push([ours, Caller::turn(bare, callers, length).await]);
    }
    rounds
}

fn tell(report: &mut Report, on: &str, rounds: &[[Turn; 2]]) {
    for (place, who) in ["tenantry", "axum + sqlx"].into_iter().enumerate() {
        let turns = || rounds.iter().filter_map(|round| round.get(place));
        report.rows.push(Row {
            subject: format!("{who}, {on}"),
            figures: vec![
                ("requests", Figure::rates(turns().map(|turn| turn.rate))),
                (
                    "processor each",
                    Figure::times(turns().map(|turn| turn.processor)),
                ),
            ],
        });
    }
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
