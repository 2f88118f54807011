//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;

use super::{
    PauseProjection, Projection, ProjectionCommand, ProjectionEvent, ProjectionRefusal,
    RequestProjectionRebuild, ResumeProjection, RetryProjection, SkipProjectionEvent,
};
use crate::aggregate::Aggregate;
use crate::aggregate::bridge::Root;
use crate::text::{ProjectionName, Reason};

fn given(events: Vec<ProjectionEvent>) -> cqrs_es::test::AggregateTestExecutor<Root<Projection>> {
    TestFramework::<Root<Projection>>::with(()).given(events)
}

fn name() -> ProjectionName {
    ProjectionName::new("customers").unwrap()
}

fn reason() -> Reason {
    Reason::new("looking into it").unwrap()
}

fn pause() -> ProjectionCommand {
    ProjectionCommand::Pause(PauseProjection {
        name: name(),
        reason: reason(),
    })
}

fn resume() -> ProjectionCommand {
    ProjectionCommand::Resume(ResumeProjection { name: name() })
}

fn retry(position: u64) -> ProjectionCommand {
    ProjectionCommand::Retry(RetryProjection {
        name: name(),
        position,
    })
}

fn skip(version: u32, position: u64) -> ProjectionCommand {
    let (name, reason) = (name(), reason());
    ProjectionCommand::SkipEvent(SkipProjectionEvent {
        name,
        version,
        position,
        reason,
    })
}

fn paused() -> ProjectionEvent {
    ProjectionEvent::ProjectionPaused {
        name: name(),
        reason: reason(),
    }
}

fn resumed() -> ProjectionEvent {
    ProjectionEvent::ProjectionResumed { name: name() }
}

fn retried(position: u64) -> ProjectionEvent {
    ProjectionEvent::ProjectionRetried {
        name: name(),
        position,
    }
}

fn skipped(version: u32, position: u64) -> ProjectionEvent {
    let (name, reason) = (name(), reason());
    ProjectionEvent::ProjectionEventSkipped {
        name,
        version,
        position,
        reason,
    }
}

#[test]
fn pauses_and_resumes() {
    given(vec![])
        .when(pause())
        .then_expect_events(vec![paused()]);
    given(vec![paused()])
        .when(pause())
        .then_expect_events(vec![]);
    given(vec![paused()])
        .when(resume())
        .then_expect_events(vec![resumed()]);
    given(vec![]).when(resume()).then_expect_events(vec![]);
}

#[test]
fn every_retry_counts() {
    given(vec![retried(7)])
        .when(retry(7))
        .then_expect_events(vec![retried(7)]);
    let mut projection = Projection::default();
    projection.evolve(&retried(7));
    projection.evolve(&retried(7));
    assert_eq!(projection.retries, 2);
}

#[test]
fn a_skip_names_one_version() {
    given(vec![])
        .when(skip(1, 7))
        .then_expect_events(vec![skipped(1, 7)]);
    given(vec![skipped(1, 7)])
        .when(skip(1, 7))
        .then_expect_events(vec![]);
    given(vec![skipped(1, 7)])
        .when(skip(2, 7))
        .then_expect_events(vec![skipped(2, 7)]);
}

#[test]
fn a_rebuild_is_on_record_and_changes_nothing_that_holds() {
    let (name, reason) = (name(), reason());
    let wish = ProjectionCommand::RequestRebuild(RequestProjectionRebuild {
        name: name.clone(),
        reason: reason.clone(),
    });
    let requested = ProjectionEvent::ProjectionRebuildRequested { name, reason };
    given(vec![paused(), requested.clone()])
        .when(wish)
        .then_expect_events(vec![requested.clone()]);
    let mut projection = Projection::default();
    projection.evolve(&skipped(1, 7));
    let before = projection.clone();
    projection.evolve(&requested);
    assert_eq!(projection, before);
}

#[test]
fn positions_begin_at_one() {
    for command in [retry(0), skip(1, 0)] {
        given(vec![])
            .when(command)
            .then_expect_error(ProjectionRefusal::PositionUnknown { position: 0 });
    }
}
