//! No connection is free, or a stranger holds a lock.

use std::sync::Arc;
use std::time::Duration;

use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use tenantry_engine::commands::{Engine, Limits};
use tenantry_ledger::Options;
use tenantry_support::customers::{ask, new_id, register};
use tenantry_support::world::new_msp;
use tenantry_support::{Postgres, World, audit};

use crate::load::{check, some_msps, until_done};

const EXHAUSTED: &[&str] = &["DATABASE_POOL_EXHAUSTED"];

/// Takes every connection that the server still gives.
async fn take_all(url: &str) -> Vec<PgConnection> {
    let mut taken = Vec::new();
    while let Ok(connection) = PgConnection::connect(url).await {
        taken.push(connection);
    }
    taken
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_a_free_connection_is_named_and_forgiven() {
    let server = Postgres::options().set("max_connections", "12").start();
    let world = World::postgres_on(&server).await;
    let (engine, msp) = (world.engine().await, new_msp());
    // The engine has a reader; its writer is opened with the first command, which finds no room.
    let taken = take_all(world.url_text()).await;
    let request = || ask(msp, "contoso", register("Contoso"), "k");
    let error = engine.execute(request()).await.unwrap_err();
    assert_eq!(error.code(), "DATABASE_POOL_EXHAUSTED", "{error}");
    assert_eq!(engine.ledger().head(msp).await.unwrap().position, 0);
    for connection in taken {
        connection.close().await.unwrap();
    }
    let done = engine.execute(request()).await.unwrap();
    assert!(!done.replayed, "nothing had been recorded");

    // Under load: strangers come, take all there is, and go.
    let (engine, msps) = (Arc::new(engine), some_msps(4));
    let taken = take_all(world.url_text()).await;
    let load = tokio::spawn({
        let (engines, msps) = ([engine.clone()], msps.clone());
        async move { until_done(&engines, &msps, 16, 16, EXHAUSTED).await }
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    drop(taken);
    let (done, _) = load.await.unwrap();
    assert_eq!(check(&**engine.ledger(), &msps, &done).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_that_are_all_busy_are_named_and_forgiven() {
    let world = World::postgres().await;
    let options = Options {
        readers: 1,
        acquire_timeout: Duration::from_millis(50),
        ..Options::default()
    };
    let engine = Engine::new(world.ledger_with(options).await, Limits::default());
    let (engine, msp, id) = (Arc::new(engine), new_msp(), new_id());
    engine
        .execute(ask(msp, &id, register("Contoso"), "k"))
        .await
        .unwrap();
    let mut stranger = PgConnection::connect(world.url_text()).await.unwrap();
    stranger
        .execute("begin; lock table commands in access exclusive mode")
        .await
        .unwrap();
    // Refusals read what is true first. One of them holds the only reader and waits.
    let other = new_id();
    let refused = |id: &str, key: &str| {
        let request = ask(msp, id, register("Fabrikam"), key);
        let engine = engine.clone();
        tokio::spawn(async move { engine.execute(request).await })
    };
    let patient = refused(&id, "k2");
    let waiting = "do $$ begin
        while not exists (select from pg_locks where not granted) loop
            perform pg_sleep(0.01);
        end loop;
    end $$";
    world.sql(waiting).await;
    let error = engine
        .execute(ask(
            msp,
            &other,
            tenantry_support::customers::archive(),
            "k3",
        ))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "DATABASE_POOL_EXHAUSTED");
    stranger.execute("rollback").await.unwrap();
    let error = patient.await.unwrap().unwrap_err();
    assert_eq!(error.code(), "CUSTOMER_EXISTS", "who waited got its answer");
    let error = refused(&id, "k4").await.unwrap().unwrap_err();
    assert_eq!(error.code(), "CUSTOMER_EXISTS", "and so do those after");
}

/// Somebody looks at a head with a lock and goes away again.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_head_is_waited_for() {
    let world = World::postgres().await;
    let (engine, msp) = (Arc::new(world.engine().await), new_msp());
    engine
        .execute(ask(msp, &new_id(), register("Contoso"), "k"))
        .await
        .unwrap();
    let mut stranger = PgConnection::connect(world.url_text()).await.unwrap();
    stranger
        .execute("begin; select * from msp_heads for update")
        .await
        .unwrap();
    let patient = tokio::spawn({
        let engine = engine.clone();
        async move {
            let request = ask(msp, &new_id(), register("Contoso"), "k2");
            engine.execute(request).await
        }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!patient.is_finished());
    stranger.execute("rollback").await.unwrap();
    assert_eq!(patient.await.unwrap().unwrap().receipt.position, 2);
    audit::ledger(&**engine.ledger(), msp).await;
}

/// Another program writes to the same file and takes its time.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_file_is_waited_for() {
    let world = World::sqlite().await;
    let engine = Arc::new(world.engine().await);
    let mut stranger = SqliteConnection::connect(world.url_text()).await.unwrap();
    stranger.execute("begin immediate").await.unwrap();
    let msps = some_msps(2);
    let load = tokio::spawn({
        let (engines, msps) = ([engine.clone()], msps.clone());
        async move { until_done(&engines, &msps, 8, 8, &[]).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!load.is_finished());
    stranger.execute("rollback").await.unwrap();
    let (done, _) = load.await.unwrap();
    assert_eq!(check(&**engine.ledger(), &msps, &done).await, []);
}
