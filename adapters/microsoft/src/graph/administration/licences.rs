//! Licences of an account, added and removed in one call.

use super::{Administration, reading, refusals};
use crate::graph::client::GraphRequest;
use serde_json::json;
use tenantry_domain::cloud::administration::LicenceChange;
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::{CloudFault, TenantId};
use tenantry_http::Method;

/// The cloud's words for a licence that the account does not have; it has no code for them. It then
/// changed nothing, also not what it could have.
const NOT_HELD: &str = "does not have a corresponding license";

pub(super) async fn change(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
    change: &LicenceChange,
) -> Result<(), CloudFault> {
    if change.is_empty() {
        return Ok(());
    }
    match assign(administration, tenant, id, change).await {
        Err(fault) if fault.detail.contains(NOT_HELD) => {
            left(administration, tenant, id, change, fault).await
        }
        Err(fault) => Err(refusals::explained(administration, tenant, id, fault).await),
        Ok(()) => Ok(()),
    }
}

/// The change without what is so already.
async fn left(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
    change: &LicenceChange,
    fault: CloudFault,
) -> Result<(), CloudFault> {
    let account = reading::in_directory(administration, tenant, id).await?;
    let left = account.map(|account| change.left_at(&account));
    match left {
        Some(left) if left.is_empty() => Ok(()),
        Some(left) if left != *change => assign(administration, tenant, id, &left).await,
        _ => Err(fault),
    }
}

async fn assign(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
    change: &LicenceChange,
) -> Result<(), CloudFault> {
    let added = change.add.iter();
    let added = added.map(|sku| json!({"skuId": sku.as_uuid(), "disabledPlans": []}));
    let body = json!({
        "addLicenses": added.collect::<Vec<_>>(),
        "removeLicenses": change.remove.iter().map(|sku| sku.as_uuid()).collect::<Vec<_>>(),
    });
    let path = format!("/users/{id}/assignLicense");
    let request = GraphRequest::new(Method::POST, path).json(&body)?;
    let (graph, at) = (&administration.graph, administration.at(tenant));
    graph.send(at, request).await.map(drop)
}
