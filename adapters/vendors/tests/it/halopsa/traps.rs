//! The traps that HaloPSA has of its own.

use super::{ACCOUNT, SECRETS, case, settings_at};
use crate::support::battery::{Scene, a_row_that_goes_hides_no_other_one};
use crate::support::{MSP, all, reach};
use serde_json::json;
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::vendor::{Doubt, RecordKind, Vendor, VendorAccounts as _};
use tenantry_simulator::{Cloud, Vendor as Simulated, VendorChange, VendorQuirks, VendorSeed};

fn change(scene: &Scene, change: VendorChange) {
    let control = scene.stage.control();
    control.at_vendor(Simulated::HaloPsa, MSP, change).unwrap();
}

fn quirks(scene: &Scene, quirks: VendorQuirks) {
    change(scene, VendorChange::Quirks { quirks });
}

#[tokio::test]
async fn a_host_where_nobody_is_is_not_a_wrong_key() {
    let scene = case().scene().await;
    let settings = settings_at(scene.stage.simulator.endpoints(), Cloud::HaloPsaElsewhere);
    let settings: Vec<(&str, &str)> = settings
        .iter()
        .map(|(name, it)| (*name, it.as_str()))
        .collect();
    let there = scene.stage.open(Vendor::HaloPsa, &settings, &SECRETS).await;
    let fault = there.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::VendorZoneWrong, "{fault}");
    assert!(scene.stage.seen("/token").is_empty());
    let tested = scene.account.test().await.unwrap();
    assert_eq!(tested.zone.unwrap().name, "northwind");
}

#[tokio::test]
async fn a_host_that_is_not_the_vendors_gets_no_credentials() {
    let scene = case().scene().await;
    for site in [
        "evil.example",
        "contoso.halopsa.com.evil.example",
        "127.0.0.1",
        "localhost/x",
    ] {
        let reach = reach(
            Vendor::HaloPsa,
            &[("site", site), ("client-id", ACCOUNT[1].1)],
        );
        scene.stage.vault.enter(&reach, &SECRETS);
        let fault = scene.stage.vendors.open(&reach).await.unwrap_err();
        assert_eq!(fault.cause, Cause::VendorAddressRefused, "{site}");
    }
    assert!(scene.stage.control().journal().is_empty());
}

#[tokio::test]
async fn a_host_that_names_a_strange_authority_gets_no_credentials() {
    for said in [
        "https://evil.example",
        "https://contoso.halopsa.com.evil.example",
        "http://localhost",
        "https://127.0.0.1",
        "https://u:p@localhost",
    ] {
        let scene = case().scene().await;
        quirks(
            &scene,
            VendorQuirks {
                place_is_said_to_be: Some(said.to_owned()),
                ..VendorQuirks::default()
            },
        );
        let fault = scene.account.test().await.unwrap_err();
        assert_eq!(fault.cause, Cause::VendorAddressRefused, "{said}");
        let journal = scene.stage.control().journal();
        assert_eq!(journal.len(), 1, "{said}");
    }
}

#[tokio::test]
async fn a_client_that_goes_between_two_pages_hides_no_other_one() {
    a_row_that_goes_hides_no_other_one(&case()).await;
}

#[tokio::test]
async fn one_token_serves_all_and_is_fetched_anew_when_it_ends() {
    let scene = case().scene().await;
    let (one, other) = tokio::join!(
        all(&*scene.account, RecordKind::Account),
        all(&*scene.account, RecordKind::Contract),
    );
    assert!(one.is_ok() && other.is_ok());
    assert_eq!(scene.stage.seen("/auth/token").len(), 1);
    change(&scene, VendorChange::EndTokens);
    all(&*scene.account, RecordKind::Contract).await.unwrap();
    assert_eq!(scene.stage.seen("/auth/token").len(), 2);
}

#[tokio::test]
async fn each_missing_permission_is_a_doubt_about_its_kind() {
    for (list, kind) in [
        ("agents", RecordKind::Person),
        ("items", RecordKind::Service),
        ("contracts", RecordKind::Contract),
        ("invoices", RecordKind::ContractLine),
    ] {
        let scene = case().scene().await;
        quirks(
            &scene,
            VendorQuirks {
                refused: [list.to_owned()].into(),
                ..VendorQuirks::default()
            },
        );
        let tested = scene.account.test().await.unwrap();
        for readable in tested.kinds {
            let doubted = matches!(readable.doubt, Some(Doubt::Refused(_)));
            assert_eq!(doubted, readable.kind == kind, "{list}");
        }
    }
}

#[tokio::test]
async fn a_client_that_is_renamed_keeps_its_id() {
    let seed = VendorSeed {
        crowd: 0,
        ..case().seed
    };
    let scene = case().scene_of(seed).await;
    let fields = crate::support::row(json!({"id": 18, "name": "Contoso"}));
    let list = "clients".to_owned();
    change(&scene, VendorChange::AddRow { list, fields });
    let before = all(&*scene.account, RecordKind::Account).await.unwrap();
    assert_eq!(before["18"].name, "Contoso");
    let fields = crate::support::row(json!({"name": "Contoso Group"}));
    let (list, id) = ("clients".to_owned(), "18".to_owned());
    change(&scene, VendorChange::ChangeRow { list, id, fields });
    let after = all(&*scene.account, RecordKind::Account).await.unwrap();
    assert_eq!(after["18"].name, "Contoso Group");
}

#[tokio::test]
async fn an_application_that_may_not_ask_for_all_asks_for_what_is_needed() {
    let scene = case().scene().await;
    quirks(
        &scene,
        VendorQuirks {
            refused: ["all".to_owned()].into(),
            ..VendorQuirks::default()
        },
    );
    let tested = scene.account.test().await.unwrap();
    assert!(tested.kinds.iter().all(|it| it.doubt.is_none()));
    assert_eq!(scene.stage.seen("/auth/token").len(), 2);
}
