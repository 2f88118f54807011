//! The account itself: connected, tested, changed, paused and ended.

use std::collections::BTreeMap;

use super::super::{
    AccountZone, KindDoubt, VendorConnectionRefusal, VendorTest, settings as checking,
};
use super::{
    VENDOR, change, connect, connected, disconnect, disconnected, fails, fault, folded, given,
    note_test, on, pause, paused, request, resume, resumed, rotate, rotated, settings,
    settings_changed, tested, works,
};
use crate::aggregate::{Aggregate, Refusal};
use crate::cloud::vendor::{Doubt, Readable, RecordKind, TEXT_LIMIT, Tested, Vendor, Zone};
use crate::cloud::{Cause, CloudFault};

#[test]
fn connects_once() {
    given(vec![])
        .when(connect("Our RMM", on("merlot"), 10))
        .then_expect_events(vec![connected()]);
    given(vec![connected()])
        .when(connect("Our RMM", on(" merlot "), 11))
        .then_expect_events(vec![]);
    given(vec![connected(), paused(11)])
        .when(connect("Our RMM", on("merlot"), 12))
        .then_expect_events(vec![]);
    for other in [
        connect("Our RMM", on("pinotage"), 11),
        connect("Another", on("merlot"), 11),
        connect("Our RMM", settings(&[]), 11),
    ] {
        given(vec![connected()])
            .when(other)
            .then_expect_error(VendorConnectionRefusal::VendorConnectedAlready { vendor: VENDOR });
    }
}

#[test]
fn what_is_entered_is_what_the_vendor_is_opened_with() {
    for (entered, code) in [
        (settings(&[]), "VENDOR_SETTING_MISSING"),
        (on("  "), "VENDOR_SETTING_INVALID"),
        (on("mer\nlot"), "VENDOR_SETTING_INVALID"),
        (on(&"x".repeat(401)), "VENDOR_SETTING_INVALID"),
        (
            settings(&[("platform", "merlot"), ("region", "eu")]),
            "VENDOR_SETTING_UNKNOWN",
        ),
        (
            settings(&[("platform", "merlot"), ("api-key", "hush")]),
            "VENDOR_SETTING_SECRET",
        ),
    ] {
        for (before, command) in [
            (vec![], connect("Our RMM", entered.clone(), 10)),
            (vec![connected()], change(entered.clone(), 11)),
        ] {
            let refusal = folded(&before).decide(&command).unwrap_err();
            assert_eq!(refusal.code(), code);
            assert!(!refusal.to_string().contains("hush"), "{refusal}");
        }
    }
}

#[test]
fn what_may_be_left_out_may_be_left_empty() {
    let checked =
        |pairs: &[(&str, &str)]| checking::checked(Vendor::ItGlue, &settings(pairs)).unwrap();
    assert_eq!(checked(&[]), BTreeMap::new());
    assert_eq!(checked(&[("region", " ")]), BTreeMap::new());
    assert_eq!(checked(&[("region", "eu")]), settings(&[("region", "eu")]));
}

#[test]
fn every_vendor_is_connected_with_its_settings_and_refuses_its_secrets() {
    for vendor in Vendor::ALL {
        let declared = checking::declared(*vendor);
        let entered = declared.map(|input| (input.name.to_owned(), "x".to_owned()));
        let entered: BTreeMap<String, String> = entered.collect();
        let checked = checking::checked(*vendor, &entered);
        assert_eq!(checked.as_ref(), Ok(&entered));
        for secret in vendor.inputs() {
            let mut leaked = entered.clone();
            if leaked
                .insert(secret.name.to_owned(), "hush".to_owned())
                .is_none()
            {
                let refusal = checking::checked(*vendor, &leaked).unwrap_err();
                assert_eq!(refusal.code(), "VENDOR_SETTING_SECRET", "{vendor}");
            }
        }
    }
}

#[test]
fn a_test_is_recorded_when_it_is_news_or_wanted() {
    given(vec![connected()])
        .when(note_test(works("Contoso MSP"), false, 11))
        .then_expect_events(vec![tested(works("Contoso MSP"), 11)]);
    let before = || given(vec![connected(), tested(works("Contoso MSP"), 11)]);
    before()
        .when(note_test(works("Contoso MSP"), false, 12))
        .then_expect_events(vec![]);
    before()
        .when(note_test(works("Contoso MSP"), true, 12))
        .then_expect_events(vec![tested(works("Contoso MSP"), 12)]);
    before()
        .when(note_test(fails("VENDOR_KEY_WRONG", "1"), false, 12))
        .then_expect_events(vec![tested(fails("VENDOR_KEY_WRONG", "1"), 12)]);
}

#[test]
fn the_same_fault_with_another_request_id_is_no_news() {
    let before = || {
        given(vec![
            connected(),
            tested(fails("VENDOR_KEY_WRONG", "1"), 11),
        ])
    };
    before()
        .when(note_test(fails("VENDOR_KEY_WRONG", "2"), false, 12))
        .then_expect_events(vec![]);
    before()
        .when(note_test(fails("VENDOR_ZONE_WRONG", "2"), false, 12))
        .then_expect_events(vec![tested(fails("VENDOR_ZONE_WRONG", "2"), 12)]);
    let doubtful = |request: &str| VendorTest::Works {
        zone: None,
        account_name: None,
        doubts: BTreeMap::from([
            (
                RecordKind::Device,
                KindDoubt::Refused {
                    fault: fault("CLOUD_PERMISSION_MISSING", request),
                },
            ),
            (RecordKind::Alert, KindDoubt::SuspiciouslyEmpty),
        ]),
    };
    given(vec![connected(), tested(doubtful("1"), 11)])
        .when(note_test(doubtful("2"), false, 12))
        .then_expect_events(vec![]);
}

#[test]
fn what_a_test_found_is_recorded_as_it_can_be_kept() {
    let refused = CloudFault::new(Cause::PermissionMissing, "datto-rmm", "no alerts");
    let readable = |kind, doubt| Readable { kind, doubt };
    let tested = Tested {
        zone: Some(Zone {
            name: " merlot\u{0} ".to_owned(),
            address: "https://merlot-api.centrastage.net".to_owned(),
        }),
        account_name: Some("Ü".repeat(900)),
        kinds: vec![
            readable(RecordKind::Account, None),
            readable(RecordKind::Device, Some(Doubt::SuspiciouslyEmpty)),
            readable(RecordKind::Alert, Some(Doubt::Refused(refused.clone()))),
        ],
    };
    let expected = VendorTest::Works {
        zone: Some(AccountZone {
            name: "merlot".to_owned(),
            address: "https://merlot-api.centrastage.net".to_owned(),
        }),
        account_name: Some("Ü".repeat(TEXT_LIMIT)),
        doubts: BTreeMap::from([
            (RecordKind::Device, KindDoubt::SuspiciouslyEmpty),
            (
                RecordKind::Alert,
                KindDoubt::Refused {
                    fault: (&refused).into(),
                },
            ),
        ]),
    };
    assert_eq!(VendorTest::from(&tested), expected);
}

#[test]
fn an_older_test_changes_nothing() {
    for asked in [true, false] {
        given(vec![connected(), tested(works("Contoso MSP"), 11)])
            .when(note_test(fails("VENDOR_KEY_WRONG", "1"), asked, 10))
            .then_expect_events(vec![]);
    }
}

#[test]
fn new_credentials_and_new_settings_begin_untested() {
    let works_now = tested(works("Contoso MSP"), 11);
    for news in [rotated(12), settings_changed("pinotage", 12)] {
        let before = vec![connected(), works_now.clone(), news];
        assert_eq!(folded(&before).known().unwrap().test, None);
        given(before)
            .when(note_test(works("Contoso MSP"), false, 13))
            .then_expect_events(vec![tested(works("Contoso MSP"), 13)]);
    }
}

#[test]
fn credentials_are_rotated_each_time() {
    given(vec![connected()])
        .when(rotate(12))
        .then_expect_events(vec![rotated(12)]);
    given(vec![connected(), rotated(12)])
        .when(rotate(12))
        .then_expect_events(vec![]);
    given(vec![connected(), rotated(12), paused(13)])
        .when(rotate(14))
        .then_expect_events(vec![rotated(14)]);
}

#[test]
fn settings_change_as_a_whole() {
    given(vec![connected()])
        .when(change(on("pinotage"), 11))
        .then_expect_events(vec![settings_changed("pinotage", 11)]);
    given(vec![connected()])
        .when(change(on("merlot"), 11))
        .then_expect_events(vec![]);
}

#[test]
fn pauses_and_resumes() {
    given(vec![connected()])
        .when(pause(11))
        .then_expect_events(vec![paused(11)]);
    given(vec![connected(), paused(11)])
        .when(pause(12))
        .then_expect_events(vec![]);
    given(vec![connected(), paused(11)])
        .when(resume(12))
        .then_expect_events(vec![resumed(12)]);
    given(vec![connected()])
        .when(resume(12))
        .then_expect_events(vec![]);
}

#[test]
fn is_ended_for_good() {
    for before in [vec![connected()], vec![connected(), paused(11)]] {
        given(before)
            .when(disconnect(20))
            .then_expect_events(vec![disconnected(20)]);
    }
    let over = || given(vec![connected(), disconnected(20)]);
    over().when(disconnect(21)).then_expect_events(vec![]);
    for command in [
        connect("Our RMM", on("merlot"), 21),
        note_test(works("Contoso MSP"), true, 21),
        rotate(21),
        change(on("pinotage"), 21),
        pause(21),
        resume(21),
        request(21),
    ] {
        over()
            .when(command)
            .then_expect_error(VendorConnectionRefusal::VendorDisconnected);
    }
}

#[test]
fn nothing_is_done_before_it_is_connected() {
    for command in [
        note_test(works("Contoso MSP"), true, 10),
        rotate(10),
        change(on("merlot"), 10),
        pause(10),
        resume(10),
        disconnect(10),
        request(10),
    ] {
        given(vec![])
            .when(command)
            .then_expect_error(VendorConnectionRefusal::VendorNotConnected);
    }
}
