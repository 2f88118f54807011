//! The traps that Autotask has of its own.

use super::{SECRETS, USER, case, empty, endpoints};
use crate::support::{MSP, all, cause, reach, vendors};
use std::time::{Duration, Instant};
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::vendor::{RecordKind, Vendor, VendorAccount, VendorAccounts as _};
use tenantry_simulator::{
    Cloud, Control, Fault, Rule, Vendor as Simulated, VendorChange, VendorQuirks, VendorSeed,
};

fn change(control: &Control, change: VendorChange) {
    control.at_vendor(Simulated::Autotask, MSP, change).unwrap();
}

fn quirks(control: &Control, quirks: VendorQuirks) {
    change(control, VendorChange::Quirks { quirks });
}

#[tokio::test]
async fn an_account_that_is_moved_to_another_zone_is_found_there() {
    let scene = case().scene().await;
    let first = scene.account.read(RecordKind::Account, None).await.unwrap();
    let place = Cloud::AutotaskWest;
    change(&scene.stage.control(), VendorChange::MoveTo { place });
    let rest = scene
        .account
        .read(RecordKind::Account, first.next.as_ref())
        .await
        .unwrap();
    assert_eq!(first.rows.len() + rest.rows.len(), 620);
    let zone = scene.account.test().await.unwrap().zone.unwrap();
    assert_eq!(zone.name, "America West");
    let west = scene
        .stage
        .simulator
        .endpoints()
        .of(Cloud::AutotaskWest)
        .unwrap();
    assert!(zone.address.starts_with(west.as_str()), "{zone:?}");
}

#[tokio::test]
async fn a_zone_at_a_strangers_gets_no_credentials() {
    let scene = case().scene().await;
    let said = [
        "https://autotask.net.evil.example/",
        "http://webservices31.autotask.net/",
        "https://127.0.0.1/",
        "https://user@webservices31.autotask.net/",
    ];
    for place in said {
        quirks(
            &scene.stage.control(),
            VendorQuirks {
                place_is_said_to_be: Some(place.to_owned()),
                ..VendorQuirks::default()
            },
        );
        let fault = scene.account.test().await.unwrap_err();
        assert_eq!(fault.cause, Cause::VendorAddressRefused, "{place}");
    }
    let journal = scene.stage.control().journal();
    assert!(
        journal
            .iter()
            .all(|entry| entry.path.contains("zoneInformation"))
    );
    assert_eq!(journal.len(), said.len());
}

#[tokio::test]
async fn who_is_wrong_is_told_and_not_tried_again() {
    let scene = case().scene().await;
    for (secrets, detail) in [
        (
            [("secret", "guessed"), SECRETS[1]],
            "the user name or its secret is not accepted",
        ),
        (
            [SECRETS[0], ("integration-code", "guessed")],
            "IntegrationCode is invalid",
        ),
    ] {
        let account = case().opened(&scene.stage, &secrets).await;
        let asked = scene.stage.seen("ThresholdInformation").len();
        let fault = account.test().await.unwrap_err();
        assert_eq!(
            (fault.cause, fault.detail.as_str()),
            (Cause::VendorKeyWrong, detail)
        );
        assert_eq!(scene.stage.seen("ThresholdInformation").len(), asked + 1);
    }
    let settings = [("user-name", "nobody@northwind.example")];
    let account = scene
        .stage
        .open(Vendor::Autotask, &settings, &SECRETS)
        .await;
    let fault = account.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::VendorZoneWrong);
    assert_eq!(fault.detail, "Zone information could not be determined");
}

#[tokio::test]
async fn without_a_user_nothing_is_asked() {
    let scene = case().scene().await;
    let reach = reach(Vendor::Autotask, &[("user-name", "  ")]);
    scene.stage.vault.enter(&reach, &SECRETS);
    let fault = scene.stage.vendors.open(&reach).await.unwrap_err();
    assert_eq!(fault.cause, Cause::CredentialMissing);
}

#[tokio::test]
async fn a_secret_that_was_not_copied_whole_is_a_wrong_one() {
    let scene = case().scene().await;
    let secrets = [("secret", "two\nlines"), SECRETS[1]];
    let account = case().opened(&scene.stage, &secrets).await;
    let fault = account.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::VendorKeyWrong);
    assert!(!format!("{fault:?}").contains("lines"));
}

#[tokio::test]
async fn many_who_ask_at_once_all_get_their_answer() {
    let scene = case()
        .scene_of(VendorSeed {
            crowd: 30,
            ..empty()
        })
        .await;
    let read = || all(&*scene.account, RecordKind::Account);
    let (a, b, c, d) = tokio::join!(read(), read(), read(), read());
    for records in [a, b, c, d] {
        assert_eq!(records.unwrap().len(), 30);
    }
}

/// Two processes do not know of each other: four requests are one too many.
#[tokio::test]
async fn a_thread_too_many_is_waited_out() {
    let scene = case()
        .scene_of(VendorSeed {
            crowd: 3,
            ..empty()
        })
        .await;
    let places = scene.stage.simulator.endpoints();
    let trusted = [scene.stage.simulator.authority().to_owned()];
    let another = vendors(&trusted, endpoints(places), &scene.stage.vault);
    let reach = reach(Vendor::Autotask, &[("user-name", USER)]);
    let another = another.open(&reach).await.unwrap();
    let path = "/ATServicesRest/V1.0/Companies/query";
    let slow = Fault::Delay { milliseconds: 300 };
    scene
        .stage
        .control()
        .lay_down(Rule::always(Cloud::Autotask, path, slow));
    let (here, there) = (&*scene.account, &*another);
    let read =
        |account| async move { VendorAccount::read(account, RecordKind::Account, None).await };
    let (a, b, c, d) = tokio::join!(read(here), read(here), read(there), read(there));
    for portion in [a, b, c, d] {
        assert_eq!(portion.unwrap().rows.len(), 3);
    }
    let asked = scene.stage.seen("Companies/query");
    let refused = asked.iter().filter(|it| it.status == Some(500)).count();
    assert!(refused > 0, "nobody was one too many");
}

#[tokio::test]
async fn a_database_that_is_much_asked_becomes_slow_and_then_refuses() {
    let scene = case().scene().await;
    let control = scene.stage.control();
    let others = |requests| VendorQuirks {
        requests_by_others: requests,
        ..VendorQuirks::default()
    };
    quirks(&control, others(5_200));
    let began = Instant::now();
    scene.account.read(RecordKind::Account, None).await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(500));
    quirks(&control, others(10_000));
    let fault = scene
        .account
        .read(RecordKind::Account, None)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::Throttled);
    assert_eq!(fault.retry_after, Some(Duration::from_mins(1)));
}

#[tokio::test]
async fn an_error_with_a_good_status_is_read_by_its_words() {
    let scene = case().scene().await;
    let path = "/ATServicesRest/V1.0/Contracts/query";
    scene
        .stage
        .control()
        .lay_down(Rule::always(Cloud::Autotask, path, Fault::ErrorIn200));
    assert_eq!(
        cause(&*scene.account, RecordKind::Contract).await,
        Cause::Unavailable
    );
    let fault = scene
        .account
        .read(RecordKind::Contract, None)
        .await
        .unwrap_err();
    assert_eq!(fault.api, "autotask-contracts");
    assert_eq!(fault.status, Some(200));
}

#[tokio::test]
async fn the_user_is_named_nowhere_but_where_the_vendor_wants_it() {
    let scene = case().scene().await;
    let fault = Fault::Fail {
        status: 500,
        done_all_the_same: false,
        retry_after: None,
    };
    scene
        .stage
        .control()
        .lay_down(Rule::always(Cloud::Autotask, "*", fault));
    let fault = scene.account.test().await.unwrap_err();
    assert!(!format!("{fault:?} {:?}", scene.account).contains(SECRETS[0].1));
    assert!(!fault.to_string().contains(USER));
}

#[tokio::test]
async fn companies_that_go_between_two_pages_hide_no_other_one() {
    let scene = case().scene().await;
    let control = scene.stage.control();
    let first = scene.account.read(RecordKind::Account, None).await.unwrap();
    for gone in first.rows.iter().rev().take(5) {
        let (list, id) = ("Companies".to_owned(), gone.id.clone());
        change(&control, VendorChange::RemoveRow { list, id });
    }
    let next = first.next.as_ref();
    let rest = scene.account.read(RecordKind::Account, next).await.unwrap();
    assert_eq!((first.rows.len(), rest.rows.len()), (500, 120));
}
