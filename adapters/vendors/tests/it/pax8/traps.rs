//! The traps that Pax8 has of its own.

use super::{CLIENT, SECRETS, case};
use crate::support::{MSP, all, cause, row};
use serde_json::json;
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::vendor::{RecordKind, Vendor};
use tenantry_simulator::{
    Cloud, Control, Fault, Rule, Vendor as Simulated, VendorChange, VendorQuirks, VendorSeed,
};

fn change(control: &Control, change: VendorChange) {
    control.at_vendor(Simulated::Pax8, MSP, change).unwrap();
}

#[tokio::test]
async fn one_token_serves_all_and_is_fetched_anew_when_it_ends() {
    let scene = case().scene().await;
    let (one, other) = tokio::join!(
        all(&*scene.account, RecordKind::Product),
        all(&*scene.account, RecordKind::Subscription),
    );
    assert!(one.is_ok() && other.is_ok());
    assert_eq!(scene.stage.seen("/v1/token").len(), 1);
    change(&scene.stage.control(), VendorChange::EndTokens);
    all(&*scene.account, RecordKind::Product).await.unwrap();
    assert_eq!(scene.stage.seen("/v1/token").len(), 2);
    // Somebody enters another secret: the token of the old one is not used any more.
    let (name, text) = ("client-secret".to_owned(), "rotated".to_owned());
    let control = scene.stage.control();
    change(&control, VendorChange::SetCredential { name, text });
    assert_eq!(
        cause(&*scene.account, RecordKind::Product).await,
        Cause::VendorKeyWrong
    );
    let (settings, secrets) = ([("client-id", CLIENT)], [("client-secret", "rotated")]);
    let rotated = scene.stage.open(Vendor::Pax8, &settings, &secrets).await;
    assert!(rotated.test().await.is_ok());
}

#[tokio::test]
async fn without_a_client_id_nothing_is_sent() {
    let scene = case().scene().await;
    let account = scene.stage.open(Vendor::Pax8, &[], &SECRETS).await;
    let fault = account.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::CredentialMissing);
    assert!(fault.detail.contains("client-id"), "{fault}");
    assert!(scene.stage.control().journal().is_empty());
}

#[tokio::test]
async fn the_token_service_may_fail_in_its_own_words() {
    for (fault, told) in [
        (Fault::ErrorIn200, Cause::Unavailable),
        (
            Fault::Throttle {
                retry_after: Some(600),
            },
            Cause::Throttled,
        ),
        (Fault::Truncate, Cause::AnswerUnreadable),
        (Fault::HtmlPage, Cause::AnswerUnreadable),
    ] {
        let scene = case().scene().await;
        let rule = Rule::always(Cloud::Pax8, "/v1/token", fault.clone());
        scene.stage.control().lay_down(rule);
        assert_eq!(
            cause(&*scene.account, RecordKind::Account).await,
            told,
            "{fault:?}"
        );
        assert!(scene.stage.seen("/v1/companies").is_empty());
    }
}

#[tokio::test]
async fn a_company_that_goes_between_two_pages_hides_no_other_one() {
    let scene = case().scene().await;
    let control = scene.stage.control();
    let before = control.vendor_rows(Simulated::Pax8, MSP, "companies");
    let first = scene.account.read(RecordKind::Account, None).await.unwrap();
    let id = before[3]["id"].as_str().unwrap().to_owned();
    let list = "companies".to_owned();
    change(&control, VendorChange::RemoveRow { list, id });
    let mut seen: Vec<String> = first.rows.into_iter().map(|it| it.id).collect();
    let mut next = first.next;
    while let Some(bookmark) = next {
        let read = scene.account.read(RecordKind::Account, Some(&bookmark));
        let portion = read.await.unwrap();
        seen.extend(portion.rows.into_iter().map(|it| it.id));
        next = portion.next;
    }
    for row in control.vendor_rows(Simulated::Pax8, MSP, "companies") {
        assert!(seen.iter().any(|id| *id == row["id"]), "{}", row["id"]);
    }
}

#[tokio::test]
async fn a_company_that_is_renamed_or_comes_back_is_read_as_it_is_now() {
    let seed = VendorSeed {
        crowd: 2,
        ..case().seed
    };
    let scene = case().scene_of(seed).await;
    let control = scene.stage.control();
    let rows = control.vendor_rows(Simulated::Pax8, MSP, "companies");
    let id = rows[0]["id"].as_str().unwrap().to_owned();
    let list = || "companies".to_owned();
    let fields = row(json!({"name": "Renamed & Co"}));
    change(
        &control,
        VendorChange::ChangeRow {
            list: list(),
            id: id.clone(),
            fields,
        },
    );
    let read = all(&*scene.account, RecordKind::Account).await.unwrap();
    assert_eq!(read[&id].name, "Renamed & Co");
    change(
        &control,
        VendorChange::RemoveRow {
            list: list(),
            id: id.clone(),
        },
    );
    let fields = row(json!({"name": "Renamed & Co"}));
    change(
        &control,
        VendorChange::AddRow {
            list: list(),
            fields,
        },
    );
    let read = all(&*scene.account, RecordKind::Account).await.unwrap();
    assert!(!read.contains_key(&id));
    assert_eq!(
        read.values().filter(|it| it.name == "Renamed & Co").count(),
        1
    );
}

#[tokio::test]
async fn whoever_asked_too_much_is_told_without_a_word_about_when() {
    let scene = case().scene().await;
    let quirks = VendorQuirks {
        requests_by_others: 1000,
        ..VendorQuirks::default()
    };
    change(&scene.stage.control(), VendorChange::Quirks { quirks });
    let fault = scene.account.read(RecordKind::Product, None).await;
    assert_eq!(fault.unwrap_err().cause, Cause::Throttled);
}

/// A company whose subscriptions cannot be read has no tenant that anybody could tell: nothing is better
/// than half.
#[tokio::test]
async fn companies_do_not_lose_their_tenants_when_subscriptions_cannot_be_read() {
    let scene = case().scene().await;
    let quirks = VendorQuirks {
        refused: ["subscriptions".to_owned()].into(),
        ..VendorQuirks::default()
    };
    change(&scene.stage.control(), VendorChange::Quirks { quirks });
    assert_eq!(
        cause(&*scene.account, RecordKind::Account).await,
        Cause::PermissionMissing
    );
}
