//! Procedures in files, defined and revised, and a step that nobody has to approve.

use std::fs;

use serde_json::Value;
use tenantry_support::{World, on_both_databases};

use crate::approvals_stage::{Stage, product};
use crate::program::{MSP, OTHER_MSP, Program};

on_both_databases!(
    a_procedure_lives_from_its_file_to_retirement,
    a_file_that_does_not_fit_is_refused_with_its_line,
    a_marked_step_is_carried_out_without_anybody_deciding,
);

const ID: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a88";

const LEAVING: &str = r#"
name = "Somebody leaves"
description = "On the last day, at noon."

[[inputs]]
key = "who"
label = "Who leaves"
kind = "user"

[[inputs]]
key = "licences"
label = "What they have"
kind = "licences"

[[steps]]
key = "block"
title = "Keep them out"
[steps.do.disable-user]
user = { input = "who" }

[[steps]]
key = "take"
title = "Take the licences"
after = ["block"]
[steps.do.remove-licences]
user = { input = "who" }
licences = { input = "licences" }
"#;

const JOINING: &str = r#"
name = "Somebody begins"

[[inputs]]
key = "name"
label = "What they sign in as"
kind = "text"

[[inputs]]
key = "shown"
label = "What people read"
kind = "text"

[[steps]]
key = "make"
title = "Make the account"
[steps.do.create-user]
name = "name"
display-name = "shown"
department = { fixed = "Sales" }
usage-location = { fixed = "de" }
licences = { fixed = [] }

[[steps]]
key = "give"
title = "Give what everybody has"
after = ["make"]
[steps.do.assign-licences]
user = { made-by = "make" }
licences = { fixed = ["cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46"] }
"#;

fn written(program: &Program, text: &str) -> String {
    let path = program.path("procedure.toml");
    fs::write(&path, text).expect("written");
    path
}

fn args<'a>(line: &[&'a str]) -> Vec<&'a str> {
    [&["procedures"], line, &["--msp", MSP]].concat()
}

#[track_caller]
fn one(program: &Program, line: &[&str]) -> Value {
    let documents = program.json(&args(line));
    documents.into_iter().next().expect("a document")
}

async fn a_procedure_lives_from_its_file_to_retirement(world: World) {
    let program = Program::on(&world);
    let path = written(&program, LEAVING);
    let define = ["define", &path, "--id", ID, "--key", "once"];
    assert_eq!(one(&program, &define)["outcome"], "recorded");
    assert_eq!(one(&program, &define)["outcome"], "replayed");
    let plain = program.ok(&args(&["show", ID]));
    for part in [
        "Somebody leaves  defined, version 1 of 1",
        "On the last day, at noon.",
        "step take: Take the licences, after block",
        "take licences from a user, risk medium",
        "the input who",
    ] {
        assert!(plain.contains(part), "{part} in {plain}");
    }
    let changed = LEAVING.replace("at noon", "in the evening");
    written(&program, &changed);
    let revise = ["revise", ID, &path, "--from-version", "1"];
    assert_eq!(one(&program, &revise)["outcome"], "recorded");
    written(&program, LEAVING);
    program.refused(&args(&revise), 3, "PROCEDURE_VERSION_OUTDATED");
    let newest = one(&program, &["show", ID]);
    assert_eq!(newest["version"], 2);
    assert_eq!(newest["description"], "On the last day, in the evening.");
    let first = one(&program, &["show", ID, "--version", "1"]);
    assert_eq!(
        (&first["newest"], &first["steps"]),
        (&2.into(), &newest["steps"])
    );
    program.refused(
        &args(&["show", ID, "--version", "3"]),
        3,
        "PROCEDURE_VERSION_UNKNOWN",
    );
    program.refused(&args(&["retire", ID]), 3, "INVALID_TEXT");
    program.ok(&args(&["retire", ID, "--reason", "nobody leaves"]));
    program.refused(&args(&["revise", ID, &path]), 3, "PROCEDURE_RETIRED");
    program.ok(&["projections", "run", "--until-caught-up"]);
    let row = one(&program, &["list", "--prefix", "some"]);
    assert_eq!(
        (&row["status"], &row["reason"]),
        (&"retired".into(), &"nobody leaves".into())
    );
    assert_eq!(row["steps"], serde_json::json!(["block", "take"]));
    assert!(
        program
            .json(&args(&["list", "--status", "defined"]))
            .is_empty()
    );
    let theirs = ["procedures", "show", ID, "--msp", OTHER_MSP];
    program.refused(&theirs, 3, "PROCEDURE_NOT_FOUND");
}

async fn a_file_that_does_not_fit_is_refused_with_its_line(world: World) {
    let program = Program::on(&world);
    let path = program.path("procedure.toml");
    let define = args(&["define", &path]);
    program.refused(&define, 3, "PROCEDURE_FILE_UNUSABLE");
    for (from, to, told) in [
        (
            "title = \"Keep",
            "titel = \"Keep",
            "line 17: there is no field `titel`",
        ),
        (
            "kind = \"user\"",
            "kind = \"person\"",
            "line 8: unknown variant `person`",
        ),
        (
            "key = \"who\"",
            "key = \"Who\"",
            "line 6: \"Who\" is no key",
        ),
        ("input = \"who\"", "inputs = \"who\"", "line 19: "),
        (
            "disable-user",
            "fire-user",
            "line 18: unknown variant `fire-user`",
        ),
        ("\"Somebody leaves\"", "\"\"", "line 2: a procedure's name"),
        ("[[steps]]", "[[steps]", "line 15: "),
    ] {
        written(&program, &LEAVING.replacen(from, to, 1));
        program.refused(&define, 3, "PROCEDURE_FILE_UNUSABLE");
        let said = program.run(&define).err;
        assert!(said.contains(told), "{told} in {said}");
    }
    for (from, to, told) in [
        (
            "input = \"who\" }\nlic",
            "input = \"whom\" }\nlic",
            "step take, user: there is no input whom",
        ),
        (
            "after = [\"block\"]",
            "after = [\"take\"]",
            "step take, after: it comes after itself",
        ),
        (
            "{ input = \"licences\" }",
            "{ fixed = [] }",
            "step take, licences: no licence is named",
        ),
    ] {
        written(&program, &LEAVING.replacen(from, to, 1));
        program.refused(&define, 3, "PROCEDURE_IMPOSSIBLE");
        let said = program.run(&define).err;
        assert!(said.contains(told), "{told} in {said}");
    }
    for (from, to) in [("\"de\"", "\"Germany\""), ("cbdc14ab-d96c", "SPB")] {
        written(&program, &JOINING.replacen(from, to, 1));
        program.refused(&define, 3, "PROCEDURE_FILE_UNUSABLE");
    }
    assert!(program.ledger().is_empty());
    written(&program, JOINING);
    program.ok(&define);
}

async fn a_marked_step_is_carried_out_without_anybody_deciding(world: World) {
    let stage = Stage::open(&world).await;
    let program = &stage.stand.program;
    let path = written(program, LEAVING);
    program.ok(&args(&["define", &path, "--id", ID]));
    let take = format!(
        "step {ID} take --customer $CUSTOMER --tenant $TENANT --input who=$GRACE --input licences=$SKU"
    );
    let by_people = stage.asked(&take);
    assert_eq!(stage.shown(&by_people)["status"], "waiting");

    let until = "2027-06-01T00:00:00Z";
    let mark = |step: &'static str, sku: &str| {
        format!(
            "procedures mark {ID} {step} --msp $MSP --version 1 --until {until} --per-day 1 \
             --licence {sku} --customer $CUSTOMER --reason 'it costs little'"
        )
    };
    let sku = product().to_string();
    stage.ok("zoe", &mark("take", &sku));
    stage.refused("zoe", &mark("fly", &sku), 3, "PROCEDURE_STEP_UNKNOWN");
    stage.refused("zoe", &mark("take", "SPB"), 3, "MALFORMED_ID");
    let soon = mark("take", &sku).replace(until, "soon");
    stage.refused("zoe", &soon, 3, "MALFORMED_MOMENT");
    let shown = program.ok(&args(&["show", ID]));
    for part in [
        "nobody has to approve it until 2027-06-01",
        "operator zoe",
        &sku,
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }

    let id = stage.asked(&take);
    let granted = stage.shown(&id);
    assert_eq!(granted["rule"]["step"], "take", "{granted}");
    assert_eq!(stage.carried_out(&id)["status"], "done");
    for (flags, code) in [
        ("--input who=$GRACE", "PROCEDURE_INPUT_MISSING"),
        (
            "--input who=$GRACE --input licences=$SKU --input x=1",
            "PROCEDURE_INPUT_UNKNOWN",
        ),
        ("--input who=$GRACE --input licences=SPB", "MALFORMED_ID"),
        (
            "--input who=grace --input licences=$SKU",
            "MALFORMED_ACCOUNT_NAME",
        ),
        ("--input Who=$GRACE --input licences=$SKU", "MALFORMED_KEY"),
        (
            "--input who=$GRACE --input licences=$SKU --version 2",
            "PROCEDURE_VERSION_OUTDATED",
        ),
    ] {
        let place = "--customer $CUSTOMER --tenant $TENANT --msp $MSP --reason x";
        let line = format!("approvals request step {ID} take {place} {flags}");
        stage.refused("ada", &line, 3, code);
    }
    stage.ok("zoe", &format!("procedures unmark {ID} take --msp $MSP"));
    let shown = program.ok(&args(&["show", ID]));
    assert!(!shown.contains("nobody has to approve"), "{shown}");
}
