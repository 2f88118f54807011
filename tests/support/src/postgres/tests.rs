use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection};

use super::*;

async fn count(url: &str) -> Result<i64, sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::query_scalar("SELECT count(*) FROM kept")
        .fetch_one(&mut connection)
        .await
}

#[tokio::test]
async fn databases_are_fresh_and_apart() {
    let server = Postgres::shared();
    let (one, other) = (server.fresh_database(), server.fresh_database());
    assert_ne!(one, other);
    server.execute(
        &one,
        "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)",
    );
    assert_eq!(count(&one).await.expect("the table is there"), 1);
    count(&other)
        .await
        .expect_err("the other database knows nothing of it");
}

#[test]
fn the_shared_server_is_one() {
    let first = Postgres::shared().port();
    let second = thread::spawn(|| Postgres::shared().port())
        .join()
        .expect("no panic");
    assert_eq!(first, second);
}

#[tokio::test]
async fn what_was_committed_outlives_every_end() {
    let server = Postgres::start();
    let url = server.fresh_database();
    server.execute(&url, "CREATE TABLE kept (n int)");
    let mut held = PgConnection::connect(&url).await.expect("a connection");
    for (end, kept) in [
        Postgres::stop as fn(&Postgres),
        Postgres::crash,
        Postgres::kill,
    ]
    .into_iter()
    .zip(1..)
    {
        server.execute(&url, "INSERT INTO kept VALUES (1)");
        end(&server);
        assert_eq!(server.pid(), None);
        count(&url).await.expect_err("nobody listens");
        held.ping().await.expect_err("open connections are cut");
        server.start_again();
        assert_eq!(count(&url).await.expect("same URL, same data"), kept);
        held = PgConnection::connect(&url).await.expect("a new connection");
    }
    server.restart();
    held.ping().await.expect_err("a restart cuts connections");
    assert_eq!(count(&url).await.expect("still there"), 3);
}

#[tokio::test]
async fn settings_reach_the_server() {
    let options = Postgres::options().durable().set("max_connections", "33");
    let server = options.initdb("--wal-segsize=1").start();
    let mut connection = PgConnection::connect(&server.url("postgres"))
        .await
        .expect("it is up");
    for (name, value) in [
        ("fsync", "on"),
        ("max_connections", "33"),
        ("wal_segment_size", "1MB"),
    ] {
        let said: String = sqlx::query_scalar("SELECT current_setting($1)")
            .bind(name)
            .fetch_one(&mut connection)
            .await
            .expect("a setting");
        assert_eq!(said, value, "{name}");
    }
}

#[test]
fn a_wrong_setting_is_told_in_the_servers_words() {
    let error = Postgres::options()
        .set("max_connections", "none")
        .try_start();
    let said = error.expect_err("not a number").to_string();
    assert!(said.contains("max_connections"), "{said}");
}

#[test]
fn nothing_is_left_behind() {
    let parent = tempfile::tempdir().expect("a folder");
    // As root the server is another account's: let it pass.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(parent.path(), open).expect("ours");
    let server = Postgres::options().data_in(parent.path()).start();
    let home = server.data_directory().to_owned();
    assert!(home.starts_with(parent.path()) && home.exists());
    drop(server);
    assert!(!home.exists(), "dropping the server removes its data");
}

/// Not a test of its own: the process that [`a_killed_process_takes_its_server_along`] kills.
#[test]
fn victim() {
    if std::env::var_os("TENANTRY_TEST_VICTIM").is_none() {
        return;
    }
    let server = Postgres::shared();
    println!(
        "port={};data={};",
        server.port(),
        server.data_directory().display()
    );
    thread::sleep(Duration::from_mins(1));
}

#[test]
fn a_killed_process_takes_its_server_along() {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "postgres::tests::victim", "--nocapture"])
        .env("TENANTRY_TEST_VICTIM", "1")
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process");
    let (port, data) = introduction(&mut child);
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
    child.kill().expect("ours to kill");
    child.wait().expect("gone");
    let deadline = Instant::now() + Duration::from_secs(20);
    while Path::new(&data).exists() || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
        assert!(
            Instant::now() < deadline,
            "the server or its data outlived its owner"
        );
        thread::sleep(Duration::from_millis(20));
    }
}

fn introduction(child: &mut std::process::Child) -> (u16, String) {
    let mut said = String::new();
    let out = child.stdout.as_mut().expect("piped");
    let mut byte = [0];
    while said.matches(';').count() < 2 {
        assert_eq!(
            out.read(&mut byte).expect("readable"),
            1,
            "it ended early: {said}"
        );
        said.push(char::from(byte[0]));
    }
    let field = |name: &str| {
        let (_, rest) = said.split_once(name).expect("it was said");
        rest.split(';').next().expect("it ends").to_owned()
    };
    (field("port=").parse().expect("a number"), field("data="))
}
