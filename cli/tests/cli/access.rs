//! Who may do what, as an operator decides it at a terminal.

use serde_json::Value;
use tenantry_support::{World, on_both_databases};

use crate::program::{MSP, OTHER_MSP, Program, text};

on_both_databases!(
    a_home_tenant_is_admitted_and_removed,
    the_first_admin_is_made_ahead_and_is_protected,
    rules_are_set_and_removed,
    a_token_is_issued_once_and_revoked,
    what_makes_no_sense_is_refused,
);

const TENANT: &str = "6a8f1f4e-2f43-4c0f-9d8e-0d6f3a1b2c3d";
const ADA: &str = "5d0a1c7e-3c6b-4a53-8c0f-1f1f6b2f9a01";
const BEN: &str = "5d0a1c7e-3c6b-4a53-8c0f-1f1f6b2f9a02";
const GROUP: &str = "8b1e4c0a-9a57-4f0e-b7a4-2f6f5c3d1e10";

fn line(words: &str) -> Vec<String> {
    let words = words.replace("$TENANT", TENANT).replace("$GROUP", GROUP);
    let words = words.replace("$ADA", ADA).replace("$BEN", BEN);
    let words = words.replace("$OTHER", OTHER_MSP).replace("$MSP", MSP);
    let words = words.split(' ').map(str::to_owned);
    [vec!["access".to_owned()], words.collect()].concat()
}

fn ok(program: &Program, words: &str) -> String {
    let line = line(words);
    program.ok(&line.iter().map(String::as_str).collect::<Vec<_>>())
}

fn json(program: &Program, words: &str) -> Vec<Value> {
    let line = line(words);
    program.json(&line.iter().map(String::as_str).collect::<Vec<_>>())
}

fn refused(program: &Program, words: &str, exit: i32, code: &str) {
    let line = line(words);
    let line: Vec<&str> = line.iter().map(String::as_str).collect();
    program.refused(&line, exit, code);
}

async fn a_home_tenant_is_admitted_and_removed(world: World) {
    let program = Program::on(&world);
    let nobody = ok(&program, "home-tenant show $TENANT");
    assert_eq!(nobody, "home of the people of nobody\n");
    ok(&program, "home-tenant admit $TENANT --msp $MSP --key once");
    let again = ok(&program, "home-tenant admit $TENANT --msp $MSP --key once");
    assert!(again.contains("replayed"), "{again}");
    let done = ok(&program, "home-tenant admit $TENANT --msp $MSP");
    assert!(done.contains("already done"), "{done}");
    let shown = json(&program, "home-tenant show $TENANT");
    assert_eq!(
        (text(&shown[0]["msp"]), text(&shown[0]["tenant"])),
        (MSP, TENANT)
    );
    let taken = "home-tenant admit $TENANT --msp $OTHER";
    refused(&program, taken, 3, "HOME_TENANT_TAKEN");
    let foreign = "home-tenant remove $TENANT --msp $OTHER --reason x";
    refused(&program, foreign, 3, "HOME_TENANT_UNKNOWN");
    ok(
        &program,
        "home-tenant remove $TENANT --msp $MSP --reason moved",
    );
    ok(&program, "home-tenant admit $TENANT --msp $OTHER");
    let plain = ok(&program, "home-tenant show $TENANT");
    assert_eq!(plain, format!("home of the people of {OTHER_MSP}\n"));
}

async fn the_first_admin_is_made_ahead_and_is_protected(world: World) {
    let program = Program::on(&world);
    ok(
        &program,
        "members grant $ADA --role admin --msp $MSP --reason owner",
    );
    for words in [
        "members grant $ADA --role tech --msp $MSP",
        "members suspend $ADA --msp $MSP --reason left",
    ] {
        refused(&program, words, 3, "LAST_ADMIN_PROTECTED");
    }
    ok(&program, "members grant $BEN --role admin --msp $MSP");
    ok(&program, "members suspend $ADA --msp $MSP --reason left");
    program.ok(&["projections", "run", "--until-caught-up"]);
    let shown = json(&program, "members list --msp $MSP");
    let status = shown
        .iter()
        .map(|it| (text(&it["id"]), text(&it["status"])));
    let status: Vec<_> = status.collect();
    assert_eq!(status, [(ADA, "suspended"), (BEN, "expected")]);
    assert_eq!(shown[0]["role"], "admin");
    assert_eq!(shown[0]["signed_in_at"], Value::Null);
    for (words, ids) in [
        ("members list --msp $MSP --status suspended", vec![ADA]),
        ("members list --msp $MSP --role tech", vec![]),
        ("members list --msp $OTHER", vec![]),
        ("members list --msp $MSP --first 1", vec![ADA]),
    ] {
        let shown = json(&program, words);
        let found: Vec<_> = shown.iter().map(|it| text(&it["id"])).collect();
        assert_eq!(found, ids, "{words}");
    }
    let plain = ok(&program, "members list --msp $MSP");
    assert!(plain.contains("suspended  -"), "{plain}");
    ok(&program, "members reinstate $ADA --msp $MSP");
    ok(&program, "members grant $BEN --role viewer --msp $MSP");
}

async fn rules_are_set_and_removed(world: World) {
    let program = Program::on(&world);
    ok(
        &program,
        "rules set $GROUP --name Engineers --role tech --msp $MSP",
    );
    let shown = json(&program, "rules list --msp $MSP");
    assert_eq!(text(&shown[0]["group"]), GROUP);
    assert_eq!(
        (text(&shown[0]["name"]), text(&shown[0]["role"])),
        ("Engineers", "tech")
    );
    ok(
        &program,
        "rules set $GROUP --name Engineers --role auditor --msp $MSP",
    );
    let plain = ok(&program, "rules list --msp $MSP");
    assert!(plain.contains("Engineers  auditor"), "{plain}");
    assert!(json(&program, "rules list --msp $OTHER").is_empty());
    ok(&program, "rules remove $GROUP --msp $MSP --reason gone");
    assert!(json(&program, "rules list --msp $MSP").is_empty());
    let again = "rules remove $GROUP --msp $MSP --reason gone";
    refused(&program, again, 3, "GROUP_RULE_NOT_FOUND");
}

async fn a_token_is_issued_once_and_revoked(world: World) {
    let program = Program::on(&world);
    let issue = "tokens issue billing --role auditor --days 30 --msp $MSP --key once";
    let secret = ok(&program, issue);
    let secret = secret.trim_end();
    assert!(
        secret.starts_with("tenantry_") && secret.len() == 100,
        "{secret}"
    );
    refused(&program, issue, 3, "SERVICE_TOKEN_EXISTS");
    let other = json(&program, "tokens issue alarms --role viewer --msp $MSP");
    assert!(text(&other[0]["secret"]).starts_with("tenantry_"));
    program.ok(&["projections", "run", "--until-caught-up"]);
    let shown = json(&program, "tokens list --msp $MSP");
    let names: Vec<_> = shown.iter().map(|it| text(&it["name"])).collect();
    assert_eq!(names, ["alarms", "billing"]);
    assert_eq!(shown[1]["role"], "auditor");
    let id = text(&shown[0]["id"]).to_owned();
    assert_eq!(id, text(&other[0]["token"]));
    let elsewhere = format!("tokens revoke {id} --msp $OTHER --reason x");
    refused(&program, &elsewhere, 3, "SERVICE_TOKEN_NOT_FOUND");
    ok(
        &program,
        &format!("tokens revoke {id} --msp $MSP --reason leaked"),
    );
    let again = ok(
        &program,
        &format!("tokens revoke {id} --msp $MSP --reason leaked"),
    );
    assert!(again.contains("already done"), "{again}");
    program.ok(&["projections", "run", "--until-caught-up"]);
    let gone = json(&program, "tokens list --msp $MSP --status revoked");
    assert_eq!((gone.len(), text(&gone[0]["id"])), (1, id.as_str()));
    // Nothing that is kept shows a secret.
    let everything = [
        ok(&program, "tokens list --msp $MSP"),
        program.ok(&["ledger", "show", &format!("service_token/{id}")]),
        program.ok(&["ledger", "show", &format!("service_token/{id}"), "--json"]),
    ];
    assert!(!everything.concat().contains("tenantry_"));
}

async fn what_makes_no_sense_is_refused(world: World) {
    let program = Program::on(&world);
    for (words, code) in [
        ("home-tenant admit contoso.com --msp $MSP", "MALFORMED_ID"),
        ("home-tenant admit $TENANT --msp x", "MALFORMED_ID"),
        ("home-tenant remove $TENANT --msp $MSP", "INVALID_TEXT"),
        (
            "home-tenant admit $TENANT --msp 00000000-0000-0000-0000-000000000000",
            "INSTALLATION_IS_NO_MSP",
        ),
        ("home-tenant show x", "MALFORMED_ID"),
        (
            "members grant ada@contoso.com --role tech --msp $MSP",
            "MALFORMED_ID",
        ),
        ("members suspend $ADA --msp $MSP", "INVALID_TEXT"),
        (
            "members suspend $ADA --msp $MSP --reason x",
            "MEMBER_NOT_FOUND",
        ),
        ("members reinstate $ADA --msp $MSP", "MEMBER_NOT_FOUND"),
        ("members list --msp $MSP --after x", "MALFORMED_CURSOR"),
        (
            "rules set Engineers --name x --role tech --msp $MSP",
            "MALFORMED_ID",
        ),
        (
            "rules set $GROUP --name \u{7} --role tech --msp $MSP",
            "INVALID_TEXT",
        ),
        ("rules remove $GROUP --msp $MSP", "INVALID_TEXT"),
        (
            "tokens issue x --role tech --days 0 --msp $MSP",
            "SERVICE_TOKEN_TERM_INVALID",
        ),
        (
            "tokens issue x --role tech --days 367 --msp $MSP",
            "SERVICE_TOKEN_TERM_INVALID",
        ),
        ("tokens issue \u{7} --role tech --msp $MSP", "INVALID_TEXT"),
        ("tokens revoke x --msp $MSP --reason x", "MALFORMED_ID"),
        ("tokens revoke $ADA --msp $MSP", "INVALID_TEXT"),
    ] {
        refused(&program, words, 3, code);
    }
    for words in [
        "members grant $ADA --role owner --msp $MSP",
        "tokens issue x --msp $MSP",
        "tokens issue x --role tech --days many --msp $MSP",
        "members list --msp $MSP --status gone",
    ] {
        let line = line(words);
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        assert_eq!(program.run(&line).exit, 2, "{words}");
    }
    assert!(program.ledger().is_empty());
}
