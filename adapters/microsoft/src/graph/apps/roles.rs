//! Permissions of apps by themselves.

use super::{Apps, MANY, gone_is_fine};
use crate::graph::client::GraphRequest;
use serde::Deserialize;
use serde_json::json;
use tenantry_domain::cloud::apps::{Made, PermissionId, PrincipalId, RoleGrant, RoleGrantId};
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_http::Method;
use uuid::Uuid;

const GRANT: [&str; 3] = ["id", "resourceId", "appRoleId"];
/// The cloud's words for a permission that is there already; it has no code for them.
const ALREADY: &str = "already exists";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: RoleGrantId,
    resource_id: Uuid,
    app_role_id: Uuid,
}

impl From<Row> for RoleGrant {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            interface: PrincipalId::new(row.resource_id),
            role: PermissionId::new(row.app_role_id),
        }
    }
}

fn of(app: PrincipalId) -> String {
    format!("/servicePrincipals/{app}/appRoleAssignments")
}

pub(super) async fn list(
    apps: &Apps,
    tenant: TenantId,
    app: PrincipalId,
) -> Result<Vec<RoleGrant>, CloudFault> {
    let request = GraphRequest::get(of(app)).select(&GRANT);
    let rows: Vec<Row> = apps.graph.pages(apps.at(tenant), request).all(MANY).await?;
    Ok(rows.into_iter().map(RoleGrant::from).collect())
}

pub(super) async fn grant(
    apps: &Apps,
    tenant: TenantId,
    app: PrincipalId,
    interface: PrincipalId,
    role: PermissionId,
) -> Result<Made<RoleGrant>, CloudFault> {
    let body = json!({"principalId": app.as_uuid(), "resourceId": interface.as_uuid(), "appRoleId": role.as_uuid()});
    let request = GraphRequest::new(Method::POST, of(app)).json(&body)?;
    match apps.graph.read::<Row>(apps.at(tenant), request).await {
        Ok(row) => Ok(Made::New(row.into())),
        Err(fault) if fault.cause == Cause::Conflict || fault.detail.contains(ALREADY) => {
            let all = list(apps, tenant, app).await?;
            let same = all
                .into_iter()
                .find(|held| held.interface == interface && held.role == role);
            same.map(Made::Already).ok_or(fault)
        }
        Err(fault) => Err(fault),
    }
}

pub(super) async fn revoke(
    apps: &Apps,
    tenant: TenantId,
    app: PrincipalId,
    id: &RoleGrantId,
) -> Result<(), CloudFault> {
    let request = GraphRequest::new(Method::DELETE, format!("{}/{id}", of(app)));
    gone_is_fine(apps.graph.send(apps.at(tenant), request).await.map(drop))
}
