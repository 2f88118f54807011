//! The traps that StreamOne has of its own, its refresh token aside.

use super::case;
use crate::support::{MSP, reach};
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::vendor::{RecordKind, Vendor, VendorAccounts as _};
use tenantry_simulator::{Control, Vendor as Simulated, VendorChange};

fn change(control: &Control, change: VendorChange) {
    control
        .at_vendor(Simulated::StreamOne, MSP, change)
        .unwrap();
}

#[tokio::test]
async fn another_s_account_is_told_from_a_wrong_key() {
    let scene = case().scene().await;
    for account in ["17045", "17044/customers/1", "../17044"] {
        let reach = reach(Vendor::StreamOne, &[("account-id", account)]);
        let opened = scene.stage.vendors.open(&reach).await.unwrap();
        let fault = opened.test().await.unwrap_err();
        assert_eq!(fault.cause, Cause::VendorZoneWrong, "{fault}");
        assert!(fault.detail.contains(account), "{fault}");
    }
    let reach = reach(Vendor::StreamOne, &[]);
    let fault = scene.stage.vendors.open(&reach).await.unwrap_err();
    assert_eq!(fault.cause, Cause::CredentialMissing);
}

#[tokio::test]
async fn a_subscription_that_goes_between_two_pages_hides_no_other_one() {
    let scene = case().scene().await;
    let control = scene.stage.control();
    let rows = || control.vendor_rows(Simulated::StreamOne, MSP, "subscriptions");
    let first = scene.account.read(RecordKind::Subscription, None).await;
    let first = first.unwrap();
    for place in [3, 8] {
        let id = rows()[place]["id"].to_string();
        let list = "subscriptions".to_owned();
        change(&control, VendorChange::RemoveRow { list, id });
    }
    let mut seen: Vec<String> = first.rows.into_iter().map(|it| it.id).collect();
    let mut next = first.next;
    while let Some(bookmark) = next {
        let read = scene
            .account
            .read(RecordKind::Subscription, Some(&bookmark));
        let portion = read.await.unwrap();
        seen.extend(portion.rows.into_iter().map(|it| it.id));
        next = portion.next;
    }
    for row in rows() {
        assert!(seen.contains(&row["id"].to_string()), "{}", row["id"]);
    }
}
