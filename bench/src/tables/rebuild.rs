//! Building a read model anew from a long ledger, against `QueryReplay` on postgres-es.

use std::process::Command;
use std::time::{Duration, Instant};

use cqrs_es::persist::QueryReplay;
use postgres_es::PostgresEventRepository;
use sqlx::Executor;
use tenantry_domain::customer::Customer;
use tenantry_projections::Projections;

use crate::args::Args;
use crate::ours::{fresh_ledger, open_ledger};
use crate::peer::{folded_query, fresh_pool};
use crate::report::{Figure, Ratio, Report, Row};
use crate::server::postgres;
use crate::stats::{Spread, per_second};
use crate::{history, memory};

/// The environment variable that makes this program rebuild, once, what the URL in it names.
pub(crate) const REBUILD_OF: &str = "TENANTRY_BENCH_REBUILD_OF";

const ROUNDS: usize = 3;

pub(crate) async fn rebuild(args: &Args) -> Report {
    let url = postgres().fresh_database();
    history::extend(&fresh_ledger(&url).await, 0, args.events()).await;
    let (mut rates, mut peaks, mut peer_rates) = (Vec::new(), Vec::new(), Vec::new());
    // The peer reads one event and commits one view at a time; its rate does not grow with the
    // log, so a shorter log serves it.
    let replayed = if args.quick { 2_000 } else { 20_000 };
    let peer_url = postgres().fresh_database();
    let pool = fresh_pool(&peer_url, 10).await;
    copy_events(&url, &pool, replayed).await;
    for _ in 0..ROUNDS {
        let (rate, peak) = in_a_child(&url, args.events());
        rates.push(rate);
        peaks.push(peak);
        peer_rates.push(replay(&pool, replayed).await);
    }
    let mut report = Report::new(
        "rebuild",
        format!("rebuild of one projection, {} events", args.events()),
    );
    report.ratios.push(Ratio {
        of: "events/s".to_owned(),
        times: Spread::of(
            rates
                .iter()
                .zip(&peer_rates)
                .map(|(ours, peer)| ours / peer),
        ),
        promised: 100.0,
    });
    report.rows = vec![
        Row {
            subject: "tenantry".to_owned(),
            figures: vec![
                ("events", Figure::rates(rates)),
                (
                    "peak memory",
                    Figure::Megabytes {
                        megabytes: Spread::of(peaks),
                    },
                ),
            ],
        },
        Row {
            subject: format!("QueryReplay, {replayed} events"),
            figures: vec![("events", Figure::rates(peer_rates))],
        },
    ];
    report
}

/// A process of its own, so that the peak of memory is that of the rebuild.
fn in_a_child(url: &str, events: u64) -> (f64, f64) {
    let child = Command::new(std::env::current_exe().expect("this program knows itself"))
        .env(REBUILD_OF, url)
        .output()
        .expect("this program can be started again");
    assert!(
        child.status.success(),
        "{}",
        String::from_utf8_lossy(&child.stderr)
    );
    let told = String::from_utf8_lossy(&child.stdout);
    let mut numbers = told
        .split_whitespace()
        .map(|word| word.parse::<f64>().unwrap_or(f64::NAN));
    let (micros, megabytes) = (numbers.next(), numbers.next());
    let duration = Duration::from_secs_f64(micros.unwrap_or(f64::NAN) / 1e6);
    let events = usize::try_from(events).unwrap_or(usize::MAX);
    (per_second(events, duration), megabytes.unwrap_or(f64::NAN))
}

/// What the child does: rebuilds and prints microseconds and megabytes.
pub(crate) async fn rebuild_and_tell(url: &str) {
    let ledger = open_ledger(&url.parse().expect("the parent gives a good URL")).await;
    let projections = Projections::open(url, ledger)
        .await
        .expect("the database is up");
    projections
        .migrate()
        .await
        .expect("the database takes the tables");
    let begin = Instant::now();
    projections
        .rebuild("customers", &mut |_| {})
        .await
        .expect("the ledger can be read");
    let micros = begin.elapsed().as_micros();
    println!("{micros} {}", memory::peak().unwrap_or(f64::NAN));
}

/// Our events are the peer's events: the columns have the same names and types.
async fn copy_events(from: &str, to: &sqlx::PgPool, count: usize) {
    let ours = sqlx::PgPool::connect(from)
        .await
        .expect("the database is up");
    let columns = "aggregate_type, aggregate_id, sequence, event_type, event_version, \
                   payload::text, metadata::text";
    let sql = format!("select {columns} from events order by msp_id, position limit {count}");
    let rows: Vec<(String, String, i64, String, String, String, String)> = sqlx::query_as(&sql)
        .fetch_all(&ours)
        .await
        .expect("our events can be read");
    for row in rows {
        sqlx::query("insert into events values ($1, $2, $3, $4, $5, $6::json, $7::json)")
            .bind(row.0)
            .bind(row.1)
            .bind(row.2)
            .bind(row.3)
            .bind(row.4)
            .bind(row.5)
            .bind(row.6)
            .execute(to)
            .await
            .expect("the peer's table takes them");
    }
}

async fn replay(pool: &sqlx::PgPool, events: usize) -> f64 {
    pool.execute("truncate folded")
        .await
        .expect("the views can be emptied");
    let begin = Instant::now();
    QueryReplay::new(
        PostgresEventRepository::new(pool.clone()),
        folded_query::<Customer>(pool),
    )
    .replay_all()
    .await
    .expect("the peer replays");
    per_second(events, begin.elapsed())
}
