//! The organization and its domains.

use super::{Directory, MANY};
use crate::graph::client::GraphRequest;
use serde::Deserialize;
use tenantry_domain::cloud::directory::{Domain, Organization};
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use uuid::Uuid;

const ORGANIZATION: [&str; 6] = [
    "id",
    "displayName",
    "verifiedDomains",
    "assignedPlans",
    "countryLetterCode",
    "onPremisesSyncEnabled",
];
const DOMAIN: [&str; 4] = ["id", "isDefault", "isInitial", "isVerified"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OrganizationRow {
    id: TenantId,
    display_name: Option<String>,
    #[serde(default)]
    verified_domains: Vec<VerifiedDomain>,
    #[serde(default)]
    assigned_plans: Vec<AssignedPlan>,
    country_letter_code: Option<String>,
    on_premises_sync_enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VerifiedDomain {
    name: String,
    #[serde(default)]
    is_default: bool,
    #[serde(default)]
    is_initial: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssignedPlan {
    service_plan_id: Option<Uuid>,
    capability_status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DomainRow {
    id: String,
    is_default: bool,
    is_initial: bool,
    is_verified: bool,
}

pub(super) async fn organization(
    directory: &Directory,
    tenant: TenantId,
) -> Result<Organization, CloudFault> {
    let request = GraphRequest::get("/organization").select(&ORGANIZATION);
    let rows: Vec<OrganizationRow> = directory
        .graph
        .pages(directory.at(tenant), request)
        .all(MANY)
        .await?;
    let row = rows.into_iter().next();
    let row = row.ok_or_else(|| {
        CloudFault::new(Cause::NotThere, "graph", "the tenant shows no organization")
    })?;
    let domain = |it: VerifiedDomain| Domain {
        name: it.name,
        is_default: it.is_default,
        is_initial: it.is_initial,
        is_verified: true,
    };
    let running = |it: &AssignedPlan| it.capability_status.as_deref() == Some("Enabled");
    Ok(Organization {
        tenant: row.id,
        name: row.display_name.unwrap_or_default(),
        domains: row.verified_domains.into_iter().map(domain).collect(),
        country: row.country_letter_code,
        synchronized: row.on_premises_sync_enabled.unwrap_or(false),
        plans: row
            .assigned_plans
            .iter()
            .filter(|it| running(it))
            .filter_map(|it| it.service_plan_id)
            .collect(),
    })
}

pub(super) async fn domains(
    directory: &Directory,
    tenant: TenantId,
) -> Result<Vec<Domain>, CloudFault> {
    let request = GraphRequest::get("/domains").select(&DOMAIN);
    let rows: Vec<DomainRow> = directory
        .graph
        .pages(directory.at(tenant), request)
        .all(MANY)
        .await?;
    let domain = |row: DomainRow| Domain {
        name: row.id,
        is_default: row.is_default,
        is_initial: row.is_initial,
        is_verified: row.is_verified,
    };
    Ok(rows.into_iter().map(domain).collect())
}
