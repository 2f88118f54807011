//! How long it takes from a mutation until a query that waits for it shows what came of it, against
//! one durable append by the engine alone.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_engine::commands::{Engine, Limits};
use uuid::Uuid;

use crate::args::Args;
use crate::asking::house::House;
use crate::asking::{Caller, Question};
use crate::ours::{fill_tables, fresh_ledger};
use crate::report::{Figure, Ratio, Report, Row};
use crate::server::postgres;
use crate::stats::{Spread, percentile};
use crate::{driven, load};

const ROUNDS: usize = 5;

/// Before anything is counted: connections are open and caches filled by then.
const SETTLING: usize = 20;

/// The median of an append, as a part of that of mutation and query together.
const PROMISED: f64 = 0.25;

/// What the mutation is asked for: where it is on record, so that the query waits; or the customer too, so that the
/// mutation does.
const WISHES: [(&str, &str); 2] = [
    (
        "by its position",
        "mutation($input: CustomerRegisterInput!) { customerRegister(input: $input) {
            receipt { position } userErrors { code } } }",
    ),
    (
        "with the customer",
        "mutation($input: CustomerRegisterInput!) { customerRegister(input: $input) {
            customer { id name } receipt { position } userErrors { code } } }",
    ),
];

const READ: &str = "query($id: ID!, $position: Position) { customer(id: $id, atLeast: $position) {
    id name } }";

/// Nobody else asks; so the pause before each says in which state the tables' daemon is met.
const PACES: [(&str, Duration); 2] = [
    ("at once", Duration::ZERO),
    ("after 50 ms", Duration::from_millis(50)),
];

/// The times of one round, and of all rounds when they are put together.
#[derive(Debug, Default)]
struct Times {
    append: Vec<Duration>,
    asked: [Asked; WISHES.len()],
}

/// Of one of the wishes.
#[derive(Debug, Default)]
struct Asked {
    /// From the mutation's sending until the query's answer.
    visible: Vec<Duration>,
    /// Of it, until the mutation's answer.
    mutation: Vec<Duration>,
}

pub(crate) async fn visible(args: &Args) -> Report {
    let title = "one after the other, over HTTP, against one append";
    let mut report = Report::new("visible", title);
    let folder = tempfile::tempdir().expect("a folder for the files");
    let file = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    let server = postgres();
    let on_both = [
        (
            "PostgreSQL",
            server.fresh_database(),
            server.fresh_database(),
        ),
        ("SQLite", file("alone.db"), file("house.db")),
    ];
    for (database, alone, with_house) in on_both {
        let stage = Stage::on(&alone, &with_house).await;
        measure(args, stage, database, &mut report).await;
    }
    report
}

async fn measure(args: &Args, mut stage: Stage, database: &str, report: &mut Report) {
    let times = if args.quick { 20 } else { 100 };
    stage.round(SETTLING, Duration::ZERO).await;
    for (pace, pause) in PACES {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push(stage.round(times, pause).await);
        }
        let append: Vec<&[Duration]> = rounds.iter().map(|it| &*it.append).collect();
        report.rows.push(Row {
            subject: format!("append, {database}, {pace}"),
            figures: spread(&append),
        });
        for (at, (wish, _)) in WISHES.iter().enumerate() {
            let ratio = |round: &Times| {
                let append = percentile(&round.append, 50).as_secs_f64();
                append / percentile(&round.asked[at].visible, 50).as_secs_f64()
            };
            report.ratios.push(Ratio {
                of: format!("append/visible {wish}, {database}, {pace}"),
                times: Spread::of(rounds.iter().map(ratio)),
                promised: PROMISED,
            });
            let asked = |it: &'_ Times| percentile(&it.asked[at].mutation, 50);
            let mutation = Figure::times(rounds.iter().map(asked));
            let visible: Vec<&[Duration]> =
                rounds.iter().map(|it| &*it.asked[at].visible).collect();
            let mut figures = spread(&visible);
            figures.push(("mutation p50", mutation));
            report.rows.push(Row {
                subject: format!("visible {wish}, {database}, {pace}"),
                figures,
            });
        }
    }
    stage.house.end().await;
}

fn spread(rounds: &[&[Duration]]) -> Vec<(&'static str, Figure)> {
    let medians = rounds.iter().map(|round| percentile(round, 50));
    let mut all = rounds.concat();
    all.sort_unstable();
    vec![
        ("p50", Figure::times(medians)),
        ("p99", Figure::times([percentile(&all, 99)])),
    ]
}

/// The engine alone on one database, and the house on another: so neither's events are work for the
/// other.
struct Stage {
    alone: Engine,
    house: House,
    caller: Caller,
    registered: usize,
}

impl Stage {
    async fn on(alone: &str, with_house: &str) -> Self {
        let alone = Engine::new(fresh_ledger(alone).await, Limits::default());
        let ledger = fresh_ledger(with_house).await;
        fill_tables(with_house, ledger.clone()).await;
        let engine = Arc::new(Engine::new(ledger, Limits::default()));
        let house = House::on(engine, with_house, None).await;
        let caller = Caller::new(Question {
            address: house.address,
            method: Method::POST,
            path: "/graphql",
            authorization: house.token(load::msp(0), Role::Tech).await,
            body: String::new(),
            mark: "",
        });
        Self {
            alone,
            caller: caller.await,
            house,
            registered: 0,
        }
    }

    /// They take turns; the times come back sorted.
    async fn round(&mut self, times: usize, pause: Duration) -> Times {
        let mut round = Times::default();
        for _ in 0..times {
            self.registered += 1;
            tokio::time::sleep(pause).await;
            let begun = Instant::now();
            driven::register(&self.alone, load::msp(0), self.registered).await;
            round.append.push(begun.elapsed());
            for (asked, (_, wish)) in round.asked.iter_mut().zip(WISHES) {
                tokio::time::sleep(pause).await;
                let (mutation, visible) = self.register_and_read(wish).await;
                asked.mutation.push(mutation);
                asked.visible.push(visible);
            }
        }
        round.append.sort_unstable();
        for asked in &mut round.asked {
            asked.mutation.sort_unstable();
            asked.visible.sort_unstable();
        }
        round
    }

    async fn register_and_read(&mut self, wish: &str) -> (Duration, Duration) {
        let name = format!("Customer {}", self.registered);
        let id = Uuid::now_v7();
        let input = json!({ "idempotencyKey": id, "customerId": id, "name": name });
        let begun = Instant::now();
        let told = self.data(wish, &json!({ "input": input })).await;
        let mutation = begun.elapsed();
        let position = &told["customerRegister"]["receipt"]["position"];
        let told = self
            .data(READ, &json!({ "id": id, "position": position }))
            .await;
        let visible = begun.elapsed();
        assert_eq!(told["customer"]["name"], name, "it is shown: {told}");
        (mutation, visible)
    }

    async fn data(&mut self, query: &str, variables: &Value) -> Value {
        let asked = json!({ "query": query, "variables": variables });
        let answer = self.caller.ask_for(asked.to_string()).await;
        let mut answer: Value = serde_json::from_slice(&answer).expect("JSON");
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].take()
    }
}
