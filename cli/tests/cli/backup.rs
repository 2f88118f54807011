//! A backup is taken while the installation lives on, restored elsewhere, verified, and its query
//! tables are built anew, as `docs/operate/backup.md` says.

use std::fs;

use tenantry_support::{Postgres, World, on_both_databases};

use crate::program::{MSP, Program};

on_both_databases!(a_backup_is_restored_verified_and_read);

/// As the pages tell operators to do it.
async fn backed_up(world: &World, folder: &Program) -> String {
    if !world.is_postgres() {
        let copy = folder.path("copy.db");
        // What `.backup` of the shell does, without the shell.
        world.sql(&format!("vacuum into '{copy}'")).await;
        return copy;
    }
    let file = folder.path("tenantry.dump");
    let dumped = Postgres::program("pg_dump")
        .args(["--format=custom", "--exclude-schema=query"])
        .arg(format!("--file={file}"))
        .arg(world.url_text())
        .status();
    assert!(dumped.expect("pg_dump runs").success());
    file
}

/// The URL of a database that was restored.
fn restored(world: &World, backup: &str, folder: &Program) -> String {
    if !world.is_postgres() {
        let place = folder.path("restored.db");
        fs::copy(backup, &place).expect("copied");
        return format!("sqlite:{place}");
    }
    let url = Postgres::shared().fresh_database();
    let restored = Postgres::program("pg_restore")
        .arg(format!("--dbname={url}"))
        .arg(backup)
        .status();
    assert!(restored.expect("pg_restore runs").success());
    url
}

async fn a_backup_is_restored_verified_and_read(world: World) {
    let program = Program::on(&world);
    program.seed();
    program.ok(&["ledger", "checkpoint"]);
    let before = program.ledger();
    let backup = backed_up(&world, &program).await;
    let kept = program.path("kept");
    fs::create_dir_all(&kept).expect("a folder");
    let checkpoint = program.path(&format!("checkpoints/{MSP}/checkpoint"));
    fs::copy(checkpoint, format!("{kept}/checkpoint")).expect("copied");
    // Life goes on; this is what a backup loses.
    program.ok(&["customers", "register", "After", "--msp", MSP]);
    program.ok(&["ledger", "checkpoint"]);

    let elsewhere = Program::at(&restored(&world, &backup, &program));
    elsewhere.ok(&["migrate"]);
    assert_eq!(
        elsewhere.ledger(),
        before,
        "every event and the root over them"
    );
    // The key that checkpoints are signed with is part of what is kept.
    fs::create_dir_all(elsewhere.path("keys")).expect("a folder");
    fs::copy(
        program.path("keys/ledger.key"),
        elsewhere.path("keys/ledger.key"),
    )
    .expect("copied");
    elsewhere.ok(&[
        "ledger",
        "verify",
        "--against",
        &format!("{kept}/checkpoint"),
    ]);
    elsewhere.ok(&["projections", "rebuild", "--all"]);
    let names = |program: &Program| {
        let rows = program.json(&["customers", "list", "--msp", MSP]);
        rows.iter()
            .map(|row| row["name"].to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&elsewhere).len(), 3);
    // A newer checkpoint knows that the end is missing.
    let newer = program.path("checkpoints");
    let short = elsewhere.run(&["ledger", "verify", "--against", &newer]);
    assert_eq!(short.exit, 1);
    assert!(short.out.contains("LEDGER_TAIL_DELETED"), "{short:?}");
    elsewhere.ok(&["customers", "register", "Again", "--msp", MSP]);
    elsewhere.ok(&["doctor"]);
}
