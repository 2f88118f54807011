//! The commands that work.

use tenantry_support::{World, on_both_databases};

use crate::program::{CUSTOMER, MSP, Program, text};

on_both_databases!(
    a_customer_is_registered_changed_and_shown,
    a_stream_is_shown_as_of_then,
    a_repeated_key_is_one_command,
    migrating_twice_changes_nothing,
    the_doctor_finds_a_fit_installation
);

async fn a_customer_is_registered_changed_and_shown(world: World) {
    let program = Program::on(&world);
    program.seed();
    let stream = format!("customer/{CUSTOMER}");
    let shown = program.ok(&["ledger", "show", &stream]);
    for part in [
        "CustomerRenamed",
        "operator ada",
        "they asked",
        "Fabrikam Foods",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let document = &program.json(&["ledger", "show", &stream, "--msp", MSP])[0];
    assert_eq!(document["events"].as_array().map(Vec::len), Some(3));
    assert_eq!(document["state"]["registered"]["tags"][0], "gold");
}

async fn a_stream_is_shown_as_of_then(world: World) {
    let program = Program::on(&world);
    program.seed();
    let stream = format!("customer/{CUSTOMER}");
    let first = &program.json(&["ledger", "show", &stream, "--at", "1"])[0];
    assert_eq!(first["state"]["registered"]["name"], "Fabrikam");
    let at = text(&first["events"][0]["recorded_at"]).to_owned();
    // Instants are shown to the millisecond, so the next one surely has it.
    let later = format!("{}999Z", at.trim_end_matches('Z'));
    let then = &program.json(&["ledger", "show", &stream, "--at", &later])[0];
    assert!(!then["events"].as_array().expect("events").is_empty());
    let future = &program.json(&["ledger", "show", &stream, "--at", "2999-01-01T00:00:00Z"])[0];
    assert_eq!(future["events"].as_array().map(Vec::len), Some(3));
    let past = ["ledger", "show", &stream, "--at", "1999-01-01T00:00:00Z"];
    program.refused(&past, 3, "STREAM_UNKNOWN");
}

async fn a_repeated_key_is_one_command(world: World) {
    let program = Program::on(&world);
    let ask = [
        "customers",
        "register",
        "A",
        "--msp",
        MSP,
        "--id",
        CUSTOMER,
        "--key",
        "k",
    ];
    assert_eq!(program.json(&ask)[0]["outcome"], "recorded");
    assert_eq!(program.json(&ask)[0]["outcome"], "replayed");
    // Without an id the key stands for it.
    let ask = ["customers", "register", "C", "--msp", MSP, "--key", "c"];
    let first = &program.json(&ask)[0];
    let again = &program.json(&ask)[0];
    assert_eq!(
        (&again["outcome"], &again["stream"]),
        (&"replayed".into(), &first["stream"])
    );
    let other = [
        "customers",
        "register",
        "B",
        "--msp",
        MSP,
        "--id",
        CUSTOMER,
        "--key",
        "k",
    ];
    program.refused(&other, 3, "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(program.ledger()[0].0, 2);
}

async fn migrating_twice_changes_nothing(world: World) {
    let program = Program::on(&world);
    program.seed();
    let before = program.ledger();
    let again = &program.json(&["migrate"])[0];
    assert_eq!(again["from"], again["to"]);
    assert_eq!(program.ledger(), before);
}

async fn the_doctor_finds_a_fit_installation(world: World) {
    let program = Program::on(&world);
    program.seed();
    program.ok(&["ledger", "checkpoint"]);
    program.ok(&["projections", "run", "--until-caught-up"]);
    let checks = program.json(&["doctor"]);
    assert!(checks.len() >= 6, "{checks:?}");
    for check in checks {
        // The server of the tests is told not to wait for the disk, and the doctor says so.
        let expected = if check["check"] == "durability" {
            "warn"
        } else {
            "ok"
        };
        assert_eq!(check["result"], expected, "{check}");
    }
}

#[test]
fn a_code_is_explained() {
    let program = Program::at("sqlite:unused");
    let page = program.ok(&["explain", "DATABASE_UNREACHABLE"]);
    assert!(page.contains("What to do"), "{page}");
    assert_eq!(program.ok(&["explain", "database-unreachable"]), page);
    assert!(program.ok(&["explain"]).lines().count() > 40);
}
