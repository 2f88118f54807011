//! A procedure is followed from the command line: started, carried on by a worker, looked at, and undone.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use tenantry_domain::approval::{
    Approval, ApprovalCommand, Decider, GiveApproval, Person, PersonKind,
};
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::ids::{CustomerId, MspId, ProcedureId, ProcedureRunId, TenantId};
use tenantry_domain::procedure::{
    DefineProcedure, Definition, OperationTemplate, Procedure, ProcedureCommand, ProcedureStep,
};
use tenantry_domain::procedure_run::approval_of;
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::role::Role;
use tenantry_domain::text::{ProcedureName, StepTitle};
use tenantry_engine::commands::{Context, Engine, Limits, Request};
use tenantry_engine::time::{Clock as _, SystemClock};
use tenantry_simulator::Scenario;
use tenantry_support::{World, connected, on_both_databases};
use uuid::Uuid;

use crate::partner::Stand;
use crate::program::{CUSTOMER, MSP, text};
use crate::work::{ok, until_idle};

on_both_databases!(a_procedure_is_followed_from_the_command_line);

const PROCEDURE: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a61";
const RUN: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a62";
const TENANT: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a63";

fn msp() -> MspId {
    MSP.parse().expect("fit")
}

fn by(name: &str) -> Context {
    Context::new(Actor::user(name), Source::Cli)
}

/// A customer that is to go: its consent is given up, then its file is archived.
async fn defined(engine: &Arc<Engine>) {
    let customer: CustomerId = CUSTOMER.parse().expect("fit");
    let tenant: TenantId = TENANT.parse().expect("fit");
    let (clock, app) = (Arc::new(SystemClock), AppId::new(Uuid::from_u128(5)));
    connected::by_consent(engine, clock, msp(), (customer, "Fabrikam"), tenant, app).await;
    let step = |key: &str, operation, after: &[&str]| ProcedureStep {
        key: key.parse().expect("fit"),
        title: StepTitle::new(key).expect("fit"),
        operation,
        after: after
            .iter()
            .map(|it| it.parse().expect("fit"))
            .collect::<BTreeSet<_>>(),
    };
    let consent = step("consent", OperationTemplate::WithdrawConsent {}, &[]);
    let archive = step(
        "archive",
        OperationTemplate::ArchiveCustomer {},
        &["consent"],
    );
    let definition = Definition {
        name: ProcedureName::new("Let a customer go").expect("fit"),
        description: None,
        inputs: Vec::new(),
        steps: vec![consent, archive],
    };
    let id: ProcedureId = PROCEDURE.parse().expect("fit");
    let define = ProcedureCommand::Define(DefineProcedure { definition });
    let request = Request::<Procedure> {
        msp: msp(),
        id: id.to_string(),
        command: define,
        context: by("zoe"),
    };
    engine.execute(request).await.expect("fit");
}

async fn approve(engine: &Engine, step: &str) {
    let run: ProcedureRunId = RUN.parse().expect("fit");
    let id = approval_of(run, &step.parse().expect("fit")).to_string();
    let stands: Approval = engine.load(msp(), &id).await.expect("fit");
    let person = Person {
        kind: PersonKind::User,
        id: "ben".to_owned(),
    };
    let give = GiveApproval {
        by: Decider {
            person,
            role: Role::Admin,
        },
        digest: stands.request().expect("asked for").plan.digest.clone(),
        at: SystemClock.now(),
    };
    let request = Request::<Approval> {
        msp: msp(),
        id,
        command: ApprovalCommand::Approve(give),
        context: by("ben"),
    };
    engine.execute(request).await.expect("fit");
}

#[track_caller]
fn works(stand: &Stand) {
    let worked = until_idle(stand);
    assert_eq!(worked.exit, 0, "{worked:?}");
}

#[track_caller]
fn shown(stand: &Stand) -> Value {
    let answer = ok(stand, &["procedure-runs", "show", RUN, "--json"]);
    answer.documents().remove(0)
}

#[track_caller]
fn refused(stand: &Stand, args: &[&str], code: &str) {
    let answer = stand.run(&[args, &["--msp", MSP]].concat(), "");
    assert_eq!(answer.exit, 3, "{args:?}: {answer:?}");
    assert!(answer.err.contains(code), "{args:?}: {answer:?}");
}

async fn a_procedure_is_followed_from_the_command_line(world: World) {
    let stand = Stand::of(&world, Scenario::small()).await;
    stand.connected();
    let engine = Arc::new(Engine::new(world.ledger().await, Limits::default()));
    defined(&engine).await;
    let place = ["--customer", CUSTOMER, "--tenant", TENANT];
    let preview = ["procedure-runs", "preview", PROCEDURE, "--json"];
    let foreseen = ok(&stand, &[&preview[..], &place].concat()).documents();
    assert_eq!(foreseen.len(), 2);
    assert_eq!(foreseen[0]["changes"], 1, "{foreseen:?}");

    let start = ["procedure-runs", "start", PROCEDURE, "--id", RUN];
    let start = [&start[..], &place].concat();
    refused(&stand, &start, "INVALID_TEXT");
    let because = [&start[..], &["--reason", "they leave us"]].concat();
    let wrong = [&because[..], &["--input", "who=ada@contoso.example"]].concat();
    refused(&stand, &wrong, "PROCEDURE_INPUT_UNKNOWN");
    let old = [&because[..], &["--version", "7"]].concat();
    refused(&stand, &old, "PROCEDURE_VERSION_OUTDATED");
    ok(&stand, &because);
    let again = ok(&stand, &[&because[..], &["--json"]].concat()).documents();
    assert_eq!(text(&again[0]["outcome"]), "already done");

    works(&stand);
    let told = shown(&stand);
    assert_eq!(text(&told["status"]), "running", "{told}");
    assert_eq!(text(&told["steps"][0]["status"]), "asked", "{told}");
    assert_eq!(text(&told["steps"][1]["status"]), "later", "{told}");
    let undo = ["procedure-runs", "undo", RUN, "--reason", "they stay"];
    refused(&stand, &undo, "PROCEDURE_RUN_UNDER_WAY");

    // Each process knows of the other's work by the ledger alone.
    approve(&engine, "consent").await;
    works(&stand);
    let told = shown(&stand);
    assert_eq!(text(&told["steps"][0]["status"]), "done", "{told}");
    assert_eq!(text(&told["steps"][1]["status"]), "asked", "{told}");
    approve(&engine, "archive").await;
    works(&stand);
    let told = shown(&stand);
    assert_eq!(text(&told["status"]), "done", "{told}");
    let listed = ok(&stand, &["procedure-runs", "list", "--json"]).documents();
    assert_eq!(listed, vec![told]);
    let plain = ok(&stand, &["procedure-runs", "show", RUN]);
    assert!(plain.out.contains("status     done"), "{plain:?}");

    refused(&stand, &undo, "APPROVAL_NOTHING_TO_UNDO");
    let stop = ["procedure-runs", "stop", RUN, "--reason", "no more"];
    refused(&stand, &stop, "PROCEDURE_RUN_OVER");
    let none = ["procedure-runs", "show", PROCEDURE];
    refused(&stand, &none, "PROCEDURE_RUN_NOT_FOUND");
}
