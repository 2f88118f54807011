//! The traps that `ConnectWise` has of its own.

use super::reading::seeded;
use super::{ACCOUNT, SECRETS, case, settings_at};
use crate::support::battery::{Scene, a_row_that_goes_hides_no_other_one};
use crate::support::{MSP, all, reach, row};
use serde_json::{Value, json};
use tenantry_domain::cloud::vendor::{Doubt, RecordKind, Vendor, VendorAccounts as _};
use tenantry_domain::cloud::{Bookmark, Cause};
use tenantry_simulator::{Cloud, Fault, Rule, Vendor as Simulated, VendorChange, VendorQuirks};

fn change(scene: &Scene, change: VendorChange) {
    let control = scene.stage.control();
    control
        .at_vendor(Simulated::ConnectWise, MSP, change)
        .unwrap();
}

#[tokio::test]
async fn a_company_at_another_site_is_not_a_wrong_key() {
    let scene = case().scene().await;
    let place = Cloud::ConnectWiseEu;
    change(&scene, VendorChange::MoveTo { place });
    let fault = scene.account.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::VendorZoneWrong, "{fault}");
    let journal = scene.stage.control().journal();
    assert!(
        journal
            .iter()
            .all(|entry| entry.path.starts_with("/login/"))
    );

    let settings = settings_at(scene.stage.simulator.endpoints(), place);
    let settings: Vec<(&str, &str)> = settings
        .iter()
        .map(|(name, it)| (*name, it.as_str()))
        .collect();
    let there = scene
        .stage
        .open(Vendor::ConnectWise, &settings, &SECRETS)
        .await;
    let tested = there.test().await.unwrap();
    assert_eq!(tested.account_name.as_deref(), Some(MSP));
    assert!(tested.zone.unwrap().address.ends_with("/v2025_1/"));
}

#[tokio::test]
async fn a_client_id_that_nobody_registered_is_told() {
    let scene = case().scene().await;
    let (name, text) = ("client-id".to_owned(), "another".to_owned());
    change(&scene, VendorChange::SetCredential { name, text });
    let fault = scene.account.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::VendorKeyWrong);
    assert!(fault.detail.contains("clientId"), "{fault}");
}

#[tokio::test]
async fn a_site_that_is_not_the_vendors_gets_no_credentials() {
    let scene = case().scene().await;
    for site in [
        "evil.example",
        "na.myconnectwise.net.evil.example",
        "127.0.0.1",
        "http://localhost",
        "user@localhost",
        "localhost/path",
        "myconnectwise.net",
    ] {
        let settings = [
            ("site", site),
            ("company", "northwind"),
            ("client-id", ACCOUNT[1].1),
        ];
        let reach = reach(Vendor::ConnectWise, &settings);
        scene.stage.vault.enter(&reach, &SECRETS);
        let fault = scene.stage.vendors.open(&reach).await.unwrap_err();
        assert_eq!(fault.cause, Cause::VendorAddressRefused, "{site}");
    }
    assert!(scene.stage.control().journal().is_empty());
}

#[tokio::test]
async fn a_release_that_moves_the_interface_is_followed() {
    let scene = case().scene().await;
    scene.account.read(RecordKind::Account, None).await.unwrap();
    // The path that was found before is gone for one request, as it is for good after a release.
    let gone = Fault::Fail {
        status: 404,
        done_all_the_same: false,
        retry_after: None,
    };
    let path = "/v2025_1/apis/3.0/company/companies";
    scene
        .stage
        .control()
        .lay_down(Rule::once(Cloud::ConnectWiseNa, path, gone));
    let fault = scene.account.read(RecordKind::Account, None).await;
    assert_eq!(fault.unwrap_err().cause, Cause::NotThere);
    // It was looked for anew, and was where it had been.
    assert_eq!(scene.stage.seen("/login/companyinfo/").len(), 2);
    assert!(scene.account.read(RecordKind::Account, None).await.is_ok());
}

#[tokio::test]
async fn only_the_fields_that_are_wanted_leave_the_vendor() {
    let scene = case().scene().await;
    for kind in [RecordKind::Account, RecordKind::Person] {
        scene.account.read(kind, None).await.unwrap();
    }
    let asked = scene.stage.seen("/apis/3.0/");
    assert!(asked.iter().all(|entry| entry.path.contains("fields=id")));
    assert!(asked.iter().all(|entry| !entry.path.contains("lastLogin")));
}

#[tokio::test]
async fn a_company_that_goes_between_two_pages_hides_no_other_one() {
    a_row_that_goes_hides_no_other_one(&case()).await;
}

/// As many additions as do not fit on one page, of the second of three agreements.
fn many_additions() -> Vec<(&'static str, Vec<Value>)> {
    let company = json!({"id": 250});
    let agreement = |id: u32| json!({"id": id, "name": "Managed", "company": company});
    let addition = |id: u32, of: u32| json!({"id": id, "agreementId": of, "quantity": 1});
    let mut additions = vec![addition(1, 12), addition(2, 14)];
    additions.extend((100..700).map(|id| addition(id, 13)));
    vec![
        (
            "agreements",
            vec![agreement(12), agreement(13), agreement(14)],
        ),
        ("additions", additions),
    ]
}

#[tokio::test]
async fn an_agreement_with_very_many_additions_is_read_over_several_pages() {
    let scene = case().scene_of(seeded(&many_additions())).await;
    let found = all(&*scene.account, RecordKind::ContractLine)
        .await
        .unwrap();
    assert_eq!(found.len(), 602);
    // Three pages of the second one; the first one is not read again for them.
    assert_eq!(scene.stage.seen("/agreements/12/additions").len(), 1);
    assert_eq!(scene.stage.seen("/agreements/13/additions").len(), 3);
    assert_eq!(scene.stage.seen("/agreements/14/additions").len(), 1);
}

#[tokio::test]
async fn an_agreement_that_goes_while_it_is_read_takes_nothing_along() {
    let scene = case().scene_of(seeded(&many_additions())).await;
    let read = |from: Option<Bookmark>| {
        let account = &scene.account;
        async move {
            account
                .read(RecordKind::ContractLine, from.as_ref())
                .await
                .unwrap()
        }
    };
    let first = read(None).await;
    let (list, id) = ("agreements".to_owned(), "13".to_owned());
    change(&scene, VendorChange::RemoveRow { list, id });
    let second = read(first.next).await;
    let ids: Vec<&str> = second.rows.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["2"]);
    assert_eq!(read(second.next).await.next, None);
}

#[tokio::test]
async fn one_look_at_additions_asks_of_few_agreements() {
    let scene = case().scene().await;
    let portion = scene.account.read(RecordKind::ContractLine, None).await;
    assert_eq!(portion.unwrap().rows.len(), 20);
    assert_eq!(scene.stage.seen("/additions").len(), 20);
}

#[tokio::test]
async fn additions_that_may_not_be_read_are_a_doubt() {
    let scene = case().scene().await;
    let quirks = VendorQuirks {
        refused: ["additions".to_owned()].into(),
        ..VendorQuirks::default()
    };
    change(&scene, VendorChange::Quirks { quirks });
    let tested = scene.account.test().await.unwrap();
    for readable in tested.kinds {
        let doubted = matches!(readable.doubt, Some(Doubt::Refused(_)));
        assert_eq!(doubted, readable.kind == RecordKind::ContractLine);
    }
    let fault = scene.account.read(RecordKind::ContractLine, None).await;
    assert_eq!(fault.unwrap_err().cause, Cause::PermissionMissing);
}

#[tokio::test]
async fn a_company_that_comes_back_has_another_id() {
    let company = json!({"id": 250, "identifier": "Contoso", "name": "Contoso Ltd"});
    let scene = case()
        .scene_of(seeded(&[("companies", vec![company])]))
        .await;
    let before = all(&*scene.account, RecordKind::Account).await.unwrap();
    let (list, id) = ("companies".to_owned(), "250".to_owned());
    change(&scene, VendorChange::RemoveRow { list, id });
    assert!(
        all(&*scene.account, RecordKind::Account)
            .await
            .unwrap()
            .is_empty()
    );
    let fields = row(json!({"identifier": "Contoso", "name": "Contoso Ltd"}));
    let list = "companies".to_owned();
    change(&scene, VendorChange::AddRow { list, fields });
    let after = all(&*scene.account, RecordKind::Account).await.unwrap();
    assert_eq!(before["250"].name, after["251"].name);
    assert_eq!(after.len(), 1);
}
