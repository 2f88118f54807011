//! In which region a key is known, and what can be said of one that is not.

use super::{SECRETS, case};
use crate::support::battery::Scene;
use crate::support::{MSP, all, reach};
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::vendor::{RecordKind, Vendor, VendorAccounts as _};
use tenantry_simulator::{Cloud, Fault, Rule, Vendor as Simulated, VendorChange};

async fn moved_to(place: Cloud) -> Scene {
    let scene = case().scene().await;
    let change = VendorChange::MoveTo { place };
    scene
        .stage
        .control()
        .at_vendor(Simulated::ItGlue, MSP, change)
        .unwrap();
    scene
}

fn down(scene: &Scene, cloud: Cloud) {
    let failing = Fault::Fail {
        status: 503,
        done_all_the_same: false,
        retry_after: None,
    };
    scene
        .stage
        .control()
        .lay_down(Rule::always(cloud, "*", failing));
}

#[tokio::test]
async fn a_key_is_found_in_every_region_when_none_is_given() {
    for (place, region) in [
        (Cloud::ItGlueUs, "us"),
        (Cloud::ItGlueEu, "eu"),
        (Cloud::ItGlueAu, "au"),
    ] {
        let scene = moved_to(place).await;
        for settings in [&[][..], &[("region", " ")][..]] {
            let account = scene.stage.open(Vendor::ItGlue, settings, &SECRETS).await;
            let zone = account.test().await.unwrap().zone.unwrap();
            assert_eq!(zone.name, region);
            let found = all(&*account, RecordKind::Account).await.unwrap();
            assert_eq!(found.len(), 250);
        }
    }
}

#[tokio::test]
async fn the_region_is_looked_for_once() {
    let scene = moved_to(Cloud::ItGlueUs).await;
    // Secrets that are entered again may be others: only then it is looked for anew.
    for _ in 0..2 {
        let account = scene.stage.open(Vendor::ItGlue, &[], &SECRETS).await;
        for kind in [RecordKind::Account, RecordKind::Configuration] {
            all(&*account, kind).await.unwrap();
        }
    }
    let refused = scene.stage.seen("/organizations");
    let refused = refused.iter().filter(|entry| entry.status == Some(401));
    assert_eq!(
        refused.count(),
        4,
        "each version of the secrets asked twice in vain"
    );
}

#[tokio::test]
async fn a_key_of_another_region_is_not_a_wrong_key() {
    let scene = moved_to(Cloud::ItGlueAu).await;
    let fault = scene.account.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::VendorZoneWrong);
    assert_eq!(fault.detail, "the region us does not know the key; au does");
}

#[tokio::test]
async fn of_a_key_that_nobody_knows_it_is_said_what_cannot_be_known() {
    let scene = case().scene().await;
    for settings in [&[][..], &[("region", "EU")][..]] {
        let wrong = [("api-key", "ITG.guessed")];
        let account = scene.stage.open(Vendor::ItGlue, settings, &wrong).await;
        let fault = account.test().await.unwrap_err();
        assert_eq!(fault.cause, Cause::VendorKeyWrong);
        assert!(fault.detail.contains("does not say which"), "{fault}");
        assert!(!format!("{fault:?}").contains("guessed"), "{fault:?}");
    }
}

#[tokio::test]
async fn a_region_that_does_not_answer_might_know_the_key() {
    let scene = moved_to(Cloud::ItGlueAu).await;
    down(&scene, Cloud::ItGlueAu);
    let account = scene.stage.open(Vendor::ItGlue, &[], &SECRETS).await;
    let fault = account.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::Unavailable);
    assert!(fault.detail.contains("au could not be asked"), "{fault}");
    // The region that was given does not know it, whatever the others say.
    let fault = scene.account.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::VendorKeyWrong);
    assert!(fault.detail.contains("au could not be asked"), "{fault}");
}

#[tokio::test]
async fn a_region_that_is_down_hides_no_other_one() {
    let scene = moved_to(Cloud::ItGlueUs).await;
    down(&scene, Cloud::ItGlueAu);
    let account = scene.stage.open(Vendor::ItGlue, &[], &SECRETS).await;
    assert_eq!(account.test().await.unwrap().zone.unwrap().name, "us");
}

#[tokio::test]
async fn a_region_that_there_is_not_gets_no_key() {
    let scene = case().scene().await;
    for region in [
        "uk",
        "evil.example",
        "us.evil.example",
        "https://api.itglue.com",
    ] {
        let reach = reach(Vendor::ItGlue, &[("region", region)]);
        scene.stage.vault.enter(&reach, &SECRETS);
        let fault = scene.stage.vendors.open(&reach).await.unwrap_err();
        assert_eq!(fault.cause, Cause::VendorAddressRefused, "{region}");
    }
    assert!(scene.stage.control().journal().is_empty());
}

/// Nobody wrote down whether a key that is not known is 401 or 403.
#[tokio::test]
async fn regions_that_forbid_instead_of_refusing_do_not_seem_to_know_the_key() {
    let forbid = |scene: &Scene, clouds: &[Cloud]| {
        for cloud in clouds {
            let forbidden = Fault::Fail {
                status: 403,
                done_all_the_same: false,
                retry_after: None,
            };
            let rule = Rule::always(*cloud, "*", forbidden);
            scene.stage.control().lay_down(rule);
        }
    };
    let scene = moved_to(Cloud::ItGlueUs).await;
    forbid(&scene, &[Cloud::ItGlueEu, Cloud::ItGlueAu]);
    let account = scene.stage.open(Vendor::ItGlue, &[], &SECRETS).await;
    assert_eq!(account.test().await.unwrap().zone.unwrap().name, "us");
    forbid(&scene, &[Cloud::ItGlueUs]);
    for settings in [&[][..], &[("region", "us")][..]] {
        let account = scene.stage.open(Vendor::ItGlue, settings, &SECRETS).await;
        let fault = account.test().await.unwrap_err();
        assert_eq!(fault.cause, Cause::VendorKeyWrong, "{fault}");
    }
}
