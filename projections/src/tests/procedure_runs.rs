//! What people read of procedures that are followed.

use std::collections::{BTreeMap, BTreeSet};

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{Person, PersonKind};
use tenantry_domain::ids::{ApprovalId, CustomerId, ProcedureId, ProcedureRunId, TenantId};
use tenantry_domain::procedure::Key;
use tenantry_domain::procedure_run::{
    CameTo, ProcedureRun, ProcedureRunEvent as E, RunStep, StopCause,
};
use tenantry_domain::record::StreamId;
use tenantry_domain::saga::{Fault, FaultClass};
use tenantry_domain::text::StepTitle;
use tenantry_engine::sagas::LiveSagas as _;
use uuid::Uuid;

use super::on_both;
use super::world::{World, id, msp, new, reason};
use crate::procedure_runs::{self, LiveRuns, RunFilter, RunStatus, RunStepStatus as S};

on_both!(
    a_run_is_told_step_by_step,
    a_stopped_run_says_why,
    what_was_asked_for_is_followed_after_a_stop,
    runs_are_listed_latest_first,
    open_ones_are_found_by_a_worker,
);

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

fn ada() -> Person {
    Person {
        kind: PersonKind::User,
        id: "ada".to_owned(),
    }
}

fn step(name: &str, after: &[&str]) -> RunStep {
    RunStep {
        key: key(name),
        title: StepTitle::new(name).unwrap(),
        after: after.iter().map(|it| key(it)).collect::<BTreeSet<_>>(),
    }
}

fn started(procedure: u128, customer: u128, at: i64) -> E {
    E::ProcedureRunStarted {
        procedure_id: ProcedureId::new(id(procedure)),
        version: 3,
        customer_id: CustomerId::new(id(customer)),
        tenant_id: TenantId::new(id(70)),
        inputs: BTreeMap::new(),
        steps: vec![step("create", &[]), step("license", &["create"])],
        by: ada(),
        reason: reason(),
        correlation_id: None,
        at,
    }
}

fn asked(name: &str, at: i64) -> E {
    E::RunStepAsked {
        step: key(name),
        approval_id: ApprovalId::new(id(80)),
        at,
    }
}

fn did(name: &str, at: i64) -> E {
    let step = key(name);
    E::RunStepDone { step, at }
}

fn stopped(cause: StopCause) -> E {
    E::ProcedureRunStopped { cause, at: 20 }
}

fn fault() -> Fault {
    Fault::own("TENANT_NOT_CONNECTED", FaultClass::Waiting, "not yet")
}

async fn record(world: &World, which: u128, before: u64, events: &[E]) -> u64 {
    let events = events.iter().map(new).collect();
    let stream = StreamId::new(ProcedureRun::TYPE, id(which));
    world.append(msp(1), stream, before, events).await
}

async fn a_run_is_told_step_by_step(world: World) {
    let (step, fault) = (key("create"), fault());
    let at = 12;
    let delayed = E::RunStepDelayed { step, fault, at };
    record(
        &world,
        1,
        0,
        &[started(60, 90, 10), asked("create", 11), delayed],
    )
    .await;
    // Its start was lost: there is nothing to show.
    record(&world, 2, 0, &[asked("create", 11)]).await;
    let projections = world.projections().await;
    let read = async |which| {
        projections.catch_up().await.unwrap();
        let which = ProcedureRunId::new(id(which));
        let row = procedure_runs::get(&projections, msp(1), which).await;
        row.unwrap()
    };
    assert_eq!(read(2).await, None);
    let row = read(1).await.unwrap();
    assert_eq!((row.status, row.live), (RunStatus::Running, true));
    assert_eq!((row.version, row.steps_done, row.steps_all), (3, 0, 2));
    assert_eq!(row.started_by(), Some(ada()));
    assert_eq!(row.error_code.as_deref(), Some("TENANT_NOT_CONNECTED"));
    let steps = row.steps();
    assert_eq!((steps[0].status, steps[0].at), (S::Asked, Some(11)));
    assert_eq!(steps[0].approval, Some(ApprovalId::new(id(80))));
    assert_eq!(steps[0].error_code, row.error_code);
    assert_eq!((steps[1].status, steps[1].approval), (S::Later, None));

    let found = E::RunStepFoundMade {
        step: key("license"),
        at: 15,
    };
    let over = E::ProcedureRunDone { at: 15 };
    let more = [did("create", 13), asked("license", 14), found, over];
    let position = record(&world, 1, 3, &more).await;
    let row = read(1).await.unwrap();
    assert_eq!((row.status, row.live), (RunStatus::Done, false));
    assert_eq!((row.steps_done, row.ended_at), (2, Some(15)));
    assert_eq!((row.error_code.as_deref(), row.position), (None, position));
    let status: Vec<S> = row.steps().iter().map(|it| it.status).collect();
    assert_eq!(status, [S::Done, S::FoundMade]);
    let undoing = |which| E::RunUndoingAsked {
        approvals: vec![ApprovalId::new(id(which))],
        by: ada(),
        reason: reason(),
        at: 16,
    };
    record(&world, 1, 7, &[undoing(81), undoing(81), undoing(82)]).await;
    let row = read(1).await.unwrap();
    assert_eq!(row.undoing, [81, 82].map(|it| id(it).to_string()));
    let followed = projections.content_hash("procedure_runs").await.unwrap();
    let rebuilt = projections.rebuild("procedure_runs", &mut |_| {}).await;
    rebuilt.unwrap();
    let hash = projections.content_hash("procedure_runs").await.unwrap();
    assert_eq!(hash, followed);
}

async fn a_stopped_run_says_why(world: World) {
    let ended = |name: &str, came_to, at| E::RunStepEnded {
        step: key(name),
        came_to,
        at,
    };
    let by_step = |came_to| StopCause::Step {
        step: key("create"),
        came_to,
    };
    for (which, came_to, status) in [
        (1, CameTo::Rejected, S::Rejected),
        (2, CameTo::Withdrawn, S::Withdrawn),
        (3, CameTo::Expired, S::Expired),
        (4, CameTo::Undone, S::Undone),
        (5, CameTo::Abandoned, S::Abandoned),
    ] {
        let told = ended("create", came_to, 20);
        let events = [
            started(60, 90, 10),
            asked("create", 11),
            told,
            stopped(by_step(came_to)),
        ];
        record(&world, which, 0, &events).await;
        let projections = world.projections().await;
        projections.catch_up().await.unwrap();
        let run = ProcedureRunId::new(id(which));
        let row = procedure_runs::get(&projections, msp(1), run).await;
        let row = row.unwrap().unwrap();
        assert_eq!((row.status, row.live), (RunStatus::Stopped, false));
        assert_eq!(row.stopped_step.as_deref(), Some("create"));
        assert_eq!(row.steps()[0].status, status);
    }
}

async fn what_was_asked_for_is_followed_after_a_stop(world: World) {
    // By a person, while a step is with people.
    let (by, why) = (ada(), reason());
    let cause = StopCause::Person { by, reason: why };
    let begun = [started(60, 90, 10), asked("create", 11), stopped(cause)];
    record(&world, 6, 0, &begun).await;
    let (step, fault) = (key("create"), fault());
    let cause = StopCause::NotAsked {
        step: step.clone(),
        fault: fault.clone(),
    };
    let left = E::RunStepNotAsked {
        step,
        fault: Some(fault),
        at: 20,
    };
    let begun = [
        started(60, 90, 10),
        asked("create", 11),
        left,
        stopped(cause),
    ];
    record(&world, 7, 0, &begun).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let read = async |which| {
        let run = ProcedureRunId::new(id(which));
        let row = procedure_runs::get(&projections, msp(1), run).await;
        row.unwrap().unwrap()
    };
    let row = read(6).await;
    assert_eq!((row.status, row.live), (RunStatus::Stopped, true));
    assert_eq!(row.stopped_by(), Some(ada()));
    assert_eq!(row.stop_reason.as_deref(), Some(reason().as_str()));
    let row = read(7).await;
    assert_eq!((row.live, row.steps()[0].status), (false, S::NotAsked));
    assert_eq!(row.error_code.as_deref(), Some("TENANT_NOT_CONNECTED"));
    assert_eq!(row.stopped_step.as_deref(), Some("create"));
}

async fn runs_are_listed_latest_first(world: World) {
    for (which, at) in (1..=4).zip(10..) {
        let begun = started(60 + which % 2, 90 + which % 2, at);
        record(&world, which, 0, &[begun]).await;
    }
    let (by, reason) = (ada(), reason());
    let cause = StopCause::Person { by, reason };
    record(&world, 4, 1, &[stopped(cause)]).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let listed = async |filter: RunFilter| -> Vec<Uuid> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = procedure_runs::list(&projections, msp(1), &filter, after.as_ref(), 2);
            let page = page.await.unwrap();
            found.extend(page.rows.iter().map(|row| row.id));
            after = page.next;
            if after.is_none() {
                return found;
            }
        }
    };
    let all = RunFilter::default;
    assert_eq!(listed(all()).await, [4, 3, 2, 1].map(id));
    let status = Some(RunStatus::Running);
    let running = RunFilter { status, ..all() };
    assert_eq!(listed(running).await, [3, 2, 1].map(id));
    let procedure = Some(ProcedureId::new(id(60)));
    let of_one = RunFilter { procedure, ..all() };
    assert_eq!(listed(of_one).await, [4, 2].map(id));
    let customer = Some(CustomerId::new(id(91)));
    let for_one = RunFilter { customer, ..all() };
    assert_eq!(listed(for_one).await, [3, 1].map(id));
    let stranger = procedure_runs::get(&projections, msp(2), ProcedureRunId::new(id(1))).await;
    assert_eq!(stranger.unwrap(), None);
}

async fn open_ones_are_found_by_a_worker(world: World) {
    let over = E::ProcedureRunDone { at: 15 };
    record(&world, 1, 0, &[started(60, 90, 10)]).await;
    record(&world, 2, 0, &[started(60, 90, 11), over]).await;
    record(&world, 3, 0, &[started(60, 90, 12)]).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let live = LiveRuns::new(projections.clone()).by_pages_of(1);
    let (mut found, mut after) = (BTreeSet::new(), None);
    loop {
        let page = live.of(msp(1), after.as_deref()).await.unwrap();
        for saga in page.sagas {
            assert_eq!(
                (saga.aggregate_type.as_str(), saga.due),
                ("procedure_run", 0)
            );
            found.insert(saga.id.parse::<Uuid>().unwrap());
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(found, [1, 3].map(id).into());
}
