//! The traps that Datto RMM has of its own.

use super::{SECRETS, case, endpoints};
use crate::support::{MSP, Secrets, all, cause, reach, vendors};
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::vendor::{RecordKind, Vendor, VendorAccounts as _};
use tenantry_simulator::{Cloud, Fault, Rule, Vendor as Simulated, VendorChange, VendorQuirks};

fn change(control: &tenantry_simulator::Control, change: VendorChange) {
    control.at_vendor(Simulated::DattoRmm, MSP, change).unwrap();
}

#[tokio::test]
async fn an_account_on_another_platform_is_not_a_wrong_key() {
    let scene = case().scene().await;
    let place = Cloud::DattoConcord;
    change(&scene.stage.control(), VendorChange::MoveTo { place });
    let fault = scene.account.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::VendorZoneWrong);
    assert_eq!(fault.detail, "the account is on the platform concord");
    let settings = [("platform", "Concord")];
    let there = scene
        .stage
        .open(Vendor::DattoRmm, &settings, &SECRETS)
        .await;
    let tested = there.test().await.unwrap();
    assert_eq!(tested.zone.unwrap().name, "concord");
    assert_eq!(tested.account_name.as_deref(), Some(MSP));
}

#[tokio::test]
async fn a_platform_that_nobody_knows_gets_no_credentials() {
    let scene = case().scene().await;
    for platform in ["evil.example/", "merlot.evil.example", "grenache"] {
        let reach = reach(Vendor::DattoRmm, &[("platform", platform)]);
        scene.stage.vault.enter(&reach, &SECRETS);
        let fault = scene.stage.vendors.open(&reach).await.unwrap_err();
        assert_eq!(fault.cause, Cause::VendorAddressRefused);
    }
    let reach = reach(Vendor::DattoRmm, &[]);
    let fault = scene.stage.vendors.open(&reach).await.unwrap_err();
    assert_eq!(fault.cause, Cause::CredentialMissing);
    assert!(scene.stage.control().journal().is_empty());
}

#[tokio::test]
async fn whoever_asked_too_much_comes_back_after_the_vendors_minute() {
    let scene = case().scene().await;
    let quirks = VendorQuirks {
        requests_by_others: 600,
        ..VendorQuirks::default()
    };
    change(&scene.stage.control(), VendorChange::Quirks { quirks });
    let fault = scene.account.read(RecordKind::Account, None).await;
    let fault = fault.unwrap_err();
    assert_eq!(fault.cause, Cause::Throttled);
    assert_eq!(fault.retry_after, Some(Duration::from_mins(1)));
    // What we were told to wait holds for all of this connection: nothing is sent.
    let asked = scene.stage.control().journal().len();
    assert_eq!(
        cause(&*scene.account, RecordKind::Device).await,
        Cause::BudgetSpent
    );
    assert_eq!(scene.stage.control().journal().len(), asked);
}

#[tokio::test]
async fn a_403_after_a_429_is_a_block_and_otherwise_a_missing_permission() {
    let scene = case().scene().await;
    let control = scene.stage.control();
    let quirks = VendorQuirks {
        refused: ["devices".to_owned()].into(),
        ..VendorQuirks::default()
    };
    change(&control, VendorChange::Quirks { quirks });
    assert_eq!(
        cause(&*scene.account, RecordKind::Device).await,
        Cause::PermissionMissing
    );
    let throttle = Fault::Throttle {
        retry_after: Some(1),
    };
    control.lay_down(Rule::once(
        Cloud::DattoMerlot,
        "/api/v2/account/devices",
        throttle,
    ));
    let fault = scene.account.read(RecordKind::Device, None).await;
    let fault = fault.unwrap_err();
    assert_eq!(fault.cause, Cause::VendorBlocked);
    assert_eq!(fault.retry_after, Some(Duration::from_mins(5)));
}

#[tokio::test]
async fn whoever_goes_on_asking_is_kept_out() {
    let scene = case().scene().await;
    let quirks = VendorQuirks {
        requests_by_others: 700,
        ..VendorQuirks::default()
    };
    change(&scene.stage.control(), VendorChange::Quirks { quirks });
    assert_eq!(
        cause(&*scene.account, RecordKind::Account).await,
        Cause::PermissionMissing
    );
    let quirks = VendorQuirks::default();
    change(&scene.stage.control(), VendorChange::Quirks { quirks });
    assert_eq!(
        cause(&*scene.account, RecordKind::Account).await,
        Cause::PermissionMissing
    );
    scene.stage.control().jump(Duration::from_mins(6));
    assert!(scene.account.read(RecordKind::Account, None).await.is_ok());
}

#[tokio::test]
async fn a_site_that_goes_between_two_pages_hides_no_other_one() {
    let scene = case().scene().await;
    let control = scene.stage.control();
    let before = control.vendor_rows(Simulated::DattoRmm, MSP, "sites");
    let first = scene.account.read(RecordKind::Account, None).await.unwrap();
    let id = before[3]["uid"].as_str().unwrap().to_owned();
    let list = "sites".to_owned();
    change(&control, VendorChange::RemoveRow { list, id });
    let mut seen: Vec<String> = first.rows.into_iter().map(|it| it.id).collect();
    let mut next = first.next;
    while let Some(bookmark) = next {
        let portion = scene
            .account
            .read(RecordKind::Account, Some(&bookmark))
            .await
            .unwrap();
        seen.extend(portion.rows.into_iter().map(|it| it.id));
        next = portion.next;
    }
    for row in control.vendor_rows(Simulated::DattoRmm, MSP, "sites") {
        assert!(seen.iter().any(|id| *id == row["uid"]), "{}", row["uid"]);
    }
}

#[tokio::test]
async fn one_token_serves_all_and_is_fetched_anew_when_it_ends() {
    let scene = case().scene().await;
    let (one, other) = tokio::join!(
        all(&*scene.account, RecordKind::Account),
        all(&*scene.account, RecordKind::Alert),
    );
    assert!(one.is_ok() && other.is_ok());
    assert_eq!(scene.stage.seen("/auth/oauth/token").len(), 1);
    change(&scene.stage.control(), VendorChange::EndTokens);
    all(&*scene.account, RecordKind::Alert).await.unwrap();
    assert_eq!(scene.stage.seen("/auth/oauth/token").len(), 2);
    // Somebody enters others: the token of the old ones is not used any more.
    let name = "api-secret".to_owned();
    let text = "rotated".to_owned();
    change(
        &scene.stage.control(),
        VendorChange::SetCredential { name, text },
    );
    let secrets = [("api-key", "KEY7"), ("api-secret", "rotated")];
    let settings = [("platform", "merlot")];
    let rotated = scene
        .stage
        .open(Vendor::DattoRmm, &settings, &secrets)
        .await;
    assert!(rotated.test().await.is_ok());
    assert_eq!(scene.stage.seen("/auth/oauth/token").len(), 3);
}

#[tokio::test]
async fn credentials_that_nobody_entered_are_missed_before_anything_is_sent() {
    let scene = case().scene().await;
    let vault = Arc::new(Secrets::default());
    let places = scene.stage.simulator.endpoints();
    let trusted = [scene.stage.simulator.authority().to_owned()];
    let empty = vendors(&trusted, endpoints(places), &vault);
    let reach = reach(Vendor::DattoRmm, &[("platform", "merlot")]);
    let fault = empty.open(&reach).await.unwrap_err();
    assert_eq!(fault.cause, Cause::CredentialMissing);
    vault.enter(&reach, &[("api-key", "KEY7")]);
    let half = empty.open(&reach).await.unwrap();
    let fault = half.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::CredentialMissing);
    assert!(fault.detail.contains("api-secret"), "{fault}");
    assert!(scene.stage.control().journal().is_empty());
}
