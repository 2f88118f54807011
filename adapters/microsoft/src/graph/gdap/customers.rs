//! With whom there are relationships, and contracts.

use crate::graph::client::{API, GraphRequest};
use crate::graph::gdap::rows::known;
use crate::graph::gdap::{CUSTOMERS, Gdap, MANY, open_minded};
use async_trait::async_trait;
use serde::Deserialize;
use tenantry_domain::cloud::gdap::{
    Contract, ContractKind, Contracts, GdapCustomer, GdapCustomers, ManagedService, Partner,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion, TenantId};

const CUSTOMER: &[&str] = &["id", "tenantId", "displayName"];
const CONTRACT: &[&str] = &[
    "id",
    "customerId",
    "contractType",
    "defaultDomainName",
    "displayName",
];
const PAGE: &str = "300";
const CONTRACT_PAGE: &str = "999";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CustomerRow {
    tenant_id: String,
    display_name: Option<String>,
}

impl CustomerRow {
    fn customer(self) -> Option<GdapCustomer> {
        Some(GdapCustomer {
            tenant: known(&self.tenant_id, "customer")?,
            name: self.display_name.unwrap_or_default(),
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ServiceRow {
    service_name: Option<String>,
    service_management_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ContractRow {
    customer_id: String,
    contract_type: Option<String>,
    default_domain_name: Option<String>,
    display_name: Option<String>,
}

impl ContractRow {
    fn contract(self) -> Option<Contract> {
        let kind = self.contract_type.unwrap_or_default();
        Some(Contract {
            customer: known(&self.customer_id, "contract")?,
            name: self.display_name.unwrap_or_default(),
            default_domain: self.default_domain_name.filter(|name| !name.is_empty()),
            kind: match kind.as_str() {
                "SyndicationPartner" => ContractKind::Syndication,
                "BreadthPartner" => ContractKind::Breadth,
                "ResellerPartner" => ContractKind::Reseller,
                _ => ContractKind::Unknown(kind),
            },
        })
    }
}

#[async_trait]
impl GdapCustomers for Gdap {
    async fn list(
        &self,
        partner: Partner,
        from: Option<&Bookmark>,
    ) -> Result<Portion<GdapCustomer>, CloudFault> {
        let request = GraphRequest::get(CUSTOMERS)
            .select(CUSTOMER)
            .query("$top", PAGE);
        let part = self
            .graph
            .portion::<CustomerRow>(self.at(partner), open_minded(request), from)
            .await?;
        Ok(Portion {
            rows: part
                .rows
                .into_iter()
                .filter_map(CustomerRow::customer)
                .collect(),
            next: part.next,
        })
    }

    async fn get(&self, partner: Partner, customer: TenantId) -> Result<GdapCustomer, CloudFault> {
        let request = GraphRequest::get(format!("{CUSTOMERS}/{customer}")).select(CUSTOMER);
        let row: CustomerRow = self
            .graph
            .read(self.at(partner), open_minded(request))
            .await?;
        row.customer().ok_or_else(|| {
            let detail = "the customer has no tenant id that can be used";
            CloudFault::new(Cause::AnswerUnreadable, API, detail)
        })
    }

    async fn services(
        &self,
        partner: Partner,
        customer: TenantId,
    ) -> Result<Vec<ManagedService>, CloudFault> {
        // This list takes no parameters at all, not even the choice of properties.
        let request = GraphRequest::get(format!("{CUSTOMERS}/{customer}/serviceManagementDetails"));
        let pages = self.graph.pages::<ServiceRow>(self.at(partner), request);
        let rows = pages.all(MANY).await?;
        let service = |row: ServiceRow| {
            Some(ManagedService {
                name: row.service_name?,
                address: row.service_management_url.unwrap_or_default(),
            })
        };
        Ok(rows.into_iter().filter_map(service).collect())
    }
}

#[async_trait]
impl Contracts for Gdap {
    async fn list(
        &self,
        partner: Partner,
        from: Option<&Bookmark>,
    ) -> Result<Portion<Contract>, CloudFault> {
        let request = GraphRequest::get("/contracts")
            .select(CONTRACT)
            .query("$top", CONTRACT_PAGE);
        let part = self
            .graph
            .portion::<ContractRow>(self.at(partner), request, from)
            .await?;
        Ok(Portion {
            rows: part
                .rows
                .into_iter()
                .filter_map(ContractRow::contract)
                .collect(),
            next: part.next,
        })
    }
}
