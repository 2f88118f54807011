//! What the port to the leases promises, on both databases: each has one holder, by the clock of
//! the database, and the fence rises.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tenantry_domain::record::Micros;
use tenantry_engine::leases::{Fence, LENGTH_LIMIT, Leases, NAME_LIMIT, NAMES_LIMIT};
use tenantry_engine::time::{Clock, SystemClock};
use tenantry_ledger::{DatabaseUrl, Options};
use tenantry_support::world::new_msp;
use tenantry_support::{Dice, World, audit, on_both_databases};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::proposals::{proposal, record};

const MINUTE: Duration = Duration::from_mins(1);

/// A worker as another process would be one: connections of its own.
struct Worker {
    leases: Arc<dyn Leases>,
    owner: Uuid,
}

impl Worker {
    async fn on(world: &World) -> Self {
        Self::with(world, Options::default()).await
    }

    async fn with(world: &World, options: Options) -> Self {
        Self {
            leases: tenantry_ledger::leases(world.url(), options).await.unwrap(),
            owner: Uuid::now_v7(),
        }
    }

    async fn take(&self, names: &[String]) -> Vec<(String, Fence)> {
        self.take_for(names, MINUTE).await
    }

    async fn take_for(&self, names: &[String], length: Duration) -> Vec<(String, Fence)> {
        self.leases.take(names, self.owner, length).await.unwrap()
    }

    async fn renew(&self, names: &[String]) -> Vec<String> {
        self.leases.renew(names, self.owner, MINUTE).await.unwrap()
    }

    async fn release(&self, names: &[String]) {
        self.leases.release(names, self.owner).await.unwrap();
    }
}

/// In rising order.
fn names(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("msp/sagas/{at:05}")).collect()
}

fn fenced(names: &[String], fence: Fence) -> Vec<(String, Fence)> {
    names.iter().map(|name| (name.clone(), fence)).collect()
}

/// Time passes at the database.
async fn pass(world: &World, time: Duration) {
    let sql = format!("update leases set until = until - {}", time.as_micros());
    world.sql(&sql).await;
}

async fn each_has_one_holder(world: World) {
    let asked = names(100);
    let mut backwards = asked.clone();
    backwards.reverse();
    let mut crowd = JoinSet::new();
    for at in 0..6 {
        let worker = Worker::on(&world).await;
        // In whatever order they ask: nobody waits for each other for ever.
        let wanted = if at % 2 == 0 { &asked } else { &backwards }.clone();
        crowd.spawn(async move {
            let mut mine = Vec::new();
            for part in wanted.chunks(7) {
                mine.extend(worker.take(part).await);
                mine.extend(worker.take(&wanted).await);
            }
            mine.sort_unstable();
            mine.dedup();
            mine
        });
    }
    let mut taken = crowd.join_all().await.concat();
    taken.sort_unstable();
    assert_eq!(taken, fenced(&asked, 1));
}

async fn what_is_held_is_given_to_nobody_else(world: World) {
    let (a, b, asked) = (Worker::on(&world).await, Worker::on(&world).await, names(3));
    assert_eq!(a.take(&asked[..2]).await, fenced(&asked[..2], 1));
    assert_eq!(b.take(&asked).await, fenced(&asked[2..], 1));
    // Whoever lost the answer asks again.
    assert_eq!(a.take(&asked).await, fenced(&asked[..2], 1));
    assert_eq!(b.renew(&asked).await, asked[2..]);
    b.release(&asked[..2]).await;
    assert_eq!(
        a.renew(&asked).await,
        asked[..2],
        "only the owner gives back"
    );
}

async fn renewal_keeps_and_an_end_ends(world: World) {
    let (a, b, asked) = (Worker::on(&world).await, Worker::on(&world).await, names(2));
    a.take(&asked).await;
    for _ in 0..3 {
        pass(&world, MINUTE / 2).await;
        assert_eq!(a.renew(&asked[..1]).await, asked[..1]);
        assert_eq!(b.take(&asked[..1]).await, []);
    }
    // The other ended meanwhile, and is not prolonged though nobody took it.
    assert_eq!(a.renew(&asked).await, asked[..1]);
    assert_eq!(b.take(&asked).await, fenced(&asked[1..], 2));
    pass(&world, MINUTE).await;
    assert_eq!(a.renew(&asked).await, [""; 0], "a stale owner is told");
    assert_eq!(b.take(&asked[..1]).await, fenced(&asked[..1], 2));
    assert_eq!(a.renew(&asked).await, [""; 0]);
    a.release(&asked).await;
    assert_eq!(b.renew(&asked[..1]).await, asked[..1]);
}

async fn an_end_comes_by_itself_and_not_before(world: World) {
    const LENGTH: Duration = Duration::from_millis(700);
    let (a, b, asked) = (Worker::on(&world).await, Worker::on(&world).await, names(1));
    let begun = Instant::now();
    a.take_for(&asked, LENGTH).await;
    let mut taken = b.take(&asked).await;
    while taken.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
        taken = b.take(&asked).await;
    }
    let waited = begun.elapsed();
    // SQLite's clock counts thousandths.
    assert!(waited + Duration::from_millis(2) > LENGTH, "{waited:?}");
    assert_eq!(taken, fenced(&asked, 2));
}

async fn what_is_given_back_is_free_at_once(world: World) {
    let (a, b, asked) = (Worker::on(&world).await, Worker::on(&world).await, names(3));
    a.take(&asked).await;
    a.release(&asked[1..]).await;
    assert_eq!(a.renew(&asked).await, asked[..1]);
    assert_eq!(b.take(&asked).await, fenced(&asked[1..], 2));
    a.release(&asked).await;
    assert_eq!(b.renew(&asked).await, asked[1..], "not what b has by now");
}

async fn the_fence_rises_with_each_taking(world: World) {
    let (a, b, asked) = (Worker::on(&world).await, Worker::on(&world).await, names(1));
    assert_eq!(a.take(&asked).await, fenced(&asked, 1));
    assert_eq!(a.take(&asked).await, fenced(&asked, 1));
    a.release(&asked).await;
    assert_eq!(a.take(&asked).await, fenced(&asked, 2));
    pass(&world, MINUTE).await;
    assert_eq!(a.take(&asked).await, fenced(&asked, 3), "it had a break");
    pass(&world, MINUTE).await;
    assert_eq!(b.take(&asked).await, fenced(&asked, 4));
    b.release(&asked).await;
    for (forbidden, why) in [
        ("update leases set fence = fence - 1", "falls"),
        ("update leases set name = 'other'", "is another's"),
        ("delete from leases", "is forgotten"),
    ] {
        let refused = world.try_sql(forbidden).await.expect_err(why);
        assert!(
            refused.to_string().contains("LEASE_FENCE_FALLS"),
            "{refused}"
        );
    }
    assert_eq!(a.take(&asked).await, fenced(&asked, 5));
}

/// A worker's clock that is a day ahead or behind.
#[derive(Debug)]
struct Wrong(Micros);

impl Clock for Wrong {
    fn now(&self) -> Micros {
        SystemClock.now() + self.0
    }
}

async fn a_workers_clock_does_not_matter(world: World) {
    const DAY: Micros = 24 * 3600 * 1_000_000;
    let with = |wrong| Options {
        clock: Arc::new(Wrong(wrong)),
        ..Options::default()
    };
    let (ahead, behind) = (
        Worker::with(&world, with(DAY)).await,
        Worker::with(&world, with(-DAY)).await,
    );
    let asked = names(2);
    ahead.take(&asked[..1]).await;
    assert_eq!(behind.take(&asked).await, fenced(&asked[1..], 1));
    assert_eq!(ahead.take(&asked[1..]).await, []);
    pass(&world, MINUTE).await;
    assert_eq!(behind.take(&asked[..1]).await, fenced(&asked[..1], 2));
    assert_eq!(ahead.take(&asked[1..]).await, fenced(&asked[1..], 2));
}

/// Whatever several workers do at once, a fence is one worker's, and no call fails.
async fn a_fence_belongs_to_one(world: World) {
    let asked = names(40);
    let mut crowd = JoinSet::new();
    for seed in 0..5 {
        let (worker, asked) = (Worker::on(&world).await, asked.clone());
        crowd.spawn(async move {
            let mut dice = Dice::seeded(seed);
            let mut taken = Vec::new();
            for _ in 0..40 {
                let mut some = asked.clone();
                some.retain(|_| dice.below(3) > 0);
                some.reverse();
                match dice.below(4) {
                    0 | 1 => taken.extend(worker.take(&some).await),
                    2 => drop(worker.renew(&some).await),
                    _ => worker.release(&some).await,
                }
            }
            worker.release(&asked).await;
            (worker.owner, taken)
        });
    }
    let mut owners = HashMap::new();
    for (owner, taken) in crowd.join_all().await {
        for lease in taken {
            assert_eq!(*owners.entry(lease.clone()).or_insert(owner), owner);
        }
    }
    // Every fence from the first to the last was somebody's.
    let last = Worker::on(&world).await.take(&asked).await;
    let before: u64 = last.iter().map(|(_, fence)| fence - 1).sum();
    assert_eq!(before, owners.len() as u64);
}

async fn the_ledger_goes_on_beside_it(world: World) {
    let opened = tenantry_ledger::open_with_leases(world.url(), Options::default()).await;
    let ((ledger, leases), msp, asked) = (opened.unwrap(), new_msp(), names(50));
    let owner = Uuid::now_v7();
    let busy = {
        let (leases, asked) = (Arc::clone(&leases), asked.clone());
        tokio::spawn(async move {
            for _ in 0..50 {
                leases.take(&asked, owner, MINUTE).await.unwrap();
                // Some go away before they hear the answer.
                let length = Duration::from_micros(300);
                drop(tokio::time::timeout(length, leases.renew(&asked, owner, MINUTE)).await);
            }
        })
    };
    for at in 0..50 {
        let id = at.to_string();
        record(&*ledger, proposal(msp, &id, 0, &["x"], &id)).await;
    }
    busy.await.unwrap();
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 50);
    assert_eq!(leases.renew(&asked, owner, MINUTE).await.unwrap(), asked);
    let stranger = Worker::on(&world).await;
    assert_eq!(stranger.take(&asked).await, []);
}

async fn what_cannot_be_asked_is_refused(world: World) {
    let (worker, asked) = (Worker::on(&world).await, names(1));
    let long = "x".repeat(NAME_LIMIT);
    let good = worker.take(std::slice::from_ref(&long)).await;
    assert_eq!(good.len(), 1);
    for name in ["", "two words", "umlaut-ü", "line\n", &format!("{long}x")] {
        let names = [asked[0].clone(), name.to_owned()];
        for error in [
            worker.leases.take(&names, worker.owner, MINUTE).await.err(),
            worker
                .leases
                .renew(&names, worker.owner, MINUTE)
                .await
                .err(),
            worker.leases.release(&names, worker.owner).await.err(),
        ] {
            assert_eq!(error.expect(name).code(), "LEASE_MALFORMED");
        }
    }
    for length in [Duration::ZERO, LENGTH_LIMIT + Duration::from_secs(1)] {
        let error = worker.leases.take(&asked, worker.owner, length).await;
        assert_eq!(error.unwrap_err().code(), "LEASE_MALFORMED");
    }
    let error = worker
        .leases
        .take(&names(NAMES_LIMIT + 1), worker.owner, MINUTE)
        .await;
    assert_eq!(error.unwrap_err().code(), "LEASE_MALFORMED");
    // Nothing of it was done, and a name twice is a name.
    assert_eq!(worker.take(&[]).await, []);
    let twice = [asked[0].clone(), asked[0].clone()];
    assert_eq!(worker.take(&twice).await, fenced(&asked, 1));
    assert_eq!(worker.take(&names(NAMES_LIMIT)).await.len(), NAMES_LIMIT);
}

const URL: &str = "TENANTRY_TEST_LEASES_OF";

/// Not a test of its own: the process that another test starts and kills.
#[tokio::test(flavor = "multi_thread")]
async fn elsewhere() {
    let Ok(url) = std::env::var(URL) else {
        return;
    };
    let url: DatabaseUrl = url.parse().unwrap();
    let opened = tenantry_ledger::leases(&url, Options::default()).await;
    let (leases, owner) = (opened.unwrap(), Uuid::now_v7());
    let length = Duration::from_secs(3);
    loop {
        let taken = leases.take(&names(100), owner, length).await.unwrap();
        println!("has {}", taken.len());
        tokio::time::sleep(length / 6).await;
    }
}

struct Elsewhere(Child);

impl Drop for Elsewhere {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn a_killed_process_is_succeeded(world: World) {
    let (worker, asked) = (Worker::on(&world).await, names(100));
    assert_eq!(worker.take(&asked[..30]).await.len(), 30);
    let mut other = Elsewhere(
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "leases::elsewhere", "--nocapture"])
            .env(URL, world.url_text())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let mut lines = BufReader::new(other.0.stdout.take().unwrap()).lines();
    lines
        .find(|line| line.as_ref().unwrap() == "has 70")
        .expect("it takes what is left")
        .unwrap();
    assert_eq!(worker.take(&asked).await, fenced(&asked[..30], 1));
    drop(other);
    let begun = Instant::now();
    let mut taken = worker.take(&asked).await;
    while taken.len() < 100 {
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", taken.len());
        tokio::time::sleep(Duration::from_millis(50)).await;
        taken = worker.take(&asked).await;
    }
    assert_eq!(taken[..30], fenced(&asked[..30], 1));
    assert!(taken[30..].iter().all(|(_, fence)| *fence > 1), "{taken:?}");
}

on_both_databases!(
    whoever_looks_sees_who_has_what,
    each_has_one_holder,
    what_is_held_is_given_to_nobody_else,
    renewal_keeps_and_an_end_ends,
    an_end_comes_by_itself_and_not_before,
    what_is_given_back_is_free_at_once,
    the_fence_rises_with_each_taking,
    a_workers_clock_does_not_matter,
    a_fence_belongs_to_one,
    the_ledger_goes_on_beside_it,
    what_cannot_be_asked_is_refused,
    a_killed_process_is_succeeded,
);

/// A server that was restarted costs no beat.
#[tokio::test(flavor = "multi_thread")]
async fn a_dead_connection_is_replaced() {
    let world = World::postgres().await;
    let (worker, asked) = (Worker::on(&world).await, names(2));
    worker.take(&asked).await;
    world
        .sql(
            "select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()",
        )
        .await;
    assert_eq!(worker.renew(&asked).await, asked);
}

/// What others have is looked at and not written to, however often somebody asks.
#[tokio::test(flavor = "multi_thread")]
async fn asking_in_vain_writes_nothing() {
    let world = World::postgres().await;
    let (a, b, asked) = (
        Worker::on(&world).await,
        Worker::on(&world).await,
        names(100),
    );
    a.take(&asked).await;
    let before = written(&world).await;
    for _ in 0..20 {
        assert_eq!(b.take(&asked).await, []);
    }
    assert_eq!(written(&world).await, before);
}

/// The last transaction that touched each row, locks included.
async fn written(world: &World) -> Vec<String> {
    use sqlx::Connection;
    let mut connection = sqlx::PgConnection::connect(world.url_text()).await.unwrap();
    sqlx::query_scalar("select name || xmin || '/' || xmax from leases order by name")
        .fetch_all(&mut connection)
        .await
        .unwrap()
}

async fn whoever_looks_sees_who_has_what(world: World) {
    let (one, other) = (Worker::on(&world).await, Worker::on(&world).await);
    let all = names(4);
    let look = async || {
        let found = other.leases.look(&all).await.unwrap().into_iter();
        let found = found.map(|it| (it.name, it.owner, it.alive));
        found.collect::<Vec<_>>()
    };
    assert_eq!(look().await, []);
    one.take(&all[..1]).await;
    other.take(&all[2..]).await;
    let of = |at: usize, who: &Worker, alive| (all[at].clone(), who.owner, alive);
    assert_eq!(
        look().await,
        [of(0, &one, true), of(2, &other, true), of(3, &other, true)]
    );
    other.release(&all[3..]).await;
    pass(&world, MINUTE).await;
    one.take(&all[..1]).await;
    assert_eq!(look().await, [of(0, &one, true), of(2, &other, false)]);
    let until = one.leases.look(&all[..1]).await.unwrap()[0].until;
    let left = until - SystemClock.now();
    assert!(left > 0 && left <= i64::try_from(MINUTE.as_micros()).unwrap() + 5_000_000);
}
