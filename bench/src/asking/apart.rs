//! A server in a process of its own, so that its memory and its work are its own.

use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tenantry_api::server::Meter;
use tenantry_engine::drift::{DriftProbe, DriftWatch, WatchParts};
use tenantry_engine::sagas::{LedgerAlarm, Runner, RunnerParts, Tuning};
use tenantry_engine::time::{Clock, SystemClock};
use tenantry_projections::onboardings::LiveOnboardings;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{mpsc, watch};
use uuid::Uuid;

use super::house::House;
use crate::clouds::AtOnce;
use crate::worker::{Counted, NAME};
use crate::{cpu, memory};

/// The environment variable that makes this program a server of what the URL in it names.
pub(crate) const SERVER_ON: &str = "TENANTRY_BENCH_SERVER_ON";
/// Whether it works beside that.
const WORKS: &str = "TENANTRY_BENCH_SERVER_WORKS";

/// What a server does beside answering and following.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    Nothing,
    /// Carries onboardings on and looks for drift, as `tenantry serve` does.
    Work,
}

/// How a server is doing, as it says itself.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Condition {
    pub(crate) address: SocketAddr,
    /// Of memory, now, and at most since it was asked the last time.
    pub(crate) megabytes: f64,
    pub(crate) peak: f64,
    /// So far: the processors' time, and what was asked of ledger and leases.
    pub(crate) worked: Duration,
    pub(crate) statements: u64,
}

/// The server, seen from the process that asks it.
pub(crate) struct Apart {
    child: Child,
    asked: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Apart {
    /// Starts it on a database that has its tables; it serves when this returns.
    pub(crate) async fn start(url: &str, beside: Beside) -> (Self, Condition) {
        let program = std::env::current_exe().expect("this program knows itself");
        let mut child = Command::new(program)
            .env(SERVER_ON, url)
            .env(WORKS, (beside == Beside::Work).to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("this program can be started again");
        let asked = child.stdin.take().expect("it listens to us");
        let answers = child.stdout.take().expect("it answers");
        let mut apart = Self {
            child,
            asked,
            answers: BufReader::new(answers).lines(),
        };
        let condition = apart.told().await;
        (apart, condition)
    }

    pub(crate) async fn condition(&mut self) -> Condition {
        let asked = self.asked.write_all(b"\n").await;
        asked.expect("the server lives");
        self.told().await
    }

    async fn told(&mut self) -> Condition {
        let line = self.answers.next_line().await.expect("the server lives");
        serde_json::from_str(&line.expect("the server lives")).expect("it tells of itself")
    }

    pub(crate) async fn end(self) {
        let Self {
            mut child, asked, ..
        } = self;
        drop(asked);
        let ended = child.wait().await.expect("it was started");
        assert!(ended.success(), "the server ends well");
    }
}

/// What the child does: serves, and tells of itself for each line that it is sent, until there are no
/// more.
pub(crate) async fn serve_and_tell(url: &str) {
    let node = Counted::on(url).await;
    let house = House::on(node.engine.clone(), url, Meter::start().ok()).await;
    let (stop, stopping) = watch::channel(false);
    if std::env::var(WORKS).is_ok_and(|works| works == "true") {
        let (drift, runner) = (drift(&node, &house), runner(&node, &house));
        tokio::spawn(drift.run(stopping.clone()));
        tokio::spawn(async move { runner.run(stopping).await });
    }
    let mut asked = asked();
    loop {
        tell(&node, &house);
        if asked.recv().await.is_none() {
            break;
        }
    }
    stop.send_replace(true);
    house.end().await;
}

/// The lines that are sent to this process, each as it comes.
fn asked() -> mpsc::UnboundedReceiver<()> {
    let (line, lines) = mpsc::unbounded_channel();
    // Whoever waits for a line holds up a thread.
    std::thread::spawn(move || {
        for _ in std::io::stdin().lines().map_while(Result::ok) {
            if line.send(()).is_err() {
                return;
            }
        }
    });
    lines
}

fn tell(node: &Counted, house: &House) {
    let unknown = f64::NAN;
    let condition = Condition {
        address: house.address,
        megabytes: memory::now().unwrap_or(unknown),
        peak: memory::peak().unwrap_or(unknown),
        worked: cpu::used(None),
        statements: node.counts.statements(),
    };
    let text = serde_json::to_string(&condition).expect("figures are plain data");
    println!("{text}");
    memory::forget_peak();
}

fn runner(node: &Counted, house: &House) -> Runner {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let live = LiveOnboardings::new(house.projections.clone(), clock.clone());
    let parts = RunnerParts {
        engine: node.engine.clone(),
        leases: node.leases.clone(),
        live: Arc::new(live),
        carriers: vec![node.carrier(AtOnce::without_answers(), &clock)],
        alarm: Arc::new(LedgerAlarm::new(node.ledger.clone(), clock.clone())),
        clock,
        owner: Uuid::now_v7(),
        worker: NAME.to_owned(),
    };
    Runner::new(parts, Tuning::default())
}

fn drift(node: &Counted, house: &House) -> DriftWatch {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let clouds = Arc::new(AtOnce::without_answers());
    DriftWatch::new(WatchParts {
        probe: DriftProbe::new(clouds, node.engine.clone(), clock.clone()),
        engine: node.engine.clone(),
        tenants: Arc::new(house.projections.clone()),
        leases: node.leases.clone(),
        clock,
        owner: Uuid::now_v7(),
        worker: NAME.to_owned(),
    })
}
