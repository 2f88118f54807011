//! Further permissions: given these events, when this command, then those events.

use proptest::prelude::*;

use super::spec::{
    app, ask, asked, came_back, come_back, delay, fault, give_up, given, invitation, lapse, refuse,
    tenant, verified, verify, withdraw, withdrawn,
};
use super::{
    AskMore, Foreign, More, NoteMoreVerified, TenantConsent, TenantConsentCommand as C,
    TenantConsentEvent as E, TenantConsentRefusal as R,
};
use crate::aggregate::{Aggregate, Decision};
use crate::saga::days;
use crate::text::PermissionName;

const BLOCK: &str = "User.EnableDisableAccount.All";
const REVOKE: &str = "User.RevokeSessions.All";

fn names(permissions: &[&str]) -> Vec<PermissionName> {
    let names = permissions
        .iter()
        .map(|it| PermissionName::new(it).unwrap());
    names.collect()
}

fn more(number: u128, permissions: &[&str], at: i64) -> C {
    more_for(number, permissions, at, 7)
}

fn more_for(number: u128, permissions: &[&str], at: i64, valid_days: u16) -> C {
    C::AskMore(Box::new(AskMore {
        app: app(3),
        permissions: names(permissions),
        valid_days,
        listed: true,
        invitation: invitation(number),
        correlation_id: None,
        at,
    }))
}

fn more_asked(number: u128, permissions: &[&str], at: i64) -> E {
    E::MorePermissionsAsked {
        app: app(3),
        permissions: names(permissions),
        listed: true,
        invitation: invitation(number),
        valid_until: at + days(7),
        correlation_id: None,
        at,
    }
}

fn more_returned(number: u128, at: i64) -> E {
    E::MorePermissionsReturned {
        invitation: invitation(number),
        at,
    }
}

fn more_refused(number: u128, at: i64) -> E {
    E::MorePermissionsRefused {
        invitation: invitation(number),
        fault: fault("CONSENT_DECLINED"),
        at,
    }
}

fn verify_more(number: u128, at: i64) -> C {
    C::NoteMoreVerified(NoteMoreVerified {
        invitation: invitation(number),
        at,
    })
}

fn more_verified(permissions: &[&str], at: i64) -> E {
    E::MorePermissionsVerified {
        permissions: names(permissions),
        at,
    }
}

/// Connected, and then these.
fn connected(after: &[E]) -> Vec<E> {
    let stands = [asked(2, 3, 4, 10), came_back(4, 20), verified(30)];
    stands.into_iter().chain(after.iter().cloned()).collect()
}

fn stands(events: &[E]) -> TenantConsent {
    let mut consent = TenantConsent::default();
    for event in events {
        consent.evolve(event);
    }
    consent
}

#[test]
fn more_is_asked_of_a_connected_tenant_alone() {
    given(connected(&[]))
        .when(more(5, &[BLOCK], 40))
        .then_expect_events(vec![more_asked(5, &[BLOCK], 40)]);
    for before in [
        vec![],
        vec![asked(2, 3, 4, 10)],
        vec![asked(2, 3, 4, 10), came_back(4, 20)],
        connected(&[withdrawn()]),
    ] {
        given(before)
            .when(more(5, &[BLOCK], 40))
            .then_expect_error(R::ConsentNotInPlace);
    }
}

#[test]
fn nothing_is_asked_for_that_no_change_needs() {
    for odd in [
        &[][..],
        &["RoleManagement.ReadWrite.Directory"],
        &[BLOCK, "Mail.Read"],
    ] {
        given(connected(&[]))
            .when(more(5, odd, 40))
            .then_expect_error(R::ConsentPermissionUnknown);
    }
    for valid_days in [0, 31] {
        given(connected(&[]))
            .when(more_for(5, &[BLOCK], 40, valid_days))
            .then_expect_error(R::ConsentValidityOutOfRange { most: 30 });
    }
}

#[test]
fn an_open_invitation_is_the_same_one_unless_it_lacks_something() {
    let open = connected(&[more_asked(5, &[BLOCK, REVOKE], 40)]);
    given(open)
        .when(more(6, &[REVOKE], 50))
        .then_expect_events(vec![]);
    let narrow = connected(&[more_asked(5, &[BLOCK], 40)]);
    given(narrow.clone())
        .when(more(6, &[REVOKE], 50))
        .then_expect_events(vec![more_asked(6, &[BLOCK, REVOKE], 50)]);
    let late = 40 + days(7);
    given(narrow)
        .when(more(6, &[REVOKE], late))
        .then_expect_events(vec![more_asked(6, &[REVOKE], late)]);
}

#[test]
fn a_further_invitation_is_good_once_and_until_its_end() {
    let open = more_asked(5, &[BLOCK], 40);
    given(connected(std::slice::from_ref(&open)))
        .when(come_back(5, 1, 50))
        .then_expect_events(vec![more_returned(5, 50)]);
    let returned = more_returned(5, 50);
    let given_by_them = more_verified(&[BLOCK], 60);
    for used in [
        vec![open.clone(), returned.clone()],
        vec![open.clone(), more_refused(5, 50)],
        vec![open.clone(), returned, given_by_them],
        vec![open.clone(), more_asked(6, &[BLOCK, REVOKE], 45)],
        vec![],
    ] {
        for command in [come_back(5, 1, 70), refuse(5, 70)] {
            given(connected(&used))
                .when(command)
                .then_expect_error(R::ConsentStateReplayed);
        }
    }
    let end = 40 + days(7);
    let lapsed = E::MorePermissionsLapsed { at: end };
    for over in [vec![open.clone()], vec![open, lapsed]] {
        given(connected(&over))
            .when(come_back(5, 1, end))
            .then_expect_error(R::ConsentStateExpired);
    }
}

#[test]
fn a_refusal_leaves_the_tenant_connected() {
    let open = more_asked(5, &[BLOCK], 40);
    given(connected(std::slice::from_ref(&open)))
        .when(refuse(5, 50))
        .then_expect_events(vec![more_refused(5, 50)]);
    let foreign = Foreign {
        asked: tenant(1),
        came: tenant(6),
    };
    given(connected(std::slice::from_ref(&open)))
        .when(come_back(5, 6, 50))
        .then_expect_events(vec![E::MorePermissionsRefused {
            invitation: invitation(5),
            fault: foreign.fault(),
            at: 50,
        }]);
    let refused = stands(&connected(&[open, more_refused(5, 50)]));
    let left = refused.more().unwrap();
    assert!(left.was_refused(&names(&[BLOCK, REVOKE])));
    assert!(!left.was_refused(&names(&[REVOKE])), "nobody said no to it");
}

#[test]
fn what_came_back_is_verified_once() {
    let open = more_asked(5, &[BLOCK], 40);
    let back = connected(&[open.clone(), more_returned(5, 50)]);
    given(back.clone())
        .when(verify_more(5, 60))
        .then_expect_events(vec![more_verified(&[BLOCK], 60)]);
    given(back.clone())
        .when(more(6, &[REVOKE], 55))
        .then_expect_error(R::ConsentBeingVerified);
    let moved = connected(&[open, more_returned(5, 50), more_verified(&[BLOCK], 60)]);
    for command in [verify_more(5, 70), give_up(5), delay(5, "CONSENT_MISSING")] {
        given(moved.clone())
            .when(command)
            .then_expect_error(R::ConsentMovedOn);
    }
    given(back)
        .when(verify(5, 60))
        .then_expect_error(R::ConsentMovedOn);
}

#[test]
fn a_delay_is_recorded_when_its_reason_is_new() {
    let back = connected(&[more_asked(5, &[BLOCK], 40), more_returned(5, 50)]);
    let command = delay(5, "CONSENT_MISSING");
    let events = stands(&back).decide(&command).map(Decision::into_events);
    let events = events.unwrap();
    assert!(matches!(&events[..], [E::MorePermissionsDelayed { .. }]));
    given([back, events].concat())
        .when(command)
        .then_expect_events(vec![]);
}

#[test]
fn what_nobody_used_lapses_and_is_asked_anew() {
    let end = 40 + days(7);
    let open = connected(&[more_asked(5, &[BLOCK], 40)]);
    let lapsed = E::MorePermissionsLapsed { at: end };
    given(open.clone())
        .when(lapse(end - 1))
        .then_expect_error(R::ConsentMovedOn);
    given(open.clone())
        .when(lapse(end))
        .then_expect_events(vec![lapsed.clone()]);
    let over = [open, vec![lapsed]].concat();
    given(over.clone())
        .when(lapse(end))
        .then_expect_events(vec![]);
    assert!(!stands(&over).more().unwrap().was_refused(&names(&[BLOCK])));
    given(over)
        .when(more(6, &[BLOCK], end))
        .then_expect_events(vec![more_asked(6, &[BLOCK], end)]);
}

proptest! {
    /// Whatever is asked in whatever order: only a withdrawal ends a connection, nothing counts as
    /// given that did not come back from the very invitation, and no invitation counts twice.
    #[test]
    fn a_connection_outlives_what_comes_of_more(
        steps in proptest::collection::vec((0..10_u8, 4..8_u128, 1..3_u128), 0..40),
    ) {
        let mut consent = stands(&connected(&[]));
        let mut counted = Vec::new();
        for (at, (kind, number, other)) in (100..).zip(steps) {
            let permissions: &[&str] = if other == 1 { &[BLOCK] } else { &[BLOCK, REVOKE] };
            let command = match kind {
                0..=2 => more(number, permissions, at),
                3 => come_back(number, other, at),
                4 => refuse(number, at),
                5 | 6 => verify_more(number, at),
                7 => delay(number, "CONSENT_MISSING"),
                8 => give_up(number),
                _ if number == 4 => withdraw(),
                _ => ask(2, 3, number, at),
            };
            let was = consent.clone();
            let events = consent.decide(&command).map(Decision::into_events);
            for event in events.unwrap_or_default() {
                if let E::MorePermissionsReturned { invitation, .. }
                    | E::MorePermissionsRefused { invitation, .. } = &event
                {
                    let asked = was.more().and_then(More::asked).map(|it| (it.invitation, it.at));
                    prop_assert_eq!(asked.map(|it| it.0), Some(*invitation));
                    prop_assert!(!counted.contains(&asked), "twice");
                    counted.push(asked);
                }
                if matches!(event, E::MorePermissionsVerified { .. }) {
                    prop_assert!(matches!(was.more(), Some(More::Verifying(_))));
                }
                consent.evolve(&event);
            }
            if was.more().is_some() && !matches!(command, C::Withdraw(_)) {
                prop_assert!(consent.more().is_some(), "the connection was lost");
            }
        }
    }
}
