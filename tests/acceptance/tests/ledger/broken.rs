//! Read-only databases and full disks: a clear error, nothing lost, and work goes on afterwards.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;

use tenantry_domain::ids::MspId;
use tenantry_engine::ledger::{Ledger, LedgerError, Proposal};
use tenantry_ledger::DatabaseUrl;
use tenantry_support::world::new_msp;
use tenantry_support::{Postgres, SmallDisk, World, audit, on_both_databases};

use crate::proposals::{committed, proposal, record};

async fn a_read_only_database_is_read_and_not_written(world: World) {
    let msp = new_msp();
    let ledger = world.ledger().await;
    record(&*ledger, proposal(msp, "a", 0, &["one"], "k1")).await;
    drop(ledger);

    set_read_only(&world, true).await;
    let ledger = world.ledger().await;
    let asked = proposal(msp, "a", 1, &["two"], "k2");
    for _ in 0..2 {
        let error = ledger.commit(std::slice::from_ref(&asked)).await;
        assert_eq!(error.unwrap_err().code(), "DATABASE_READ_ONLY");
    }
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 1);
    if !world.is_postgres() {
        // The file is looked at anew only by those who open it anew.
        drop(ledger);
        set_read_only(&world, false).await;
        let ledger = world.ledger().await;
        record(&*ledger, asked).await;
        assert_eq!(audit::ledger(&*ledger, msp).await.len(), 2);
        return;
    }
    set_read_only(&world, false).await;
    record(&*ledger, asked).await;
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 2);
}

/// Permissions would not do: the tests may run as root.
async fn set_read_only(world: &World, on: bool) {
    match world.url() {
        DatabaseUrl::Postgres(url) => {
            let name = url.rsplit('/').next().unwrap();
            let on = if on { "on" } else { "off" };
            // From another database: this one takes no statement that changes it.
            let sql = format!("alter database {name} set default_transaction_read_only = {on}");
            let server = Postgres::shared();
            server.execute(&server.url("postgres"), &sql);
        }
        DatabaseUrl::Sqlite(path) => {
            world.sql("pragma wal_checkpoint(truncate)").await;
            // Byte 18 of the file is the version that is needed to write it; 2 is today's.
            let file = OpenOptions::new().write(true).open(path).unwrap();
            file.write_at(if on { &[9] } else { &[2] }, 18).unwrap();
        }
    }
}

on_both_databases!(a_read_only_database_is_read_and_not_written);

fn bulky(msp: MspId, at: usize) -> Proposal {
    let id = format!("s{at}");
    proposal(msp, &id, 0, &[&"x".repeat(20_000)], &id)
}

/// Commits until it no longer works; returns how often it did, and the error.
async fn until_full(ledger: &dyn Ledger, msp: MspId) -> (usize, LedgerError) {
    for at in 0..10_000 {
        match ledger.commit(&[bulky(msp, at)]).await {
            Ok(verdicts) => drop(committed(&verdicts[0])),
            Err(error) => return (at, error),
        }
    }
    panic!("the disk is never full");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_on_sqlite() {
    let Some(disk) = SmallDisk::mounted("8m") else {
        return;
    };
    let world = World::at(format!("sqlite:{}/ledger.db", disk.path().display())).await;
    let (ledger, msp) = (world.ledger().await, new_msp());
    record(&*ledger, bulky(msp, 10_000)).await;
    disk.fill(1_000_000);
    let (done, error) = until_full(&*ledger, msp).await;
    assert_eq!(error.code(), "DATABASE_DISK_FULL");
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), done + 1);
    disk.free();
    record(&*ledger, bulky(msp, done)).await;
    let events = audit::ledger(&*world.ledger().await, msp).await;
    assert_eq!(events.len(), done + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_on_postgres() {
    let Some(disk) = SmallDisk::mounted("120m") else {
        return;
    };
    let server = Postgres::options()
        .data_in(disk.path())
        .initdb("--wal-segsize=1")
        .set("min_wal_size", "8MB")
        .set("max_wal_size", "8MB")
        .start();
    let world = World::postgres_on(&server).await;
    let (ledger, msp) = (world.ledger().await, new_msp());
    record(&*ledger, bulky(msp, 10_000)).await;
    disk.fill(1_500_000);
    let (done, error) = until_full(&*ledger, msp).await;
    // A server that cannot even write its journal goes down instead of saying so.
    let down = error.code() == "DATABASE_UNREACHABLE";
    assert!(down || error.code() == "DATABASE_DISK_FULL", "{error}");
    disk.free();
    if down {
        server.restart();
    }
    let ledger = world.ledger().await;
    // The last one may have been committed although the answer was lost.
    let again = ledger.commit(&[bulky(msp, done)]).await.unwrap();
    assert!(matches!(
        again[0],
        tenantry_engine::ledger::Verdict::Committed(_)
            | tenantry_engine::ledger::Verdict::Replayed(_)
    ));
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), done + 2);
}
