//! Customers.

use crate::partner::client::{API, Collection, PartnerRequest};
use crate::partner::{PartnerCenter, at};
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::{
    PartnerCustomer, PartnerCustomerId, PartnerCustomers, ResellerRelation,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion};
use tenantry_http::Method;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CustomerRow {
    id: String,
    company_profile: Option<CompanyProfile>,
    relationship_to_partner: Option<String>,
    allow_delegated_access: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CompanyProfile {
    tenant_id: Option<String>,
    domain: Option<String>,
    company_name: Option<String>,
}

impl CustomerRow {
    /// Nothing when neither the profile nor the id names a tenant.
    fn customer(self) -> Option<PartnerCustomer> {
        let profile = self.company_profile.unwrap_or_default();
        let named = profile.tenant_id.filter(|id| !id.is_empty());
        let tenant = named.as_deref().unwrap_or(&self.id).parse().ok();
        let (Some(tenant), Ok(id)) = (tenant, self.id.parse()) else {
            tracing::warn!("a customer of Partner Center has no tenant id, and is left out");
            return None;
        };
        Some(PartnerCustomer {
            id,
            tenant,
            name: profile.company_name.unwrap_or_default(),
            domain: profile.domain.filter(|domain| !domain.is_empty()),
            relation: self.relationship_to_partner.map(relation),
            old_delegation: self.allow_delegated_access,
        })
    }
}

fn relation(text: String) -> ResellerRelation {
    match text.to_ascii_lowercase().as_str() {
        "reseller" => ResellerRelation::Reseller,
        "advisor" => ResellerRelation::Advisor,
        "syndication" => ResellerRelation::Syndication,
        "microsoft_support" => ResellerRelation::MicrosoftSupport,
        "none" => ResellerRelation::None,
        _ => ResellerRelation::Unknown(text),
    }
}

impl PartnerCenter {
    /// The first customers, as many as wanted; the bookmark goes on with as many.
    pub(super) async fn first_customers(
        &self,
        partner: Partner,
        count: usize,
    ) -> Result<Portion<PartnerCustomer>, CloudFault> {
        let request = PartnerRequest::get(format!("/v1/customers?size={count}"));
        self.page_of_customers(partner, request).await
    }

    async fn page_of_customers(
        &self,
        partner: Partner,
        request: PartnerRequest,
    ) -> Result<Portion<PartnerCustomer>, CloudFault> {
        let page: Collection<CustomerRow> = self.client.read(at(partner), request).await?;
        let next = page.bookmark();
        let rows = page.items.into_iter().filter_map(CustomerRow::customer);
        Ok(Portion {
            rows: rows.collect(),
            next,
        })
    }
}

#[derive(Deserialize)]
struct Invitation {
    url: String,
}

#[async_trait]
impl PartnerCustomers for PartnerCenter {
    async fn list(
        &self,
        partner: Partner,
        from: Option<&Bookmark>,
    ) -> Result<Portion<PartnerCustomer>, CloudFault> {
        let request = match from {
            Some(bookmark) => self.client.continued(bookmark)?,
            None => PartnerRequest::get("/v1/customers?size=500"),
        };
        self.page_of_customers(partner, request).await
    }

    async fn get(
        &self,
        partner: Partner,
        customer: &PartnerCustomerId,
    ) -> Result<PartnerCustomer, CloudFault> {
        let request = PartnerRequest::get(format!("/v1/customers/{customer}"));
        let row: CustomerRow = self.client.read(at(partner), request).await?;
        row.customer().ok_or_else(|| {
            let detail = "the customer has no tenant id that can be used";
            CloudFault::new(Cause::AnswerUnreadable, API, detail)
        })
    }

    async fn end_reseller_relation(
        &self,
        partner: Partner,
        customer: &PartnerCustomerId,
    ) -> Result<(), CloudFault> {
        let path = format!("/v1/customers/{customer}");
        let request = PartnerRequest::new(Method::PATCH, path).json(&json!({
            "relationshipToPartner": "none",
            "attributes": {"objectType": "Customer"},
        }))?;
        self.client.send(at(partner), request).await.map(drop)
    }

    async fn reseller_invitation_link(&self, partner: Partner) -> Result<String, CloudFault> {
        let request = PartnerRequest::get("/v1/customers/relationshiprequests");
        let invitation: Invitation = self.client.read(at(partner), request).await?;
        // People will follow it: nothing but a page over TLS is handed out.
        if invitation.url.starts_with("https://") {
            Ok(invitation.url)
        } else {
            let detail = "the invitation is no https address";
            Err(CloudFault::new(Cause::AnswerUnreadable, API, detail))
        }
    }
}
