//! Companies, products and subscriptions as Pax8 writes them. Contacts are not read.

use super::API;
use crate::bought::{maker_sku, term};
use crate::countries;
use crate::dates::Moment;
use crate::number::{Id, Number, some_text};
use crate::rows::{self, Raw};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tenantry_domain::cloud::TenantId;
use tenantry_domain::cloud::vendor::{
    Account, FoundRecord, Product, RecordFacts, RecordKind, Reference, Subscription, Term,
};

/// What the number refers to that somebody keeps at a company: nobody says whose it is.
const SOMEBODYS: &str = "external";

/// Under which names a subscription may keep the tenant that it was made for.
const TENANT_KEYS: [&str; 3] = ["mstenantid", "microsofttenantid", "tenantid"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Company {
    id: Id,
    name: Option<String>,
    #[serde(default)]
    external_id: Id,
    website: Option<String>,
    phone: Option<String>,
    address: Option<Address>,
    status: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Address {
    city: Option<String>,
    country: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Offered {
    id: Id,
    name: Option<String>,
    vendor_name: Option<String>,
    sku: Option<String>,
    vendor_sku: Option<String>,
    alt_vendor_sku: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bought {
    id: Id,
    #[serde(default)]
    company_id: Id,
    #[serde(default)]
    product_id: Id,
    product_name: Option<String>,
    vendor_subscription_id: Option<String>,
    vendor_sku_id: Option<String>,
    #[serde(default)]
    quantity: Number,
    #[serde(default)]
    start_date: Moment,
    #[serde(default)]
    end_date: Moment,
    status: Option<String>,
    #[serde(default)]
    price: Number,
    #[serde(default)]
    partner_cost: Number,
    currency_code: Option<String>,
    billing_term: Option<String>,
    commitment_term: Option<Commitment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Commitment {
    term: Option<String>,
    #[serde(default)]
    end_date: Moment,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Provisioned {
    provisioning_details: Option<Vec<Detail>>,
}

#[derive(Deserialize)]
struct Detail {
    #[serde(default)]
    key: Value,
    #[serde(default)]
    values: Value,
}

/// The rows of a page. Those of another shape are counted and left out.
pub(super) fn read<R: DeserializeOwned>(kind: RecordKind, rows: &[Raw]) -> Vec<R> {
    let read: Vec<R> = rows.iter().filter_map(Raw::read).collect();
    let unread = rows.len() - read.len();
    if unread > 0 {
        tracing::warn!(
            api = API,
            kind = kind.as_str(),
            unread,
            "rows cannot be read"
        );
    }
    read
}

pub(super) fn records(kind: RecordKind, rows: &[Raw]) -> Vec<FoundRecord> {
    match kind {
        RecordKind::Product => rows::records(API, kind, rows, product),
        _ => rows::records(API, kind, rows, subscription),
    }
}

/// Every tenant that these subscriptions name.
pub(super) fn tenants(rows: &[Raw]) -> impl Iterator<Item = TenantId> {
    let rows = rows.iter().filter_map(Raw::read::<Provisioned>);
    let details = rows.flat_map(|row| row.provisioning_details.unwrap_or_default());
    details.filter_map(|detail| detail.tenant())
}

impl Detail {
    fn tenant(&self) -> Option<TenantId> {
        let key = self.key.as_str()?.trim().to_ascii_lowercase();
        if !TENANT_KEYS.contains(&key.as_str()) {
            return None;
        }
        let value = match &self.values {
            Value::Array(values) => values.first()?.as_str()?,
            single => single.as_str()?,
        };
        value.trim().parse().ok()
    }
}

impl Company {
    /// Its id, when anything may have been bought for it.
    pub(super) fn bought_something(&self) -> Option<&str> {
        self.id.text().filter(|_| !self.is_deleted())
    }

    fn is_deleted(&self) -> bool {
        let status = self.status.as_deref().unwrap_or_default();
        status.eq_ignore_ascii_case("deleted")
    }

    pub(super) fn record(self, tenant: Option<TenantId>) -> Option<FoundRecord> {
        let active = !self.is_deleted();
        let address = self.address.unwrap_or_default();
        let number = self.external_id.into_text();
        let reference = number.clone().map(|id| Reference {
            system: SOMEBODYS.to_owned(),
            id,
        });
        let facts = Account {
            number,
            domains: some_text(self.website).into_iter().collect(),
            tenant,
            references: reference.into_iter().collect(),
            city: some_text(address.city),
            country: address.country.as_deref().and_then(countries::code),
            phone: some_text(self.phone),
            ..Account::default()
        };
        Some(FoundRecord {
            id: self.id.into_text()?,
            name: self.name.unwrap_or_default(),
            account: None,
            active,
            address: None,
            facts: RecordFacts::Account(facts),
        })
    }
}

fn product(offered: Offered) -> Option<FoundRecord> {
    let maker = some_text(offered.vendor_sku).or_else(|| some_text(offered.alt_vendor_sku));
    let facts = Product {
        vendor: some_text(offered.vendor_name),
        sku: some_text(offered.sku),
        maker_sku: maker.as_deref().and_then(maker_sku),
    };
    Some(FoundRecord {
        id: offered.id.into_text()?,
        name: offered.name.unwrap_or_default(),
        account: None,
        active: true,
        address: None,
        facts: RecordFacts::Product(facts),
    })
}

fn subscription(bought: Bought) -> Option<FoundRecord> {
    let currency = bought.currency_code.as_deref();
    let currency = currency.and_then(|it| it.parse().ok());
    let status = some_text(bought.status);
    let word = status.as_deref().unwrap_or_default().to_ascii_lowercase();
    let billing = bought.billing_term.as_deref().and_then(term);
    let commitment = bought.commitment_term;
    let bound = commitment.as_ref();
    let committed = bound.and_then(|it| it.end_date.date());
    let facts = Subscription {
        product: bought.product_id.into_text(),
        maker_sku: bought.vendor_sku_id.as_deref().and_then(maker_sku),
        maker_subscription: some_text(bought.vendor_subscription_id),
        quantity: bought.quantity.amount(),
        unit_price: bought.price.money(currency),
        unit_cost: bought.partner_cost.money(currency),
        term: bound.and_then(|it| it.term.as_deref()).and_then(term),
        starts: bought.start_date.date(),
        ends: committed.or(bought.end_date.date()),
        renews: (word == "pendingcancel").then_some(false),
        trial: word == "trial" || billing == Some(Term::Trial),
        billing,
        status,
        // Its list of products says who makes them.
        of_microsoft: None,
    };
    Some(FoundRecord {
        id: bought.id.into_text()?,
        name: bought.product_name.unwrap_or_default(),
        account: bought.company_id.into_text(),
        active: is_in_use(&word),
        address: None,
        facts: RecordFacts::Subscription(facts),
    })
}

/// What is over, or has not begun, is not in use. A word that nobody knows is taken for in use: to miss
/// something costs more than to look at it.
fn is_in_use(status: &str) -> bool {
    let not = [
        "cancelled",
        "canceled",
        "converted",
        "pendingmanual",
        "pendingautomated",
        "pendingactivation",
        "waitingfordetails",
    ];
    !not.contains(&status)
}
