//! What an account is set to: whether it may sign in, where it is used; and its sessions end.

use super::{Administration, refusals};
use crate::graph::client::GraphRequest;
use serde_json::{Value, json};
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::{CloudFault, TenantId};
use tenantry_domain::country::Country;
use tenantry_http::Method;

pub(super) async fn set_sign_in(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
    allowed: bool,
) -> Result<(), CloudFault> {
    set(
        administration,
        tenant,
        id,
        json!({"accountEnabled": allowed}),
    )
    .await
}

pub(super) async fn set_usage_location(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
    location: Country,
) -> Result<(), CloudFault> {
    let body = json!({"usageLocation": location.as_str()});
    set(administration, tenant, id, body).await
}

async fn set(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
    body: Value,
) -> Result<(), CloudFault> {
    let request = GraphRequest::new(Method::PATCH, format!("/users/{id}")).json(&body)?;
    change(administration, tenant, id, request).await
}

pub(super) async fn revoke_sessions(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
) -> Result<(), CloudFault> {
    let path = format!("/users/{id}/revokeSignInSessions");
    let request = GraphRequest::new(Method::POST, path).json(&json!({}))?;
    change(administration, tenant, id, request).await
}

async fn change(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
    request: GraphRequest,
) -> Result<(), CloudFault> {
    let (graph, at) = (&administration.graph, administration.at(tenant));
    match graph.send(at, request).await {
        Ok(_) => Ok(()),
        Err(fault) => Err(refusals::explained(administration, tenant, id, fault).await),
    }
}
