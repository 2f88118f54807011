//! Addresses that lead to somebody's own network lead nowhere.

use std::sync::Arc;

use tenantry_domain::notice_channel::{NoticeTarget, NoticeTopic};
use tenantry_notices::{Notices, Settings};
use tenantry_support::customers::ada;
use tenantry_support::receiver::Receiver;
use tenantry_support::{World, on_both_databases};

use crate::stage::{Stage, http};

on_both_databases!(nobody_is_reached_who_is_not_public);

async fn nobody_is_reached_who_is_not_public(world: World) {
    let strict = Notices::new(Settings::default(), &http()).unwrap();
    let stage = Stage::told_by(world, Arc::new(strict)).await;
    let receiver = Receiver::listen().await;
    for address in [
        receiver.address().as_str(),
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://169.254.169.254/metadata",
        "https://10.0.0.1/",
    ] {
        let target = NoticeTarget::webhook(address).unwrap();
        let refused = stage.open_at(target, NoticeTopic::ALL).await.unwrap_err();
        assert_eq!(refused.code(), "NOTICE_ADDRESS_REFUSED", "{address}");
    }
    assert_eq!(stage.vault.kept(), Vec::<String>::new());
    // What a name leads to shows when it is looked up, and each time anew.
    let target = NoticeTarget::webhook("https://localhost/hook").unwrap();
    let (channel, _) = stage.open_at(target, NoticeTopic::ALL).await.unwrap();
    let tried = stage
        .channels
        .test(stage.msp, channel, ada())
        .await
        .unwrap();
    assert_eq!(tried.fault.unwrap().code, "NOTICE_ADDRESS_REFUSED");
    assert_eq!(receiver.arrived(), vec![]);
}
