//! Who may decide about what at the command line, what is listed for whom, and what is refused.

use tenantry_domain::approval::{
    Approval, ApprovalCommand, Aspect, ChangePlan, Operation, Person, PlannedChange,
    RequestApproval, Shown,
};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::text::Reason;
use tenantry_engine::commands::{Context, Request};
use tenantry_engine::time::{Clock as _, SystemClock};
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::approvals::LOVELACE;
use crate::approvals_stage::Stage;
use crate::program::{CUSTOMER, MSP, OTHER_MSP, Program, text};

on_both_databases!(
    nobody_decides_about_what_they_asked_for_or_did_not_see,
    two_people_are_two,
    what_waits_for_whom_is_listed,
    who_asked_is_called_by_name,
    what_was_decided_stays_decided,
    what_cannot_be_asked_for_is_named,
);

const GIVE: &str = "enable-user $GRACE --customer $CUSTOMER --tenant $TENANT";
const DISABLE: &str = "disable-user $GRACE --customer $CUSTOMER --tenant $TENANT";

async fn nobody_decides_about_what_they_asked_for_or_did_not_see(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.asked(DISABLE);
    let digest = text(&stage.shown(&id)["plan"]["digest"]).to_owned();
    let before = stage.stand.program.ledger();
    let approve = format!("approvals approve {id} --msp $MSP");
    stage.refused("ben", &approve, 2, "APPROVAL_DIGEST_NEEDED");
    let other = format!("approvals approve {id} --msp $OTHER --digest {digest}");
    stage.refused("ben", &other, 3, "APPROVAL_NOT_FOUND");
    stage.refused(
        "ben",
        &format!("approvals show {id} --msp $OTHER"),
        3,
        "APPROVAL_NOT_FOUND",
    );
    for line in ["reject", "abandon", "undo"] {
        let line = format!("approvals {line} {id} --msp $MSP");
        stage.refused("ben", &line, 3, "INVALID_TEXT");
    }
    stage
        .stand
        .program
        .only_refused(&before, OTHER_MSP, &["APPROVAL_NOT_FOUND"]);
    let before = stage.stand.program.ledger();
    let wrong = format!("{approve} --digest {}", digest.replace(|it| it != '0', "0"));
    stage.refused("ben", &wrong, 3, "APPROVAL_PLAN_MOVED");
    for line in ["approvals retry", "approvals abandon --reason x"] {
        let line = format!("{line} {id} --msp $MSP");
        stage.refused("ben", &line, 3, "APPROVAL_NOT_GRANTED");
    }
    let own = format!("{approve} --digest {digest}");
    stage.refused("ada", &own, 3, "APPROVAL_OF_OWN_REQUEST");
    let codes = [
        "APPROVAL_PLAN_MOVED",
        "APPROVAL_NOT_GRANTED",
        "APPROVAL_NOT_GRANTED",
        "APPROVAL_OF_OWN_REQUEST",
    ];
    let program = &stage.stand.program;
    program.only_refused(&before, MSP, &codes);
    stage.ok("ben", &own);
}

async fn two_people_are_two(world: World) {
    let stage = Stage::open(&world).await;
    stage.ok(
        "ada",
        "settings change --msp $MSP --two-person medium,high --approval-valid-days 3",
    );
    let id = stage.asked(DISABLE);
    stage.approved("ben", &id);
    let shown = stage.shown(&id);
    assert_eq!(shown["status"], "waiting");
    assert_eq!(shown["decisions"][0]["by"], "operator ben");
    let digest = text(&shown["plan"]["digest"]);
    let again = format!("approvals approve {id} --msp $MSP --digest {digest}");
    stage.refused("ben", &again, 3, "APPROVAL_GIVEN_TWICE");
    stage.approved("eve", &id);
    assert_eq!(stage.shown(&id)["status"], "under way");
}

async fn what_waits_for_whom_is_listed(world: World) {
    let stage = Stage::open(&world).await;
    let (one, other) = (
        stage.asked(DISABLE),
        stage.asked("archive-customer $CUSTOMER"),
    );
    stage.caught_up();
    assert_eq!(
        stage.listed("ben", "--waiting"),
        [other.clone(), one.clone()]
    );
    assert_eq!(
        stage.listed("ben", "--waiting --ending-soonest"),
        [one.clone(), other.clone()]
    );
    assert_eq!(stage.listed("ada", "--mine"), [other.clone(), one.clone()]);
    for (who, nothing) in [
        ("ada", "--waiting"),
        ("ben", "--mine"),
        ("ben", "--status done"),
    ] {
        assert_eq!(
            stage.listed(who, nothing),
            Vec::<String>::new(),
            "{who} {nothing}"
        );
    }
    assert_eq!(
        stage.listed("ben", "--kind archive-customer"),
        [other.as_str()]
    );
    assert_eq!(
        stage.listed("ben", "--risk medium --customer $CUSTOMER"),
        [one.as_str()]
    );
    assert_eq!(
        stage.listed("ben", "--since 2999-01-01T00:00:00Z"),
        Vec::<String>::new()
    );
    let reject = format!("approvals reject {one} --msp $MSP --reason 'she stays'");
    stage.ok("ben", &reject);
    let withdraw = format!("approvals withdraw {other} --msp $MSP");
    stage.ok("ada", &withdraw);
    stage.caught_up();
    assert_eq!(stage.listed("ben", "--waiting"), Vec::<String>::new());
    assert_eq!(stage.listed("ben", "--status rejected"), [one.as_str()]);
    assert_eq!(stage.listed("ben", "--status withdrawn"), [other]);
    let plain = stage.ok("ben", "approvals list --msp $MSP");
    for part in [
        "rejected",
        "archive-customer",
        "operator ada",
        "Contoso",
        &one,
    ] {
        assert!(plain.out.contains(part), "{part} in {plain:?}");
    }
    let page = stage.ok("ben", "approvals list --msp $MSP --first 1");
    assert!(page.err.contains("There are more: --after"), "{page:?}");
    let theirs = stage.ok("ben", "approvals list --msp $OTHER --json");
    assert_eq!(theirs.out, "");
}

/// A machine asks, elsewhere.
async fn asked_elsewhere(world: &World, who: &str) -> String {
    let operation = Operation::ArchiveCustomer {
        customer_id: CUSTOMER.parse().expect("an id"),
    };
    let change = PlannedChange::new(
        Shown::plain("Contoso"),
        Aspect::Standing,
        Shown::plain("active"),
        Shown::plain("archived"),
    );
    let context = Context::new(Actor::service(who), Source::Api);
    let request = RequestApproval {
        plan: ChangePlan::of(&operation, [change]),
        operation,
        requester: Person::of(&context.actor).expect("somebody"),
        reason: Reason::new("they left").expect("a reason"),
        decisions_needed: 1,
        valid_days: 7,
        precedent: None,
        correlation_id: None,
        at: SystemClock.now(),
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
    id
}

async fn who_asked_is_called_by_name(world: World) {
    let program = Program::on(&world);
    let register = ["customers", "register", "Contoso", "--msp", MSP];
    program.ok(&[&register[..], &["--id", CUSTOMER]].concat());
    let issue = ["access", "tokens", "issue", "a script", "--role", "tech"];
    let issued = program.json(&[&issue[..], &["--msp", MSP]].concat());
    let token = text(&issued[0]["token"]);
    let id = asked_elsewhere(&world, token).await;
    program.ok(&["projections", "run", "--until-caught-up"]);
    let told = format!("a script (service {token})");
    let shown = program.ok(&["approvals", "show", &id, "--msp", MSP]);
    assert!(shown.contains(&told), "{told} in {shown}");
    let listed = program.json(&["approvals", "list", "--msp", MSP]);
    assert_eq!(listed[0]["requester"], format!("service {token}"));
    assert_eq!(listed[0]["requester_name"], "a script");
}

async fn what_was_decided_stays_decided(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.asked(DISABLE);
    stage.ok(
        "ben",
        &format!("approvals reject {id} --msp $MSP --reason 'she stays'"),
    );
    let shown = stage.shown(&id);
    assert_eq!(shown["status"], "rejected");
    assert_eq!(shown["ended_by"], "operator ben");
    assert_eq!(shown["end_reason"], "she stays");
    let plain = stage.ok("ada", &format!("approvals show {id} --msp $MSP"));
    assert!(
        plain.out.contains("by operator ben: she stays"),
        "{plain:?}"
    );
    let digest = text(&shown["plan"]["digest"]);
    for line in [
        format!("approvals approve {id} --msp $MSP --digest {digest}"),
        format!("approvals withdraw {id} --msp $MSP"),
    ] {
        stage.refused("eve", &line, 3, "APPROVAL_DECIDED");
    }
}

async fn what_cannot_be_asked_for_is_named(world: World) {
    let stage = Stage::open(&world).await;
    let before = stage.stand.program.ledger();
    let mut codes = Vec::new();
    let place = "--customer $CUSTOMER --tenant $TENANT";
    let dangling = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a99";
    let mut wrong = Vec::new();
    for (what, code) in [
        (GIVE.to_owned(), "OPERATION_EMPTY"),
        (LOVELACE.replace("$NEW", "nobody"), "MALFORMED_ACCOUNT_NAME"),
        (LOVELACE.replace("gb", "Britain"), "MALFORMED_COUNTRY"),
        (LOVELACE.replace("$SKU", "SPB"), "MALFORMED_ID"),
        (LOVELACE.replace("Ada Lovelace", " "), "PERSON_TEXT_INVALID"),
        (
            LOVELACE.replace("$CUSTOMER", dangling),
            "CUSTOMER_NOT_FOUND",
        ),
        (LOVELACE.replace("$TENANT", dangling), "TENANT_OF_ANOTHER"),
        (
            format!("{DISABLE} --remove-licences-after-days 366"),
            "OPERATION_UNFIT",
        ),
        ("archive-customer contoso".to_owned(), "MALFORMED_ID"),
        (format!("archive-customer {dangling}"), "CUSTOMER_NOT_FOUND"),
        (
            format!("disconnect-vendor {dangling}"),
            "VENDOR_NOT_CONNECTED",
        ),
        (
            "approve-transfer $TENANT 1".to_owned(),
            "TRANSFER_NOT_FOUND",
        ),
        (
            "accept-matches made-up --above 0.9".to_owned(),
            "PREVIEW_STALE",
        ),
        (
            format!("step {dangling} give {place}"),
            "PROCEDURE_NOT_FOUND",
        ),
    ] {
        codes.push(code);
        for more in ["", " --dry-run"] {
            let line = format!("approvals request {what} --msp $MSP --reason x{more}");
            let answer = stage.run("ada", &line);
            let told = answer.err.starts_with(&format!("error[{code}]: "));
            if answer.exit != 3 || !told || !answer.out.is_empty() {
                wrong.push(format!("{code}: {line}: {answer:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    stage.stand.program.only_refused(&before, MSP, &codes);
    let before = stage.stand.program.ledger();
    let nobody = format!("approvals request enable-user x@contoso.onmicrosoft.com {place}");
    let nobody = format!("{nobody} --msp $MSP --reason x");
    stage.refused("ada", &nobody, 4, "ACCOUNT_NOT_SEEN");
    let seen = ["ACCOUNT_NOT_SEEN"];
    stage.stand.program.only_refused(&before, MSP, &seen);
    let before = stage.stand.program.ledger();
    let why = format!("approvals request {DISABLE} --msp $MSP");
    stage.refused("ada", &why, 3, "INVALID_TEXT");
    let other = format!("approvals request {DISABLE} --msp $OTHER --reason x");
    stage.refused("ada", &other, 3, "CUSTOMER_NOT_FOUND");
    let theirs = ["CUSTOMER_NOT_FOUND"];
    stage
        .stand
        .program
        .only_refused(&before, OTHER_MSP, &theirs);
}

#[test]
fn what_is_no_approval_is_not_understood() {
    let program = Program::at("sqlite:unused");
    for args in [
        &["list", "--waiting", "--mine"][..],
        &["list", "--status", "perhaps"],
        &["list", "--kind", "make-coffee"],
        &["list", "--risk", "huge"],
        &["request", "make-coffee"],
        &["request", "assign-licences", "a@b.example", "--reason", "x"],
    ] {
        let args = [&["approvals"], args, &["--msp", MSP]].concat();
        assert_eq!(program.run(&args).exit, 2, "{args:?}");
    }
    let theirs = ["approvals", "show", "contoso", "--msp", OTHER_MSP];
    program.refused(&theirs, 3, "MALFORMED_ID");
}
