//! Consents in a customer's tenant, given by the partner.

use crate::partner::client::{API, PartnerRequest};
use crate::partner::{PartnerCenter, at};
use async_trait::async_trait;
use serde_json::json;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::{AppId, ApplicationConsents, Consent, Granted, Revoked};
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_http::Method;

#[async_trait]
impl ApplicationConsents for PartnerCenter {
    async fn grant(
        &self,
        partner: Partner,
        customer: TenantId,
        consent: &Consent,
    ) -> Result<Granted, CloudFault> {
        if consent.resource == AppId::PARTNER_CENTER {
            let detail = "Partner Center is no resource of a customer's tenant";
            return Err(CloudFault::new(Cause::Refused, API, detail));
        }
        let scopes: Vec<&str> = consent.scopes.iter().collect();
        let mut body = json!({
            "applicationId": consent.app.to_string(),
            "applicationGrants": [{
                "enterpriseApplicationId": consent.resource.to_string(),
                "scope": scopes.join(","),
            }],
        });
        if let Some(name) = &consent.app_name {
            body["displayName"] = json!(name);
        }
        let path = format!("/v1/customers/{customer}/applicationconsents");
        let request = PartnerRequest::new(Method::POST, path).json(&body)?;
        match self.client.send(at(partner), request).await {
            Ok(_) => Ok(Granted::Now),
            Err(fault) if was_there(&fault) => Ok(Granted::WasThere),
            Err(fault) => Err(fault),
        }
    }

    async fn revoke(
        &self,
        partner: Partner,
        customer: TenantId,
        app: AppId,
    ) -> Result<Revoked, CloudFault> {
        let path = format!("/v1/customers/{customer}/applicationconsents/{app}");
        let request = PartnerRequest::new(Method::DELETE, path);
        match self.client.send(at(partner), request).await {
            Ok(_) => Ok(Revoked::Now),
            Err(fault) if fault.cause == Cause::NotThere => Ok(Revoked::WasNotThere),
            Err(fault) => Err(fault),
        }
    }
}

/// Partner Center says so under more than one status, so its words decide.
fn was_there(fault: &CloudFault) -> bool {
    let words = "permission entry already exists";
    fault.detail.to_ascii_lowercase().contains(words)
}
