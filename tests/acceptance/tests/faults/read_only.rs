//! The database takes no writes.

use std::sync::Arc;

use tenantry_support::customers::{ask, new_id, register};
use tenantry_support::world::new_msp;
use tenantry_support::{Postgres, World, audit};

use crate::load::{check, some_msps, until_done};

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_takes_no_writes_is_named_and_forgiven() {
    let server = Postgres::start();
    let world = World::postgres_on(&server).await;
    let (engine, msp) = (Arc::new(world.engine().await), new_msp());
    let first = ask(msp, &new_id(), register("Contoso"), "k1");
    engine.execute(first).await.unwrap();

    set_read_only(&server, &world, true).await;
    let request = || ask(msp, "contoso", register("Contoso"), "k2");
    let error = engine.execute(request()).await.unwrap_err();
    assert_eq!(error.code(), "DATABASE_READ_ONLY", "{error}");
    // What is there can still be read, and a refusal is still a refusal.
    assert_eq!(audit::ledger(&**engine.ledger(), msp).await.len(), 1);
    let elsewhere = ask(msp, "nobody", tenantry_support::customers::archive(), "k3");
    let error = engine.execute(elsewhere).await.unwrap_err();
    assert_eq!(error.code(), "CUSTOMER_NOT_FOUND");

    set_read_only(&server, &world, false).await;
    let done = engine.execute(request()).await.unwrap();
    assert!(!done.replayed);
    let msps = some_msps(2);
    let (done, _) = until_done(std::slice::from_ref(&engine), &msps, 8, 8, &[]).await;
    assert_eq!(check(&**engine.ledger(), &msps, &done).await, []);
}

/// For every session of the server, those that are open included.
async fn set_read_only(server: &Postgres, world: &World, to: bool) {
    let url = server.url("postgres");
    server.execute(
        &url,
        &format!("alter system set default_transaction_read_only = {to}"),
    );
    server.execute(&url, "select pg_reload_conf()");
    let seen = format!(
        "do $$ begin
            while current_setting('default_transaction_read_only')::boolean <> {to} loop
                perform pg_sleep(0.01);
            end loop;
        end $$"
    );
    world.sql(&seen).await;
}
