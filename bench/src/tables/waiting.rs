//! What onboardings cost that wait for the customer's approval: for the worker that holds them,
//! for the database, and until the worker notices that somebody wants something.

use std::ops::Range;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::TenantId;
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::text::Reason;
use tenantry_engine::commands::Context;
use tenantry_engine::onboardings::Onboardings;
use tenantry_engine::sagas::{FromLedger, LedgerAlarm, LiveSagas, Runner, RunnerParts, Tuning};
use tenantry_engine::time::{Clock, SystemClock};
use tenantry_projections::Projections;
use tenantry_projections::onboardings::LiveOnboardings;
use tenantry_support::discovered;
use tokio::sync::{mpsc, watch};
use uuid::Uuid;

use crate::args::Args;
use crate::clouds::AtOnce;
use crate::ours::{fill_tables, fresh_ledger};
use crate::report::{Figure, Report, Row};
use crate::server::postgres;
use crate::stats::{Spread, percentile};
use crate::watched::{FirstRest, Visited};
use crate::worker::{Counted, NAME};
use crate::{cpu, invitations, memory};

/// The environment variable that makes this program a worker on what the URL in it names.
pub(crate) const WORKER_ON: &str = "TENANTRY_BENCH_WORKER_ON";
/// Where that worker learns what is under way.
const LEARNS_FROM: &str = "TENANTRY_BENCH_LEARNS_FROM";
const LEDGER: &str = "ledger";
const TABLE: &str = "query table";

/// For so long is counted what a worker does that has nothing to do.
const AT_REST: Duration = Duration::from_secs(5);

/// How often somebody wants something.
const WISHES: usize = 200;

/// The environment variable that says for which onboardings: `FIRST..END`.
const WISHED: &str = "TENANTRY_BENCH_WISHED";

/// What a worker tells of itself.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Told {
    taken_over: Duration,
    /// Of memory, more than before.
    bytes: f64,
    /// At rest, per second.
    statements: f64,
    visits: f64,
    busy: f64,
    /// From a wish on record to the visit.
    delays: Vec<Duration>,
}

pub(crate) async fn waiting(args: &Args) -> Report {
    let most = args.waiting();
    let mut report = Report::new(
        "waiting",
        "onboardings that wait for the customer's approval",
    );
    let folder = tempfile::tempdir().expect("a folder for the files");
    for count in [most / 100, most / 10, most] {
        let sqlite = format!(
            "sqlite:{}",
            folder.path().join(format!("{count}.db")).display()
        );
        let on_both = [
            ("SQLite", sqlite),
            ("PostgreSQL", postgres().fresh_database()),
        ];
        for (name, url) in on_both {
            fill(&url, count).await;
            for (place, from) in [TABLE, LEDGER].into_iter().enumerate() {
                // Each its own: what was called off waits no longer.
                let each = WISHES.min(count / 2);
                let wished = place * each..(place + 1) * each;
                let subject = format!("{name}, {count} waiting, learned from the {from}");
                report
                    .rows
                    .push(row(subject, count, in_a_child(&url, from, &wished)));
            }
        }
    }
    report
}

async fn fill(url: &str, count: usize) {
    let ledger = fresh_ledger(url).await;
    invitations::record(&ledger, count).await;
    fill_tables(url, ledger).await;
}

fn row(subject: String, count: usize, told: Told) -> Row {
    let mut delays = told.delays;
    delays.sort_unstable();
    let p99 = percentile(&delays, 99);
    #[allow(clippy::cast_precision_loss)] // Counts here stay far below 2^52.
    let each = told.bytes / count as f64;
    Row {
        subject,
        figures: vec![
            ("taken over after", Figure::times([told.taken_over])),
            ("memory each", Figure::bytes(each)),
            ("statements at rest", Figure::fine(told.statements)),
            ("visits at rest", Figure::fine(told.visits)),
            (
                "processor at rest",
                Figure::Share {
                    percent: Spread::of([told.busy * 100.0]),
                },
            ),
            ("noticed after", Figure::times(delays)),
            ("p99", Figure::times([p99])),
        ],
    }
}

/// A process of its own, so that its memory is that of the worker.
fn in_a_child(url: &str, from: &str, wished: &Range<usize>) -> Told {
    let child = Command::new(std::env::current_exe().expect("this program knows itself"))
        .env(WORKER_ON, url)
        .env(LEARNS_FROM, from)
        .env(WISHED, format!("{}..{}", wished.start, wished.end))
        .output()
        .expect("this program can be started again");
    let (told, said) = (&child.stdout, String::from_utf8_lossy(&child.stderr));
    assert!(child.status.success(), "{said}");
    serde_json::from_slice(told).expect("the worker tells of itself")
}

/// What the child does: takes over what waits, rests, and is then called.
pub(crate) async fn wait_and_tell(url: &str) {
    let node = Counted::on(url).await;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let live = live(url, &node, &clock).await;
    let visits = Arc::new(AtomicU64::new(0));
    let (carrier, mut visited) = Visited::after(
        node.carrier(AtOnce::without_answers(), &clock),
        visits.clone(),
    );
    let alarm = LedgerAlarm::new(node.ledger.clone(), clock.clone());
    let (alarm, mut rests) = FirstRest::of(Arc::new(alarm));
    let parts = RunnerParts {
        engine: node.engine.clone(),
        leases: node.leases.clone(),
        live,
        carriers: vec![carrier],
        clock: clock.clone(),
        alarm,
        owner: Uuid::now_v7(),
        worker: NAME.to_owned(),
    };
    let had = memory::now().unwrap_or(f64::NAN);
    let begin = Instant::now();
    let (stop, stopping) = watch::channel(false);
    let work =
        tokio::spawn(async move { Runner::new(parts, Tuning::default()).run(stopping).await });
    rests
        .wait_for(|rests| *rests)
        .await
        .expect("the worker lives");
    let mut told = Told {
        taken_over: begin.elapsed(),
        bytes: (memory::now().unwrap_or(f64::NAN) - had) * 1024.0 * 1024.0,
        ..Told::default()
    };

    let before = (
        node.counts.statements(),
        visits.load(Relaxed),
        cpu::used(None),
    );
    tokio::time::sleep(AT_REST).await;
    told.statements = per_second(node.counts.statements() - before.0);
    told.visits = per_second(visits.load(Relaxed) - before.1);
    let used = cpu::used(None).saturating_sub(before.2);
    told.busy = used.as_secs_f64() / AT_REST.as_secs_f64();

    told.delays = wishes(url, &clock, &mut visited).await;
    stop.send(true).expect("the worker listens");
    work.await.expect("the worker ends well");
    println!(
        "{}",
        serde_json::to_string(&told).expect("figures are plain data")
    );
}

#[allow(clippy::cast_precision_loss)] // Counts here stay far below 2^52.
fn per_second(count: u64) -> f64 {
    count as f64 / AT_REST.as_secs_f64()
}

async fn live(url: &str, node: &Counted, clock: &Arc<dyn Clock>) -> Arc<dyn LiveSagas> {
    let from = std::env::var(LEARNS_FROM).unwrap_or_default();
    if from == LEDGER {
        let ledger = node.ledger.clone();
        return Arc::new(FromLedger::new(ledger, vec![Onboarding::TYPE]));
    }
    let projections = Projections::open(url, node.ledger.clone()).await;
    let projections = projections.expect("the database is up");
    Arc::new(LiveOnboardings::new(projections, clock.clone()))
}

fn wished() -> Range<usize> {
    let text = std::env::var(WISHED).unwrap_or_default();
    let ends = text.split_once("..");
    let number = |text: &str| text.parse().expect("the parent gives good numbers");
    ends.map_or(0..0, |(first, end)| number(first)..number(end))
}

/// Somebody else, on a node of its own, calls onboardings off, one after the other.
async fn wishes(
    url: &str,
    clock: &Arc<dyn Clock>,
    visited: &mut mpsc::UnboundedReceiver<(String, Instant)>,
) -> Vec<Duration> {
    let other = Counted::on(url).await;
    let onboardings = Onboardings::new(other.engine.clone(), clock.clone());
    let mut delays = Vec::new();
    for number in wished() {
        let tenant: TenantId = discovered::tenant(number);
        let id = tenant.to_string();
        let reason = Reason::new("No longer wanted").expect("a good reason");
        let context = Context::new(Actor::service("bench"), Source::Engine);
        let done = onboardings.cancel(invitations::msp(number), tenant, reason, context);
        done.await.expect("it is under way");
        let recorded = Instant::now();
        let at = loop {
            let (visited, at) = visited.recv().await.expect("the worker lives");
            if visited == id {
                break at;
            }
        };
        delays.push(at.saturating_duration_since(recorded));
    }
    delays
}
