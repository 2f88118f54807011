//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;
use uuid::Uuid;

use super::{
    ActivateOnboarding, CancelOnboarding, FailOnboarding, Onboarding, OnboardingCommand,
    OnboardingEvent, OnboardingRefusal, StartOnboarding,
};
use crate::aggregate::bridge::Root;
use crate::ids::{CustomerId, TenantId};
use crate::text::Reason;

fn given(events: Vec<OnboardingEvent>) -> cqrs_es::test::AggregateTestExecutor<Root<Onboarding>> {
    TestFramework::<Root<Onboarding>>::with(()).given(events)
}

fn why() -> Reason {
    Reason::new("the customer changed its mind").unwrap()
}

fn start(tenant: u128) -> OnboardingCommand {
    OnboardingCommand::Start(StartOnboarding {
        customer_id: CustomerId::new(Uuid::from_u128(1)),
        tenant_id: TenantId::new(Uuid::from_u128(tenant)),
    })
}

fn activate() -> OnboardingCommand {
    OnboardingCommand::Activate(ActivateOnboarding {})
}

fn fail() -> OnboardingCommand {
    OnboardingCommand::Fail(FailOnboarding {
        code: "GDAP_REFUSED".to_owned(),
        detail: why(),
    })
}

fn cancel() -> OnboardingCommand {
    OnboardingCommand::Cancel(CancelOnboarding { reason: why() })
}

fn started() -> OnboardingEvent {
    OnboardingEvent::OnboardingStarted {
        customer_id: CustomerId::new(Uuid::from_u128(1)),
        tenant_id: TenantId::new(Uuid::from_u128(2)),
    }
}

fn activated() -> OnboardingEvent {
    OnboardingEvent::OnboardingActivated {}
}

fn failed() -> OnboardingEvent {
    OnboardingEvent::OnboardingFailed {
        code: "GDAP_REFUSED".to_owned(),
        detail: why(),
    }
}

fn cancelled() -> OnboardingEvent {
    OnboardingEvent::OnboardingCancelled { reason: why() }
}

fn endings() -> [(OnboardingCommand, OnboardingEvent); 3] {
    [
        (activate(), activated()),
        (fail(), failed()),
        (cancel(), cancelled()),
    ]
}

// When it has not begun

#[test]
fn starts_once() {
    given(vec![])
        .when(start(2))
        .then_expect_events(vec![started()]);
    given(vec![started()])
        .when(start(2))
        .then_expect_events(vec![]);
}

#[test]
fn does_not_end_before_it_begins() {
    for (command, _) in endings() {
        given(vec![])
            .when(command)
            .then_expect_error(OnboardingRefusal::OnboardingNotFound);
    }
}

// When it is under way

#[test]
fn stays_with_its_tenant() {
    given(vec![started()])
        .when(start(3))
        .then_expect_error(OnboardingRefusal::OnboardingExists);
}

#[test]
fn ends_in_each_way() {
    for (command, event) in endings() {
        given(vec![started()])
            .when(command)
            .then_expect_events(vec![event]);
    }
}

// When it has ended

#[test]
fn ends_once() {
    for (reached, (_, event)) in endings().into_iter().enumerate() {
        for (asked, (command, _)) in endings().into_iter().enumerate() {
            let test = given(vec![started(), event.clone()]).when(command);
            if asked == reached {
                test.then_expect_events(vec![]);
            } else {
                test.then_expect_error(OnboardingRefusal::OnboardingEnded);
            }
        }
    }
}

#[test]
fn is_not_begun_again() {
    given(vec![started(), cancelled()])
        .when(start(2))
        .then_expect_error(OnboardingRefusal::OnboardingExists);
}
