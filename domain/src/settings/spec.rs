//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;
use proptest::prelude::*;

use super::{
    ApprovalChanges, BillingChanges, ChangeSettings, CurrencyChoice, ReconcileChanges, Settings,
    SettingsChanges, SettingsCommand, SettingsEvent, SettingsRefusal, SyncChanges,
};
use crate::aggregate::bridge::Root;
use crate::aggregate::{Aggregate, Event};
use crate::approval::Risk;
use crate::cloud::vendor::Currency;

fn given(events: Vec<SettingsEvent>) -> cqrs_es::test::AggregateTestExecutor<Root<Settings>> {
    TestFramework::<Root<Settings>>::with(()).given(events)
}

fn change(changes: SettingsChanges) -> SettingsCommand {
    SettingsCommand::Change(ChangeSettings { changes })
}

fn changed(changes: SettingsChanges) -> SettingsEvent {
    SettingsEvent::SettingsChanged { changes }
}

fn hours(hours: u16) -> SettingsChanges {
    SettingsChanges {
        sync: SyncChanges {
            discovery_every_hours: Some(hours),
            ..SyncChanges::default()
        },
        ..SettingsChanges::default()
    }
}

fn shown_in(choice: CurrencyChoice) -> SettingsChanges {
    SettingsChanges {
        billing: BillingChanges {
            display_currency: Some(choice),
            ..BillingChanges::default()
        },
        ..SettingsChanges::default()
    }
}

fn euro() -> Currency {
    "EUR".parse().unwrap()
}

fn after(events: &[SettingsEvent]) -> Settings {
    let mut settings = Settings::default();
    for event in events {
        settings.evolve(event);
    }
    settings
}

#[test]
fn begin_with_safe_defaults() {
    let settings = Settings::default();
    assert_eq!(settings.sync.discovery_every_hours, 6);
    assert_eq!(settings.sync.stale_after_hours, 48);
    assert!(settings.sync.link_certain);
    assert_eq!(settings.billing.month_starts_on, 1);
    assert_eq!(settings.billing.display_currency, None);
    assert_eq!(settings.reconcile.price_tolerance_hundredths, 0);
    assert_eq!(settings.reconcile.quantity_tolerance, 0);
    assert!(!settings.reconcile.include_trials);
    assert_eq!(settings.reconcile.renewal_notice_days, 30);
    assert_eq!(settings.approvals.valid_days, 7);
    for risk in Risk::ALL {
        assert_eq!(settings.approvals.decisions_for(risk), 1);
    }
}

fn two_people_for(risks: &[Risk]) -> SettingsChanges {
    SettingsChanges {
        approvals: ApprovalChanges {
            two_person: Some(risks.iter().copied().collect()),
            ..ApprovalChanges::default()
        },
        ..SettingsChanges::default()
    }
}

#[test]
fn let_two_people_decide_until_that_is_taken_back() {
    let two = two_people_for(&[Risk::High]);
    let one = two_people_for(&[]);
    given(vec![])
        .when(change(two.clone()))
        .then_expect_events(vec![changed(two.clone())]);
    given(vec![])
        .when(change(one.clone()))
        .then_expect_events(vec![]);
    let settings = after(&[changed(two.clone())]);
    assert_eq!(settings.approvals.decisions_for(Risk::High), 2);
    assert_eq!(settings.approvals.decisions_for(Risk::Medium), 1);
    given(vec![changed(two)])
        .when(change(one.clone()))
        .then_expect_events(vec![changed(one)]);
}

#[test]
fn what_was_changed_before_there_were_approvals_is_read() {
    let old = r#"{"SettingsChanged":{"changes":{"sync":{"discovery_every_hours":12}}}}"#;
    let read = SettingsEvent::decode("SettingsChanged", "1", old).unwrap();
    assert_eq!(read, changed(hours(12)));
    assert_eq!(after(&[read]).approvals, Settings::default().approvals);
}

#[test]
fn record_only_what_changed() {
    given(vec![])
        .when(change(hours(12)))
        .then_expect_events(vec![changed(hours(12))]);
    let mut more = hours(12);
    more.reconcile.include_trials = Some(true);
    let mut only = SettingsChanges::default();
    only.reconcile.include_trials = Some(true);
    given(vec![changed(hours(12))])
        .when(change(more))
        .then_expect_events(vec![changed(only)]);
}

#[test]
fn change_nothing_where_all_is_so_already() {
    given(vec![])
        .when(change(SettingsChanges::default()))
        .then_expect_events(vec![]);
    given(vec![])
        .when(change(hours(6)))
        .then_expect_events(vec![]);
    given(vec![])
        .when(change(shown_in(CurrencyChoice::AsBilled)))
        .then_expect_events(vec![]);
}

#[test]
fn show_sums_in_one_currency_until_that_is_taken_back() {
    let all = shown_in(CurrencyChoice::All(euro()));
    let each = shown_in(CurrencyChoice::AsBilled);
    given(vec![])
        .when(change(all.clone()))
        .then_expect_events(vec![changed(all.clone())]);
    given(vec![changed(all.clone())])
        .when(change(each.clone()))
        .then_expect_events(vec![changed(each.clone())]);
    let settings = after(&[changed(all.clone())]);
    assert_eq!(settings.billing.display_currency, Some(euro()));
    let settings = after(&[changed(all), changed(each)]);
    assert_eq!(settings.billing.display_currency, None);
}

#[test]
fn refuse_what_is_out_of_range_and_all_that_came_with_it() {
    let out = |setting, least, most| SettingsRefusal::SettingOutOfRange {
        setting,
        least,
        most,
    };
    let with = |set: fn(&mut SettingsChanges)| {
        let mut changes = SettingsChanges::default();
        changes.sync.link_certain = Some(false);
        set(&mut changes);
        change(changes)
    };
    for (command, refusal) in [
        (
            with(|it| it.sync.discovery_every_hours = Some(0)),
            out("sync.discovery_every_hours", 1, 168),
        ),
        (
            with(|it| it.sync.discovery_every_hours = Some(169)),
            out("sync.discovery_every_hours", 1, 168),
        ),
        (
            with(|it| it.sync.stale_after_hours = Some(0)),
            out("sync.stale_after_hours", 1, 720),
        ),
        (
            with(|it| it.billing.month_starts_on = Some(29)),
            out("billing.month_starts_on", 1, 28),
        ),
        (
            with(|it| it.reconcile.price_tolerance_hundredths = Some(100_001)),
            out("reconcile.price_tolerance_hundredths", 0, 100_000),
        ),
        (
            with(|it| it.reconcile.quantity_tolerance = Some(10_001)),
            out("reconcile.quantity_tolerance", 0, 10_000),
        ),
        (
            with(|it| it.reconcile.renewal_notice_days = Some(366)),
            out("reconcile.renewal_notice_days", 0, 365),
        ),
        (
            with(|it| it.approvals.valid_days = Some(0)),
            out("approvals.valid_days", 1, 30),
        ),
        (
            with(|it| it.approvals.valid_days = Some(31)),
            out("approvals.valid_days", 1, 30),
        ),
    ] {
        given(vec![]).when(command).then_expect_error(refusal);
    }
}

#[test]
fn what_is_left_out_is_not_written() {
    let json = serde_json::to_string(&changed(hours(12))).unwrap();
    assert_eq!(
        json,
        r#"{"SettingsChanged":{"changes":{"sync":{"discovery_every_hours":12}}}}"#
    );
    let each = changed(shown_in(CurrencyChoice::AsBilled));
    let json = serde_json::to_string(&each).unwrap();
    assert_eq!(serde_json::from_str::<SettingsEvent>(&json).unwrap(), each);
}

fn wishes() -> impl Strategy<Value = SettingsChanges> {
    let currency = prop_oneof![
        Just(CurrencyChoice::AsBilled),
        Just(CurrencyChoice::All(euro()))
    ];
    let sync = (
        proptest::option::of(0..200_u16),
        proptest::option::of(0..800_u16),
        proptest::option::of(any::<bool>()),
    );
    let billing = (
        proptest::option::of(0..32_u8),
        proptest::option::of(currency),
    );
    let reconcile = (
        proptest::option::of(0..200_000_u32),
        proptest::option::of(0..20_000_u32),
        proptest::option::of(any::<bool>()),
        proptest::option::of(0..400_u16),
    );
    let risk = prop_oneof![Just(Risk::Low), Just(Risk::Medium), Just(Risk::High)];
    let approvals = (
        proptest::option::of(proptest::collection::btree_set(risk, 0..3)),
        proptest::option::of(0..40_u16),
    );
    let all = (sync, billing, reconcile, approvals);
    all.prop_map(|(sync, billing, reconcile, approvals)| SettingsChanges {
        sync: SyncChanges {
            discovery_every_hours: sync.0,
            stale_after_hours: sync.1,
            link_certain: sync.2,
        },
        billing: BillingChanges {
            month_starts_on: billing.0,
            display_currency: billing.1,
        },
        reconcile: ReconcileChanges {
            price_tolerance_hundredths: reconcile.0,
            quantity_tolerance: reconcile.1,
            include_trials: reconcile.2,
            renewal_notice_days: reconcile.3,
        },
        approvals: ApprovalChanges {
            two_person: approvals.0,
            valid_days: approvals.1,
        },
    })
}

proptest! {
    /// Whatever is wished for: what is in force stays within its range, a wish that was granted is
    /// in force, and granting it again records nothing.
    #[test]
    fn what_is_in_force_can_be(all in proptest::collection::vec(wishes(), 0..20)) {
        let mut settings = Settings::default();
        for wish in all {
            let before = settings.clone();
            let command = change(wish.clone());
            let Ok(decision) = settings.decide(&command) else {
                prop_assert!(wish.checked().is_err());
                continue;
            };
            for event in decision.into_events() {
                settings.evolve(&event);
            }
            prop_assert!(wish.beyond(&settings).is_empty());
            prop_assert_eq!(settings == before, wish.beyond(&before).is_empty());
            prop_assert_eq!(settings.decide(&command).unwrap().into_events(), vec![]);
            prop_assert!((1..=168).contains(&settings.sync.discovery_every_hours));
            prop_assert!((1..=28).contains(&settings.billing.month_starts_on));
            prop_assert!((1..=30).contains(&settings.approvals.valid_days));
        }
    }
}
