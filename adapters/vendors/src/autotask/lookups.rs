//! What is looked up once for an opened account: currencies, and the labels of numbers.

use super::client::{self, Client, Entity, all, unless_forbidden};
use crate::number::Id;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::vendor::Currency;
use tokio::sync::OnceCell;

/// Labels by the number that stands for them.
pub(super) type Labels = BTreeMap<String, String>;

#[derive(Debug, Default)]
pub(super) struct Lookups {
    currencies: OnceCell<Currencies>,
    company_types: OnceCell<Labels>,
    contract_types: OnceCell<Labels>,
}

#[derive(Debug, Default)]
pub(super) struct Currencies {
    by_id: BTreeMap<String, Currency>,
    /// The MSP's.
    pub own: Option<Currency>,
}

impl Currencies {
    /// A customer's; one that has none pays in the MSP's.
    pub(super) fn of(&self, id: &Id) -> Option<Currency> {
        match id.text() {
            Some(id) => self.by_id.get(id).copied(),
            None => self.own,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CurrencyRow {
    id: Id,
    name: Option<String>,
    is_internal_currency: Option<bool>,
}

#[derive(Default, Deserialize)]
struct Fields {
    #[serde(default)]
    fields: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    name: Option<String>,
    picklist_values: Option<Vec<Picked>>,
}

#[derive(Deserialize)]
struct Picked {
    #[serde(default)]
    value: Id,
    label: Option<String>,
}

impl Lookups {
    pub(super) async fn currencies(&self, client: &Client) -> Result<&Currencies, CloudFault> {
        self.currencies.get_or_try_init(|| currencies(client)).await
    }

    pub(super) async fn company_types(&self, client: &Client) -> Result<&Labels, CloudFault> {
        let labels = || labels(client, client::COMPANIES, "companyType");
        self.company_types.get_or_try_init(labels).await
    }

    pub(super) async fn contract_types(&self, client: &Client) -> Result<&Labels, CloudFault> {
        let labels = || labels(client, client::CONTRACTS, "contractType");
        self.contract_types.get_or_try_init(labels).await
    }
}

async fn currencies(client: &Client) -> Result<Currencies, CloudFault> {
    let rows: Vec<CurrencyRow> = unless_forbidden(all(client, client::CURRENCIES, &[], &[]).await)?;
    let mut found = Currencies::default();
    for row in rows {
        let name = row.name.unwrap_or_default();
        let (Some(id), Ok(currency)) = (row.id.into_text(), name.parse::<Currency>()) else {
            continue;
        };
        if row.is_internal_currency == Some(true) {
            found.own = Some(currency);
        }
        found.by_id.insert(id, currency);
    }
    Ok(found)
}

async fn labels(client: &Client, entity: Entity, field: &str) -> Result<Labels, CloudFault> {
    let fields: Fields = unless_forbidden(client.fields(entity).await)?;
    let named = |it: &Field| it.name.as_deref() == Some(field);
    let field = fields.fields.into_iter().find(named);
    let picked = field.and_then(|it| it.picklist_values).unwrap_or_default();
    let label = |it: Picked| Some((it.value.into_text()?, it.label?));
    Ok(picked.into_iter().filter_map(label).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OwnCompany {
    company_name: Option<String>,
}

/// The MSP's own name: that of the company 0.
pub(super) async fn own_company(client: &Client) -> Result<Option<String>, CloudFault> {
    let zero = json!({"op": "eq", "field": "id", "value": 0});
    let found = all(client, client::COMPANIES, &[zero], &["id", "companyName"]).await;
    let found: Vec<OwnCompany> = unless_forbidden(found)?;
    Ok(found.into_iter().find_map(|it| it.company_name))
}
