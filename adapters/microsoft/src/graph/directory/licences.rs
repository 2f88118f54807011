//! Products and subscriptions.

use super::{Directory, MANY};
use crate::graph::client::GraphRequest;
use jiff::Timestamp;
use serde::Deserialize;
use tenantry_domain::cloud::directory::{Licence, LicenceState, Plan, SkuId, Subscription};
use tenantry_domain::cloud::{CloudFault, TenantId};
use uuid::Uuid;

const SKU: [&str; 7] = [
    "skuId",
    "skuPartNumber",
    "appliesTo",
    "capabilityStatus",
    "consumedUnits",
    "prepaidUnits",
    "servicePlans",
];
const SUBSCRIPTION: [&str; 7] = [
    "id",
    "skuId",
    "skuPartNumber",
    "totalLicenses",
    "isTrial",
    "status",
    "nextLifecycleDateTime",
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SkuRow {
    sku_id: Uuid,
    sku_part_number: String,
    applies_to: Option<String>,
    capability_status: Option<String>,
    #[serde(default)]
    consumed_units: u32,
    #[serde(default)]
    prepaid_units: Units,
    #[serde(default)]
    service_plans: Vec<PlanRow>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Units {
    enabled: u32,
    suspended: u32,
    warning: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PlanRow {
    service_plan_id: Uuid,
    service_plan_name: String,
    provisioning_status: Option<String>,
}

pub(super) async fn licences(
    directory: &Directory,
    tenant: TenantId,
) -> Result<Vec<Licence>, CloudFault> {
    let request = GraphRequest::get("/subscribedSkus").select(&SKU);
    let rows: Vec<SkuRow> = directory
        .graph
        .pages(directory.at(tenant), request)
        .all(MANY)
        .await?;
    Ok(rows.into_iter().map(licence).collect())
}

fn licence(row: SkuRow) -> Licence {
    let plan = |plan: PlanRow| Plan {
        id: plan.service_plan_id,
        name: plan.service_plan_name,
        ready: plan.provisioning_status.as_deref() == Some("Success"),
    };
    Licence {
        sku: SkuId::new(row.sku_id),
        part_number: row.sku_part_number,
        state: match row.capability_status.as_deref() {
            Some("Enabled") => LicenceState::Enabled,
            Some("Warning") => LicenceState::Warning,
            Some("Suspended") => LicenceState::Suspended,
            Some("Deleted") => LicenceState::Deleted,
            Some("LockedOut") => LicenceState::LockedOut,
            _ => LicenceState::Unknown,
        },
        for_users: row.applies_to.as_deref() == Some("User"),
        consumed: row.consumed_units,
        enabled: row.prepaid_units.enabled,
        suspended: row.prepaid_units.suspended,
        warning: row.prepaid_units.warning,
        plans: row.service_plans.into_iter().map(plan).collect(),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SubscriptionRow {
    id: String,
    sku_id: Uuid,
    sku_part_number: String,
    #[serde(default)]
    total_licenses: u32,
    #[serde(default)]
    is_trial: bool,
    #[serde(default)]
    status: String,
    next_lifecycle_date_time: Option<String>,
}

pub(super) async fn subscriptions(
    directory: &Directory,
    tenant: TenantId,
) -> Result<Vec<Subscription>, CloudFault> {
    let request = GraphRequest::get("/directory/subscriptions").select(&SUBSCRIPTION);
    let rows: Vec<SubscriptionRow> = directory
        .graph
        .pages(directory.at(tenant), request)
        .all(MANY)
        .await?;
    let subscription = |row: SubscriptionRow| Subscription {
        id: row.id,
        sku: SkuId::new(row.sku_id),
        part_number: row.sku_part_number,
        seats: row.total_licenses,
        trial: row.is_trial,
        status: row.status,
        next_change: row
            .next_lifecycle_date_time
            .and_then(|text| text.parse::<Timestamp>().ok()),
    };
    Ok(rows.into_iter().map(subscription).collect())
}
