//! A ledger that somebody changed behind its back, with SQL: verify says where and what.

use std::fmt::Write as _;

use serde_json::Value;
use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::Frontier;
use tenantry_domain::record::RecordedEvent;
use tenantry_support::{World, on_both_databases};

use crate::program::{CUSTOMER, MSP, Program, text};

on_both_databases!(
    an_altered_row_is_named,
    rows_that_changed_places_are_named,
    a_missing_row_is_named,
    a_deleted_tail_is_named,
    a_replaced_row_with_its_hash_shows_in_the_root,
    a_forged_history_is_caught_by_a_checkpoint,
    an_export_names_the_forged_row,
    a_rewound_ledger_is_caught_by_a_checkpoint,
    a_row_beyond_the_end_is_named,
    nothing_is_signed_for_a_ledger_that_contradicts_itself
);

/// Lifts the database's own guard, changes something, and puts the guard back where that is easy.
async fn behind_its_back(world: &World, sql: &str) {
    let sql = if world.is_postgres() {
        format!(
            "alter table events disable trigger all; {sql};
             alter table events enable trigger all;"
        )
    } else {
        format!(
            "drop trigger if exists events_are_not_updated;
             drop trigger if exists events_are_not_deleted; {sql};"
        )
    };
    world.sql(&sql).await;
}

pub(crate) async fn alter(world: &World, change: &str) {
    behind_its_back(world, &format!("update events set {change}")).await;
}

/// The codes and positions that verify finds.
#[track_caller]
fn found(program: &Program, args: &[&str]) -> Vec<(String, Value)> {
    let answer = program.run(&[&["ledger", "verify", "--json"], args].concat());
    assert_eq!(answer.exit, 1, "{answer:?}");
    let document = &answer.documents()[0];
    assert_eq!(document["sound"], false);
    let findings = document["findings"].as_array().expect("a list").iter();
    findings
        .map(|it| (text(&it["code"]).to_owned(), it["position"].clone()))
        .collect()
}

fn finding(code: &str, position: u64) -> (String, Value) {
    (code.to_owned(), position.into())
}

fn bytes(world: &World, bytes: &[u8]) -> String {
    let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    if world.is_postgres() {
        format!("decode('{hex}', 'hex')")
    } else {
        format!("x'{hex}'")
    }
}

async fn events(world: &World) -> Vec<RecordedEvent> {
    let msp: MspId = MSP.parse().expect("an id");
    let ledger = world.ledger().await;
    ledger.feed(msp, 0, 100).await.expect("events")
}

/// Replaces the payload at a position, and the hash with it. The new leaves.
async fn replace_with_hash(world: &World, position: usize, payload: &str) -> Vec<[u8; 32]> {
    let mut events = events(world).await;
    let event = &mut events[position - 1];
    event.payload = payload.to_owned();
    event.leaf = event.canonical().leaf();
    let leaf = bytes(world, &event.leaf);
    alter(
        world,
        &format!("payload = '{payload}', leaf_hash = {leaf} where position = {position}"),
    )
    .await;
    events.iter().map(|event| event.leaf).collect()
}

async fn set_head(world: &World, leaves: &[[u8; 32]]) {
    let frontier: Frontier = leaves.iter().copied().collect();
    let (size, frontier) = (frontier.size(), bytes(world, &frontier.to_bytes()));
    world
        .sql(&format!(
            "update msp_heads set position = {size}, frontier = {frontier} where msp_id = '{MSP}'"
        ))
        .await;
}

const FORGED: &str = r#"{"CustomerRenamed":{"from":"Fabrikam","to":"Evil"}}"#;

async fn an_altered_row_is_named(world: World) {
    let program = Program::on(&world);
    program.seed();
    alter(&world, &format!("payload = '{FORGED}' where position = 4")).await;
    assert_eq!(found(&program, &[]), [finding("LEDGER_ROW_ALTERED", 4)]);
    let told = program.run(&["ledger", "verify"]);
    assert_eq!(told.exit, 1);
    for part in [
        "NOT SOUND",
        "position 4",
        &format!("event 2 of customer/{CUSTOMER}"),
    ] {
        assert!(told.out.contains(part), "{part} in {}", told.out);
    }
}

async fn rows_that_changed_places_are_named(world: World) {
    let program = Program::on(&world);
    program.seed();
    behind_its_back(
        &world,
        "update events set position = 1000 where position = 2;
         update events set position = 2 where position = 4;
         update events set position = 4 where position = 1000",
    )
    .await;
    let found = found(&program, &[]);
    assert_eq!(found[..1], [finding("LEDGER_ROOT_DIFFERS", 1)]);
    assert!(found.contains(&finding("LEDGER_ROW_MOVED", 2)), "{found:?}");
    assert!(found.contains(&finding("LEDGER_ROW_MOVED", 4)), "{found:?}");
}

async fn a_missing_row_is_named(world: World) {
    let program = Program::on(&world);
    program.seed();
    behind_its_back(&world, "delete from events where position = 3").await;
    assert_eq!(found(&program, &[]), [finding("LEDGER_ROW_MISSING", 3)]);
}

async fn a_deleted_tail_is_named(world: World) {
    let program = Program::on(&world);
    program.seed();
    behind_its_back(&world, "delete from events where position > 3").await;
    assert_eq!(found(&program, &[]), [finding("LEDGER_ROW_MISSING", 4)]);
}

async fn a_replaced_row_with_its_hash_shows_in_the_root(world: World) {
    let program = Program::on(&world);
    program.seed();
    replace_with_hash(&world, 4, FORGED).await;
    assert_eq!(found(&program, &[]), [finding("LEDGER_ROOT_DIFFERS", 1)]);
}

async fn a_forged_history_is_caught_by_a_checkpoint(world: World) {
    let program = Program::on(&world);
    program.seed();
    let signed = program.path("signed");
    program.ok(&["ledger", "checkpoint", "--out", &signed]);
    let leaves = replace_with_hash(&world, 4, FORGED).await;
    set_head(&world, &leaves).await;
    // By itself it is without contradiction; what was signed before tells.
    program.ok(&["ledger", "verify"]);
    let found = found(&program, &["--against", &signed]);
    assert_eq!(
        found,
        [("LEDGER_CHECKPOINT_DIFFERS".to_owned(), Value::Null)]
    );
    program.refused(
        &["ledger", "checkpoint", "--out", &signed],
        1,
        "LEDGER_UNSOUND",
    );
}

async fn an_export_names_the_forged_row(world: World) {
    let program = Program::on(&world);
    program.seed();
    let tiles = program.path("tiles");
    program.ok(&["ledger", "prove", "--msp", MSP, "--tiles", &tiles]);
    let leaves = replace_with_hash(&world, 4, FORGED).await;
    set_head(&world, &leaves).await;
    let answer = program.run(&["ledger", "verify", "--against", &tiles]);
    assert_eq!(answer.exit, 1);
    for part in ["LEDGER_ROW_REPLACED", "position 4", "payload differs"] {
        assert!(answer.out.contains(part), "{part} in {}", answer.out);
    }
    let again = ["ledger", "prove", "--msp", MSP, "--tiles", &tiles];
    program.refused(&again, 3, "EVIDENCE_DIFFERS");
}

async fn a_rewound_ledger_is_caught_by_a_checkpoint(world: World) {
    let program = Program::on(&world);
    program.seed();
    let signed = program.path("signed");
    program.ok(&["ledger", "checkpoint", "--out", &signed]);
    let leaves: Vec<_> = events(&world).await.iter().map(|it| it.leaf).collect();
    behind_its_back(&world, "delete from events where position > 3").await;
    set_head(&world, &leaves[..3]).await;
    program.ok(&["ledger", "verify"]);
    let found = found(&program, &["--against", &signed]);
    assert_eq!(found, [finding("LEDGER_TAIL_DELETED", 4)]);
}

async fn a_row_beyond_the_end_is_named(world: World) {
    let program = Program::on(&world);
    program.seed();
    let leaves: Vec<_> = events(&world).await.iter().map(|it| it.leaf).collect();
    set_head(&world, &leaves[..3]).await;
    assert_eq!(found(&program, &[]), [finding("LEDGER_ROW_BEYOND_HEAD", 4)]);
}

async fn nothing_is_signed_for_a_ledger_that_contradicts_itself(world: World) {
    let program = Program::on(&world);
    program.seed();
    replace_with_hash(&world, 4, FORGED).await;
    let prove = ["ledger", "prove", "--msp", MSP, "--position", "1"];
    program.refused(&prove, 1, "LEDGER_UNSOUND");
    let export = [
        "ledger",
        "prove",
        "--msp",
        MSP,
        "--tiles",
        &program.path("tiles"),
    ];
    program.refused(&export, 1, "LEDGER_UNSOUND");
}
