//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;

use super::{
    DAY, IssueServiceToken, MOST_DAYS, RevokeServiceToken, ServiceToken, ServiceTokenCommand,
    ServiceTokenEvent, ServiceTokenRefusal,
};
use crate::aggregate::Aggregate;
use crate::aggregate::bridge::Root;
use crate::role::Role;
use crate::secret_hash::SecretHash;
use crate::text::{Reason, ServiceTokenName};

fn given(
    events: Vec<ServiceTokenEvent>,
) -> cqrs_es::test::AggregateTestExecutor<Root<ServiceToken>> {
    TestFramework::<Root<ServiceToken>>::with(()).given(events)
}

fn why() -> Reason {
    Reason::new("it was in a log").unwrap()
}

fn issue(secret: &str, days: u16) -> ServiceTokenCommand {
    ServiceTokenCommand::Issue(IssueServiceToken {
        name: ServiceTokenName::new("billing").unwrap(),
        role: Role::Auditor,
        days,
        secret: SecretHash::of(secret.as_bytes()),
        at: 10,
    })
}

fn revoke() -> ServiceTokenCommand {
    let reason = why();
    ServiceTokenCommand::Revoke(RevokeServiceToken { reason, at: 20 })
}

fn issued(days: u16) -> ServiceTokenEvent {
    ServiceTokenEvent::ServiceTokenIssued {
        name: ServiceTokenName::new("billing").unwrap(),
        role: Role::Auditor,
        secret: SecretHash::of(b"secret"),
        expires_at: 10 + DAY * i64::from(days),
        at: 10,
    }
}

fn revoked() -> ServiceTokenEvent {
    let reason = why();
    ServiceTokenEvent::ServiceTokenRevoked { reason, at: 20 }
}

fn after(events: &[ServiceTokenEvent]) -> ServiceToken {
    let mut token = ServiceToken::default();
    for event in events {
        token.evolve(event);
    }
    token
}

#[test]
fn is_issued_once() {
    given(vec![])
        .when(issue("secret", 30))
        .then_expect_events(vec![issued(30)]);
    given(vec![issued(30)])
        .when(issue("secret", 30))
        .then_expect_events(vec![]);
    for before in [vec![issued(30)], vec![issued(30), revoked()]] {
        given(before)
            .when(issue("another", 30))
            .then_expect_error(ServiceTokenRefusal::ServiceTokenExists);
    }
}

#[test]
fn its_term_has_an_end() {
    for days in [1, MOST_DAYS] {
        given(vec![])
            .when(issue("secret", days))
            .then_expect_events(vec![issued(days)]);
    }
    for days in [0, MOST_DAYS + 1, u16::MAX] {
        given(vec![])
            .when(issue("secret", days))
            .then_expect_error(ServiceTokenRefusal::ServiceTokenTermInvalid { days });
    }
}

#[test]
fn is_revoked_once() {
    given(vec![issued(1)])
        .when(revoke())
        .then_expect_events(vec![revoked()]);
    given(vec![issued(1), revoked()])
        .when(revoke())
        .then_expect_events(vec![]);
    given(vec![])
        .when(revoke())
        .then_expect_error(ServiceTokenRefusal::ServiceTokenNotFound);
}

#[test]
fn is_good_until_it_is_over_or_revoked() {
    let token = after(&[issued(1)]);
    assert_eq!(token.good_at(10 + DAY - 1).unwrap().role, Role::Auditor);
    assert_eq!(
        token.good_at(10 + DAY),
        Err(ServiceTokenRefusal::ServiceTokenEnded)
    );
    assert!(token.is_secret(b"secret") && !token.is_secret(b"another"));
    let gone = after(&[issued(1), revoked()]);
    assert_eq!(
        gone.good_at(11),
        Err(ServiceTokenRefusal::ServiceTokenEnded)
    );
    let never = after(&[]);
    assert_eq!(
        never.good_at(11),
        Err(ServiceTokenRefusal::ServiceTokenNotFound)
    );
    assert!(!gone.is_secret(b"secret") && !never.is_secret(b""));
}

#[test]
fn the_secret_is_no_part_of_what_is_asked() {
    let written = |command| serde_json::to_string(&command).unwrap();
    assert_eq!(written(issue("one", 3)), written(issue("other", 3)));
    assert_ne!(written(issue("one", 3)), written(issue("one", 4)));
}
