//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;

use super::{ResumeWork, Standstill, StandstillCommand, StandstillEvent, StopWork};
use crate::aggregate::bridge::Root;
use crate::saga::{Fault, FaultClass};

fn given(events: Vec<StandstillEvent>) -> cqrs_es::test::AggregateTestExecutor<Root<Standstill>> {
    TestFramework::<Root<Standstill>>::with(()).given(events)
}

fn fault(code: &str) -> Fault {
    Fault::own(code, FaultClass::AccountWide, "")
}

fn stop(code: &str) -> StandstillCommand {
    StandstillCommand::Stop(StopWork {
        fault: fault(code),
        at: 7,
    })
}

fn stopped() -> StandstillEvent {
    StandstillEvent::WorkStopped {
        fault: fault("MFA_REQUIRED"),
        at: 7,
    }
}

fn resumed() -> StandstillEvent {
    StandstillEvent::WorkResumed { at: 9 }
}

fn resume() -> StandstillCommand {
    StandstillCommand::Resume(ResumeWork { at: 9 })
}

#[test]
fn stops_once_whatever_else_is_the_matter() {
    given(vec![])
        .when(stop("MFA_REQUIRED"))
        .then_expect_events(vec![stopped()]);
    given(vec![stopped()])
        .when(stop("SIGN_IN_LAPSED"))
        .then_expect_events(vec![]);
}

#[test]
fn goes_on_once() {
    given(vec![stopped()])
        .when(resume())
        .then_expect_events(vec![resumed()]);
    given(vec![stopped(), resumed()])
        .when(resume())
        .then_expect_events(vec![]);
}

#[test]
fn stops_again() {
    given(vec![stopped(), resumed()])
        .when(stop("MFA_REQUIRED"))
        .then_expect_events(vec![stopped()]);
}
