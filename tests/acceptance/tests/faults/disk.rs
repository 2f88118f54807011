//! The disk is full, while commands keep arriving.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::sync::Arc;
use std::time::Duration;

use tenantry_support::{Postgres, SmallDisk, World};

use crate::load::{check, replay, some_msps, until_done};

async fn fills_and_empties(world: &World, disk: &SmallDisk, may: &'static [&'static str]) {
    let engine = Arc::new(world.engine().await);
    let msps = some_msps(2);
    let engines = [engine.clone()];
    let (mut done, _) = until_done(&engines, &msps, 8, 8, &[]).await;
    disk.fill(200_000);
    let load = tokio::spawn({
        let (engines, msps) = (engines.clone(), msps.clone());
        async move { until_done(&engines, &msps, 32, 120, may).await }
    });
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!load.is_finished(), "the load is more than the disk takes");
    disk.free();
    let (more, errors) = load.await.unwrap();
    assert!(!errors.is_empty(), "the disk was full");
    for (piece, receipt) in more {
        done.insert(piece, receipt);
    }
    assert_eq!(check(&**engine.ledger(), &msps, &done).await, []);
    replay(&engine, &msps, &done).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_under_a_file_is_named_and_forgiven() {
    let Some(disk) = SmallDisk::mounted("24m") else {
        return;
    };
    let world = World::at(format!("sqlite:{}/ledger.db", disk.path().display())).await;
    fills_and_empties(&world, &disk, &["DATABASE_DISK_FULL"]).await;
}

/// Only the tables are on the full disk: the server goes on and says what is wrong.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_under_a_servers_tables_is_named_and_forgiven() {
    let Some(disk) = SmallDisk::mounted("32m") else {
        return;
    };
    let server = Postgres::start();
    let tables = disk.path().join("tables");
    fs::create_dir(&tables).unwrap();
    let account = fs::metadata(server.data_directory()).unwrap();
    chown(&tables, Some(account.uid()), Some(account.gid())).unwrap();
    let url = server.url("postgres");
    let place = format!("create tablespace small location '{}'", tables.display());
    server.execute(&url, &place);
    server.execute(&url, "create database small tablespace small");
    let world = World::at(server.url("small")).await;
    fills_and_empties(&world, &disk, &["DATABASE_DISK_FULL"]).await;
}

/// The journal is on the full disk as well: then the server goes down in the middle of its work,
/// and has to be started when there is space again.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_under_a_whole_server_loses_nothing() {
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
    let engine = Arc::new(world.engine().await);
    let msps = some_msps(2);
    let engines = [engine.clone()];
    disk.fill(1_500_000);
    let load = tokio::spawn({
        let (engines, msps) = (engines.clone(), msps.clone());
        async move { until_done(&engines, &msps, 32, 60, DOWN).await }
    });
    tokio::time::sleep(Duration::from_secs(2)).await;
    disk.free();
    server.restart();
    let (done, errors) = load.await.unwrap();
    println!("{} errors", errors.len());
    assert_eq!(check(&**engine.ledger(), &msps, &done).await, []);
    replay(&engine, &msps, &done).await;
}

const DOWN: &[&str] = &[
    "DATABASE_DISK_FULL",
    "DATABASE_UNREACHABLE",
    "DATABASE_POOL_EXHAUSTED",
    "COMMAND_UNSETTLED",
];
