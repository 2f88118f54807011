//! What is read is what the account has.

use super::case;
use crate::support::{MSP, all, filled};
use serde_json::json;
use tenantry_domain::cloud::vendor::{
    Account, Alert, Device, FoundRecord, RecordFacts, RecordKind, Reference,
};
use tenantry_simulator::Vendor;

const LONG: &str = "Lopadotemachoselachogaleokranioleipsanodrimhypotrimmatosilphiokarabomelitokatakechymenokichl\
    epikossyphophattoperisteralektryonoptekephalliokigklopeleiolagoiosiraiobaphetraganopterygon GmbH & Co. KG, 2nd";

fn of(id: &str, name: &str, account: Option<&str>, facts: RecordFacts) -> FoundRecord {
    FoundRecord {
        id: id.to_owned(),
        name: name.to_owned(),
        account: account.map(str::to_owned),
        active: true,
        address: None,
        facts,
    }
}

#[tokio::test]
async fn sites_as_they_were_seeded() {
    let portal = "https://merlot.centrastage.net/csm/profile/summary/9001";
    let sites = vec![
        json!({"uid": "site-1", "name": "Contoso Ltd", "autotaskCompanyId": "29763421", "portalUrl": portal}),
        json!({"uid": "site-2", "name": "Deleted Devices"}),
        json!({"uid": "site-3", "name": LONG}),
        json!({"uid": "site-4", "name": "🦊 Fuchs & Söhne", "portalUrl": "javascript:alert(1)"}),
        json!({"uid": "site-5", "name": "شركة المثال المحدودة", "autotaskCompanyId": ""}),
    ];
    let scene = case()
        .scene_of(filled(case().seed, &[("sites", sites)]))
        .await;
    let account = |references: &[&str], own| {
        let reference = |id: &&str| Reference {
            system: "autotask".to_owned(),
            id: (*id).to_owned(),
        };
        RecordFacts::Account(Account {
            references: references.iter().map(reference).collect(),
            own,
            ..Account::default()
        })
    };
    let read = all(&*scene.account, RecordKind::Account).await.unwrap();
    let contoso = FoundRecord {
        address: Some(portal.to_owned()),
        ..of("site-1", "Contoso Ltd", None, account(&["29763421"], false))
    };
    let expected = [
        contoso,
        of("site-2", "Deleted Devices", None, account(&[], true)),
        of("site-3", LONG, None, account(&[], false)),
        of("site-4", "🦊 Fuchs & Söhne", None, account(&[], false)),
        of("site-5", "شركة المثال المحدودة", None, account(&[], false)),
    ];
    assert_eq!(read.into_values().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn devices_as_they_were_seeded() {
    let devices = vec![
        json!({"uid": "dev-1", "siteUid": "site-1", "hostname": "SRV-1", "lastSeen": 1_780_000_000_000_i64,
            "operatingSystem": "Microsoft Windows Server 2022", "lastLoggedInUser": "CONTOSO\\ada",
            "deviceType": {"category": "Server", "type": "Main System Chassis"}}),
        json!({"uid": "dev-2", "siteUid": "site-2", "hostname": "OLD", "deleted": true,
            "deviceType": null, "deviceClass": "printer"}),
    ];
    let scene = case()
        .scene_of(filled(case().seed, &[("devices", devices)]))
        .await;
    let read = all(&*scene.account, RecordKind::Device).await.unwrap();
    let device = |category: &str, system: Option<&str>| {
        RecordFacts::Device(Device {
            serial: None,
            category: Some(category.to_owned()),
            operating_system: system.map(str::to_owned),
        })
    };
    let server = device("Server", Some("Microsoft Windows Server 2022"));
    let old = FoundRecord {
        active: false,
        ..of("dev-2", "OLD", Some("site-2"), device("printer", None))
    };
    let expected = [of("dev-1", "SRV-1", Some("site-1"), server), old];
    assert_eq!(read.into_values().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn open_alerts_as_they_were_seeded() {
    let alerts = vec![
        json!({"alertUid": "al-1", "priority": "Critical", "timestamp": 1_780_000_000_i64,
            "alertSourceInfo": {"deviceUid": "dev-1", "siteUid": "site-1"}}),
        json!({"alertUid": "al-2", "resolved": true}),
    ];
    let scene = case()
        .scene_of(filled(case().seed, &[("alerts", alerts)]))
        .await;
    let read = all(&*scene.account, RecordKind::Alert).await.unwrap();
    let alert = RecordFacts::Alert(Alert {
        device: Some("dev-1".to_owned()),
        priority: Some("Critical".to_owned()),
        raised_at: Some("2026-05-28T20:26:40Z".to_owned()),
    });
    let expected = [of("al-1", "perf_resource_usage_ctx", Some("site-1"), alert)];
    assert_eq!(read.into_values().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_crowd_over_many_pages_and_nobody_who_was_logged_in() {
    let scene = case().scene().await;
    let devices = all(&*scene.account, RecordKind::Device).await.unwrap();
    assert_eq!(devices.len(), 900);
    assert!(!format!("{devices:?}").contains("\\\\ada"));
    let rows = scene
        .stage
        .control()
        .vendor_rows(Vendor::DattoRmm, MSP, "devices");
    for row in rows {
        let found = &devices[row["uid"].as_str().unwrap()];
        assert_eq!(found.name, row["hostname"].as_str().unwrap());
        assert_eq!(found.account.as_deref(), row["siteUid"].as_str());
    }
    assert_eq!(
        all(&*scene.account, RecordKind::Alert).await.unwrap().len(),
        60
    );
}

#[tokio::test]
async fn a_row_that_is_none_keeps_no_other_one_back() {
    let odd = vec![
        json!({"uid": "site-1", "name": ["not", "a", "name"]}),
        json!({"uid": {"no": "id"}, "name": "Nobody"}),
        json!({"uid": "site-2", "name": null}),
    ];
    let seed = filled(case().seed, &[("sites", odd)]);
    let scene = case().scene_of(seed).await;
    let read = all(&*scene.account, RecordKind::Account).await.unwrap();
    assert_eq!(read.keys().collect::<Vec<_>>(), ["site-2"]);
}
