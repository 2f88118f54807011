//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;
use uuid::Uuid;

use super::{
    EndSession, OpenSession, Session, SessionCommand, SessionEnding, SessionEvent, SessionRefusal,
    TERM,
};
use crate::aggregate::Aggregate;
use crate::aggregate::bridge::Root;
use crate::ids::MemberId;
use crate::record::Micros;
use crate::secret_hash::SecretHash;

const ADA: MemberId = MemberId::new(Uuid::from_u128(1));

fn given(events: Vec<SessionEvent>) -> cqrs_es::test::AggregateTestExecutor<Root<Session>> {
    TestFramework::<Root<Session>>::with(()).given(events)
}

fn open(secret: &str) -> SessionCommand {
    SessionCommand::Open(OpenSession {
        member: ADA,
        secret: SecretHash::of(secret.as_bytes()),
        second_factor: Some(true),
        at: 10,
    })
}

fn end(at: Micros) -> SessionCommand {
    SessionCommand::End(EndSession {
        ending: SessionEnding::SignedOut,
        reason: None,
        at,
    })
}

fn opened() -> SessionEvent {
    SessionEvent::SessionOpened {
        member_id: ADA,
        secret: SecretHash::of(b"secret"),
        second_factor: Some(true),
        until: 10 + TERM,
        at: 10,
    }
}

fn ended(at: Micros) -> SessionEvent {
    SessionEvent::SessionEnded {
        ending: SessionEnding::SignedOut,
        reason: None,
        at,
    }
}

fn after(events: &[SessionEvent]) -> Session {
    let mut session = Session::default();
    for event in events {
        session.evolve(event);
    }
    session
}

#[test]
fn is_opened_once() {
    given(vec![])
        .when(open("secret"))
        .then_expect_events(vec![opened()]);
    given(vec![opened()])
        .when(open("secret"))
        .then_expect_events(vec![]);
    for before in [vec![opened()], vec![opened(), ended(11)]] {
        given(before)
            .when(open("another"))
            .then_expect_error(SessionRefusal::SessionExists);
    }
}

#[test]
fn ends_once_and_not_after_its_time() {
    given(vec![opened()])
        .when(end(11))
        .then_expect_events(vec![ended(11)]);
    given(vec![opened(), ended(11)])
        .when(end(12))
        .then_expect_events(vec![]);
    given(vec![opened()])
        .when(end(10 + TERM))
        .then_expect_events(vec![]);
    given(vec![])
        .when(end(11))
        .then_expect_error(SessionRefusal::SessionNotFound);
}

#[test]
fn is_good_from_its_beginning_to_its_end() {
    let nothing = after(&[]);
    assert_eq!(nothing.open_at(11), Err(SessionRefusal::SessionNotFound));
    let live = after(&[opened()]);
    assert_eq!(live.open_at(10 + TERM - 1).unwrap().member, ADA);
    assert_eq!(live.open_at(10 + TERM), Err(SessionRefusal::SessionEnded));
    let gone = after(&[opened(), ended(11)]);
    assert_eq!(gone.open_at(12), Err(SessionRefusal::SessionEnded));
}

#[test]
fn only_its_own_secret_fits() {
    let live = after(&[opened()]);
    assert!(live.is_secret(b"secret"));
    assert!(!live.is_secret(b"another"));
    for gone in [after(&[]), after(&[opened(), ended(11)])] {
        assert!(!gone.is_secret(b"secret") && !gone.is_secret(b""));
    }
    let shown = format!("{live:?} {:?}", opened());
    assert!(!shown.contains(&String::from(SecretHash::of(b"secret"))));
}
