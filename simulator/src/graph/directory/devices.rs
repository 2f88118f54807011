//! Devices, as Intune manages them and as the directory knows them.

use super::ask::{Answered, Ask};
use super::office::Office;
use super::query::Shape;
use super::user_rows;
use serde_json::json;
use uuid::Uuid;

const MANAGED: Shape = Shape {
    filterable: &["id", "operatingSystem", "complianceState", "deviceName"],
    largest_page: 1000,
    ..Shape::new(
        "managedDevice",
        "deviceManagement/managedDevices",
        &[
            "id",
            "deviceName",
            "operatingSystem",
            "osVersion",
            "complianceState",
            "userId",
            "userPrincipalName",
            "serialNumber",
            "manufacturer",
            "model",
            "enrolledDateTime",
            "lastSyncDateTime",
            "azureADDeviceId",
            "managementAgent",
            "isEncrypted",
        ],
    )
};
const DEVICE: Shape = Shape {
    filterable: &[
        "id",
        "deviceId",
        "displayName",
        "operatingSystem",
        "accountEnabled",
    ],
    ..Shape::new(
        "device",
        "devices",
        &[
            "id",
            "deviceId",
            "displayName",
            "operatingSystem",
            "operatingSystemVersion",
            "accountEnabled",
            "isCompliant",
            "isManaged",
            "trustType",
            "approximateLastSignInDateTime",
        ],
    )
};
const SYSTEMS: [(&str, &str); 4] = [
    ("Windows", "10.0.26100.1"),
    ("iOS", "19.1"),
    ("macOS", "16.0"),
    ("Android", "16"),
];

fn device_id(seed: Uuid, kind: &str, place: usize) -> Uuid {
    let id = Uuid::new_v5(&seed, format!("{kind} {place}").as_bytes());
    uuid::Builder::from_random_bytes(id.into_bytes()).into_uuid()
}

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    Some(match (ask.method(), path) {
        ("GET", ["deviceManagement", "managedDevices"]) => managed_devices(ask),
        ("GET", ["devices"]) => devices(ask),
        (_, ["devices"] | ["deviceManagement", "managedDevices"]) => Err(ask.not_allowed()),
        _ => return None,
    })
}

fn managed_devices(ask: &mut Ask<'_>) -> Answered {
    ask.admit(
        &["DeviceManagementManagedDevices.Read.All"],
        Office::Devices,
    )?;
    if !ask.contents().intune {
        let text = "Request not applicable to target tenant.";
        return Err(ask.refuse(400, "BadRequest", text));
    }
    let now = ask.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let places = ask.contents().devices as usize;
    ask.list(&MANAGED, places, |ask, place| {
        let tenant = ask.id();
        let (system, version) = SYSTEMS[place % SYSTEMS.len()];
        let owner = user_rows::row(ask, place);
        let row = json!({
            "id": device_id(tenant, "managed", place),
            "deviceName": format!("PC-{place:05}"),
            "operatingSystem": system,
            "osVersion": version,
            "complianceState": if place % 5 == 3 { "noncompliant" } else { "compliant" },
            "userId": owner.as_ref().map(|user| user["id"].clone()),
            "userPrincipalName": owner.map(|user| user["userPrincipalName"].clone()),
            "serialNumber": format!("SN{place:08}"),
            "manufacturer": "Practice",
            "model": "One",
            "enrolledDateTime": "2024-03-01T09:00:00Z",
            "lastSyncDateTime": now,
            "azureADDeviceId": device_id(tenant, "device", place),
            "managementAgent": "mdm",
            "isEncrypted": place % 7 != 0,
        });
        Some(row)
    })
}

fn devices(ask: &mut Ask<'_>) -> Answered {
    let permissions = [
        "Device.Read.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ];
    ask.admit(&permissions, Office::Anybody)?;
    let now = ask.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let places = ask.contents().devices as usize;
    ask.list(&DEVICE, places, |ask, place| {
        let tenant = ask.id();
        let (system, version) = SYSTEMS[place % SYSTEMS.len()];
        let managed = ask.contents().intune;
        let row = json!({
            "id": device_id(tenant, "object", place),
            "deviceId": device_id(tenant, "device", place),
            "displayName": format!("PC-{place:05}"),
            "operatingSystem": system,
            "operatingSystemVersion": version,
            "accountEnabled": true,
            "isCompliant": managed.then_some(place % 5 != 3),
            "isManaged": managed.then_some(true),
            "trustType": "AzureAd",
            "approximateLastSignInDateTime": now,
        });
        Some(row)
    })
}
