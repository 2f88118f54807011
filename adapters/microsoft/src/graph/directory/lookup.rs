//! What may be known of a tenant from outside.

use super::Directory;
use crate::graph::client::GraphRequest;
use async_trait::async_trait;
use serde::Deserialize;
use tenantry_domain::cloud::directory::{TenantLookup, TenantSummary};
use tenantry_domain::cloud::{Cause, CloudFault, TenantId, TenantName};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    tenant_id: TenantId,
    display_name: Option<String>,
    default_domain_name: Option<String>,
}

impl Directory {
    async fn find(&self, own: TenantId, call: String) -> Result<Option<TenantSummary>, CloudFault> {
        let request = GraphRequest::get(format!("/tenantRelationships/{call}"));
        match self.graph.read::<Row>(self.at(own), request).await {
            Ok(row) => Ok(Some(TenantSummary {
                tenant: row.tenant_id,
                name: row.display_name.unwrap_or_default(),
                default_domain: row.default_domain_name.unwrap_or_default(),
            })),
            Err(fault) if fault.cause == Cause::NotThere => Ok(None),
            Err(fault) => Err(fault),
        }
    }
}

#[async_trait]
impl TenantLookup for Directory {
    async fn by_domain(
        &self,
        own: TenantId,
        domain: &str,
    ) -> Result<Option<TenantSummary>, CloudFault> {
        // Only what is a domain becomes part of the address.
        let name = domain.parse::<TenantName>();
        let name =
            name.map_err(|error| CloudFault::new(Cause::Refused, "graph", error.to_string()))?;
        self.find(
            own,
            format!("findTenantInformationByDomainName(domainName='{name}')"),
        )
        .await
    }

    async fn by_id(
        &self,
        own: TenantId,
        tenant: TenantId,
    ) -> Result<Option<TenantSummary>, CloudFault> {
        self.find(
            own,
            format!("findTenantInformationByTenantId(tenantId='{tenant}')"),
        )
        .await
    }
}
