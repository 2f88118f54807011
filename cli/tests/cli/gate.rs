//! What is dangerous is asked for: who else approves it, and that it is done then.

use serde_json::Value;
use tenantry_domain::approval::{
    Approval, ApprovalCommand, Decider, GiveApproval, Person, PersonKind, PlanDigest,
};
use tenantry_domain::role::Role;
use tenantry_engine::commands::Request;
use tenantry_engine::time::{Clock as _, SystemClock};
use tenantry_support::customers::ada;
use tenantry_support::{World, on_both_databases};

use crate::program::{CUSTOMER, MSP, Program, text};

on_both_databases!(
    what_is_asked_for_waits_for_somebody_else,
    whoever_asks_for_a_change_says_why,
);

/// Somebody else approves what a command asked for. Whoever works next does it.
pub(crate) async fn approved(world: &World, asked: &Value) {
    let decider = Decider {
        person: Person {
            kind: PersonKind::Operator,
            id: "grace".to_owned(),
        },
        role: Role::Admin,
    };
    let give = GiveApproval {
        by: decider,
        digest: PlanDigest::named(text(&asked["digest"])),
        at: SystemClock.now(),
    };
    let request = Request::<Approval> {
        msp: MSP.parse().expect("an id"),
        id: text(&asked["approval"]).to_owned(),
        command: ApprovalCommand::Approve(give),
        context: ada(),
    };
    let engine = world.engine().await;
    engine.execute(request).await.expect("approved");
}

/// The same, and a worker carries it out.
pub(crate) async fn granted(world: &World, program: &Program, asked: &Value) {
    approved(world, asked).await;
    program.ok(&["worker", "--until-idle"]);
}

const ARCHIVE: [&str; 7] = [
    "customers",
    "archive",
    CUSTOMER,
    "--msp",
    MSP,
    "--reason",
    "left",
];

fn status(program: &Program) -> String {
    program.ok(&["projections", "run", "--until-caught-up"]);
    let listed = program.json(&["customers", "list", "--msp", MSP]);
    let ours = listed.iter().find(|it| text(&it["id"]) == CUSTOMER);
    text(&ours.expect("a customer")["status"]).to_owned()
}

async fn what_is_asked_for_waits_for_somebody_else(world: World) {
    let program = Program::on(&world);
    program.seed();
    let keyed = [&ARCHIVE[..], &["--key", "once"]].concat();
    let asked = program.json(&keyed).remove(0);
    assert_eq!(asked["outcome"], "recorded", "{asked}");
    assert_eq!(asked["operation"], "archive_customer");
    assert_eq!(asked["decided_by"], "admin");
    let change = &asked["changes"][0];
    assert_eq!(
        (
            text(&change["before"]["text"]),
            text(&change["after"]["text"])
        ),
        ("active", "archived")
    );
    let again = program.json(&keyed).remove(0);
    assert_eq!(again["outcome"], "replayed");
    assert_eq!(again["approval"], asked["approval"]);
    let told = program.ok(&keyed);
    for part in [
        "Fabrikam Foods, standing: active → archived",
        "Nothing changes until it is approved by another admin",
        &format!(
            "→ tenantry approvals approve {} --digest {} --msp {MSP}",
            text(&asked["approval"]),
            text(&asked["digest"])
        ),
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    program.ok(&["worker", "--until-idle"]);
    assert_eq!(status(&program), "registered");

    granted(&world, &program, &asked).await;
    assert_eq!(status(&program), "archived");
    let before = program.ledger();
    program.ok(&["worker", "--until-idle"]);
    let late = program.ok(&keyed);
    assert!(late.contains("decided about already"), "{late}");
    assert_eq!(program.ledger(), before);
    program.refused(&ARCHIVE, 3, "OPERATION_EMPTY");
}

async fn whoever_asks_for_a_change_says_why(world: World) {
    let program = Program::on(&world);
    program.seed();
    let before = program.ledger();
    for asked in [
        &["customers", "archive", CUSTOMER][..],
        &["vendors", "disconnect", CUSTOMER],
        &["partner", "disconnect"],
        &["consents", "withdraw", CUSTOMER],
        &["onboardings", "end-access", CUSTOMER],
        &["transfers", "approve", CUSTOMER, "1"],
        &["mapping", "accept", "token", "--above", "0.8"],
    ] {
        program.refused(&[asked, &["--msp", MSP]].concat(), 3, "INVALID_TEXT");
    }
    assert_eq!(program.ledger(), before);
}
