//! Customers, products and subscriptions as StreamOne writes them. Of the person that a customer names,
//! only the domain of the address is read.

use super::API;
use crate::bought::{maker_sku, term};
use crate::countries;
use crate::dates::Moment;
use crate::number::{Id, Number, some_text};
use crate::rows::{self, Raw};
use serde::Deserialize;
use serde_json::Value;
use tenantry_domain::cloud::vendor::{
    Account, FoundRecord, Product, RecordFacts, RecordKind, Subscription, Term,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Buyer {
    /// `accounts/1/customers/2`
    name: Option<String>,
    #[serde(default)]
    id: Id,
    customer_organization: Option<String>,
    customer_email: Option<String>,
    customer_address: Option<Address>,
    customer_status: Option<String>,
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
    #[serde(default)]
    id: Id,
    name: Option<String>,
    display_name: Option<String>,
    #[serde(default)]
    attached_programs: Value,
    mfg_part_number: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bought {
    #[serde(default)]
    id: Id,
    #[serde(default)]
    subscription_id: Id,
    #[serde(default)]
    customer_id: Id,
    #[serde(default)]
    ccp_product_id: Id,
    subscription_name: Option<String>,
    mfg_part_number: Option<String>,
    subscription_offer_id: Option<String>,
    subscription_status: Option<String>,
    #[serde(default)]
    subscription_total_licenses: Number,
    #[serde(default)]
    price: Number,
    #[serde(default)]
    cost: Number,
    currency: Option<String>,
    subscription_billing_cycle: Option<String>,
    subscription_billing_term: Option<String>,
    #[serde(default)]
    subscription_start_date: Moment,
    #[serde(default)]
    subscription_end_date: Moment,
    #[serde(default)]
    renewal_date: Moment,
    #[serde(default)]
    auto_renew: Value,
    #[serde(default)]
    is_trial: Value,
}

pub(super) fn records(kind: RecordKind, rows: &[Raw]) -> Vec<FoundRecord> {
    match kind {
        RecordKind::Product => rows::records(API, kind, rows, product),
        RecordKind::Subscription => rows::records(API, kind, rows, subscription),
        _ => rows::records(API, kind, rows, account),
    }
}

/// The end of a name that looks like a path.
fn end_of(name: Option<String>, list: &str) -> Option<String> {
    let name = some_text(name)?;
    let (_, id) = name.rsplit_once(list)?;
    (!id.is_empty() && !id.contains('/')).then(|| id.to_owned())
}

/// Some of these answers have flags as text.
fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

fn account(customer: Buyer) -> Option<FoundRecord> {
    let id = end_of(customer.name, "/customers/").or(customer.id.into_text())?;
    let address = customer.customer_address.unwrap_or_default();
    let mail = some_text(customer.customer_email);
    let domain = mail.as_deref().and_then(|it| it.rsplit_once('@'));
    let status = customer.customer_status.unwrap_or_default();
    let over = ["inactive", "deleted", "disabled"];
    let facts = Account {
        domains: domain
            .map(|(_, domain)| domain.to_owned())
            .into_iter()
            .collect(),
        city: some_text(address.city),
        country: address.country.as_deref().and_then(countries::code),
        ..Account::default()
    };
    Some(FoundRecord {
        id,
        name: customer.customer_organization.unwrap_or_default(),
        account: None,
        active: !over.contains(&status.trim().to_ascii_lowercase().as_str()),
        address: None,
        facts: RecordFacts::Account(facts),
    })
}

fn product(offered: Offered) -> Option<FoundRecord> {
    let id = offered.id.into_text();
    let program = match &offered.attached_programs {
        Value::Array(programs) => programs.first(),
        program => Some(program),
    };
    let program = program.and_then(|it| it["displayName"].as_str());
    let facts = Product {
        vendor: some_text(program.map(str::to_owned)),
        sku: None,
        maker_sku: commerce_sku(&[offered.mfg_part_number.as_deref()]),
    };
    Some(FoundRecord {
        id: id.or_else(|| end_of(offered.name, "/products/"))?,
        name: offered.display_name.unwrap_or_default(),
        account: None,
        active: true,
        address: None,
        facts: RecordFacts::Product(facts),
    })
}

/// Microsoft's name of a product, where one of these texts is one. Other texts in the same fields are the
/// distributor's own, and are no maker's.
fn commerce_sku(texts: &[Option<&str>]) -> Option<String> {
    let mut found = texts.iter().flatten().filter_map(|text| maker_sku(text));
    found.find(|text| text.contains(':'))
}

fn subscription(bought: Bought) -> Option<FoundRecord> {
    let currency = bought.currency.as_deref().and_then(|it| it.parse().ok());
    let status = some_text(bought.subscription_status);
    let word = status.as_deref().unwrap_or_default().to_ascii_lowercase();
    let cycle = bought.subscription_billing_cycle.as_deref().and_then(term);
    let bound = bought.subscription_billing_term.as_deref().and_then(term);
    let (billing, bound) = match cycle {
        Some(cycle) => (Some(cycle), bound),
        None => (bound, None),
    };
    let maker_sku = commerce_sku(&[
        bought.mfg_part_number.as_deref(),
        bought.subscription_offer_id.as_deref(),
    ]);
    let makers = bought.subscription_id.into_text();
    let ends = bought.subscription_end_date.date();
    let trial = flag(&bought.is_trial) == Some(true) || word == "trial";
    let facts = Subscription {
        product: bought.ccp_product_id.into_text(),
        maker_sku,
        maker_subscription: makers.clone(),
        quantity: bought.subscription_total_licenses.amount(),
        unit_price: bought.price.money(currency),
        unit_cost: bought.cost.money(currency),
        trial: trial || billing == Some(Term::Trial),
        billing,
        term: bound,
        starts: bought.subscription_start_date.date(),
        ends: ends.or(bought.renewal_date.date()),
        renews: flag(&bought.auto_renew),
        status,
        // Its list of products says under which program they are sold.
        of_microsoft: None,
    };
    Some(FoundRecord {
        id: bought.id.into_text().or(makers)?,
        name: bought.subscription_name.unwrap_or_default(),
        account: bought.customer_id.into_text(),
        active: is_in_use(&word),
        address: None,
        facts: RecordFacts::Subscription(facts),
    })
}

/// A word that nobody knows is taken for in use: to miss something costs more than to look at it.
fn is_in_use(status: &str) -> bool {
    let not = [
        "suspended",
        "deleted",
        "canceled",
        "cancelled",
        "expired",
        "pending",
    ];
    !not.contains(&status)
}
