//! A tenant changes hands, as two MSPs at two terminals see it.

use std::sync::Arc;

use serde_json::Value;
use tenantry_engine::commands::{Engine, Limits};
use tenantry_engine::holdings::Holdings;
use tenantry_engine::time::SystemClock;
use tenantry_support::customers::ada;
use tenantry_support::{World, on_both_databases};

use crate::gate::granted;
use crate::program::{CUSTOMER, MSP, OTHER_MSP, Program, text};

on_both_databases!(
    a_tenant_changes_hands,
    a_tenant_is_kept,
    what_is_not_open_is_refused
);

const TENANT: &str = "6a8f1f4e-2f43-4c0f-9d8e-0d6f3a1b2c3d";
const THEIRS: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8b01";

/// MSP holds the tenant for its customer; the other MSP has a customer as well.
async fn held(world: &World) -> Program {
    let program = Program::on(world);
    program.seed();
    let theirs = ["customers", "register", "Fabrikam", "--msp", OTHER_MSP];
    program.ok(&[&theirs[..], &["--id", THEIRS]].concat());
    let engine = Engine::new(world.ledger().await, Limits::default());
    let holdings = Holdings::new(Arc::new(engine), Arc::new(SystemClock));
    let (msp, tenant) = (MSP.parse().expect("an id"), TENANT.parse().expect("an id"));
    let claim = holdings.claim(msp, tenant, CUSTOMER.parse().expect("an id"), ada());
    claim.await.expect("a free tenant");
    program
}

fn line(words: &str) -> Vec<String> {
    let words = words.replace("$TENANT", TENANT).replace("$THEIRS", THEIRS);
    let words = words.replace("$OTHER", OTHER_MSP).replace("$MSP", MSP);
    words.split(' ').map(str::to_owned).collect()
}

fn ok(program: &Program, words: &str) -> String {
    let line = line(words);
    program.ok(&line.iter().map(String::as_str).collect::<Vec<_>>())
}

fn refused(program: &Program, words: &str, code: &str) {
    let line = line(words);
    program.refused(
        &line.iter().map(String::as_str).collect::<Vec<_>>(),
        3,
        code,
    );
}

fn shown(program: &Program, msp: &str) -> Value {
    program.json(&["transfers", "show", TENANT, "--msp", msp])[0].clone()
}

const REQUEST: &str = "transfers request $TENANT --customer $THEIRS --msp $OTHER --reason moved";

async fn a_tenant_changes_hands(world: World) {
    let program = held(&world).await;
    ok(&program, &format!("{REQUEST} --key once"));
    let again = ok(&program, &format!("{REQUEST} --key once"));
    assert!(again.contains("replayed"), "{again}");

    let holder = shown(&program, MSP);
    assert_eq!(holder["held_by"]["customer"], CUSTOMER);
    assert_eq!(holder["request"]["wanted_by"], "another_msp");
    assert_eq!(holder["request"]["reason"], "moved");
    assert_eq!(holder["request"]["may_approve"], true);
    assert!(!holder.to_string().contains(THEIRS), "{holder}");
    assert!(!holder.to_string().contains(OTHER_MSP), "{holder}");
    let wanting = shown(&program, OTHER_MSP);
    assert_eq!(wanting["held_by"], "another_msp");
    assert_eq!(wanting["request"]["wanted_by"]["customer"], THEIRS);
    assert!(!wanting.to_string().contains(CUSTOMER), "{wanting}");
    let plain = ok(&program, "transfers show $TENANT --msp $MSP");
    assert!(plain.contains("request   1, by another MSP"), "{plain}");

    refused(
        &program,
        "transfers approve $TENANT 1 --msp $OTHER --reason agreed",
        "TRANSFER_NOT_YOURS",
    );
    let approve = line("transfers approve $TENANT 1 --msp $MSP --reason agreed");
    let approve: Vec<&str> = approve.iter().map(String::as_str).collect();
    let asked = program.json(&approve).remove(0);
    assert_eq!(shown(&program, MSP), holder, "nothing changed yet");
    granted(&world, &program, &asked).await;
    assert_eq!(shown(&program, OTHER_MSP)["held_by"]["customer"], THEIRS);
    let former = shown(&program, MSP);
    assert_eq!(text(&former["held_by"]), "another_msp");
    assert_eq!(former["last"]["ending"], "approved");
}

async fn a_tenant_is_kept(world: World) {
    let program = held(&world).await;
    ok(&program, REQUEST);
    refused(
        &program,
        "transfers refuse $TENANT 1 --msp $MSP",
        "INVALID_TEXT",
    );
    ok(
        &program,
        "transfers refuse $TENANT 1 --msp $MSP --reason no",
    );
    assert_eq!(shown(&program, OTHER_MSP)["last"]["reason"], "no");
    ok(&program, REQUEST);
    ok(&program, "transfers withdraw $TENANT 2 --msp $OTHER");
    let plain = ok(&program, "transfers show $TENANT --msp $OTHER");
    assert!(plain.contains("held by   another MSP"), "{plain}");
    assert!(plain.contains("before    2, withdrawn"), "{plain}");
    assert_eq!(shown(&program, MSP)["held_by"]["customer"], CUSTOMER);
}

async fn what_is_not_open_is_refused(world: World) {
    let program = held(&world).await;
    for (words, code) in [
        (
            "transfers approve $TENANT 1 --msp $MSP --reason agreed",
            "TRANSFER_NOT_FOUND",
        ),
        ("transfers show nonsense --msp $MSP", "MALFORMED_ID"),
        (
            "transfers request $THEIRS --customer $THEIRS --msp $OTHER --reason x",
            "TENANT_NOT_HELD",
        ),
        (
            "transfers request $TENANT --customer $TENANT --msp $OTHER --reason x",
            "CUSTOMER_NOT_FOUND",
        ),
        (
            "transfers request $TENANT --customer $THEIRS --msp $OTHER",
            "INVALID_TEXT",
        ),
    ] {
        refused(&program, words, code);
    }
    let free = ok(&program, "transfers show $THEIRS --msp $MSP");
    assert_eq!(free, "held by   nobody\n");
}
