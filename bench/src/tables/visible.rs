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

const REGISTER: &str =
    "mutation($input: CustomerRegisterInput!) { customerRegister(input: $input) {
    customer { id } receipt { position } userErrors { code } } }";

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
        let ratio = |round: &Times| {
            let append = percentile(&round.append, 50).as_secs_f64();
            append / percentile(&round.visible, 50).as_secs_f64()
        };
        report.ratios.push(Ratio {
            of: format!("append/visible, {database}, {pace}"),
            times: Spread::of(rounds.iter().map(ratio)),
            promised: PROMISED,
        });
        let subject = |what: &str| format!("{what}, {database}, {pace}");
        let append: Vec<&[Duration]> = rounds.iter().map(|it| &*it.append).collect();
        let visible: Vec<&[Duration]> = rounds.iter().map(|it| &*it.visible).collect();
        let mutation = rounds.iter().map(|it| percentile(&it.mutation, 50));
        let mut figures = spread(&visible);
        figures.push(("mutation p50", Figure::times(mutation)));
        report.rows.push(Row {
            subject: subject("append"),
            figures: spread(&append),
        });
        report.rows.push(Row {
            subject: subject("visible"),
            figures,
        });
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
            tokio::time::sleep(pause).await;
            let (mutation, visible) = self.register_and_read().await;
            round.mutation.push(mutation);
            round.visible.push(visible);
        }
        for times in [&mut round.append, &mut round.visible, &mut round.mutation] {
            times.sort_unstable();
        }
        round
    }

    async fn register_and_read(&mut self) -> (Duration, Duration) {
        let name = format!("Customer {}", self.registered);
        let input = json!({ "idempotencyKey": Uuid::now_v7().to_string(), "name": name });
        let begun = Instant::now();
        let told = self.data(REGISTER, &json!({ "input": input })).await;
        let mutation = begun.elapsed();
        let registered = &told["customerRegister"];
        let variables = json!({
            "id": registered["customer"]["id"],
            "position": registered["receipt"]["position"],
        });
        let told = self.data(READ, &variables).await;
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
