//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    AskConsent, Ending, Foreign, LapseConsent, NoteDelay, NoteRefusal, NoteReturn, NoteUnverified,
    NoteVerified, TakeBackInvitation, TenantConsent, TenantConsentCommand as C,
    TenantConsentEvent as E, TenantConsentRefusal as R, WithdrawConsent,
};
use crate::aggregate::Aggregate;
use crate::aggregate::bridge::Root;
use crate::cloud::partner::AppId;
use crate::ids::{CustomerId, InvitationId, TenantId};
use crate::saga::{Fault, FaultClass, days};
use crate::text::{DomainName, OrganizationName, PermissionName, Reason};

pub(super) fn given(events: Vec<E>) -> cqrs_es::test::AggregateTestExecutor<Root<TenantConsent>> {
    TestFramework::<Root<TenantConsent>>::with(()).given(events)
}

pub(super) fn tenant(number: u128) -> TenantId {
    TenantId::new(Uuid::from_u128(number))
}

pub(super) fn invitation(number: u128) -> InvitationId {
    InvitationId::new(Uuid::from_u128(number))
}

fn customer(number: u128) -> CustomerId {
    CustomerId::new(Uuid::from_u128(number))
}

pub(super) fn app(number: u128) -> AppId {
    AppId::new(Uuid::from_u128(number))
}

fn permissions() -> Vec<PermissionName> {
    vec![PermissionName::new("Organization.Read.All").unwrap()]
}

pub(super) fn ask(of: u128, by: u128, number: u128, at: i64) -> C {
    asking(of, by, number, at, 7)
}

fn asking(of: u128, by: u128, number: u128, at: i64, valid_days: u16) -> C {
    C::Ask(Box::new(AskConsent {
        customer_id: customer(of),
        tenant_id: tenant(1),
        app: app(by),
        valid_days,
        permissions: permissions(),
        invitation: invitation(number),
        correlation_id: None,
        at,
    }))
}

pub(super) fn asked(of: u128, by: u128, number: u128, at: i64) -> E {
    E::ConsentAsked {
        customer_id: customer(of),
        tenant_id: tenant(1),
        app: app(by),
        permissions: permissions(),
        invitation: invitation(number),
        valid_until: at + days(7),
        correlation_id: None,
        at,
    }
}

pub(super) fn come_back(number: u128, from: u128, at: i64) -> C {
    C::NoteReturn(NoteReturn {
        invitation: invitation(number),
        tenant: tenant(from),
        at,
    })
}

pub(super) fn came_back(number: u128, at: i64) -> E {
    E::ConsentReturned {
        invitation: invitation(number),
        at,
    }
}

pub(super) fn fault(code: &str) -> Fault {
    Fault::own(code, FaultClass::Waiting, "")
}

pub(super) fn refuse(number: u128, at: i64) -> C {
    C::NoteRefusal(NoteRefusal {
        invitation: invitation(number),
        fault: fault("CONSENT_DECLINED"),
        at,
    })
}

fn refused(number: u128, at: i64) -> E {
    E::ConsentRefused {
        invitation: invitation(number),
        fault: fault("CONSENT_DECLINED"),
        at,
    }
}

pub(super) fn verify(number: u128, at: i64) -> C {
    C::NoteVerified(NoteVerified {
        invitation: invitation(number),
        organization: OrganizationName::new("Contoso").unwrap(),
        domains: vec![DomainName::new("contoso.com").unwrap()],
        domain_count: 1,
        at,
    })
}

pub(super) fn verified(at: i64) -> E {
    E::ConsentVerified {
        organization: OrganizationName::new("Contoso").unwrap(),
        domains: vec![DomainName::new("contoso.com").unwrap()],
        domain_count: 1,
        at,
    }
}

pub(super) fn delay(number: u128, code: &str) -> C {
    C::NoteDelay(NoteDelay {
        invitation: invitation(number),
        fault: fault(code),
        at: 30,
    })
}

fn delayed(code: &str) -> E {
    E::VerificationDelayed {
        fault: fault(code),
        at: 30,
    }
}

pub(super) fn give_up(number: u128) -> C {
    C::NoteUnverified(NoteUnverified {
        invitation: invitation(number),
        fault: fault("CONSENT_MISSING"),
        at: 40,
    })
}

fn given_up() -> E {
    E::ConsentNotVerified {
        fault: fault("CONSENT_MISSING"),
        at: 40,
    }
}

pub(super) fn lapse(at: i64) -> C {
    C::Lapse(LapseConsent { at })
}

fn lapsed(at: i64) -> E {
    E::ConsentLapsed { at }
}

pub(super) fn withdraw() -> C {
    C::Withdraw(WithdrawConsent {
        reason: Reason::new("they left").unwrap(),
        at: 50,
    })
}

fn take_back() -> C {
    C::TakeBack(TakeBackInvitation {
        reason: Reason::new("they left").unwrap(),
        at: 50,
    })
}

pub(super) fn withdrawn() -> E {
    E::ConsentWithdrawn {
        reason: Reason::new("they left").unwrap(),
        at: 50,
    }
}

#[test]
fn asking_again_while_it_is_open_gives_the_same_invitation() {
    given(vec![])
        .when(ask(2, 3, 4, 10))
        .then_expect_events(vec![asked(2, 3, 4, 10)]);
    given(vec![asked(2, 3, 4, 10)])
        .when(ask(2, 3, 5, 11))
        .then_expect_events(vec![]);
    given(vec![asked(2, 3, 4, 10)])
        .when(ask(2, 9, 5, 11))
        .then_expect_events(vec![asked(2, 9, 5, 11)]);
    let late = 10 + days(7);
    given(vec![asked(2, 3, 4, 10)])
        .when(ask(2, 3, 5, late))
        .then_expect_events(vec![asked(2, 3, 5, late)]);
}

#[test]
fn one_customer_at_a_time_is_asked() {
    for stands in [
        vec![asked(2, 3, 4, 10)],
        vec![asked(2, 3, 4, 10), came_back(4, 20)],
        vec![asked(2, 3, 4, 10), came_back(4, 20), verified(30)],
    ] {
        given(stands)
            .when(ask(8, 3, 5, 31))
            .then_expect_error(R::ConsentExists);
    }
    given(vec![asked(2, 3, 4, 10), refused(4, 20)])
        .when(ask(8, 3, 5, 31))
        .then_expect_events(vec![asked(8, 3, 5, 31)]);
}

#[test]
fn what_came_back_is_not_asked_again() {
    given(vec![asked(2, 3, 4, 10), came_back(4, 20)])
        .when(ask(2, 3, 5, 31))
        .then_expect_error(R::ConsentBeingVerified);
    given(vec![asked(2, 3, 4, 10), came_back(4, 20), verified(30)])
        .when(ask(2, 3, 5, 31))
        .then_expect_error(R::ConsentInPlace);
}

#[test]
fn an_invitation_has_a_sensible_time() {
    for valid_days in [0, 31, u16::MAX] {
        given(vec![])
            .when(asking(2, 3, 4, 10, valid_days))
            .then_expect_error(R::ConsentValidityOutOfRange { most: 30 });
    }
}

#[test]
fn an_invitation_is_good_once_whatever_came_of_it() {
    given(vec![asked(2, 3, 4, 10)])
        .when(come_back(4, 1, 20))
        .then_expect_events(vec![came_back(4, 20)]);
    for used in [
        vec![asked(2, 3, 4, 10), came_back(4, 20)],
        vec![asked(2, 3, 4, 10), refused(4, 20)],
        vec![asked(2, 3, 4, 10), came_back(4, 20), verified(30)],
        vec![asked(2, 3, 4, 10), came_back(4, 20), given_up()],
        vec![asked(2, 3, 4, 10), withdrawn()],
        vec![asked(2, 3, 4, 10), asked(2, 9, 5, 11)],
        vec![],
    ] {
        given(used.clone())
            .when(come_back(4, 1, 40))
            .then_expect_error(R::ConsentStateReplayed);
        given(used)
            .when(refuse(4, 40))
            .then_expect_error(R::ConsentStateReplayed);
    }
}

#[test]
fn an_invitation_is_good_until_its_end() {
    let end = 10 + days(7);
    given(vec![asked(2, 3, 4, 10)])
        .when(come_back(4, 1, end - 1))
        .then_expect_events(vec![came_back(4, end - 1)]);
    for after in [
        vec![asked(2, 3, 4, 10)],
        vec![asked(2, 3, 4, 10), lapsed(end)],
    ] {
        given(after)
            .when(come_back(4, 1, end))
            .then_expect_error(R::ConsentStateExpired);
    }
}

#[test]
fn consent_of_another_tenant_is_a_refusal() {
    let fault = Foreign {
        asked: tenant(1),
        came: tenant(6),
    };
    given(vec![asked(2, 3, 4, 10)])
        .when(come_back(4, 6, 20))
        .then_expect_events(vec![E::ConsentRefused {
            invitation: invitation(4),
            fault: fault.fault(),
            at: 20,
        }]);
}

#[test]
fn what_came_back_is_verified_once() {
    let stands = vec![asked(2, 3, 4, 10), came_back(4, 20)];
    given(stands.clone())
        .when(verify(4, 30))
        .then_expect_events(vec![verified(30)]);
    given(stands.clone())
        .when(give_up(4))
        .then_expect_events(vec![given_up()]);
    given(stands.clone())
        .when(verify(5, 30))
        .then_expect_error(R::ConsentMovedOn);
    for command in [verify(4, 31), give_up(4), delay(4, "CONSENT_MISSING")] {
        given([stands.clone(), vec![verified(30)]].concat())
            .when(command)
            .then_expect_error(R::ConsentMovedOn);
    }
    given(vec![asked(2, 3, 4, 10)])
        .when(verify(4, 30))
        .then_expect_error(R::ConsentMovedOn);
}

#[test]
fn a_delay_is_recorded_when_its_reason_is_new() {
    let stands = vec![asked(2, 3, 4, 10), came_back(4, 20)];
    given(stands.clone())
        .when(delay(4, "CONSENT_MISSING"))
        .then_expect_events(vec![delayed("CONSENT_MISSING")]);
    let known = [stands, vec![delayed("CONSENT_MISSING")]].concat();
    given(known.clone())
        .when(delay(4, "CONSENT_MISSING"))
        .then_expect_events(vec![]);
    given(known)
        .when(delay(4, "APP_SECRET_WRONG"))
        .then_expect_events(vec![delayed("APP_SECRET_WRONG")]);
}

#[test]
fn what_nobody_used_lapses_at_its_end() {
    let end = 10 + days(7);
    given(vec![asked(2, 3, 4, 10)])
        .when(lapse(end))
        .then_expect_events(vec![lapsed(end)]);
    given(vec![asked(2, 3, 4, 10), lapsed(end)])
        .when(lapse(end))
        .then_expect_events(vec![]);
    given(vec![asked(2, 3, 4, 10)])
        .when(lapse(end - 1))
        .then_expect_error(R::ConsentMovedOn);
    given(vec![asked(2, 3, 4, 10), came_back(4, 20)])
        .when(lapse(end))
        .then_expect_error(R::ConsentMovedOn);
}

#[test]
fn it_is_withdrawn_while_it_stands() {
    given(vec![])
        .when(withdraw())
        .then_expect_error(R::ConsentNotFound);
    for stands in [
        vec![asked(2, 3, 4, 10)],
        vec![asked(2, 3, 4, 10), came_back(4, 20)],
        vec![asked(2, 3, 4, 10), came_back(4, 20), verified(30)],
    ] {
        given(stands)
            .when(withdraw())
            .then_expect_events(vec![withdrawn()]);
    }
    given(vec![asked(2, 3, 4, 10), withdrawn()])
        .when(withdraw())
        .then_expect_events(vec![]);
    given(vec![asked(2, 3, 4, 10), refused(4, 20)])
        .when(withdraw())
        .then_expect_error(R::ConsentMovedOn);
}

#[test]
fn an_invitation_is_taken_back_as_long_as_nobody_used_it() {
    let open = vec![asked(2, 3, 4, 10)];
    given(open.clone())
        .when(take_back())
        .then_expect_events(vec![withdrawn()]);
    given([open.clone(), vec![withdrawn()]].concat())
        .when(take_back())
        .then_expect_events(vec![]);
    let used = [open.clone(), vec![came_back(4, 20)]].concat();
    given(used.clone())
        .when(take_back())
        .then_expect_error(R::ConsentBeingVerified);
    given([used, vec![verified(30)]].concat())
        .when(take_back())
        .then_expect_error(R::ConsentInPlace);
    given(vec![])
        .when(take_back())
        .then_expect_error(R::ConsentNotFound);
    given([open, vec![refused(4, 20)]].concat())
        .when(take_back())
        .then_expect_error(R::ConsentMovedOn);
}

proptest! {
    /// Whatever is asked in whatever order: nothing is verified that did not come back from the very
    /// invitation, and no invitation counts twice.
    #[test]
    fn each_invitation_counts_once(
        steps in proptest::collection::vec((0..10_u8, 1..4_u128, 1..3_u128), 0..40),
    ) {
        let (mut consent, mut counted) = (TenantConsent::default(), Vec::new());
        for (at, (kind, number, other)) in (100..).zip(steps) {
            let command = match kind {
                0 | 1 => ask(other, 3, number, at),
                2 => come_back(number, other, at),
                3 => refuse(number, at),
                4 => verify(number, at),
                5 => delay(number, "CONSENT_MISSING"),
                6 => give_up(number),
                7 => lapse(at),
                8 => take_back(),
                _ => withdraw(),
            };
            let was = consent.clone();
            let events = consent.decide(&command).map(crate::aggregate::Decision::into_events);
            for event in events.unwrap_or_default() {
                if let E::ConsentReturned { invitation, .. } | E::ConsentRefused { invitation, .. } = &event {
                    let asked = was.asked().map(|it| (it.invitation, it.at));
                    prop_assert_eq!(asked.map(|it| it.0), Some(*invitation));
                    prop_assert!(!counted.contains(&asked), "twice");
                    counted.push(asked);
                }
                if matches!(event, E::ConsentVerified { .. }) {
                    prop_assert!(matches!(was, TenantConsent::Verifying(_)));
                }
                consent.evolve(&event);
            }
            if let TenantConsent::Ended(ended) = &consent {
                prop_assert_eq!(ended.fault.is_some(), matches!(ended.ending, Ending::Refused | Ending::NotVerified));
            }
        }
    }
}
