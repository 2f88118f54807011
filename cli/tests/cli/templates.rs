//! Templates: defined, revised with their consequences said, and read in every version.

use std::fs;

use serde_json::{Value, json};
use tenantry_support::{World, on_both_databases};

use crate::program::{MSP, OTHER_MSP, Program, text};

const ID: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a77";

on_both_databases!(
    a_template_lives_from_preset_to_retirement,
    new_approvals_are_said_and_asked_for,
    only_what_is_asked_for_changes,
    a_revision_asked_for_twice_is_one,
    a_file_holds_terms,
    bad_terms_are_named,
    what_is_not_there_is_named
);

/// Words of a command line, those in quotes as one.
fn words(line: &str) -> Vec<String> {
    let line = line.replace("$ID", ID).replace("$MSP", MSP);
    let mut words = Vec::new();
    for (place, part) in line.replace("$OTHER", OTHER_MSP).split('\'').enumerate() {
        if place % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

fn with<T>(line: &str, run: impl FnOnce(&[&str]) -> T) -> T {
    let words = words(&format!("templates {line}"));
    let args: Vec<&str> = words.iter().map(String::as_str).collect();
    run(&args)
}

#[track_caller]
fn ok(program: &Program, line: &str) -> String {
    with(line, |args| program.ok(args))
}

#[track_caller]
fn document(program: &Program, line: &str) -> Value {
    let documents = with(line, |args| program.json(args));
    documents.into_iter().next().expect("a document")
}

#[track_caller]
fn refused(program: &Program, line: &str, code: &str) {
    with(line, |args| program.refused(args, 3, code));
}

fn with_template(world: &World) -> Program {
    let program = Program::on(world);
    ok(
        &program,
        "define Basic --preset read-only --msp $MSP --id $ID",
    );
    program
}

async fn a_template_lives_from_preset_to_retirement(world: World) {
    let program = with_template(&world);
    let shown = ok(&program, "show $ID --msp $MSP");
    for part in [
        "Basic  defined, version 1 of 1",
        "730 days, then extended",
        "Global Reader      Tenantry - Global Reader",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    ok(&program, "rename $ID 'Look only' --msp $MSP");
    ok(&program, "revise $ID --shared-group Us --msp $MSP");
    refused(&program, "retire $ID --msp $MSP", "INVALID_TEXT");
    ok(&program, "retire $ID --msp $MSP --reason 'nobody uses it'");
    program.ok(&["projections", "run", "--until-caught-up"]);
    let row = document(&program, "list --msp $MSP");
    assert_eq!(
        (&row["name"], &row["status"], &row["version"]),
        (&"Look only".into(), &"retired".into(), &2.into())
    );
    assert_eq!(row["groups"], json!(["Us"]));
    assert_eq!(row["roles"][1], "Global Reader");
    let named = |name: &str| {
        with(&format!("list --msp $MSP --name {name}"), |it| {
            program.json(it)
        })
    };
    assert_eq!(named("'LOOK ONLY'"), [row]);
    assert!(named("Basic").is_empty());
    let other = with("list --msp $OTHER", |args| program.json(args));
    assert!(other.is_empty(), "{other:?}");
    // What is retired stays readable, in every version.
    let first = document(&program, "show $ID --msp $MSP --version 1");
    assert_eq!(first["roles"][0]["group"], "Tenantry - Directory Readers");
    let newest = document(&program, "show $ID --msp $MSP");
    assert_eq!(
        (&newest["version"], &newest["newest"]),
        (&2.into(), &2.into())
    );
    refused(
        &program,
        "revise $ID --term 1y --msp $MSP",
        "TEMPLATE_RETIRED",
    );
}

async fn new_approvals_are_said_and_asked_for(world: World) {
    let program = with_template(&world);
    let before = program.ledger();
    let more = "revise $ID --add-role 'intune administrator=Devices' --msp $MSP";
    let dry = ok(&program, &format!("{more} --dry-run"));
    for part in ["nothing was recorded", "added Intune Administrator"] {
        assert!(dry.contains(part), "{part} in {dry}");
    }
    refused(&program, more, "TEMPLATE_NEEDS_NEW_APPROVALS");
    let longer = "revise $ID --term 1y --msp $MSP";
    refused(&program, longer, "TEMPLATE_NEEDS_NEW_APPROVALS");
    assert_eq!(program.ledger(), before, "nothing was recorded so far");
    let done = document(&program, &format!("{more} --new-approvals-accepted"));
    assert_eq!(done["outcome"], "recorded");
    assert_eq!(done["change"]["consequence"], "new-approval");
    assert!(text(&done["says"]).starts_with("every customer on the older version"));
    // Back to fewer roles nobody has to approve anything.
    let fewer = "revise $ID --remove-role 'Intune Administrator' --msp $MSP";
    let done = ok(&program, fewer);
    assert!(done.contains("need no new approval"), "{done}");
}

async fn only_what_is_asked_for_changes(world: World) {
    let program = with_template(&world);
    let before = document(&program, "show $ID --msp $MSP");
    let flags = "--no-auto-extend --approval-days 30 --refuse-missing-groups";
    ok(&program, &format!("revise $ID {flags} --msp $MSP"));
    let after = document(&program, "show $ID --msp $MSP");
    let mut expected = before["terms"].clone();
    expected["extend"] = "never".into();
    expected["approval_days"] = 30.into();
    expected["missing_groups"] = "refuse".into();
    assert_eq!(after["terms"], expected);
    let same = document(&program, &format!("revise $ID {flags} --msp $MSP"));
    assert_eq!(
        (&same["outcome"], &same["says"]),
        (&"already done".into(), &"nothing changes".into())
    );
    let roles = "--role 'Global Reader' --role 'Reports Reader=People' --group-pattern 'G {role}'";
    ok(&program, &format!("revise $ID {roles} --msp $MSP"));
    let after = document(&program, "show $ID --msp $MSP");
    let groups = [&after["roles"][0]["group"], &after["roles"][1]["group"]];
    assert_eq!(groups, ["G Global Reader", "People"]);
    assert_eq!(after["terms"]["extend"], "never");
}

async fn a_revision_asked_for_twice_is_one(world: World) {
    let program = with_template(&world);
    let line = "revise $ID --shared-group Us --msp $MSP --from-version 1 --key k";
    assert_eq!(document(&program, line)["outcome"], "recorded");
    assert_eq!(document(&program, line)["outcome"], "replayed");
    // Somebody who read version 1 and wants something else was too slow.
    for from in ["1", "3"] {
        let other = format!("revise $ID --no-auto-extend --msp $MSP --from-version {from}");
        refused(&program, &other, "TEMPLATE_VERSION_OUTDATED");
    }
}

async fn a_file_holds_terms(world: World) {
    let program = with_template(&world);
    let path = program.path("terms.json");
    let mut terms = document(&program, "show $ID --msp $MSP")["terms"].clone();
    terms["shares"] = json!([{ "group": "Us", "roles": ["security reader", "Global Reader"] }]);
    fs::write(&path, terms.to_string()).expect("written");
    let line = format!("define Ours --file {path} --msp $MSP --key file");
    let stream = document(&program, &line)["stream"].clone();
    let id = text(&stream).replace("gdap_template/", "");
    let shown = document(&program, &format!("show {id} --msp $MSP"));
    assert_eq!(shown["roles"].as_array().map(Vec::len), Some(2));
    let before = program.ledger();
    let bad = |change: fn(&mut Value), code| {
        let mut terms = terms.clone();
        change(&mut terms);
        fs::write(&path, terms.to_string()).expect("written");
        refused(
            &program,
            &format!("define B --file {path} --msp $MSP"),
            code,
        );
    };
    bad(|it| it["approval_day"] = 3.into(), "TEMPLATE_FILE_UNUSABLE");
    bad(
        |it| it["shares"][0]["role"] = "x".into(),
        "TEMPLATE_FILE_UNUSABLE",
    );
    bad(|it| *it = json!([]), "TEMPLATE_FILE_UNUSABLE");
    bad(|it| it["term"] = (-1).into(), "TEMPLATE_FILE_UNUSABLE");
    bad(|it| it["term"] = 731.into(), "GDAP_TERM_INVALID");
    bad(
        |it| it["approval_days"] = 0.into(),
        "TEMPLATE_APPROVAL_DAYS_INVALID",
    );
    bad(|it| it["shares"] = json!([]), "TEMPLATE_ROLES_MISSING");
    bad(
        |it| it["shares"][0]["roles"] = json!([]),
        "GDAP_ROLES_MISSING",
    );
    bad(
        |it| it["shares"][0]["roles"][0] = "Nobody".into(),
        "GDAP_ROLE_UNKNOWN",
    );
    bad(
        |it| it["shares"][0]["group"] = "a\u{7}".into(),
        "INVALID_TEXT",
    );
    let twice = |it: &mut Value| {
        it["shares"] = json!([it["shares"][0], { "group": "us", "roles": ["Global Reader"] }]);
    };
    bad(twice, "TEMPLATE_GROUP_TWICE");
    fs::write(&path, "{").expect("written");
    let line = format!("revise $ID --file {path} --msp $MSP");
    refused(&program, &line, "TEMPLATE_FILE_UNUSABLE");
    assert_eq!(program.ledger(), before);
}

const BAD: &[(&str, &str)] = &[
    (
        "--role 'Global Administrator'",
        "GDAP_GLOBAL_ADMINISTRATOR_REFUSED",
    ),
    (
        "--role 62e90394-69f5-4237-9190-012177145e10=Us",
        "GDAP_GLOBAL_ADMINISTRATOR_REFUSED",
    ),
    ("--role 'Gobal Reader'", "GDAP_ROLE_UNKNOWN"),
    ("--role '=Us'", "GDAP_ROLE_UNKNOWN"),
    ("--role 'Global Reader='", "INVALID_TEXT"),
    (
        "--role 'Global Reader' --app-access by-partner",
        "TEMPLATE_APP_ROLE_MISSING",
    ),
    ("--preset managed --term 731d", "GDAP_TERM_INVALID"),
    ("--preset managed --term 0", "GDAP_TERM_INVALID"),
    ("--preset managed --term soon", "GDAP_TERM_INVALID"),
    ("--preset managed --term \u{e4}", "GDAP_TERM_INVALID"),
    (
        "--preset managed --approval-days 91",
        "TEMPLATE_APPROVAL_DAYS_INVALID",
    ),
    (
        "--preset managed --group-pattern Us",
        "GROUP_PATTERN_INVALID",
    ),
    ("--preset managed --shared-group ' '", "INVALID_TEXT"),
    ("--file /nowhere/terms.json", "TEMPLATE_FILE_UNUSABLE"),
    ("--preset managed --id x", "MALFORMED_ID"),
];

async fn bad_terms_are_named(world: World) {
    let program = with_template(&world);
    let before = program.ledger();
    for (flags, code) in BAD {
        refused(&program, &format!("define B {flags} --msp $MSP"), code);
    }
    let same_id = "define B --preset managed --msp $MSP --id $ID";
    refused(&program, same_id, "TEMPLATE_EXISTS");
    refused(
        &program,
        "define ' ' --preset managed --msp $MSP",
        "INVALID_TEXT",
    );
    assert_eq!(program.ledger(), before);
}

async fn what_is_not_there_is_named(world: World) {
    let program = with_template(&world);
    let before = program.ledger();
    for line in [
        "show $ID --msp $OTHER",
        "rename $ID A --msp $OTHER",
        "retire $ID --msp $OTHER --reason x",
        "revise $ID --term 1y --msp $OTHER",
        "revise $ID --term 1y --msp $OTHER --dry-run",
    ] {
        refused(&program, line, "TEMPLATE_NOT_FOUND");
    }
    for version in ["0", "2"] {
        let line = format!("show $ID --msp $MSP --version {version}");
        refused(&program, &line, "TEMPLATE_VERSION_UNKNOWN");
    }
    let line = "revise $ID --remove-role Nobody --msp $MSP";
    refused(&program, line, "GDAP_ROLE_UNKNOWN");
    let dry = "revise $ID --approval-days 0 --msp $MSP --dry-run";
    refused(&program, dry, "TEMPLATE_APPROVAL_DAYS_INVALID");
    assert_eq!(program.ledger(), before);
}

#[test]
fn presets_are_shown_without_a_database() {
    let program = Program::at("sqlite:/nowhere/at/all");
    let shown = ok(&program, "presets --group-pattern 'GDAP {role}'");
    for part in ["read-only", "managed", "GDAP User Administrator"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    assert!(!shown.contains("Global Administrator"));
    let presets = with("presets", |args| program.json(args));
    let names: Vec<&str> = presets.iter().map(|it| text(&it["preset"])).collect();
    assert_eq!(names, ["read-only", "managed"]);
    let access: Vec<&str> = presets
        .iter()
        .map(|it| text(&it["terms"]["app_access"]))
        .collect();
    assert_eq!(access, ["by-customer", "by-partner"]);
}

#[test]
fn flags_that_contradict_each_other_are_not_understood() {
    let program = Program::at("sqlite:unused");
    for line in [
        "define A --msp $MSP",
        "define A --preset huge --msp $MSP",
        "define A --preset managed --role 'Global Reader' --msp $MSP",
        "define A --preset managed --auto-extend --no-auto-extend --msp $MSP",
        "define A --preset managed --create-groups --refuse-missing-groups --msp $MSP",
        "define A --preset managed --shared-group A --group-pattern '{role}' --msp $MSP",
        "define A --file x --term 1d --msp $MSP",
        "revise $ID --file x --add-role 'Global Reader' --msp $MSP",
        "define A --preset managed --approval-days -1 --msp $MSP",
    ] {
        let answer = with(line, |args| program.run(args));
        assert_eq!(answer.exit, 2, "{line}: {answer:?}");
    }
}
