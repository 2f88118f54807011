//! Many who listen, slow ones among them, and ledgers that are long.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use tenantry_api::entry::Rate;
use tenantry_domain::ids::MspId;
use tenantry_domain::role::Role;
use tenantry_support::{FaultyLedger, World, customers, on_both_databases};
use tokio::time::timeout;

use crate::house::House;
use crate::socket::{Socket, TAIL, number};

on_both_databases!(
    a_crowd_costs_one_read,
    a_long_ledger_is_told_in_pages_that_have_a_limit,
    who_is_slow_holds_up_nobody_and_misses_nothing,
    a_database_that_is_away_is_waited_for,
    what_another_node_records_is_heard_too,
);

async fn house(world: World) -> (House, Arc<FaultyLedger>) {
    let ledger = FaultyLedger::before(world.ledger().await);
    let house = House::with(world, ledger.clone(), Rate::default()).await;
    (house, ledger)
}

/// So many events, written as fast as they can be.
async fn write(house: &House, msp: MspId, many: usize) {
    let commands = (0..many).map(|number| {
        let command = customers::register(&format!("Customer {number}"));
        let id = customers::new_id();
        let request = customers::ask(msp, &id, command, id.clone());
        let engine = house.engine.clone();
        async move { engine.execute(request).await.unwrap() }
    });
    join_all(commands).await;
}

async fn a_crowd_costs_one_read(world: World) {
    let (house, ledger) = house(world).await;
    let tech = house.somebody(Role::Tech).await;
    let mut sockets = Vec::new();
    for _ in 0..4 {
        let mut socket = Socket::of(&tech).await;
        for id in 0..50 {
            let variables = json!({ "a": "1" });
            socket.subscribe(&id.to_string(), TAIL, variables).await;
        }
        sockets.push(socket);
    }
    let before = ledger.feeds().len();
    for burst in 0..5 {
        write(&house, tech.msp, 4).await;
        // Each is told each of them, and in order.
        for socket in &mut sockets {
            let mut told = [0_u64; 50];
            for _ in 0..50 * 4 {
                let said = socket.said().await;
                let id: usize = said["id"].as_str().unwrap().parse().unwrap();
                let event = &said["payload"]["data"]["timelineTail"];
                let expected = 2 + burst * 4 + told[id];
                assert_eq!(number(&event["position"]), expected, "{said:#}");
                told[id] += 1;
            }
        }
    }
    // One or some for each burst, depending on how it was committed, and a look now and then.
    let reads = ledger.feeds().len() - before;
    assert!(reads < 60, "{reads} reads for 200 listeners");
    house.end().await;
}

async fn a_long_ledger_is_told_in_pages_that_have_a_limit(world: World) {
    let (house, ledger) = house(world).await;
    let tech = house.somebody(Role::Tech).await;
    write(&house, tech.msp, 999).await;
    let before = ledger.feeds().len();
    let mut socket = Socket::tail(&tech, &json!("0")).await;
    let positions = socket.positions(1_000).await;
    assert_eq!(positions, (1..=1_000).collect::<Vec<u64>>());
    let feeds = ledger.feeds().split_off(before);
    assert!(feeds.iter().all(|limit| *limit <= 200), "{feeds:?}");
    // Ten pages of its own; the others are the tail's looks.
    assert_eq!(feeds.iter().filter(|limit| **limit == 100).count(), 10);
    house.end().await;
}

/// An answer of some ten thousand bytes for each event.
fn wordy() -> String {
    let times = |number| format!("a{number}: payload b{number}: leafHash ");
    let fields: String = (0..25).map(times).collect();
    format!("subscription {{ timelineTail(after: 1) {{ position {fields} }} }}")
}

async fn who_is_slow_holds_up_nobody_and_misses_nothing(world: World) {
    let (house, ledger) = house(world).await;
    let tech = house.somebody(Role::Tech).await;
    let mut slow = Socket::of(&tech).await;
    slow.subscribe("1", &wordy(), json!({})).await;
    write(&house, tech.msp, 2_000).await;
    // More than all buffers on the way take waits for the slow one; nobody else does.
    let mut quick = Socket::tail(&tech, &json!("2001")).await;
    write(&house, tech.msp, 1).await;
    let told = timeout(Duration::from_secs(30), quick.event()).await;
    let told = told.expect("the quick one is told while the slow one is not");
    assert_eq!(told["position"], json!("2002"));
    // It holds a page, and leaves the rest where it is.
    let own = || ledger.feeds().iter().filter(|limit| **limit == 100).count();
    let taken = own();
    let mut positions = Vec::new();
    while positions.len() < 2_001 {
        let told: Value = slow.told().await;
        positions.push(number(&told["timelineTail"]["position"]));
    }
    assert_eq!(positions, (2..=2_002).collect::<Vec<u64>>());
    assert!(own() > taken, "it had fallen behind what is kept");
    house.end().await;
}

async fn a_database_that_is_away_is_waited_for(world: World) {
    let (house, ledger) = house(world).await;
    let tech = house.somebody(Role::Tech).await;
    write(&house, tech.msp, 3).await;
    let mut socket = Socket::tail(&tech, &json!("4")).await;
    write(&house, tech.msp, 1).await;
    assert_eq!(socket.positions(1).await, [5]);
    // The tail does not find it, nor somebody who begins in the past.
    ledger.lose_feeds(2);
    write(&house, tech.msp, 2).await;
    assert_eq!(socket.positions(2).await, [6, 7]);
    ledger.lose_feeds(3);
    let mut late = Socket::tail(&tech, &json!("0")).await;
    assert_eq!(late.positions(7).await, [1, 2, 3, 4, 5, 6, 7]);
    socket.hears_nothing().await;
    house.end().await;
}

async fn what_another_node_records_is_heard_too(world: World) {
    let there = world.engine().await;
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let mut socket = Socket::tail(&tech, &json!("1")).await;
    for number in 2..6 {
        let id = customers::new_id();
        let command = customers::register("Contoso");
        let request = customers::ask(tech.msp, &id, command, id.clone());
        there.execute(request).await.unwrap();
        assert_eq!(socket.positions(1).await, [number]);
    }
    house.end().await;
}
