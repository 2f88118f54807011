//! The process is killed with SIGKILL at any moment, again and again, on the same database.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::ids::MspId;
use tenantry_engine::commands::Done;
use tenantry_engine::ledger::Receipt;
use tenantry_support::{Dice, World, dice, on_both_databases};

use crate::load::{Piece, check, replay, some_msps};

const ROUNDS: u64 = 5;
const CALLERS: usize = 48;

const URL: &str = "TENANTRY_TEST_LOAD";
const MSPS: &str = "TENANTRY_TEST_MSPS";
const ROUND: &str = "TENANTRY_TEST_ROUND";

async fn what_was_acknowledged_outlives_the_process(world: World) {
    let mut dice = Dice::seeded(dice::seed());
    let msps = some_msps(3);
    let mut acknowledged = HashMap::new();
    let mut asked = Vec::new();
    for round in 0..ROUNDS {
        let mut victim = Victim::start(&world, &msps, round);
        let before_death = Duration::from_millis(dice.below(900));
        let after_acks = dice.below(300);
        let acks = tokio::task::spawn_blocking(move || victim.kill(after_acks, before_death));
        let acks = acks.await.unwrap();
        println!("round {round}: {} acknowledged", acks.len());
        acknowledged.extend(acks);
        gone(&world).await;
        asked = check(&*world.ledger().await, &msps, &acknowledged).await;
        println!("and {} recorded without an answer so far", asked.len());
    }
    assert!(acknowledged.len() > CALLERS, "the load was one");

    // What was recorded without an answer is found under its key, and all the rest as well.
    let engine = Arc::new(world.engine().await);
    replay(&engine, &msps, &acknowledged).await;
    for piece in &asked {
        let done = piece.carry_out(&engine, &msps).await.unwrap();
        assert!(done.replayed, "{piece:?}");
        acknowledged.insert(piece.clone(), done);
    }
    let unknown = check(&**engine.ledger(), &msps, &acknowledged).await;
    assert_eq!(unknown, []);
}

/// A killed client's last statement may still be carried out by the server.
async fn gone(world: &World) {
    if !world.is_postgres() {
        return;
    }
    let others = "do $$ begin
        for attempt in 1..1000 loop
            perform pg_stat_clear_snapshot();
            if not exists (
                select from pg_stat_activity
                where datname = current_database() and application_name = 'tenantry'
            ) then return; end if;
            perform pg_sleep(0.01);
        end loop;
        raise 'the killed process still has connections';
    end $$";
    world.sql(others).await;
}

/// A process of its own that works until it is killed.
struct Victim {
    process: Child,
    out: BufReader<ChildStdout>,
}

impl Victim {
    fn start(world: &World, msps: &[MspId], round: u64) -> Self {
        let msps: Vec<_> = msps.iter().map(ToString::to_string).collect();
        let mut process = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "kill::victim", "--nocapture"])
            .env(URL, world.url_text())
            .env(MSPS, msps.join(","))
            .env(ROUND, round.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let out = process.stdout.take().expect("piped");
        let out = BufReader::new(out);
        Self { process, out }
    }

    /// Kills it when it has acknowledged so many and then worked so long. Gives what it
    /// acknowledged.
    fn kill(&mut self, acks: u64, then: Duration) -> Vec<(Piece, Done)> {
        let mut told = String::new();
        while (told.matches("\nack ").count() as u64) < acks.max(1) {
            let read = self.out.read_line(&mut told).expect("readable");
            assert!(read > 0, "it ended by itself: {told}");
        }
        std::thread::sleep(then);
        self.process.kill().expect("ours to kill");
        self.process.wait().expect("gone");
        self.out.read_to_string(&mut told).expect("readable");
        // A line without an end was cut by the kill: nobody was told.
        let whole = told.rfind('\n').map_or("", |end| &told[..end]);
        whole.lines().filter_map(acknowledgement).collect()
    }
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

/// Not a test of its own: the process that the test above kills.
#[tokio::test(flavor = "multi_thread")]
async fn victim() {
    let Ok(url) = std::env::var(URL) else { return };
    let round = std::env::var(ROUND).unwrap();
    let msps = std::env::var(MSPS).unwrap();
    let msps: Vec<MspId> = msps.split(',').map(|it| it.parse().unwrap()).collect();
    let engine = Arc::new(World::at(url).await.engine().await);
    println!();
    let callers = (0..CALLERS).map(|caller| {
        let (engine, msps) = (engine.clone(), msps.clone());
        let caller = format!("r{round}c{caller}");
        tokio::spawn(async move {
            for number in 0.. {
                let caller = caller.clone();
                let piece = Piece { caller, number };
                let done = piece.carry_out(&engine, &msps).await.unwrap();
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

on_both_databases!(what_was_acknowledged_outlives_the_process);
