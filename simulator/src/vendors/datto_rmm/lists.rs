//! What is in an account: every field that the interface has, and a crowd of customers.

use crate::vendors::Account;
use crate::vendors::crowd::Company;
use crate::vendors::tables::{Ids, List, Row, Tables, text};
use serde_json::{Value, json};

pub(super) const SITES: List = List {
    name: "sites",
    id: "uid",
    ids: Ids::Uuids,
    template: site,
};
pub(super) const DEVICES: List = List {
    name: "devices",
    id: "uid",
    ids: Ids::Uuids,
    template: device,
};
pub(super) const ALERTS: List = List {
    name: "alerts",
    id: "alertUid",
    ids: Ids::Uuids,
    template: alert,
};
pub(super) const ALL: &[List] = &[SITES, DEVICES, ALERTS];

fn site() -> Value {
    json!({
        "id": 0, "uid": null, "accountUid": null, "name": "", "description": "", "notes": null,
        "onDemand": false, "splashtopAutoInstall": true, "proxySettings": null,
        "devicesStatus": {
            "numberOfDevices": 0, "numberOfOnlineDevices": 0, "numberOfOfflineDevices": 0,
        },
        "autotaskCompanyName": null, "autotaskCompanyId": null, "portalUrl": null,
    })
}

fn device() -> Value {
    json!({
        "id": 0, "uid": null, "siteId": 0, "siteUid": null, "siteName": null,
        "deviceType": {"category": "Desktop", "type": "Workstation"},
        "hostname": "", "intIpAddress": null, "extIpAddress": null, "operatingSystem": null,
        "lastLoggedInUser": null, "domain": null, "cagVersion": null, "displayVersion": null,
        "a64Bit": true, "rebootRequired": false, "online": true, "suspended": false,
        "deleted": false, "lastSeen": null, "lastReboot": null, "lastAuditDate": null,
        "creationDate": null, "udf": {}, "snmpEnabled": false, "deviceClass": "device",
        "warrantyDate": null, "antivirus": null, "patchManagement": null, "softwareStatus": null,
        "webRemoteUrl": null, "portalUrl": null, "networkProbe": false,
    })
}

fn alert() -> Value {
    json!({
        "alertUid": null, "priority": "Moderate", "diagnostics": null, "resolved": false,
        "resolvedBy": null, "resolvedOn": null, "muted": false, "ticketNumber": null,
        "timestamp": null,
        "alertMonitorInfo": {"sendsEmails": false, "createsTicket": true},
        "alertContext": {"@class": "perf_resource_usage_ctx"},
        "alertSourceInfo": {
            "deviceUid": null, "deviceName": null, "siteUid": null, "siteName": null,
        },
        "responseActions": [], "autoresolveMins": 0,
    })
}

pub(super) fn about(account: &Account) -> Value {
    let count = |list: &List| account.tables.rows(list.name).len();
    json!({
        "id": 1, "uid": account.tables.of(), "name": account.name, "currency": "USD",
        "descriptor": {"billingEmail": null, "deviceLimit": 100_000, "timeZone": "UTC"},
        "devicesStatus": {"numberOfDevices": count(&DEVICES)},
    })
}

/// Sites with three devices each and now and then an alert; every third is not in the PSA.
pub(super) fn crowd(tables: &mut Tables, count: u32) -> Result<(), String> {
    for number in 0..count {
        let company = Company::number(number);
        let psa = (number % 3 != 2).then(|| (20_000_000 + number).to_string());
        let site = fields(json!({
            "id": 9001 + number, "name": company.name, "autotaskCompanyId": psa,
            "autotaskCompanyName": psa.as_ref().map(|_| &company.name),
            "portalUrl": format!("https://merlot.centrastage.net/csm/profile/summary/{}", 9001 + number),
        }));
        let site = tables.add(&SITES, site)?;
        for place in 0..3 {
            let server = place == 0;
            let category = if server { "Server" } else { "Laptop" };
            let system = if server {
                "Microsoft Windows Server 2022 Standard 10.0.20348"
            } else {
                "Microsoft Windows 11 Pro 10.0.26100"
            };
            let hostname = format!("{category}-{number}-{place}").to_ascii_uppercase();
            // Some builds of the interface write instants as text, some as numbers.
            let seen = if place == 1 {
                json!("2026-05-31T22:10:00.000+0000")
            } else {
                json!(1_780_000_000_000_i64 + i64::from(number))
            };
            let device = fields(json!({
                "id": 400_000 + number * 3 + place, "siteUid": site, "siteName": company.name,
                "siteId": 9001 + number, "hostname": hostname, "operatingSystem": system,
                "deviceType": {"category": category, "type": "Main System Chassis"},
                "lastSeen": seen, "lastLoggedInUser": format!("{}\\ada", company.domain),
            }));
            let device = tables.add(&DEVICES, device)?;
            if number % 5 == 0 && server {
                let source = json!({
                    "deviceUid": device, "deviceName": hostname, "siteUid": site,
                    "siteName": company.name,
                });
                let raised = 1_780_000_000_i64 + i64::from(number);
                let alert = json!({"alertSourceInfo": source, "timestamp": raised});
                tables.add(&ALERTS, fields(alert))?;
            }
        }
    }
    Ok(())
}

fn fields(value: Value) -> Row {
    match value {
        Value::Object(row) => row,
        _ => Row::new(),
    }
}

/// Whether somebody resolved it.
pub(super) fn is_resolved(alert: &Row) -> bool {
    text(alert, "resolved") == "true"
}
