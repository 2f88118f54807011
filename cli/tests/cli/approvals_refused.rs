//! Who wishes something of an approval in vain is on record, and the command line lists it.

use tenantry_domain::approval::{
    Approval, ApprovalCommand, Aspect, ChangePlan, Operation, Person, PlannedChange,
    RequestApproval, Shown,
};
use tenantry_domain::record::{Actor, ActorKind, Source};
use tenantry_domain::saga::days;
use tenantry_domain::text::Reason;
use tenantry_engine::commands::{Context, Request};
use tenantry_engine::time::{Clock as _, SystemClock};
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::program::{Answer, CUSTOMER, MSP, OTHER_MSP, Program, text};

on_both_databases!(
    own_requests_and_those_whose_time_is_over_are_refused_on_record,
    the_same_key_is_the_same_refusal,
    an_operation_that_there_is_not_is_on_record,
);

/// Asked for by ada at the command line, so many days ago; the approval's id, and its plan's digest.
async fn asked(world: &World, days_ago: i64) -> (String, String) {
    let operation = Operation::ArchiveCustomer {
        customer_id: CUSTOMER.parse().expect("an id"),
    };
    let change = PlannedChange::new(
        Shown::plain("Contoso"),
        Aspect::Standing,
        Shown::plain("active"),
        Shown::plain("archived"),
    );
    let ada = Actor {
        kind: ActorKind::Operator,
        id: "ada".to_owned(),
    };
    let context = Context::new(ada, Source::Cli);
    let plan = ChangePlan::of(&operation, [change]);
    let digest = plan.digest.to_string();
    let request = RequestApproval {
        plan,
        operation,
        requester: Person::of(&context.actor).expect("somebody"),
        reason: Reason::new("they left").expect("a reason"),
        decisions_needed: 1,
        valid_days: 7,
        precedent: None,
        correlation_id: None,
        at: SystemClock.now() - days(days_ago),
    };
    let id = Uuid::now_v7().to_string();
    let request = Request::<Approval> {
        msp: MSP.parse().expect("an id"),
        id: id.clone(),
        command: ApprovalCommand::Request(Box::new(request)),
        context,
    };
    let done = world.engine().await.execute(request).await;
    done.expect("recorded");
    (id, digest)
}

fn registered(world: &World) -> Program {
    let program = Program::on(world);
    let register = ["customers", "register", "Contoso", "--msp", MSP];
    program.ok(&[&register[..], &["--id", CUSTOMER]].concat());
    program
}

fn run(program: &Program, who: &str, args: &[&str]) -> Answer {
    let mut command = program.command(args);
    let output = command.env("USER", who).output();
    output.expect("the program runs").into()
}

#[track_caller]
fn refused(program: &Program, who: &str, args: &[&str], code: &str) {
    let answer = run(program, who, args);
    assert_eq!((answer.exit, answer.out.as_str()), (3, ""), "{answer:?}");
    let error = format!("error[{code}]: ");
    assert!(answer.err.starts_with(&error), "{code}: {answer:?}");
}

/// How many events the approval itself has.
fn own_events(program: &Program, id: &str) -> usize {
    let stream = format!("approval/{id}");
    program
        .json(&["ledger", "show", &stream, "--msp", MSP])
        .len()
}

async fn own_requests_and_those_whose_time_is_over_are_refused_on_record(world: World) {
    let program = registered(&world);
    let (own, digest) = asked(&world, 1).await;
    let (late, _) = asked(&world, 8).await;
    let (before, events) = (program.ledger(), own_events(&program, &own));
    let with = ["--msp", MSP, "--digest", &digest, "--reason", "I know it"];
    for (who, id, code) in [
        ("ada", &own, "APPROVAL_OF_OWN_REQUEST"),
        ("ben", &late, "APPROVAL_EXPIRED"),
    ] {
        let approve = [&["approvals", "approve", id], &with[..]].concat();
        refused(&program, who, &approve, code);
    }
    let codes = ["APPROVAL_OF_OWN_REQUEST", "APPROVAL_EXPIRED"];
    program.only_refused(&before, MSP, &codes);
    assert_eq!(own_events(&program, &own), events);

    let listed = program.json(&["approvals", "refusals", "--msp", MSP, "--actor", "ada"]);
    assert_eq!(listed.len(), 1, "{listed:?}");
    let told = &listed[0];
    assert_eq!(told["approval"], own);
    assert_eq!(
        (text(&told["wish"]), text(&told["code"])),
        ("approve", codes[0])
    );
    assert_eq!(
        (text(&told["by"]), text(&told["kind"])),
        ("operator ada", "archive_customer")
    );
    assert_eq!(
        (text(&told["customer"]), text(&told["customer_name"])),
        (CUSTOMER, "Contoso")
    );
    for (flags, count) in [
        (&["--approval", &late][..], 1),
        (&["--code", "APPROVAL_EXPIRED"], 1),
        (&["--since", "2999-01-01T00:00:00Z"], 0),
        (&["--until", "2999-01-01T00:00:00Z"], 2),
    ] {
        let list = [&["approvals", "refusals", "--msp", MSP], flags].concat();
        assert_eq!(program.json(&list).len(), count, "{flags:?}");
    }
    let theirs = program.json(&["approvals", "refusals", "--msp", OTHER_MSP]);
    assert!(theirs.is_empty(), "{theirs:?}");
    let plain = program.ok(&["approvals", "refusals", "--msp", MSP]);
    for part in [
        "approve",
        "operator ada",
        "archive-customer",
        "Contoso",
        &own,
    ] {
        assert!(plain.contains(part), "{part} in {plain}");
    }
    let shown = program.ok(&["approvals", "show", &own, "--msp", MSP]);
    assert!(shown.contains("approve by operator ada"), "{shown}");
    assert!(
        shown.contains(codes[0]) && !shown.contains(codes[1]),
        "{shown}"
    );
    let whole = program.json(&["approvals", "show", &late, "--msp", MSP]);
    assert_eq!(whole[0]["refusals"][0]["by"], "operator ben");
    let malformed = ["approvals", "refusals", "--msp", MSP, "--approval", "x"];
    program.refused(&malformed, 3, "MALFORMED_ID");
}

async fn the_same_key_is_the_same_refusal(world: World) {
    let program = registered(&world);
    let (own, digest) = asked(&world, 1).await;
    let approve = ["approvals", "approve", &own, "--msp", MSP];
    let keyed = [&approve[..], &["--digest", &digest, "--key", "mine"]].concat();
    let before = program.ledger();
    for _ in 0..2 {
        refused(&program, "ada", &keyed, "APPROVAL_OF_OWN_REQUEST");
    }
    program.only_refused(&before, MSP, &["APPROVAL_OF_OWN_REQUEST"]);
    // Without a key each try is one.
    let before = program.ledger();
    let plain = [&approve[..], &["--digest", &digest]].concat();
    for _ in 0..2 {
        refused(&program, "ada", &plain, "APPROVAL_OF_OWN_REQUEST");
    }
    program.only_refused(&before, MSP, &["APPROVAL_OF_OWN_REQUEST"; 2]);
}

async fn an_operation_that_there_is_not_is_on_record(world: World) {
    let program = registered(&world);
    let frobnicate = ["approvals", "request", "frobnicate", "--user", "lovelace"];
    let before = program.ledger();
    let whole = [&frobnicate[..], &["--msp", MSP, "--reason", "why not"]].concat();
    for extra in [&[][..], &["--json"]] {
        let answer = run(&program, "ada", &[&whole[..], extra].concat());
        assert_eq!((answer.exit, answer.out.as_str()), (2, ""), "{answer:?}");
        assert!(answer.err.contains("frobnicate"), "{answer:?}");
    }
    program.only_refused(&before, MSP, &["USAGE_INVALID"; 2]);
    let listed = program.json(&["approvals", "refusals", "--msp", MSP]);
    let told = &listed[0];
    assert_eq!(
        (text(&told["wish"]), text(&told["by"])),
        ("request", "operator ada")
    );
    assert!(!format!("{listed:?}").contains("lovelace"));
    // Where nobody can tell for which MSP, there is nowhere to put it. A preview wishes nothing.
    let before = program.ledger();
    assert_eq!(run(&program, "ada", &frobnicate).exit, 2);
    let dry = [&whole[..], &["--dry-run"]].concat();
    assert_eq!(run(&program, "ada", &dry).exit, 2);
    program.only_refused(&before, MSP, &[]);
}
