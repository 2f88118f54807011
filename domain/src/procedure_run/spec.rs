//! Given these events, when this command, then those events.

use std::collections::{BTreeMap, BTreeSet};

use cqrs_es::test::TestFramework;
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    AskStep, CameTo, NoteDelayed, NoteDone, NoteEnded, NoteNotAsked, NoteUndoing, ProcedureRun,
    ProcedureRunCommand as C, ProcedureRunEvent as E, ProcedureRunRefusal as R, RunStep, StartRun,
    StopCause, StopRun, approval_of,
};
use crate::aggregate::bridge::Root;
use crate::aggregate::{Aggregate, Decision};
use crate::approval::{Person, PersonKind};
use crate::ids::{ApprovalId, CustomerId, ProcedureId, ProcedureRunId, TenantId};
use crate::procedure::{InputValue, Key};
use crate::saga::{Fault, FaultClass};
use crate::text::{Reason, StepTitle};

fn given(events: Vec<E>) -> cqrs_es::test::AggregateTestExecutor<Root<ProcedureRun>> {
    TestFramework::<Root<ProcedureRun>>::with(()).given(events)
}

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

fn ada() -> Person {
    Person {
        kind: PersonKind::User,
        id: "ada".to_owned(),
    }
}

fn why() -> Reason {
    Reason::new("a new colleague").unwrap()
}

/// The licences come after the user, and so does a mailbox; the last after both.
fn steps() -> Vec<RunStep> {
    let step = |name: &str, after: &[&str]| RunStep {
        key: key(name),
        title: StepTitle::new(name).unwrap(),
        after: after.iter().map(|it| key(it)).collect::<BTreeSet<_>>(),
    };
    vec![
        step("user", &[]),
        step("licences", &["user"]),
        step("mailbox", &["user"]),
        step("last", &["licences", "mailbox"]),
    ]
}

fn inputs(days: u16) -> BTreeMap<Key, InputValue> {
    BTreeMap::from([(key("days"), InputValue::Days(days))])
}

fn starting(days: u16) -> C {
    C::Start(Box::new(StartRun {
        procedure_id: ProcedureId::new(Uuid::from_u128(1)),
        customer_id: CustomerId::new(Uuid::from_u128(2)),
        tenant_id: TenantId::new(Uuid::from_u128(3)),
        inputs: inputs(days),
        by: ada(),
        reason: why(),
        version: 4,
        steps: steps(),
        correlation_id: None,
        at: 100,
    }))
}

fn started() -> E {
    E::ProcedureRunStarted {
        procedure_id: ProcedureId::new(Uuid::from_u128(1)),
        version: 4,
        customer_id: CustomerId::new(Uuid::from_u128(2)),
        tenant_id: TenantId::new(Uuid::from_u128(3)),
        inputs: inputs(3),
        steps: steps(),
        by: ada(),
        reason: why(),
        correlation_id: None,
        at: 100,
    }
}

fn of(step: &str) -> ApprovalId {
    approval_of(ProcedureRunId::new(Uuid::from_u128(9)), &key(step))
}

fn ask(step: &str) -> C {
    C::Ask(AskStep {
        step: key(step),
        approval: of(step),
        at: 200,
    })
}

fn asked(step: &str) -> E {
    E::RunStepAsked {
        step: key(step),
        approval_id: of(step),
        at: 200,
    }
}

fn do_step(step: &str, found_made: bool) -> C {
    C::NoteDone(NoteDone {
        step: key(step),
        found_made,
        at: 300,
    })
}

fn did(step: &str) -> E {
    E::RunStepDone {
        step: key(step),
        at: 300,
    }
}

fn end(step: &str, came_to: CameTo) -> C {
    C::NoteEnded(NoteEnded {
        step: key(step),
        came_to,
        at: 400,
    })
}

fn ended(step: &str, came_to: CameTo) -> E {
    E::RunStepEnded {
        step: key(step),
        came_to,
        at: 400,
    }
}

fn stopped(cause: StopCause, at: i64) -> E {
    E::ProcedureRunStopped { cause, at }
}

fn by_step(step: &str, came_to: CameTo) -> StopCause {
    StopCause::Step {
        step: key(step),
        came_to,
    }
}

fn stop() -> C {
    C::Stop(StopRun {
        by: ada(),
        reason: why(),
        at: 500,
    })
}

fn stopped_by_ada() -> E {
    let (by, reason) = (ada(), why());
    stopped(StopCause::Person { by, reason }, 500)
}

fn fault(code: &str) -> Fault {
    Fault::own(code, FaultClass::Transient, "")
}

fn delay(step: &str, code: &str) -> C {
    C::NoteDelayed(NoteDelayed {
        step: key(step),
        fault: fault(code),
        at: 250,
    })
}

fn leave(step: &str, code: Option<&str>) -> C {
    C::NoteNotAsked(NoteNotAsked {
        step: key(step),
        fault: code.map(fault),
        at: 600,
    })
}

fn left(step: &str, code: Option<&str>) -> E {
    E::RunStepNotAsked {
        step: key(step),
        fault: code.map(fault),
        at: 600,
    }
}

fn undo() -> C {
    C::NoteUndoing(NoteUndoing {
        by: ada(),
        reason: why(),
        approvals: vec![of("user")],
        at: 700,
    })
}

#[test]
fn is_started_once() {
    given(vec![])
        .when(starting(3))
        .then_expect_events(vec![started()]);
    given(vec![started()])
        .when(starting(3))
        .then_expect_events(vec![]);
    given(vec![started()])
        .when(starting(4))
        .then_expect_error(R::ProcedureRunExists);
}

#[test]
fn a_step_is_asked_for_once_what_it_comes_after_is_done() {
    given(vec![started()])
        .when(ask("user"))
        .then_expect_events(vec![asked("user")]);
    given(vec![started(), asked("user")])
        .when(ask("user"))
        .then_expect_events(vec![]);
    for early in ["licences", "last", "unknown"] {
        given(vec![started(), asked("user")])
            .when(ask(early))
            .then_expect_error(R::StepNotAtHand);
    }
    let begun = vec![started(), asked("user"), did("user")];
    for next in ["licences", "mailbox"] {
        given(begun.clone())
            .when(ask(next))
            .then_expect_events(vec![asked(next)]);
    }
    given(begun)
        .when(ask("user"))
        .then_expect_error(R::StepNotAtHand);
    given(vec![])
        .when(ask("user"))
        .then_expect_error(R::ProcedureRunNotFound);
}

#[test]
fn is_done_when_all_steps_are() {
    let mut history = vec![started()];
    for step in ["user", "licences", "mailbox"] {
        history.extend([asked(step), did(step)]);
    }
    history.push(asked("last"));
    let found = E::RunStepFoundMade {
        step: key("last"),
        at: 300,
    };
    let over = E::ProcedureRunDone { at: 300 };
    given(history.clone())
        .when(do_step("last", true))
        .then_expect_events(vec![found.clone(), over.clone()]);
    history.extend([found, over]);
    given(history.clone())
        .when(do_step("last", false))
        .then_expect_events(vec![]);
    given(history.clone())
        .when(stop())
        .then_expect_error(R::ProcedureRunOver);
    given(history)
        .when(undo())
        .then_expect_events(vec![E::RunUndoingAsked {
            approvals: vec![of("user")],
            by: ada(),
            reason: why(),
            at: 700,
        }]);
}

#[test]
fn a_step_that_came_to_nothing_stops_it() {
    for came_to in CameTo::ALL {
        let events = vec![
            ended("user", came_to),
            stopped(by_step("user", came_to), 400),
        ];
        given(vec![started(), asked("user")])
            .when(end("user", came_to))
            .then_expect_events(events);
    }
    given(vec![started()])
        .when(end("user", CameTo::Rejected))
        .then_expect_error(R::StepNotAtHand);
}

#[test]
fn after_its_end_nothing_is_asked_for_and_what_was_is_noted() {
    let mut history = vec![started(), asked("user"), did("user")];
    history.extend([asked("licences"), asked("mailbox")]);
    history.extend([
        ended("mailbox", CameTo::Expired),
        stopped(by_step("mailbox", CameTo::Expired), 400),
    ]);
    given(history.clone())
        .when(ask("last"))
        .then_expect_error(R::ProcedureRunOver);
    given(history.clone())
        .when(do_step("licences", false))
        .then_expect_events(vec![did("licences")]);
    given(history.clone())
        .when(end("licences", CameTo::Undone))
        .then_expect_events(vec![ended("licences", CameTo::Undone)]);
    given(history.clone())
        .when(stop())
        .then_expect_events(vec![]);
    history.push(ended("licences", CameTo::Undone));
    given(history)
        .when(end("licences", CameTo::Undone))
        .then_expect_events(vec![]);
}

#[test]
fn a_person_stops_it_and_what_was_about_to_be_asked_for_is_left() {
    given(vec![])
        .when(stop())
        .then_expect_error(R::ProcedureRunNotFound);
    given(vec![started(), asked("user")])
        .when(stop())
        .then_expect_events(vec![stopped_by_ada()]);
    given(vec![started(), asked("user"), stopped_by_ada()])
        .when(leave("user", None))
        .then_expect_events(vec![left("user", None)]);
    given(vec![started(), asked("user")])
        .when(leave("user", None))
        .then_expect_error(R::StepNotAtHand);
    given(vec![started()])
        .when(undo())
        .then_expect_error(R::ProcedureRunUnderWay);
}

#[test]
fn what_keeps_a_step_from_being_asked_for_is_noted_once_and_stops_it_in_the_end() {
    let asking = vec![started(), asked("user")];
    let delayed = E::RunStepDelayed {
        step: key("user"),
        fault: fault("CLOUD_UNAVAILABLE"),
        at: 250,
    };
    given(asking.clone())
        .when(delay("user", "CLOUD_UNAVAILABLE"))
        .then_expect_events(vec![delayed.clone()]);
    given([asking.clone(), vec![delayed]].concat())
        .when(delay("user", "CLOUD_UNAVAILABLE"))
        .then_expect_events(vec![]);
    let (step, cause) = (key("user"), fault("ACCOUNT_NOT_SEEN"));
    let cause = StopCause::NotAsked { step, fault: cause };
    given(asking)
        .when(leave("user", Some("ACCOUNT_NOT_SEEN")))
        .then_expect_events(vec![
            left("user", Some("ACCOUNT_NOT_SEEN")),
            stopped(cause, 600),
        ]);
}

#[test]
fn each_step_of_each_run_is_asked_for_under_an_id_of_its_own() {
    let run = |number| ProcedureRunId::new(Uuid::from_u128(number));
    assert_eq!(
        approval_of(run(1), &key("a")),
        approval_of(run(1), &key("a"))
    );
    assert_ne!(
        approval_of(run(1), &key("a")),
        approval_of(run(1), &key("b"))
    );
    assert_ne!(
        approval_of(run(1), &key("a")),
        approval_of(run(2), &key("a"))
    );
}

proptest! {
    /// Whatever is asked and noted in whatever order: no step is asked for twice, none before what it
    /// comes after is done, none after the end, and the run is done if and only if all steps are.
    #[test]
    fn steps_keep_their_order(
        moves in proptest::collection::vec((0..9_u8, 0..4_usize, 0..5_usize), 0..60),
    ) {
        let names = ["user", "licences", "mailbox", "last"];
        let mut run = ProcedureRun::default();
        let (mut asked, mut done, mut over) = (BTreeSet::new(), BTreeSet::new(), false);
        run.evolve(&started());
        for (kind, which, how) in moves {
            let name = names[which];
            let command = match kind {
                0..=2 => ask(name),
                3 | 4 => do_step(name, kind == 4),
                5 => end(name, CameTo::ALL[how]),
                6 => delay(name, "CLOUD_UNAVAILABLE"),
                7 => leave(name, (how > 0).then_some("ACCOUNT_NOT_SEEN")),
                _ if how == 0 => stop(),
                _ => undo(),
            };
            let events = run.decide(&command).map(Decision::into_events);
            for event in events.unwrap_or_default() {
                match &event {
                    E::RunStepAsked { step, .. } => {
                        prop_assert!(!over, "after the end");
                        prop_assert!(asked.insert(step.clone()), "twice");
                        let wanted = steps().into_iter().find(|it| it.key == *step).unwrap().after;
                        prop_assert!(wanted.is_subset(&done), "too early");
                    }
                    E::RunStepDone { step, .. } | E::RunStepFoundMade { step, .. } => {
                        prop_assert!(asked.contains(step));
                        prop_assert!(done.insert(step.clone()), "done twice");
                    }
                    E::ProcedureRunDone { .. } => {
                        prop_assert!(!over);
                        prop_assert_eq!(done.len(), names.len());
                        over = true;
                    }
                    E::ProcedureRunStopped { .. } => {
                        prop_assert!(!over);
                        prop_assert!(done.len() < names.len());
                        over = true;
                    }
                    E::ProcedureRunStarted { .. }
                    | E::RunStepDelayed { .. }
                    | E::RunStepEnded { .. }
                    | E::RunStepNotAsked { .. }
                    | E::RunUndoingAsked { .. } => {}
                }
                run.evolve(&event);
            }
            prop_assert_eq!(over, !matches!(run, ProcedureRun::Running(_)));
        }
    }
}
