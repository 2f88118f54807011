//! Checkpoints and proof files, and their check without a database.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use tenantry_support::{World, on_both_databases};

use crate::program::{MSP, Program};

on_both_databases!(
    a_proof_holds_without_a_database_and_a_bent_one_fails,
    a_proof_of_growth_holds,
    an_export_is_continued,
    the_key_is_for_its_owner_only
);

/// Nothing can be reached from here.
fn stranger() -> Program {
    Program::at("postgres://nobody@127.0.0.1:1/nothing")
}

fn key_of(program: &Program) -> String {
    let answer = program.json(&["ledger", "checkpoint"]);
    answer[0]["key"].as_str().expect("a key").to_owned()
}

async fn a_proof_holds_without_a_database_and_a_bent_one_fails(world: World) {
    let program = Program::on(&world);
    program.seed();
    let key = key_of(&program);
    let proof = program.ok(&["ledger", "prove", "--msp", MSP, "--position", "4"]);
    let file = program.path("event.proof");
    fs::write(&file, &proof).expect("written");
    let told = stranger().ok(&["ledger", "check", &file, "--key", &key]);
    assert!(told.contains("CustomerRenamed at position 4"), "{told}");
    let bends = [
        (proof.replace("index 3", "index 2"), "PROOF_INVALID"),
        (
            proof.replace("\n5\n", "\n6\n"),
            "CHECKPOINT_SIGNATURE_INVALID",
        ),
        (proof.replacen("index", "place", 1), "PROOF_MALFORMED"),
    ];
    for (bent, code) in bends {
        assert_ne!(bent, proof);
        fs::write(&file, bent).expect("written");
        let exit = if code == "PROOF_MALFORMED" { 3 } else { 1 };
        stranger().refused(&["ledger", "check", &file, "--key", &key], exit, code);
    }
    fs::write(&file, &proof).expect("written");
    stranger().refused(&["ledger", "check", &file], 4, "SIGNING_KEY_MISSING");
    let elsewhere = World::sqlite().await;
    let other = Program::on(&elsewhere);
    other.seed();
    let other = key_of(&other);
    stranger().refused(
        &["ledger", "check", &file, "--key", &other],
        1,
        "CHECKPOINT_SIGNER_UNKNOWN",
    );
}

async fn a_proof_of_growth_holds(world: World) {
    let program = Program::on(&world);
    program.seed();
    let key = key_of(&program);
    let checkpoint = program.path(&format!("checkpoints/{MSP}/checkpoint"));
    let old = program.path("old");
    fs::copy(&checkpoint, &old).expect("copied");
    program.ok(&["customers", "register", "D", "--msp", MSP]);
    let file = program.path("growth.proof");
    let proof = program.ok(&["ledger", "prove", "--msp", MSP, "--from", "5"]);
    fs::write(&file, &proof).expect("written");
    let check = ["ledger", "check", &file, "--key", &key, "--old", &old];
    let told = stranger().ok(&check);
    assert!(told.contains("grew from 5 to 6"), "{told}");
    stranger().refused(
        &["ledger", "check", &file, "--key", &key],
        3,
        "PROOF_MALFORMED",
    );
    // The checkpoint is taken further, and both still hold.
    program.ok(&["ledger", "checkpoint"]);
    stranger().ok(&["ledger", "check", &checkpoint, "--key", &key]);
    program.ok(&["ledger", "verify", "--against", &old]);
    program.ok(&[
        "ledger",
        "verify",
        "--against",
        &program.path("checkpoints"),
    ]);
}

async fn an_export_is_continued(world: World) {
    let program = Program::on(&world);
    program.seed();
    let tiles = program.path("tiles");
    let export = ["ledger", "prove", "--msp", MSP, "--tiles", &tiles];
    program.ok(&export);
    program.ok(&["customers", "register", "D", "--msp", MSP]);
    program.ok(&export);
    program.ok(&["ledger", "verify", "--against", &tiles]);
    let tile = format!("{tiles}/tile/0/000.p/6");
    let mut bytes = fs::read(&tile).expect("a tile");
    bytes[0] ^= 1;
    fs::write(&tile, bytes).expect("written");
    program.refused(
        &["ledger", "verify", "--against", &tiles],
        1,
        "EXPORT_DAMAGED",
    );
}

async fn the_key_is_for_its_owner_only(world: World) {
    let program = Program::on(&world);
    program.seed();
    let answer = program.run(&["ledger", "checkpoint"]);
    let file = program.path("keys/ledger.key");
    let secret = fs::read_to_string(&file).expect("a key");
    assert!(secret.starts_with("PRIVATE+KEY+"));
    assert!(!answer.out.contains("PRIVATE") && !answer.err.contains("PRIVATE"));
    let mode = fs::metadata(&file).expect("a key").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("changed");
    program.refused(&["ledger", "checkpoint"], 4, "SIGNING_KEY_EXPOSED");
    assert_eq!(program.run(&["doctor"]).exit, 1);
}
