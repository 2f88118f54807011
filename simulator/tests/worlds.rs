//! Worlds that begin and end, one after the other, in one process that does nothing else.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "partners/client.rs"]
#[allow(dead_code, reason = "shared with the other tests, which use all of it")]
mod client;

use client::Client;
use std::net::Ipv4Addr;
use std::time::Duration;
use tenantry_simulator::{Fault, Options, Rule, Scenario, Simulator};
use tokio::net::TcpListener;
use tokio::runtime::Handle;

const WORLDS: usize = 200;
/// Worlds after which whatever the process makes once is made.
const FIRST: usize = 50;
/// Less than a tenth of what the worlds after them hold together.
const MOST_KILOBYTES_KEPT: u64 = 1024;

fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

fn kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.unwrap().split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}

fn tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

/// A world that is asked something, and ends while a client waits for its answer.
async fn live(scenario: &Scenario, stopped: bool) {
    let tasks_before = tasks();
    let simulator = Simulator::start(scenario, Options::default())
        .await
        .unwrap();
    let client = Client::new(simulator.authority());
    let users = simulator.endpoints().graph.join("/v1.0/users").unwrap();
    let answer = client.call("GET", &users, &[], "").await;
    assert_eq!(answer.unwrap().status, 401);
    let control = simulator.control();
    control.lay_down(Rule::nth(1, Fault::HoldAfter));
    let address = users.clone();
    let waiting = tokio::spawn(async move { client.call("GET", &address, &[], "").await });
    control.somebody_is_held().await;
    if stopped {
        simulator.stop().await;
    } else {
        drop(simulator);
        tokio::task::yield_now().await;
    }
    let port = users.port().unwrap();
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    assert!(free.is_ok(), "{free:?}");
    assert!(waiting.await.unwrap().is_none(), "the connection ended");
    // The client's own end of its connections is soon over, too.
    let over = async {
        while tasks() > tasks_before {
            tokio::task::yield_now().await;
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(10), over).await;
    assert!(in_time.is_ok(), "{} tasks go on", tasks() - tasks_before);
}

#[tokio::test]
async fn what_is_stopped_or_dropped_leaves_nothing() {
    let scenario = Scenario::with_customers(20);
    let (tasks_before, files_before) = (tasks(), open_files());
    let mut kilobytes_before = 0;
    for number in 1..=WORLDS {
        live(&scenario, number % 2 == 0).await;
        assert_eq!((tasks(), open_files()), (tasks_before, files_before));
        if number == FIRST {
            kilobytes_before = kilobytes();
        }
    }
    let kept = kilobytes().saturating_sub(kilobytes_before);
    assert!(kept < MOST_KILOBYTES_KEPT, "{kept} KB more");
}
