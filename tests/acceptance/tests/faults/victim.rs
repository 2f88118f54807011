//! A process of its own, to be killed.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use tenantry_domain::ids::MspId;
use tenantry_engine::commands::Done;
use tenantry_engine::ledger::Receipt;
use tenantry_support::World;
use tokio::sync::watch;

use crate::load::Piece;

const CALLERS: usize = 48;

const ROLE: &str = "TENANTRY_TEST_ROLE";
const URL: &str = "TENANTRY_TEST_URL";
const NAME: &str = "TENANTRY_TEST_NAME";
const MSPS: &str = "TENANTRY_TEST_MSPS";

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Role {
    /// A node with a load on its engine, and a daemon that follows.
    Load,
    /// Builds the customers' table anew.
    Rebuild,
}

pub(crate) struct Victim {
    process: Child,
    /// What it says, line by line. Somebody always listens: a full pipe would stop it.
    lines: Receiver<String>,
    heard: Vec<String>,
}

impl Victim {
    /// The name goes into the callers', so that no two victims ask under one key.
    pub(crate) fn start(world: &World, role: Role, name: &str, msps: &[MspId]) -> Self {
        let msps: Vec<_> = msps.iter().map(ToString::to_string).collect();
        let mut process = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "victim::victim", "--nocapture"])
            .env(ROLE, format!("{role:?}"))
            .env(URL, world.url_text())
            .env(NAME, name)
            .env(MSPS, msps.join(","))
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let out = process.stdout.take().expect("piped");
        let (say, lines) = channel();
        thread::spawn(move || listen(out, &say));
        Self {
            process,
            lines,
            heard: Vec::new(),
        }
    }

    /// Waits until it said so many lines that begin with this word.
    pub(crate) fn says(mut self, word: &str, times: u64) -> Self {
        let mut heard = 0;
        while heard < times {
            let line = self.lines.recv();
            let line = line.unwrap_or_else(|_| panic!("it ended by itself: {:?}", self.heard));
            heard += u64::from(line.split(' ').next() == Some(word));
            self.heard.push(line);
        }
        self
    }

    /// Kills it after a while. Gives all it said in whole lines.
    pub(crate) fn kill_after(mut self, while_longer: Duration) -> Vec<String> {
        thread::sleep(while_longer);
        self.process.kill().expect("ours to kill");
        self.process.wait().expect("gone");
        let mut heard = std::mem::take(&mut self.heard);
        heard.extend(self.lines.iter());
        heard
    }
}

impl Drop for Victim {
    /// A test that failed leaves nobody behind.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn listen(out: ChildStdout, say: &Sender<String>) {
    let mut out = BufReader::new(out);
    let mut line = String::new();
    while out.read_line(&mut line).is_ok_and(|read| read > 0) {
        // A line without an end was cut by the kill: nobody was told.
        if line.ends_with('\n') {
            line.pop();
            drop(say.send(std::mem::take(&mut line)));
        }
    }
}

/// What it acknowledged.
pub(crate) fn acknowledged(told: &[String]) -> HashMap<Piece, Done> {
    told.iter()
        .filter_map(|line| acknowledgement(line))
        .collect()
}

fn acknowledgement(line: &str) -> Option<(Piece, Done)> {
    let mut words = line.strip_prefix("ack ")?.split(' ');
    let piece = Piece::parse(words.next()?);
    let mut number = || words.next()?.parse::<u64>().ok();
    let receipt = Receipt {
        position: number()?,
        events: u32::try_from(number()?).ok()?,
        sequence: number()?,
        recorded_at: i64::try_from(number()?).ok()?,
    };
    let done = Done {
        receipt,
        replayed: false,
    };
    Some((piece, done))
}

/// A killed client's last statement may still be carried out by the server.
pub(crate) async fn gone(world: &World) {
    if !world.is_postgres() {
        return;
    }
    let others = "do $$ begin
        for attempt in 1..1000 loop
            perform pg_stat_clear_snapshot();
            if not exists (
                select from pg_stat_activity
                where datname = current_database() and application_name like 'tenantry%'
            ) then return; end if;
            perform pg_sleep(0.01);
        end loop;
        raise 'the killed process still has connections';
    end $$";
    world.sql(others).await;
}

/// Not a test of its own: the process that other tests start and kill.
#[tokio::test(flavor = "multi_thread")]
async fn victim() {
    let Ok(role) = std::env::var(ROLE) else {
        return;
    };
    let said = |name| std::env::var(name).unwrap();
    let world = World::at(said(URL)).await;
    println!();
    if role == format!("{:?}", Role::Rebuild) {
        return rebuild(&world).await;
    }
    let msps = said(MSPS);
    let msps = msps.split(',').map(|it| it.parse().unwrap()).collect();
    load(&world, &said(NAME), msps).await;
}

async fn load(world: &World, name: &str, msps: Vec<MspId>) {
    let projections = world.projections().await;
    let (_running, stop) = watch::channel(false);
    tokio::spawn(async move { projections.run(stop).await });
    let engine = Arc::new(world.engine().await);
    let callers = (0..CALLERS).map(|caller| {
        let (engine, msps) = (engine.clone(), msps.clone());
        let caller = format!("{name}c{caller}");
        tokio::spawn(async move {
            for number in 0.. {
                let caller = caller.clone();
                let piece = Piece { caller, number };
                let done = piece.until_done(&engine, &msps).await;
                let Receipt {
                    position,
                    events,
                    sequence,
                    recorded_at,
                } = done.receipt;
                let key = piece.key();
                println!("ack {key} {position} {events} {sequence} {recorded_at}");
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
}

async fn rebuild(world: &World) {
    let projections = world.projections().await;
    println!("begun .");
    let mut report = |progress: tenantry_projections::Progress| {
        println!("passed {} of {}", progress.events, progress.total);
    };
    projections.rebuild("customers", &mut report).await.unwrap();
    println!("built .");
}
