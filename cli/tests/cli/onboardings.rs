//! What a technician sees of an onboarding.

use serde_json::json;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::onboarding::{Onboarding, OnboardingCommand, OnboardingEvent, Step};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::saga::{Fault, FaultClass, Progress, Saga as _, What};
use tenantry_engine::commands::{Context, Engine, Request};
use tenantry_support::{World, on_both_databases};

use crate::program::{CUSTOMER, MSP, OTHER_MSP, Program, text};

on_both_databases!(
    an_onboarding_is_followed_to_the_customers_approval,
    what_cannot_be_shown_is_refused,
    what_cannot_be_foreseen_or_repaired_is_refused,
);

const TENANT: &str = "6a8f1f4e-2f43-4c0f-9d8e-0d6f3a1b2c3d";
const TEMPLATE: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8c01";
const LINK: &str = "https://admin.example/approve";

async fn tell(engine: &Engine, command: OnboardingCommand) {
    let request = Request::<Onboarding> {
        msp: MSP.parse().expect("an id"),
        id: TENANT.to_owned(),
        command,
        context: Context::new(Actor::user("ada"), Source::Api).because("new customer"),
    };
    engine.execute(request).await.expect("recorded");
}

fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

async fn go_on(engine: &Engine, what: What<Step, OnboardingEvent>) {
    let progress = Progress {
        what,
        at: now(),
        fence: 1,
    };
    tell(engine, Onboarding::proceed(progress)).await;
}

async fn note(engine: &Engine, event: &str, mut fields: serde_json::Value) {
    fields["at"] = json!(now());
    let event = serde_json::from_value(json!({ event: fields })).expect("an event");
    go_on(engine, What::Note(event)).await;
}

async fn started(world: &World) -> Engine {
    let engine = world.engine().await;
    let start = json!({ "start": {
        "customer_id": CUSTOMER, "customer_name": "Contoso", "tenant_id": TENANT,
        "template": { "id": TEMPLATE, "version": 3 },
        "terms": {
            "shares": [{ "group": "Readers", "roles": ["f2ef992c-3afb-46b9-b7cf-a126ee74c451"] }],
            "term": 730, "extend": "half-years", "approval_days": 30,
            "missing_groups": "create", "app_access": "by-customer",
        },
        "repair": false, "at": now(),
    }});
    tell(&engine, serde_json::from_value(start).expect("a command")).await;
    engine
}

async fn an_onboarding_is_followed_to_the_customers_approval(world: World) {
    let program = Program::on(&world);
    let engine = started(&world).await;
    let show = ["onboardings", "show", TENANT, "--msp", MSP];
    let link = ["onboardings", "invitation", TENANT, "--msp", MSP];
    let early = program.run(&link);
    assert_eq!(early.exit, 1);
    assert!(early.out.is_empty() && early.err.contains("no invitation for Contoso yet"));

    note(
        &engine,
        "NothingToReuse",
        json!({ "name": "Contoso 1", "supersedes": [] }),
    )
    .await;
    let mut fault = Fault::own(
        "CLOUD_THROTTLED",
        FaultClass::Transient,
        "Too many requests",
    );
    fault.status = Some(429);
    fault.request_id = Some("r-17".to_owned());
    let step = Step::CreateRelationship;
    go_on(&engine, What::Request(step.clone())).await;
    let until = now();
    go_on(&engine, What::Delay { step, fault, until }).await;
    let plain = program.ok(&show);
    for part in [
        "Contoso",
        TENANT,
        "by user ada: new customer",
        "version 3",
        "CLOUD_THROTTLED  the cloud asks us to slow down",
        "status 429, request id r-17",
        "Too many requests",
        "nobody: it is tried again",
        "what to do: ",
        "waiting     create the relationship",
        "to come     verify by reading the tenant",
        "next try",
    ] {
        assert!(plain.contains(part), "{part} in {plain}");
    }

    note(
        &engine,
        "RelationshipProposed",
        json!({ "relationship": "r-1" }),
    )
    .await;
    note(&engine, "RelationshipCreated", json!({})).await;
    go_on(&engine, What::Request(Step::LockForApproval)).await;
    note(&engine, "RelationshipLocked", json!({ "invitation": LINK })).await;
    assert_eq!(program.ok(&link).trim_end(), LINK);
    let plain = program.ok(&show);
    assert!(plain.contains("for Contoso, 0 days old"), "{plain}");
    assert!(plain.contains("29 days left to approve"), "{plain}");
    let told = &program.json(&show)[0];
    assert_eq!(text(&told["invitation"]["link"]), LINK);
    assert_eq!(told["steps"][4]["mark"], "waiting");
    assert_eq!(told["steps"][1]["mark"], "done");
    assert_eq!(told["standing"], "under_way");
    assert_eq!(Onboarding::TYPE, "onboarding");
}

fn refused(program: &Program, line: &str, code: &str) {
    let line = line.replace("$TENANT", TENANT).replace("$MSP", MSP);
    let line = line
        .replace("$OTHER", OTHER_MSP)
        .replace("$CUSTOMER", CUSTOMER);
    let line = line.replace("$TEMPLATE", TEMPLATE);
    let words: Vec<&str> = line.split(' ').collect();
    program.refused(&words, 3, code);
}

async fn what_cannot_be_shown_is_refused(world: World) {
    let program = Program::on(&world);
    started(&world).await;
    for (line, code) in [
        ("show x --msp $MSP", "MALFORMED_ID"),
        ("show $TENANT --msp x", "MALFORMED_ID"),
        ("show $CUSTOMER --msp $MSP", "ONBOARDING_NOT_FOUND"),
        // Another MSP learns nothing of it.
        ("show $TENANT --msp $OTHER", "ONBOARDING_NOT_FOUND"),
        (
            "show $TENANT --msp $MSP --attempt 2",
            "ONBOARDING_NOT_FOUND",
        ),
        ("invitation $TENANT --msp $OTHER", "ONBOARDING_NOT_FOUND"),
        ("invitation x --msp $MSP", "MALFORMED_ID"),
    ] {
        refused(&program, &format!("onboardings {line}"), code);
    }
}

async fn what_cannot_be_foreseen_or_repaired_is_refused(world: World) {
    let program = Program::on(&world);
    program.seed();
    started(&world).await;
    let before = program.ledger();
    for (line, code) in [
        (
            "dry-run --msp $MSP --customer x --tenant $TENANT --template $TEMPLATE",
            "MALFORMED_ID",
        ),
        (
            "dry-run --msp $MSP --customer $TENANT --tenant $TENANT --template $TEMPLATE",
            "CUSTOMER_NOT_FOUND",
        ),
        (
            "dry-run --msp $MSP --customer $CUSTOMER --tenant $TENANT --template $TEMPLATE",
            "TEMPLATE_NOT_FOUND",
        ),
        ("repair $TENANT --msp $MSP", "INVALID_TEXT"),
        ("repair x --msp $MSP --reason broken", "MALFORMED_ID"),
        (
            "repair $TENANT --msp $MSP --reason broken",
            "ONBOARDING_NOT_IN_PLACE",
        ),
        (
            "repair $CUSTOMER --msp $MSP --reason broken",
            "ONBOARDING_NOT_FOUND",
        ),
        ("drift x --msp $MSP", "MALFORMED_ID"),
        ("drift $TENANT --msp $MSP", "ONBOARDING_NOT_IN_PLACE"),
    ] {
        refused(&program, &format!("onboardings {line}"), code);
    }
    assert_eq!(program.ledger(), before);
    program.ok(&["projections", "run", "--until-caught-up"]);
    // Nothing is in place, so nothing differs.
    assert_eq!(program.ok(&["onboardings", "drift", "--msp", MSP]), "");
}
