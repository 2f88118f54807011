//! Devices that Intune manages.

use super::{TenantPosture, licensed};
use crate::graph::client::GraphRequest;
use async_trait::async_trait;
use serde::Deserialize;
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::posture::{
    Compliance, DeviceId, Licensed, ManagedDevice, ManagedDevices,
};
use tenantry_domain::cloud::{Bookmark, CloudFault, Portion, TenantId};
use uuid::Uuid;

const DEVICE: [&str; 9] = [
    "id",
    "deviceName",
    "operatingSystem",
    "osVersion",
    "complianceState",
    "userId",
    "serialNumber",
    "model",
    "isEncrypted",
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: Uuid,
    device_name: Option<String>,
    operating_system: Option<String>,
    os_version: Option<String>,
    compliance_state: Option<String>,
    /// Empty for a device that nobody has.
    user_id: Option<String>,
    serial_number: Option<String>,
    model: Option<String>,
    is_encrypted: Option<bool>,
}

impl From<Row> for ManagedDevice {
    fn from(row: Row) -> Self {
        Self {
            id: DeviceId::new(row.id),
            name: row.device_name,
            system: row.operating_system,
            version: row.os_version,
            compliance: match row.compliance_state.as_deref() {
                Some("compliant") => Compliance::Compliant,
                Some("noncompliant") => Compliance::NotCompliant,
                _ => Compliance::Unknown,
            },
            user: row.user_id.and_then(|text| text.parse::<UserId>().ok()),
            serial_number: row.serial_number,
            model: row.model,
            encrypted: row.is_encrypted,
        }
    }
}

#[async_trait]
impl ManagedDevices for TenantPosture {
    async fn list(
        &self,
        tenant: TenantId,
        from: Option<&Bookmark>,
    ) -> Result<Licensed<Portion<ManagedDevice>>, CloudFault> {
        let first = GraphRequest::get("/deviceManagement/managedDevices")
            .query("$top", "999")
            .select(&DEVICE);
        let portion = self
            .graph
            .portion::<Row>(self.at(tenant), first, from)
            .await;
        licensed(portion.map(|portion| Portion {
            rows: portion.rows.into_iter().map(ManagedDevice::from).collect(),
            next: portion.next,
        }))
    }
}
