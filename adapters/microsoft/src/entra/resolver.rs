//! Which tenant a name belongs to, from what Entra publishes.

use super::app::API;
use super::documents::{Documents, KeyRules, Metadata};
use crate::settings::Endpoints;
use async_trait::async_trait;
use std::sync::Arc;
use tenantry_domain::cloud::{
    Cause, CloudFault, ResolvedTenant, TenantId, TenantName, TenantResolver,
};
use tenantry_http::Http;
use url::Url;
use uuid::Uuid;

/// Resolves tenants without a token: everybody may ask.
#[derive(Debug, Clone)]
pub struct EntraTenants {
    documents: Documents,
}

impl EntraTenants {
    pub fn new(http: Http, endpoints: Arc<Endpoints>) -> Self {
        Self {
            documents: Documents::new(http, endpoints, KeyRules::default()),
        }
    }
}

#[async_trait]
impl TenantResolver for EntraTenants {
    async fn resolve(&self, name: &TenantName) -> Result<ResolvedTenant, CloudFault> {
        let metadata = self.documents.metadata(&name.to_string()).await?;
        let id = tenant_of(&metadata).ok_or_else(|| {
            CloudFault::new(Cause::AnswerUnreadable, API, "the issuer names no tenant")
        })?;
        if matches!(name, TenantName::Id(asked) if *asked != id) {
            let why = "another tenant than the one that was asked for";
            return Err(CloudFault::new(Cause::AnswerUnreadable, API, why));
        }
        Ok(ResolvedTenant {
            id,
            region: metadata.tenant_region_scope,
            cloud: metadata.cloud_instance_name,
        })
    }
}

/// The issuer is `https://HOST/TENANT/v2.0`.
fn tenant_of(metadata: &Metadata) -> Option<TenantId> {
    let issuer = Url::parse(&metadata.issuer).ok()?;
    let mut parts = issuer.path_segments()?;
    let id = Uuid::try_parse(parts.next()?).ok()?;
    let shaped = issuer.scheme() == "https" && parts.eq(["v2.0"]);
    shaped.then(|| TenantId::new(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_issuer_names_the_tenant() {
        let tenant = |issuer: &str| {
            let metadata = json!({"issuer": issuer, "jwks_uri": "https://login.example.com/keys"});
            tenant_of(&serde_json::from_value(metadata).unwrap())
        };
        let id = Uuid::from_u128(5);
        let good = format!("https://login.microsoftonline.com/{id}/v2.0");
        assert_eq!(tenant(&good), Some(TenantId::new(id)));
        for odd in [
            "https://login.microsoftonline.com/{tenantid}/v2.0",
            "https://login.microsoftonline.com/common/v2.0",
            "not an address",
            "",
            &format!("http://login.microsoftonline.com/{id}/v2.0"),
            &format!("https://sts.windows.net/{id}/"),
            &format!("{good}/more"),
        ] {
            assert_eq!(tenant(odd), None, "{odd}");
        }
    }
}
