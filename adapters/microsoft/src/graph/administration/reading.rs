//! Accounts by name and by id, in the directory and in the bin.

use super::Administration;
use super::rows::{ACCOUNT, DELETED, Row};
use crate::graph::client::GraphRequest;
use crate::graph::quoted;
use serde::de::DeserializeOwned;
use tenantry_domain::cloud::administration::{Account, AccountName};
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};

/// More than have one name.
const FEW: usize = 10;

pub(super) async fn named(
    administration: &Administration,
    tenant: TenantId,
    name: &AccountName,
) -> Result<Option<Account>, CloudFault> {
    let filter = format!("userPrincipalName eq {}", quoted(name.as_str()));
    let request = GraphRequest::get("/users")
        .query("$filter", filter)
        .select(&ACCOUNT);
    let graph = &administration.graph;
    let rows: Vec<Row> = graph
        .pages(administration.at(tenant), request)
        .all(FEW)
        .await?;
    Ok(rows.into_iter().next().map(Account::from))
}

pub(super) async fn anywhere(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
) -> Result<Option<Account>, CloudFault> {
    match in_directory(administration, tenant, id).await? {
        Some(account) => Ok(Some(account)),
        None => in_bin(administration, tenant, id).await,
    }
}

pub(super) async fn in_directory(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
) -> Result<Option<Account>, CloudFault> {
    let request = GraphRequest::get(format!("/users/{id}")).select(&ACCOUNT);
    let row: Option<Row> = if_there(administration, tenant, request).await?;
    Ok(row.map(Account::from))
}

pub(super) async fn in_bin(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
) -> Result<Option<Account>, CloudFault> {
    let mut properties = ACCOUNT.to_vec();
    properties.push(DELETED);
    // Only what is known to be a user may be asked for a user's properties.
    let path = format!("/directory/deletedItems/{id}/microsoft.graph.user");
    let request = GraphRequest::get(path).select(&properties);
    let row: Option<Row> = if_there(administration, tenant, request).await?;
    Ok(row.map(Account::from))
}

async fn if_there<T: DeserializeOwned>(
    administration: &Administration,
    tenant: TenantId,
    request: GraphRequest,
) -> Result<Option<T>, CloudFault> {
    let (graph, at) = (&administration.graph, administration.at(tenant));
    match graph.read(at, request).await {
        Ok(found) => Ok(Some(found)),
        Err(fault) if fault.cause == Cause::NotThere => Ok(None),
        Err(fault) => Err(fault),
    }
}
