//! Migrating and opening, and every database that is not the right one.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use tenantry_engine::ledger::LedgerError;
use tenantry_ledger::{DatabaseUrl, KNOWN_SCHEMA, Migrated, Options, leases, migrate, open};
use tenantry_support::world::new_msp;
use tenantry_support::{Postgres, World, audit, on_both_databases, port};
use tokio::task::JoinSet;

use crate::proposals::{proposal, record};

fn url(text: &str) -> DatabaseUrl {
    text.parse().unwrap()
}

fn file(path: &Path) -> DatabaseUrl {
    url(&format!("sqlite:{}", path.display()))
}

async fn opening(url: &DatabaseUrl) -> LedgerError {
    open(url, Options::default()).await.expect_err("not opened")
}

/// Everything that knocks gets the same code.
async fn refused(url: &DatabaseUrl, code: &str) {
    assert_eq!(opening(url).await.code(), code, "opening {url}");
    let error = migrate(url).await.expect_err("not migrated");
    assert_eq!(error.code(), code, "migrating {url}");
    let error = leases(url, Options::default())
        .await
        .expect_err("no leases");
    assert_eq!(error.code(), code, "the leases of {url}");
}

async fn many_migrate_at_once(database: DatabaseUrl) {
    assert_eq!(opening(&database).await.code(), "DATABASE_NOT_MIGRATED");
    let mut crowd = JoinSet::new();
    for _ in 0..8 {
        let database = database.clone();
        crowd.spawn(async move {
            let migrated = migrate(&database).await.unwrap();
            // And starts to work at once.
            let ledger = open(&database, Options::default()).await.unwrap();
            record(&*ledger, proposal(new_msp(), "a", 0, &["x"], "k")).await;
            migrated
        });
    }
    let done = crowd.join_all().await;
    assert!(done.iter().all(|it| it.to == KNOWN_SCHEMA), "{done:?}");
    assert_eq!(done.iter().filter(|it| it.from == 0).count(), 1, "{done:?}");
    let again = Migrated {
        from: KNOWN_SCHEMA,
        to: KNOWN_SCHEMA,
    };
    assert_eq!(migrate(&database).await.unwrap(), again);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_migrate_at_once_on_sqlite() {
    let home = tempfile::tempdir().unwrap();
    many_migrate_at_once(file(&home.path().join("not/there/yet/ledger.db"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_migrate_at_once_on_postgres() {
    many_migrate_at_once(url(&Postgres::shared().fresh_database())).await;
}

async fn a_newer_schema_is_left_alone(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    record(&*ledger, proposal(msp, "a", 0, &["x"], "k")).await;
    world
        .sql("insert into tenantry_schema values (99, 0)")
        .await;
    refused(world.url(), "DATABASE_SCHEMA_NEWER").await;
    let error = opening(world.url()).await;
    assert!(error.to_string().contains("99"), "{error}");
    world
        .sql("delete from tenantry_schema where version = 99")
        .await;
    let ledger = world.ledger().await;
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 1);
}

/// As the first release left it.
async fn an_older_schema_is_migrated_and_keeps_its_events(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    record(&*ledger, proposal(msp, "a", 0, &["x"], "k")).await;
    let leftover = if world.is_postgres() {
        "drop function fences_never_fall()"
    } else {
        "select 1"
    };
    world
        .sql(&format!(
            "drop table leases; {leftover}; delete from tenantry_schema where version > 1"
        ))
        .await;
    let older = LedgerError::SchemaOlder {
        found: 1,
        known: KNOWN_SCHEMA,
    };
    assert_eq!(opening(world.url()).await, older);
    let leases = leases(world.url(), Options::default()).await;
    assert_eq!(leases.unwrap_err(), older);
    assert!(older.to_string().contains("tenantry migrate"), "{older}");
    let migrated = Migrated {
        from: 1,
        to: KNOWN_SCHEMA,
    };
    assert_eq!(migrate(world.url()).await.unwrap(), migrated);
    let ledger = world.ledger().await;
    record(&*ledger, proposal(msp, "a", 1, &["y"], "k2")).await;
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 2);
}

on_both_databases!(
    a_newer_schema_is_left_alone,
    an_older_schema_is_migrated_and_keeps_its_events,
);

const STRANGER: &str = "create table events (id integer); insert into events values (1)";

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_table_stays_his_on_sqlite() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("stranger.db");
    let text = format!("sqlite:{}?mode=rwc", path.display());
    sql_on_sqlite(&text, STRANGER).await;
    let before = fs::read(&path).unwrap();
    assert_eq!(opening(&file(&path)).await.code(), "DATABASE_NOT_MIGRATED");
    let error = migrate(&file(&path)).await.unwrap_err();
    assert_eq!(error.code(), "DATABASE_WRONG_KIND");
    assert!(error.to_string().contains("ledger import"), "{error}");
    assert!(fs::read(&path).unwrap() == before, "the file was changed");
    assert_eq!(names_in(home.path()), ["stranger.db"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_table_stays_his_on_postgres() {
    let server = Postgres::shared();
    let text = server.fresh_database();
    server.execute(&text, STRANGER);
    assert_eq!(opening(&url(&text)).await.code(), "DATABASE_NOT_MIGRATED");
    let error = migrate(&url(&text)).await.unwrap_err();
    assert_eq!(error.code(), "DATABASE_WRONG_KIND");
    // Fails unless everything is as it was.
    server.execute(
        &text,
        "do $$ begin
             assert (select count(*) from events) = 1;
             assert to_regclass('tenantry_schema') is null;
             assert to_regclass('commands') is null;
         end $$",
    );
}

async fn sql_on_sqlite(url: &str, sql: &str) {
    use sqlx::{Connection, Executor};
    let mut connection = sqlx::SqliteConnection::connect(url).await.unwrap();
    connection.execute(sqlx::raw_sql(sql)).await.unwrap();
    connection.close().await.unwrap();
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_file_of_another_kind_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("letter.db");
    let text = "Dear database,\n".repeat(500);
    fs::write(&path, &text).unwrap();
    refused(&file(&path), "DATABASE_WRONG_KIND").await;
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    assert_eq!(names_in(home.path()), ["letter.db"]);
}

#[tokio::test]
async fn opening_makes_no_file() {
    let home = tempfile::tempdir().unwrap();
    let path: PathBuf = home.path().join("missing.db");
    let error = opening(&file(&path)).await;
    assert_eq!(error.code(), "DATABASE_NOT_MIGRATED");
    assert!(error.to_string().contains("tenantry migrate"), "{error}");
    assert_eq!(names_in(home.path()), <[&str; 0]>::default());
}

#[tokio::test]
async fn an_empty_file_holds_no_ledger_yet() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("empty.db");
    fs::write(&path, "").unwrap();
    assert_eq!(opening(&file(&path)).await.code(), "DATABASE_NOT_MIGRATED");
    assert_eq!(fs::read(&path).unwrap(), b"");
    migrate(&file(&path)).await.unwrap();
    open(&file(&path), Options::default()).await.unwrap();
}

#[tokio::test]
async fn a_folder_is_no_database() {
    let home = tempfile::tempdir().unwrap();
    refused(&file(home.path()), "DATABASE_UNREACHABLE").await;
    // Nor can one be made below a file.
    let path = home.path().join("file");
    fs::write(&path, "").unwrap();
    let error = migrate(&file(&path.join("ledger.db"))).await.unwrap_err();
    assert_eq!(error.code(), "DATABASE_UNREACHABLE");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let nobody = port::free().unwrap();
    let text = format!("postgres://postgres@127.0.0.1:{nobody}/tenantry");
    refused(&url(&text), "DATABASE_UNREACHABLE").await;
    let text = Postgres::shared().url("no_such_database");
    refused(&url(&text), "DATABASE_UNREACHABLE").await;
}

#[tokio::test]
async fn a_server_of_another_kind_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let _ = connection.read(&mut [0; 256]);
            let _ = connection.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let text = format!("postgres://postgres@127.0.0.1:{port}/tenantry");
    refused(&url(&text), "DATABASE_UNREACHABLE").await;
}

#[tokio::test]
async fn a_role_that_may_not_is_told_so() {
    let server = Postgres::shared();
    let text = server.fresh_database();
    let stranger = text.replace("postgres@", "nobody_we_know@");
    refused(&url(&stranger), "DATABASE_ACCESS_DENIED").await;

    migrate(&url(&text)).await.unwrap();
    server.execute(&text, "create role onlooker login");
    let onlooker = text.replace("postgres@", "onlooker@");
    refused(&url(&onlooker), "DATABASE_ACCESS_DENIED").await;
}

#[tokio::test]
async fn a_wrong_password_is_told_so_and_not_shown() {
    let server = Postgres::start();
    let text = server.fresh_database();
    server.execute(&text, "create role ada login password 'right'");
    let rules = server.data_directory().join("pg_hba.conf");
    let old = fs::read_to_string(&rules).unwrap();
    fs::write(
        &rules,
        format!("host all ada 127.0.0.1/32 scram-sha-256\n{old}"),
    )
    .unwrap();
    server.execute(&text, "select pg_reload_conf()");

    let ada = url(&text.replace("postgres@", "ada:hunter2@"));
    refused(&ada, "DATABASE_ACCESS_DENIED").await;
    let error = opening(&ada).await;
    assert!(!format!("{error} {error:?} {ada}").contains("hunter2"));
    let ada = url(&text.replace("postgres@", "ada:right@"));
    assert_eq!(opening(&ada).await.code(), "DATABASE_NOT_MIGRATED");
}

#[tokio::test]
async fn a_malformed_url_is_told_so() {
    let text = "postgres://ada:hunter2@host:notaport/tenantry";
    let error = opening(&url(text)).await;
    assert_eq!(error.code(), "DATABASE_URL_MALFORMED");
    assert!(!error.to_string().contains("hunter2"), "{error}");
}
