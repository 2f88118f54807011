//! Listening to what is recorded.

use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use tenantry_api::live::Tails;
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};
use tokio::time::{sleep, timeout};

use crate::events::Events;
use crate::house::House;
use crate::socket::{Socket, TAIL};

on_both_databases!(
    events_arrive_in_order_and_without_a_gap,
    a_cut_loses_nothing_and_repeats_nothing,
    what_others_record_never_arrives,
    filters_hold_for_what_is_still_to_come,
    who_says_no_position_begins_at_the_head,
    positions_that_are_not_there_yet_are_waited_for,
    events_are_also_told_as_server_sent_events,
    nobody_listens_to_a_server_that_stops,
);

async fn events_arrive_in_order_and_without_a_gap(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let (_, begun) = tech.register("Contoso").await;
    let mut socket = Socket::tail(&tech, &json!(begun)).await;
    let commands = (0..50).map(|number| {
        let tech = tech.clone();
        async move { tech.register(&format!("Customer {number}")).await }
    });
    let (_, positions) = tokio::join!(join_all(commands), socket.positions(50));
    let first = begun.parse::<u64>().unwrap() + 1;
    assert_eq!(positions, (first..first + 50).collect::<Vec<u64>>());
    socket.hears_nothing().await;
    house.end().await;
}

async fn a_cut_loses_nothing_and_repeats_nothing(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let (_, mut last) = tech.register("Contoso").await;
    let mut told = Vec::new();
    for round in 0..4 {
        // Some while somebody listens, some while nobody does.
        let mut socket = Socket::tail(&tech, &json!(last)).await;
        let commands = (0..6).map(|number| {
            let tech = tech.clone();
            async move { tech.register(&format!("{round} {number}")).await }
        });
        let (_, positions) = tokio::join!(join_all(commands), socket.positions(4));
        last = positions.last().unwrap().to_string();
        told.extend(positions);
        drop(socket);
        tech.register(&format!("{round} alone")).await;
    }
    let mut socket = Socket::tail(&tech, &json!(last)).await;
    told.extend(socket.positions(4 * 7 - told.len()).await);
    assert_eq!(told, (3..3 + 4 * 7).collect::<Vec<u64>>());
    socket.hears_nothing().await;
    house.end().await;
}

async fn what_others_record_never_arrives(world: World) {
    let house = House::on(world).await;
    let (mine, theirs) = (
        house.somebody(Role::Admin).await,
        house.somebody(Role::Admin).await,
    );
    let mut me = Socket::tail(&mine, &json!("0")).await;
    let mut them = Socket::tail(&theirs, &json!("0")).await;
    let everything = "subscription { onboardingProgress(after: 0) { position } }";
    let mut silent = Socket::of(&mine).await;
    silent.subscribe("1", everything, json!({})).await;
    for number in 0..5 {
        theirs.register(&format!("theirs {number}")).await;
    }
    mine.register("mine").await;
    assert_eq!(me.event().await["type"], "ServiceTokenIssued");
    let told = me.event().await;
    assert_eq!(
        (&told["position"], &told["payload"]["name"]),
        (&json!("2"), &json!("mine"))
    );
    me.hears_nothing().await;
    assert_eq!(them.positions(6).await, [1, 2, 3, 4, 5, 6]);
    them.hears_nothing().await;
    silent.hears_nothing().await;
    house.end().await;
}

async fn filters_hold_for_what_is_still_to_come(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let (first, _) = tech.register("Contoso").await;
    let (second, begun) = tech.register("Fabrikam").await;
    let mut sockets = Vec::new();
    let filters = [
        json!({ "customer": first }),
        json!({ "type": "CustomerRenamed" }),
        json!({ "actor": "nobody" }),
    ];
    for filter in filters {
        let mut socket = Socket::of(&tech).await;
        let variables = json!({ "a": begun, "f": filter });
        socket.subscribe("1", TAIL, variables).await;
        sockets.push(socket);
    }
    let rename =
        "mutation($i: CustomerRenameInput!) { customerRename(input: $i) { receipt { position } } }";
    for (key, id, name) in [("a", &second, "Fabrikam Ltd"), ("b", &first, "Contoso Ltd")] {
        let input = json!({ "i": { "idempotencyKey": key, "id": id, "name": name } });
        tech.data(rename, input).await;
    }
    tech.register("Northwind").await;
    let names = |event: &Value| event["payload"]["to"].clone();
    assert_eq!(names(&sockets[0].event().await), "Contoso Ltd");
    assert_eq!(names(&sockets[1].event().await), "Fabrikam Ltd");
    assert_eq!(names(&sockets[1].event().await), "Contoso Ltd");
    for socket in &mut sockets {
        socket.hears_nothing().await;
    }
    for (filter, code) in [
        (json!({ "stream": "nonsense" }), "MALFORMED_STREAM"),
        (json!({ "customer": "nonsense" }), "NODE_ID_MALFORMED"),
    ] {
        let mut socket = Socket::of(&tech).await;
        socket.subscribe("1", TAIL, json!({ "f": filter })).await;
        assert_eq!(socket.refused().await, code);
    }
    house.end().await;
}

async fn who_says_no_position_begins_at_the_head(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let (_, begun) = tech.register("Contoso").await;
    let mut socket = Socket::tail(&tech, &Value::Null).await;
    // Nothing says when the listening has begun.
    let more = async {
        loop {
            tech.register("Fabrikam").await;
            sleep(Duration::from_millis(50)).await;
        }
    };
    let told = tokio::select! {
        told = socket.positions(2) => told,
        () = more => Vec::new(),
    };
    assert!(told[0] > begun.parse().unwrap(), "{told:?}");
    assert_eq!(told[1], told[0] + 1);
    house.end().await;
}

async fn positions_that_are_not_there_yet_are_waited_for(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let (_, begun) = tech.register("Contoso").await;
    let ahead = (begun.parse::<u64>().unwrap() + 2).to_string();
    let mut socket = Socket::tail(&tech, &json!(ahead)).await;
    for number in 0..3 {
        tech.register(&format!("Customer {number}")).await;
    }
    assert_eq!(socket.event().await["payload"]["name"], "Customer 2");
    for malformed in [
        json!("x"),
        json!("-1"),
        json!(-1),
        json!(1.5),
        json!("99999999999999999999"),
    ] {
        let mut socket = Socket::tail(&tech, &malformed).await;
        assert_eq!(socket.refused().await, "ARGUMENT_INVALID", "{malformed}");
    }
    house.end().await;
}

async fn events_are_also_told_as_server_sent_events(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    for number in 0..3 {
        tech.register(&format!("Customer {number}")).await;
    }
    let mut events = Events::tail(&tech, "1").await;
    assert_eq!(events.positions(3).await, [2, 3, 4]);
    tech.register("the last").await;
    assert_eq!(events.positions(1).await, [5]);
    house.end().await;
    assert_eq!(events.rest().await, "", "nobody is told that this was all");
}

async fn nobody_listens_to_a_server_that_stops(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let tails = house.tails.clone();
    let mut passing = Socket::tail(&tech, &json!("0")).await;
    passing.event().await;
    assert!(!tails.is_idle());
    // A tail that nobody listens to ends.
    drop(passing);
    idle(&tails).await;
    let mut staying = Socket::tail(&tech, &json!("0")).await;
    staying.event().await;
    house.end().await;
    staying.ends().await;
    idle(&tails).await;
}

async fn idle(tails: &Tails) {
    let idle = async {
        while !tails.is_idle() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    let idle = timeout(Duration::from_mins(1), idle).await;
    idle.expect("a tail ends without listeners");
}
