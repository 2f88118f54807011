//! A hundred thousand users, read with flat memory, and read on by another process.
//!
//! The readers are children of this test: the simulated clouds live in the parent, so that their
//! memory does not count.

use crate::world::{World, graph};
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;
use tenantry_domain::cloud::directory::TenantDirectory;
use tenantry_domain::cloud::{Bookmark, TenantId};
use tenantry_microsoft::Endpoints;
use tenantry_microsoft::entra::Access;
use tenantry_microsoft::graph::Directory;

const USERS: u32 = 100_000;
const CHILD: &str = "TENANTRY_TEST_READER";

/// What a reader needs: where the clouds are, where to begin, and after how many parts to die.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Errand {
    login: String,
    graph: String,
    authority: String,
    from: Option<Bookmark>,
    parts: usize,
}

/// What it did: with how much memory, and where the list goes on.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Report {
    users: usize,
    largest_part: usize,
    peak_kilobytes: u64,
    next: Option<Bookmark>,
}

fn peak_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or_default()
}

async fn read(errand: Errand) -> Report {
    let scenario = crate::world::scenario(&["Directory.Read.All"], USERS);
    let endpoints = Endpoints {
        login: errand.login.parse().unwrap(),
        graph: errand.graph.parse().unwrap(),
        ..Endpoints::default()
    };
    let tenant = TenantId::new(scenario.tenant_id("Contoso"));
    let graph = graph(&scenario, Arc::new(endpoints), &errand.authority);
    let directory = Directory::new(graph, Access::App);
    let mut report = Report {
        users: 0,
        largest_part: 0,
        peak_kilobytes: 0,
        next: errand.from,
    };
    for _ in 0..errand.parts {
        let part = directory.users(tenant, report.next.as_ref()).await.unwrap();
        report.users += part.rows.len();
        report.largest_part = report.largest_part.max(part.rows.len());
        report.next = part.next;
        if report.next.is_none() {
            break;
        }
    }
    report.peak_kilobytes = peak_kilobytes();
    report
}

/// Not a test by itself: the body of the children.
#[tokio::test]
async fn a_reader() {
    let Ok(errand) = std::env::var(CHILD) else {
        return;
    };
    let report = read(serde_json::from_str(&errand).unwrap()).await;
    writeln!(
        std::io::stderr(),
        "report {}",
        serde_json::to_string(&report).unwrap()
    )
    .unwrap();
    // As if killed: nothing is closed, nothing is said goodbye to.
    std::process::abort();
}

async fn send_out(world: &World, from: Option<Bookmark>, parts: usize) -> Report {
    let (endpoints, authority) = world.places();
    let errand = Errand {
        login: endpoints.login.to_string(),
        graph: endpoints.graph.to_string(),
        authority,
        from,
        parts,
    };
    let program = std::env::current_exe().unwrap();
    let child = tokio::task::spawn_blocking(move || {
        Command::new(program)
            .args([
                "large::a_reader",
                "--exact",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(CHILD, serde_json::to_string(&errand).unwrap())
            .stdout(Stdio::null())
            .output()
            .unwrap()
    });
    let said = String::from_utf8(child.await.unwrap().stderr).unwrap();
    let line = said.lines().find_map(|line| line.strip_prefix("report "));
    serde_json::from_str(line.unwrap_or_else(|| panic!("{said}"))).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_users_with_flat_memory_also_after_a_death_on_the_way() {
    let world = World::with_users(USERS).await;
    let few = send_out(&world, None, 2).await;
    assert!(few.next.is_some());

    // The first reader dies in the middle; the second has only the bookmark that the first left.
    let first = send_out(&world, None, 40).await;
    let second = send_out(&world, first.next.clone(), usize::MAX).await;
    assert_eq!(second.next, None);
    assert_eq!(
        first.users + second.users,
        USERS as usize,
        "nobody twice, nobody left out"
    );
    assert!(first.largest_part.max(second.largest_part) <= 999);

    let (small, large) = (
        few.peak_kilobytes,
        first.peak_kilobytes.max(second.peak_kilobytes),
    );
    println!(
        "peak memory of a reader: {small} kB after 2 parts, {large} kB for {} users",
        second.users
    );
    // A hundred thousand users held at once would be fifty megabytes and more.
    assert!(large < small + 20 * 1024, "{small} kB, then {large} kB");
}
