//! Databases that are wrong, away, too new or somebody else's.

use std::fs;

use tenantry_support::{Postgres, World, on_both_databases, port};

use crate::program::{MSP, Program};

on_both_databases!(
    a_newer_schema_is_left_alone,
    an_older_schema_says_migrate,
    a_database_without_a_ledger_says_migrate
);

async fn a_newer_schema_is_left_alone(world: World) {
    let program = Program::on(&world);
    program.seed();
    world
        .sql("insert into tenantry_schema (version, applied_at) values (999, 0)")
        .await;
    for args in [
        &["migrate"][..],
        &["ledger", "verify"],
        &["customers", "list", "--msp", MSP],
    ] {
        program.refused(args, 4, "DATABASE_SCHEMA_NEWER");
    }
    assert_eq!(program.run(&["doctor"]).exit, 1);
    world
        .sql("delete from tenantry_schema where version = 999")
        .await;
    assert_eq!(program.ledger()[0].0, 5);
}

async fn an_older_schema_says_migrate(world: World) {
    let program = Program::on(&world);
    program.seed();
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
    let read = &["customers", "list", "--msp", MSP];
    program.refused(read, 4, "DATABASE_SCHEMA_OLDER");
    let doctor = program.run(&["doctor"]);
    assert_eq!(doctor.exit, 1);
    assert!(doctor.out.contains("tenantry migrate"), "{}", doctor.out);
    let migrated = program.json(&["migrate"]);
    assert_eq!(
        (&migrated[0]["from"], &migrated[0]["to"]),
        (&1.into(), &2.into())
    );
    assert!(program.ok(&["doctor"]).contains("schema 2"));
    assert_eq!(program.ledger()[0].0, 5);
}

async fn a_database_without_a_ledger_says_migrate(world: World) {
    let empty = if world.is_postgres() {
        Postgres::shared().fresh_database()
    } else {
        let file = tempfile::NamedTempFile::new().expect("a file");
        format!("sqlite:{}", file.path().display())
    };
    let program = Program::at(&empty);
    let register = ["customers", "register", "A", "--msp", MSP];
    for args in [
        &["ledger", "verify"][..],
        &["projections", "status"],
        &register,
    ] {
        program.refused(args, 4, "DATABASE_NOT_MIGRATED");
    }
}

#[test]
fn a_url_of_another_kind_is_refused() {
    for url in ["mysql://somewhere/x", "nonsense", "sqlite:"] {
        Program::at(url).refused(&["migrate"], 3, "DATABASE_URL_MALFORMED");
    }
}

#[test]
fn a_server_that_is_away_is_named_at_once() {
    let port = port::free().expect("a port");
    let program = Program::at(&format!("postgres://ada:hunter2@127.0.0.1:{port}/x"));
    for args in [&["migrate"][..], &["ledger", "verify"]] {
        program.refused(args, 4, "DATABASE_UNREACHABLE");
    }
    let doctor = program.run(&["doctor"]);
    assert_eq!(doctor.exit, 1);
    assert!(!doctor.out.contains("hunter2"), "{}", doctor.out);
}

#[test]
fn a_file_of_another_program_is_left_alone() {
    let program = Program::at("sqlite:unused");
    let file = program.path("letter.txt");
    fs::write(&file, "Dear Sir or Madam, ".repeat(100)).expect("written");
    let url = format!("sqlite:{file}");
    for args in [&["migrate"][..], &["ledger", "verify"]] {
        let args = [args, &["--database-url", &url]].concat();
        program.refused(&args, 4, "DATABASE_WRONG_KIND");
    }
    assert!(
        fs::read_to_string(&file)
            .expect("still text")
            .starts_with("Dear")
    );
}

#[test]
fn a_configuration_with_a_slip_is_refused_and_a_good_one_is_used() {
    let program = Program::at("");
    let file = program.path("tenantry.toml");
    fs::write(&file, "databse_url = 'sqlite:x'\n").expect("written");
    program.refused(&["doctor"], 4, "CONFIG_INVALID");
    fs::write(
        &file,
        format!("database_url = 'sqlite:{}'\n", program.path("other.db")),
    )
    .expect("written");
    program.ok(&["migrate"]);
    let doctor = program.ok(&["doctor"]);
    assert!(doctor.contains("other.db (file)"), "{doctor}");
}
