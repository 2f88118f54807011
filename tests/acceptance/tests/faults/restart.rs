//! The database goes away and comes back, while commands keep arriving.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tenantry_projections::customers;
use tenantry_support::customers::{ask, new_id, register, rename};
use tenantry_support::world::new_msp;
use tenantry_support::{Dice, Postgres, World, audit, dice};

use crate::load::{check, replay, some_msps, until_done};

/// What may be answered while the server is away.
const AWAY: &[&str] = &[
    "COMMAND_UNSETTLED",
    "DATABASE_UNREACHABLE",
    "DATABASE_POOL_EXHAUSTED",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashes_and_restarts_loses_nothing() {
    let server = Arc::new(Postgres::options().durable().start());
    let world = World::postgres_on(&server).await;
    let engine = Arc::new(world.engine().await);
    let msps = some_msps(3);
    let mut dice = Dice::seeded(dice::seed());
    let stop = Arc::new(AtomicBool::new(false));
    // The first end comes while the load has hardly begun, however fast the machine is.
    let pauses: Vec<_> = (0..6)
        .map(|end| dice.below(if end == 0 { 50 } else { 700 }))
        .collect();
    let trouble = {
        let (server, stop) = (server.clone(), stop.clone());
        tokio::task::spawn_blocking(move || {
            let mut ends = 0;
            let kinds = [Postgres::crash, Postgres::stop, Postgres::kill];
            for (end, pause) in kinds.iter().cycle().zip(pauses) {
                std::thread::sleep(Duration::from_millis(pause));
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                end(&server);
                std::thread::sleep(Duration::from_millis(pause / 2));
                server.start_again();
                ends += 1;
            }
            ends
        })
    };
    let engines = [engine.clone()];
    let (done, errors) = until_done(&engines, &msps, 32, 200, AWAY).await;
    stop.store(true, Ordering::SeqCst);
    let ends = trouble.await.unwrap();
    println!("{ends} ends of the server, {} errors", errors.len());
    assert!(ends > 0, "the server went away under load");

    // The same engine, the same connections' places: nothing had to be opened anew by hand.
    let unknown = check(&**engine.ledger(), &msps, &done).await;
    assert_eq!(unknown, []);
    replay(&engine, &msps, &done).await;
}

/// Connections that died while nobody used them are found out before a command pays for it.
#[tokio::test(flavor = "multi_thread")]
async fn connections_that_died_in_their_sleep_fail_nobody() {
    let server = Postgres::start();
    let world = World::postgres_on(&server).await;
    let (engine, msp, id) = (Arc::new(world.engine().await), new_msp(), new_id());
    engine
        .execute(ask(msp, &id, register("Contoso"), "k"))
        .await
        .unwrap();
    for round in 0..3 {
        // Refusals read: with many at once every reader's connection is opened.
        let crowd = (0..64).map(|at| {
            let (engine, id) = (engine.clone(), id.clone());
            tokio::spawn(async move {
                let request = ask(msp, &id, register("Fabrikam"), format!("r{round}-{at}"));
                engine.execute(request).await.unwrap_err().code()
            })
        });
        for answer in crowd.collect::<Vec<_>>() {
            assert_eq!(answer.await.unwrap(), "CUSTOMER_EXISTS");
        }
        server.restart();
        // One after the other, so that each may meet a dead connection of its own.
        for at in 0..12 {
            let request = ask(msp, &id, register("Fabrikam"), format!("s{round}-{at}"));
            let error = engine.execute(request).await.unwrap_err();
            assert_eq!(error.code(), "CUSTOMER_EXISTS");
        }
        let name = format!("name {round}");
        let key = format!("n{round}");
        let done = engine.execute(ask(msp, &id, rename(&name), key)).await;
        assert_eq!(done.unwrap().receipt.sequence, round + 2);
    }
    audit::ledger(&**engine.ledger(), msp).await;
}

/// The same for those who read: nobody repeats a query for them.
#[tokio::test(flavor = "multi_thread")]
async fn readers_connections_that_died_in_their_sleep_fail_nobody() {
    let server = Postgres::start();
    let world = World::postgres_on(&server).await;
    let (engine, msp, id) = (world.engine().await, new_msp(), new_id());
    engine
        .execute(ask(msp, &id, register("Contoso"), "k"))
        .await
        .unwrap();
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let customer = id.parse().unwrap();
    let crowd = (0..64).map(|_| {
        let projections = projections.clone();
        tokio::spawn(async move { customers::get(&projections, msp, customer).await })
    });
    for answer in crowd.collect::<Vec<_>>() {
        assert!(answer.await.unwrap().unwrap().is_some());
    }
    server.restart();
    // Connections are trusted for a second.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    for _ in 0..12 {
        let read = customers::get(&projections, msp, customer).await.unwrap();
        assert!(read.is_some());
    }
}
