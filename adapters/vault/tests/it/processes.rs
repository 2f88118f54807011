//! Several processes on one file, and one that is killed.

use std::env;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tenantry_vault::embedded::{EmbeddedVault, KeySource, Settings};

use crate::promises::add_one;
use crate::support::{Folder, app_secret, put, text_of, token};

const FOLDER: &str = "TENANTRY_VAULT_TEST_FOLDER";
const WORK: &str = "TENANTRY_VAULT_TEST_WORK";
const ROUNDS: u32 = 25;

/// What another process does. Run as a test of its own, without the variables, it does nothing.
#[tokio::test]
async fn in_another_process() {
    let (Ok(folder), Ok(work)) = (env::var(FOLDER), env::var(WORK)) else {
        return;
    };
    let folder = PathBuf::from(folder);
    let key = KeySource::File(folder.join("keys/vault.key"));
    let settings = Settings::new(folder.join("vault"), key.clone());
    let vault = EmbeddedVault::open(settings).await.unwrap();
    if work == "add" {
        for _ in 0..ROUNDS {
            add_one(&vault, &token()).await;
        }
        return;
    }
    // Writes and renews until it is killed.
    for round in 0_u128.. {
        put(&vault, &app_secret(round % 7), "text").await;
        vault.renew_key(key.clone()).await.unwrap();
    }
}

fn process(folder: &Folder, work: &str) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "processes::in_another_process"])
        .env(FOLDER, folder.path())
        .env(WORK, work)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn no_write_of_any_process_is_lost() {
    let folder = Folder::new();
    let vault = folder.open().await;
    put(&vault, &token(), "0").await;
    let processes: Vec<Child> = (0..3).map(|_| process(&folder, "add")).collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    let sum = (3 * ROUNDS).to_string();
    assert_eq!(text_of(&vault, &token()).await, sum);
}

#[tokio::test]
async fn the_first_start_of_several_processes_makes_one_key() {
    let folder = Folder::new();
    let opened: Vec<_> = (0..8)
        .map(|_| EmbeddedVault::open(folder.settings()))
        .collect();
    for vault in futures::future::join_all(opened).await {
        put(&vault.unwrap(), &token(), "text").await;
    }
    assert_eq!(text_of(&folder.open().await, &token()).await, "text");
}

#[tokio::test]
async fn a_process_killed_while_it_writes_and_renews_leaves_a_vault_that_opens() {
    let folder = Folder::new();
    let vault = folder.open().await;
    put(&vault, &token(), "kept").await;
    for round in 0..12 {
        let mut process = process(&folder, "renew");
        // Until it has written at least once, then a different while each time.
        let before = std::fs::read(folder.store()).unwrap();
        while std::fs::read(folder.store()).unwrap() == before {
            assert!(process.try_wait().unwrap().is_none(), "it ended by itself");
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        tokio::time::sleep(std::time::Duration::from_micros(700 * round)).await;
        process.kill().unwrap();
        process.wait().unwrap();
        let opened = folder.open().await;
        assert_eq!(text_of(&opened, &token()).await, "kept");
        // The one that was there all the time follows as well.
        assert_eq!(text_of(&vault, &token()).await, "kept");
    }
}
