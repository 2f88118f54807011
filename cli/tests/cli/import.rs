//! Taking over what another program recorded.

use tenantry_support::{World, on_both_databases};

use crate::program::{MSP, Program};

on_both_databases!(
    events_of_another_program_are_taken_over_once,
    a_source_that_is_not_one_is_refused
);

const CARDS: &str = "
    drop table if exists events;
    create table events (
        aggregate_type text not null, aggregate_id text not null, sequence bigint not null,
        event_type text not null, event_version text not null, payload json not null,
        metadata json not null, primary key (aggregate_type, aggregate_id, sequence));
    insert into events values
        ('card', 'c1', 1, 'CardIssued', '1.0', '{\"CardIssued\":{}}', '{}'),
        ('card', 'c1', 2, 'CardBlocked', '1.0', '{\"CardBlocked\":{}}', '{}');
    ";

/// A database as postgres-es or sqlite-es left it.
async fn cards(like: &World) -> World {
    let source = if like.is_postgres() {
        World::postgres().await
    } else {
        World::sqlite().await
    };
    source.sql(CARDS).await;
    source
}

async fn events_of_another_program_are_taken_over_once(world: World) {
    let program = Program::on(&world);
    program.seed();
    let source = cards(&world).await;
    let import = [
        "ledger",
        "import",
        "--from",
        source.url_text(),
        "--msp",
        MSP,
    ];
    let first = &program.json(&import)[0];
    assert_eq!(
        (&first["events"], &first["recorded"]),
        (&2.into(), &2.into())
    );
    assert_eq!(first["foreign"][0], "card");
    let again = &program.json(&import)[0];
    assert_eq!(
        (&again["recorded"], &again["already_there"]),
        (&0.into(), &2.into())
    );
    program.ok(&["ledger", "verify"]);
    let shown = program.ok(&["ledger", "show", "card/c1"]);
    assert!(shown.contains("CardBlocked v1.0"), "{shown}");
    // What is foreign is no reason to stop working.
    program.ok(&["customers", "register", "D", "--msp", MSP]);
    let doctor = program.ok(&["doctor"]);
    assert!(doctor.contains("card"), "{doctor}");
}

async fn a_source_that_is_not_one_is_refused(world: World) {
    let program = Program::on(&world);
    program.seed();
    let before = program.ledger();
    let own = ["ledger", "import", "--from", world.url_text(), "--msp", MSP];
    program.refused(&own, 3, "IMPORT_SOURCE_UNFIT");
    let source = cards(&world).await;
    source.sql("delete from events where sequence = 1").await;
    let gap = [
        "ledger",
        "import",
        "--from",
        source.url_text(),
        "--msp",
        MSP,
    ];
    program.refused(&gap, 3, "IMPORT_GAP");
    assert_eq!(program.ledger(), before);
}
