//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    ConnectPartner, DisconnectPartner, NoteSignIn, PartnerAccess, PartnerConnection,
    PartnerConnectionCommand, PartnerConnectionEvent, PartnerConnectionRefusal,
};
use crate::aggregate::Aggregate;
use crate::aggregate::bridge::Root;
use crate::cloud::directory::UserId;
use crate::cloud::gdap::Partner;
use crate::cloud::partner::AppId;
use crate::ids::TenantId;
use crate::text::Reason;

fn given(
    events: Vec<PartnerConnectionEvent>,
) -> cqrs_es::test::AggregateTestExecutor<Root<PartnerConnection>> {
    TestFramework::<Root<PartnerConnection>>::with(()).given(events)
}

fn tenant(number: u128) -> Partner {
    Partner(TenantId::new(Uuid::from_u128(number)))
}

fn app(number: u128) -> AppId {
    AppId::new(Uuid::from_u128(number))
}

fn account() -> UserId {
    UserId::new(Uuid::from_u128(9))
}

fn why() -> Reason {
    Reason::new("we leave").unwrap()
}

fn connect(of: u128, by: u128, access: PartnerAccess, at: i64) -> PartnerConnectionCommand {
    PartnerConnectionCommand::Connect(ConnectPartner {
        tenant: tenant(of),
        app: app(by),
        access,
        at,
    })
}

fn note_sign_in(by: u128, at: i64) -> PartnerConnectionCommand {
    PartnerConnectionCommand::NoteSignIn(NoteSignIn {
        app: app(by),
        account: account(),
        at,
    })
}

fn disconnect(at: i64) -> PartnerConnectionCommand {
    PartnerConnectionCommand::Disconnect(DisconnectPartner { reason: why(), at })
}

fn connected() -> PartnerConnectionEvent {
    PartnerConnectionEvent::PartnerConnected {
        tenant: tenant(1),
        app: app(2),
        access: PartnerAccess::Delegated,
        at: 10,
    }
}

fn app_changed() -> PartnerConnectionEvent {
    PartnerConnectionEvent::PartnerAppChanged {
        from: app(2),
        to: app(3),
        at: 30,
    }
}

fn access_changed() -> PartnerConnectionEvent {
    PartnerConnectionEvent::PartnerAccessChanged {
        access: PartnerAccess::App,
        at: 30,
    }
}

fn signed_in() -> PartnerConnectionEvent {
    PartnerConnectionEvent::PartnerSignedIn {
        app: app(2),
        account: account(),
        at: 20,
    }
}

fn disconnected() -> PartnerConnectionEvent {
    PartnerConnectionEvent::PartnerDisconnected {
        reason: why(),
        at: 40,
    }
}

fn folded(events: &[PartnerConnectionEvent]) -> PartnerConnection {
    let mut state = PartnerConnection::default();
    for event in events {
        state.evolve(event);
    }
    state
}

#[test]
fn connects_once_and_again_after_a_disconnect() {
    let delegated = PartnerAccess::Delegated;
    given(vec![])
        .when(connect(1, 2, delegated, 10))
        .then_expect_events(vec![connected()]);
    given(vec![connected()])
        .when(connect(1, 2, delegated, 11))
        .then_expect_events(vec![]);
    given(vec![connected(), disconnected()])
        .when(connect(1, 2, delegated, 10))
        .then_expect_events(vec![connected()]);
}

#[test]
fn another_tenant_waits_for_the_one_before_to_be_disconnected() {
    given(vec![connected()])
        .when(connect(5, 2, PartnerAccess::Delegated, 11))
        .then_expect_error(PartnerConnectionRefusal::PartnerConnectedElsewhere {
            tenant: tenant(1),
        });
}

#[test]
fn another_app_or_another_access_is_a_fact_of_its_own() {
    given(vec![connected(), signed_in()])
        .when(connect(1, 3, PartnerAccess::Delegated, 30))
        .then_expect_events(vec![app_changed()]);
    given(vec![connected()])
        .when(connect(1, 2, PartnerAccess::App, 30))
        .then_expect_events(vec![access_changed()]);
    given(vec![connected()])
        .when(connect(1, 3, PartnerAccess::App, 30))
        .then_expect_events(vec![app_changed(), access_changed()]);
}

#[test]
fn a_sign_in_lives_as_long_as_its_app() {
    let kept = folded(&[connected(), signed_in(), access_changed()]);
    assert_eq!(
        kept.connected().unwrap().signed_in.map(|it| it.account),
        Some(account())
    );
    let void = folded(&[connected(), signed_in(), app_changed()]);
    assert_eq!(void.connected().unwrap().signed_in, None);
    let anew = folded(&[connected(), signed_in(), disconnected(), connected()]);
    assert_eq!(anew.connected().unwrap().signed_in, None);
}

#[test]
fn a_sign_in_is_noted_once_and_only_for_the_app_that_is_connected() {
    given(vec![connected()])
        .when(note_sign_in(2, 20))
        .then_expect_events(vec![signed_in()]);
    given(vec![connected(), signed_in()])
        .when(note_sign_in(2, 20))
        .then_expect_events(vec![]);
    given(vec![connected(), app_changed()])
        .when(note_sign_in(2, 31))
        .then_expect_error(PartnerConnectionRefusal::PartnerAppDiffers { app: app(3) });
    for before in [vec![], vec![connected(), disconnected()]] {
        given(before)
            .when(note_sign_in(2, 50))
            .then_expect_error(PartnerConnectionRefusal::PartnerNotConnected);
    }
}

#[test]
fn disconnects_what_is_connected() {
    given(vec![connected()])
        .when(disconnect(40))
        .then_expect_events(vec![disconnected()]);
    given(vec![connected(), disconnected()])
        .when(disconnect(41))
        .then_expect_events(vec![]);
    given(vec![])
        .when(disconnect(40))
        .then_expect_error(PartnerConnectionRefusal::PartnerNotConnected);
}

fn commands() -> impl Strategy<Value = PartnerConnectionCommand> {
    let access = prop_oneof![Just(PartnerAccess::Delegated), Just(PartnerAccess::App)];
    prop_oneof![
        (1..3_u128, 1..3_u128, access, 0..9_i64)
            .prop_map(|(of, by, access, at)| connect(of, by, access, at)),
        (1..3_u128, 0..9_i64).prop_map(|(by, at)| note_sign_in(by, at)),
        (0..9_i64).prop_map(disconnect),
    ]
}

proptest! {
    /// Whatever is asked: what is done is done, and nobody moves from tenant to tenant unnoticed.
    #[test]
    fn asking_again_records_nothing(all in proptest::collection::vec(commands(), 0..30)) {
        let mut state = PartnerConnection::default();
        for command in &all {
            let before = state.clone();
            let Ok(decision) = state.decide(command) else { continue };
            for event in decision.into_events() {
                state.evolve(&event);
            }
            prop_assert_eq!(state.decide(command).unwrap().into_events(), vec![]);
            if let (Some(before), Some(after)) = (before.connected(), state.connected()) {
                prop_assert_eq!(before.tenant, after.tenant);
            }
        }
    }
}
