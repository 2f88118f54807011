//! What is not understood or not allowed: one sentence, a stable code, and nothing changed.

use std::fs;
use std::path::Path;

use tenantry_support::{World, on_both_databases};

use crate::gate::granted;
use crate::program::{CUSTOMER, MSP, OTHER_MSP, Program};

on_both_databases!(
    unknown_things_are_named,
    malformed_things_are_named,
    the_rules_of_the_business_hold,
    an_oversized_text_is_refused,
    a_ledger_of_a_newer_program_is_not_decided_on
);

/// Command lines and what they are refused with. `$MSP`, `$OTHER` and `$ID` stand for ids.
const UNKNOWN: &[(&str, &str)] = &[
    ("ledger show customer/nobody", "STREAM_UNKNOWN"),
    ("ledger show customer/$ID --msp $OTHER", "STREAM_UNKNOWN"),
    ("ledger show customer/$ID --at 99", "POSITION_UNKNOWN"),
    ("ledger verify --msp $OTHER", "MSP_UNKNOWN"),
    ("ledger checkpoint --msp $OTHER", "MSP_UNKNOWN"),
    ("ledger prove --msp $OTHER --position 1", "MSP_UNKNOWN"),
    ("ledger prove --msp $MSP --position 6", "POSITION_UNKNOWN"),
    ("ledger prove --msp $MSP --position 0", "POSITION_UNKNOWN"),
    (
        "ledger prove --msp $MSP --position 1 --size 6",
        "POSITION_UNKNOWN",
    ),
    ("ledger prove --msp $MSP --from 6", "PROOF_OUT_OF_RANGE"),
    ("ledger check missing.proof", "EVIDENCE_FILE_UNUSABLE"),
    ("projections rebuild nothing", "PROJECTION_UNKNOWN"),
    ("projections pause nothing --reason x", "PROJECTION_UNKNOWN"),
    ("projections resume nothing", "PROJECTION_UNKNOWN"),
    (
        "projections retry customers --msp $MSP --position 99",
        "POSITION_UNKNOWN",
    ),
    (
        "projections skip customers --msp $OTHER --position 1 --reason x",
        "MSP_UNKNOWN",
    ),
    ("explain NO_SUCH_CODE_AT_ALL", "CODE_UNKNOWN"),
];

const MALFORMED: &[(&str, &str)] = &[
    ("ledger show customer", "MALFORMED_STREAM"),
    ("ledger show customer/$ID --msp x", "MALFORMED_ID"),
    (
        "ledger show customer/$ID --at yesterday",
        "MALFORMED_MOMENT",
    ),
    ("ledger verify --msp 1;drop", "MALFORMED_ID"),
    ("ledger verify --against x --key nonsense", "KEY_MALFORMED"),
    (
        "ledger import --from mysql://x --msp $MSP",
        "DATABASE_URL_MALFORMED",
    ),
    ("customers register A --msp x", "MALFORMED_ID"),
    (
        "customers register A --msp $MSP --key \u{e4}",
        "IDEMPOTENCY_KEY_MALFORMED",
    ),
    ("customers rename x A --msp $MSP", "MALFORMED_ID"),
    ("customers list --msp $MSP --after x", "MALFORMED_CURSOR"),
    ("customers tag $ID a\u{7}b --msp $MSP", "INVALID_TEXT"),
    (
        "onboardings start --msp $MSP --customer $ID --tenant x --template $ID",
        "MALFORMED_ID",
    ),
    ("onboardings cancel $ID --msp $MSP", "INVALID_TEXT"),
    ("projections pause customers --reason \u{7}", "INVALID_TEXT"),
];

fn all_refused(program: &Program, cases: &[(&str, &str)]) {
    let before = program.ledger();
    for (line, code) in cases {
        let words = line.split(' ').map(|word| {
            word.replace("$MSP", MSP)
                .replace("$OTHER", OTHER_MSP)
                .replace("$ID", CUSTOMER)
        });
        let words: Vec<String> = words.collect();
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        program.refused(&args, 3, code);
    }
    assert_eq!(program.ledger(), before);
    assert!(!Path::new(&program.path("keys")).exists(), "a key was made");
}

async fn unknown_things_are_named(world: World) {
    let program = Program::on(&world);
    program.seed();
    all_refused(&program, UNKNOWN);
}

async fn malformed_things_are_named(world: World) {
    let program = Program::on(&world);
    program.seed();
    all_refused(&program, MALFORMED);
}

async fn the_rules_of_the_business_hold(world: World) {
    let program = Program::on(&world);
    program.seed();
    let archive = ["customers", "archive", CUSTOMER, "--msp", MSP];
    let asked = program.json(&[&archive[..], &["--reason", "left"]].concat());
    granted(&world, &program, &asked[0]).await;
    let before = program.ledger();
    let rename = ["customers", "rename", CUSTOMER, "B", "--msp", MSP];
    program.refused(&rename, 3, "CUSTOMER_ARCHIVED");
    let cancel = [
        "onboardings",
        "cancel",
        CUSTOMER,
        "--msp",
        MSP,
        "--reason",
        "x",
    ];
    program.refused(&cancel, 3, "ONBOARDING_NOT_FOUND");
    assert_eq!(program.ledger(), before);
}

async fn an_oversized_text_is_refused(world: World) {
    let program = Program::on(&world);
    let name = "n".repeat(100_000);
    program.refused(
        &["customers", "register", &name, "--msp", MSP],
        3,
        "INVALID_TEXT",
    );
    assert!(program.ledger().is_empty());
}

async fn a_ledger_of_a_newer_program_is_not_decided_on(world: World) {
    let program = Program::on(&world);
    program.seed();
    world
        .sql(
            "insert into event_shapes (aggregate_type, event_type, event_version)
             values ('customer', 'CustomerRenamed', '9'), ('invoice', 'InvoiceSent', '1')",
        )
        .await;
    let register = ["customers", "register", "A", "--msp", MSP];
    program.refused(&register, 4, "LEDGER_SHAPES_UNKNOWN");
    program.refused(
        &["projections", "run", "--until-caught-up"],
        4,
        "LEDGER_SHAPES_UNKNOWN",
    );
    program.refused(
        &["projections", "rebuild", "--all"],
        4,
        "LEDGER_SHAPES_UNKNOWN",
    );
    // Looking is allowed, and the doctor names the foreign type as well.
    program.ok(&["ledger", "verify"]);
    let doctor = program.run(&["doctor"]);
    assert_eq!(doctor.exit, 1);
    for part in ["customer/CustomerRenamed version 9", "invoice"] {
        assert!(doctor.out.contains(part), "{part} in {}", doctor.out);
    }
}

#[test]
fn a_command_line_that_cannot_be_understood_is_exit_2() {
    let program = Program::at("sqlite:unused");
    let cases: &[&[&str]] = &[
        &[],
        &["frobnicate"],
        &["ledger", "prove", "--msp", MSP],
        &["ledger", "prove", "--msp", MSP, "--position", "minus one"],
        &["projections", "pause", "customers"],
        &["customers", "list", "--msp", MSP, "--first", "0"],
    ];
    for args in cases {
        let answer = program.run(args);
        assert_eq!(answer.exit, 2, "{args:?}: {answer:?}");
        let json = program.run(&[args, &["--json"][..]].concat());
        assert_eq!(json.exit, 2);
        assert!(json.err.contains("USAGE_INVALID"), "{args:?}: {json:?}");
    }
}

#[test]
fn a_setting_that_is_not_known_is_told_with_what_was_meant() {
    let program = Program::at("sqlite:unused");
    for (file, told) in [
        (
            "log = \"warn\"\npublik_url = \"https://tenantry.example\"",
            "line 2: there is no setting `publik_url`; did you mean `public_url`?",
        ),
        (
            "[server]\nlissten = \"127.0.0.1:0\"",
            "line 2: there is no setting `lissten` in [server]; did you mean `listen`?",
        ),
        (
            "[server]\nmetrics = true\n\n[endpoints]\npartnercenter = \"https://localhost\"",
            "line 5: there is no setting `partnercenter` in [endpoints]; did you mean `partner_center`?",
        ),
        (
            "[endpoints]\ncolour = \"green\"",
            "there are login, graph, partner_center, admin_center",
        ),
        ("log = 5", "line 1: invalid type"),
    ] {
        fs::write(program.path("tenantry.toml"), file).expect("written");
        for args in [
            &["doctor"][..],
            &["customers", "list", "--msp", MSP],
            &["worker"],
        ] {
            program.refused(args, 4, "CONFIG_INVALID");
            let said = program.run(args).err;
            assert!(said.contains(told), "{told} in {said}");
        }
    }
}
