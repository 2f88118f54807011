//! Whole procedures that are followed: what is asked for when, what stops a run, and what undoes it.

use std::collections::BTreeMap;

use tenantry_domain::aggregate::Refusal;
use tenantry_domain::approval::{Approval, Ending};
use tenantry_domain::ids::{CustomerId, ProcedureId, TenantId};
use tenantry_domain::procedure::{
    Definition, OperationTemplate, Procedure, ProcedureCommand, RetireProcedure, UserField,
};
use tenantry_domain::procedure_run::{
    CameTo, ProcedureRun, ProcedureRunEvent as E, Standing, StopCause, approval_of,
};
use tenantry_domain::role::Role;
use tenantry_domain::text::Reason;
use tenantry_engine::approvals::{InputWish, UserWish};
use tenantry_engine::commands::{CommandError, Request};
use tenantry_engine::procedure_runs::{Foresight, ProcedureRunError, RunWish};
use tenantry_simulation::Stage;
use tenantry_simulation::asking::{GRACE, NEW, by};
use tenantry_simulation::following::{Following, PROCEDURE, RUN, definition, key, operator};
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::stage::stage;

on_both_databases!(
    a_run_is_foreseen_followed_and_undone,
    a_rejected_step_stops_it,
    what_is_as_it_is_to_become_counts_as_done,
    whoever_may_not_ask_any_more_asks_for_nothing,
    what_does_not_fit_starts_nothing,
    a_retired_procedure_is_followed_to_its_end,
);

fn why() -> Reason {
    Reason::new("it was the wrong Ada").unwrap()
}

fn refused<T>(outcome: Result<T, ProcedureRunError>) -> &'static str {
    outcome.err().map_or("done", |error| error.code())
}

/// Until nothing is left that goes on by itself.
async fn rest(following: &Following<'_>) {
    let settled = async || match following.stands().await {
        ProcedureRun::Running(run) => run.open().count() == 0,
        stands => stands.run().is_none_or(|run| run.open().count() == 0),
    };
    following.asking.history.run_until(&[], settled).await;
}

async fn reject(following: &Following<'_>, stage: &Stage, step: &str) {
    let id = approval_of(RUN, &key(step));
    let reason = Reason::new("not this week").unwrap();
    let approvals = &following.asking.approvals;
    let rejected = approvals.reject(stage.msp, id, reason, Role::Admin, by("ben"));
    rejected.await.unwrap();
}

async fn a_run_is_foreseen_followed_and_undone(world: World) {
    let stage = stage(world).await;
    let following = Following::on(&stage, definition()).await;
    let foreseen = following.runs.preview(stage.msp, following.wish()).await;
    let foreseen = foreseen.unwrap();
    let Foresight::Planned(planned) = &foreseen[0].what else {
        panic!("{foreseen:#?}");
    };
    assert!(!planned.1.is_empty());
    for later in &foreseen[1..] {
        assert!(matches!(&later.what, Foresight::Later { made_by } if *made_by == key("create")));
    }
    let nothing = following.stands().await;
    assert_eq!(nothing, ProcedureRun::Unknown);

    following.start(operator()).await.unwrap();
    let again = following.start(operator()).await.unwrap();
    assert_eq!(again.receipt.events, 0);
    let early = following.runs.undo(stage.msp, RUN, why(), operator()).await;
    assert_eq!(refused(early), "PROCEDURE_RUN_UNDER_WAY");
    following.run(&[]).await;
    assert_eq!(following.complaints().await, Vec::<String>::new());
    // Nobody's name is in the clear, and each step was asked for in the name of whoever started it.
    for event in following.events().await {
        assert!(!event.payload.contains("Lovelace"), "{}", event.payload);
    }
    let disable = following.step("disable").await;
    assert_eq!(disable.request().unwrap().requester.id, "olga");

    let undone = following
        .runs
        .undo(stage.msp, RUN, why(), operator().with_key("u"));
    let (ids, _) = undone.await.unwrap();
    assert_eq!(ids.len(), 3);
    let again = following
        .runs
        .undo(stage.msp, RUN, why(), operator().with_key("u"));
    assert_eq!(again.await.unwrap().0, ids);
    for id in ids {
        let over = async || {
            following.approve_all(&[id]).await;
            matches!(
                following.approval(id).await,
                Approval::Ended(_, Ending::Done)
            )
        };
        following.asking.history.run_until(&[], over).await;
    }
    assert!(following.asking.account(NEW).await.is_none());
    let stopped = following.runs.stop(stage.msp, RUN, why(), operator()).await;
    assert_eq!(refused(stopped), "PROCEDURE_RUN_OVER");
}

async fn a_rejected_step_stops_it(world: World) {
    let stage = stage(world).await;
    let following = Following::on(&stage, definition()).await;
    following.start(operator()).await.unwrap();
    let create = [approval_of(RUN, &key("create"))];
    let asked = async || {
        following.approve_all(&create).await;
        following.step("license").await.request().is_some()
    };
    following.asking.history.run_until(&[], asked).await;
    reject(&following, &stage, "license").await;
    rest(&following).await;
    let stands = following.stands().await;
    let ProcedureRun::Stopped(run) = &stands else {
        panic!("{stands:#?}");
    };
    let ended = Standing::Ended(CameTo::Rejected);
    assert_eq!(run.standing.get(&key("license")), Some(&ended));
    assert_eq!(run.standing.get(&key("disable")), None);
    assert_eq!(following.step("disable").await, Approval::Unknown);
    let told = following.of_runs().await;
    let cause = told.iter().find_map(|it| match it {
        E::ProcedureRunStopped { cause, .. } => Some(cause.clone()),
        _ => None,
    });
    let (step, came_to) = (key("license"), CameTo::Rejected);
    assert_eq!(cause, Some(StopCause::Step { step, came_to }));
    // What is done stays, and can be taken back.
    assert!(following.asking.account(NEW).await.is_some());
    let (ids, _) = following
        .runs
        .undo(stage.msp, RUN, why(), operator())
        .await
        .unwrap();
    assert_eq!(ids.len(), 1);
}

/// Grace has the licence already, and may sign in.
fn nothing_new() -> Definition {
    let mut definition = definition();
    definition.inputs.truncate(1);
    definition.inputs[0].kind = tenantry_domain::procedure::InputKind::User;
    let mut license = definition.steps.remove(1);
    license.after.clear();
    if let OperationTemplate::AssignLicences { user, .. } = &mut license.operation {
        *user = UserField::Input(key("name"));
    }
    definition.steps = vec![license];
    definition
}

fn for_grace(following: &Following<'_>) -> RunWish {
    let grace = InputWish::User(UserWish::Name(GRACE.parse().unwrap()));
    RunWish {
        inputs: BTreeMap::from([(key("name"), grace)]),
        ..following.wish()
    }
}

async fn what_is_as_it_is_to_become_counts_as_done(world: World) {
    let stage = stage(world).await;
    let following = Following::on(&stage, nothing_new()).await;
    let wish = for_grace(&following);
    let started = following.runs.start(stage.msp, RUN, wish, operator()).await;
    started.unwrap();
    following.run(&[]).await;
    let stands = following.stands().await;
    let ProcedureRun::Done(run) = &stands else {
        panic!("{stands:#?}");
    };
    assert_eq!(
        run.standing.get(&key("license")),
        Some(&Standing::FoundMade)
    );
    assert_eq!(following.step("license").await, Approval::Unknown);
    let nothing = following.runs.undo(stage.msp, RUN, why(), operator()).await;
    assert_eq!(refused(nothing), "APPROVAL_NOTHING_TO_UNDO");
}

/// A user whom no team knows: the role was there when the run was started, and is gone.
async fn whoever_may_not_ask_any_more_asks_for_nothing(world: World) {
    let stage = stage(world).await;
    let following = Following::on(&stage, definition()).await;
    let gone = Uuid::from_u128(0x90).to_string();
    following.start(by(&gone)).await.unwrap();
    following.run(&[]).await;
    assert_eq!(following.step("create").await, Approval::Unknown);
    let told = following.of_runs().await;
    let Some(E::ProcedureRunStopped {
        cause: StopCause::NotAsked { step, fault },
        ..
    }) = told.last()
    else {
        panic!("{told:#?}");
    };
    assert_eq!(*step, key("create"));
    assert_eq!(fault.code, "PROCEDURE_RUN_RIGHT_GONE");
}

async fn what_does_not_fit_starts_nothing(world: World) {
    let stage = stage(world).await;
    let following = Following::on(&stage, definition()).await;
    let without = |name: &str| {
        let mut wish = following.wish();
        wish.inputs.remove(&key(name));
        wish
    };
    let mut unfit = following.wish();
    unfit.inputs.insert(key("shown"), InputWish::Days(3));
    let mut unknown = following.wish();
    unknown.inputs.insert(key("more"), InputWish::Days(3));
    let wishes = [
        ("PROCEDURE_INPUT_MISSING", without("name")),
        ("PROCEDURE_INPUT_UNFIT", unfit),
        ("PROCEDURE_INPUT_UNKNOWN", unknown),
        (
            "PROCEDURE_VERSION_OUTDATED",
            RunWish {
                version: Some(2),
                ..following.wish()
            },
        ),
        (
            "PROCEDURE_NOT_FOUND",
            RunWish {
                procedure: ProcedureId::new(Uuid::from_u128(0x999)),
                ..following.wish()
            },
        ),
        (
            "CUSTOMER_NOT_FOUND",
            RunWish {
                customer: CustomerId::new(Uuid::from_u128(0x999)),
                ..following.wish()
            },
        ),
        (
            "TENANT_OF_ANOTHER",
            RunWish {
                tenant: TenantId::new(Uuid::from_u128(0x999)),
                ..following.wish()
            },
        ),
    ];
    for (code, wish) in wishes {
        let started = following.runs.start(stage.msp, RUN, wish, operator()).await;
        assert_eq!(refused(started), code);
    }
    assert_eq!(following.of_runs().await, Vec::new());
    let none = following.runs.stop(stage.msp, RUN, why(), operator()).await;
    assert_eq!(refused(none), "PROCEDURE_RUN_NOT_FOUND");
    following.start(operator()).await.unwrap();
    let other = following.start(by("zoe")).await;
    assert_eq!(refused(other), "PROCEDURE_RUN_EXISTS");
}

async fn a_retired_procedure_is_followed_to_its_end(world: World) {
    let stage = stage(world).await;
    let following = Following::on(&stage, definition()).await;
    following.start(operator()).await.unwrap();
    let reason = why();
    let request = Request::<Procedure> {
        msp: stage.msp,
        id: PROCEDURE.to_string(),
        command: ProcedureCommand::Retire(RetireProcedure { reason }),
        context: by("zoe"),
    };
    let engine = following.asking.history.desk();
    engine.execute(request).await.unwrap();
    following.run(&[]).await;
    assert!(matches!(following.stands().await, ProcedureRun::Done(_)));
    let id = tenantry_domain::ids::ProcedureRunId::new(Uuid::from_u128(0x703));
    let late = following
        .runs
        .start(stage.msp, id, following.wish(), operator())
        .await;
    let Err(ProcedureRunError::Procedure(CommandError::Refused(refusal))) = late else {
        panic!("{late:?}");
    };
    assert_eq!(refusal.code(), "PROCEDURE_RETIRED");
}
