//! Companies, resources, services and contracts, as Autotask writes them.

use super::client::{self, Page};
use super::lookups::Labels;
use crate::dates::Moment;
use crate::number::{Id, Number, some_text};
use crate::rows;
use serde::Deserialize;
use tenantry_domain::cloud::vendor::{
    Account, Contract, Currency, FoundRecord, Person, RecordFacts, RecordKind, Service, Term,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CompanyRow {
    id: Id,
    company_name: Option<String>,
    company_number: Option<String>,
    #[serde(default)]
    company_type: Id,
    is_active: Option<bool>,
    web_address: Option<String>,
    phone: Option<String>,
    #[serde(default, rename = "parentCompanyID")]
    parent: Id,
    city: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResourceRow {
    id: Id,
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    is_active: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ServiceRow {
    id: Id,
    name: Option<String>,
    sku: Option<String>,
    #[serde(default)]
    unit_price: Number,
    #[serde(default)]
    unit_cost: Number,
    #[serde(default)]
    period_type: Id,
    is_active: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ContractRow {
    id: Id,
    #[serde(default, rename = "companyID")]
    company: Id,
    contract_name: Option<String>,
    contract_number: Option<String>,
    #[serde(default)]
    contract_type: Id,
    #[serde(default)]
    status: Id,
    #[serde(default)]
    start_date: Moment,
    #[serde(default)]
    end_date: Moment,
    #[serde(default)]
    contract_period_type: Id,
}

pub(super) fn companies(page: &Page, types: &Labels) -> Vec<FoundRecord> {
    let record = |row: CompanyRow| {
        let id = row.id.into_text()?;
        let facts = Account {
            number: some_text(row.company_number),
            domains: some_text(row.web_address).into_iter().collect(),
            city: some_text(row.city),
            phone: some_text(row.phone),
            parent: row.parent.into_text(),
            own: id == "0",
            category: label(types, &row.company_type),
            ..Account::default()
        };
        Some(FoundRecord {
            id,
            name: row.company_name.unwrap_or_default(),
            account: None,
            active: row.is_active != Some(false),
            address: None,
            facts: RecordFacts::Account(facts),
        })
    };
    rows::records(
        client::COMPANIES.api,
        RecordKind::Account,
        &page.rows,
        record,
    )
}

/// Who works for the MSP.
pub(super) fn people(page: &Page) -> Vec<FoundRecord> {
    let record = |row: ResourceRow| {
        let names = [some_text(row.first_name), some_text(row.last_name)];
        let names: Vec<String> = names.into_iter().flatten().collect();
        let facts = Person {
            email: some_text(row.email),
            title: None,
        };
        Some(FoundRecord {
            id: row.id.into_text()?,
            name: names.join(" "),
            account: None,
            active: row.is_active != Some(false),
            address: None,
            facts: RecordFacts::Person(facts),
        })
    };
    rows::records(
        client::RESOURCES.api,
        RecordKind::Person,
        &page.rows,
        record,
    )
}

/// What is sold, in the MSP's own currency. A bundle and a service may have the same number.
pub(super) fn services(page: &Page, bundles: bool, own: Option<Currency>) -> Vec<FoundRecord> {
    let entity = super::entity(RecordKind::Service, bundles);
    let record = |row: ServiceRow| {
        let facts = Service {
            sku: some_text(row.sku),
            unit_price: row.unit_price.money(own),
            unit_cost: row.unit_cost.money(own),
            billing: period(&row.period_type),
        };
        Some(FoundRecord {
            id: id_of(bundles, &row.id)?,
            name: row.name.unwrap_or_default(),
            account: None,
            active: row.is_active != Some(false),
            address: None,
            facts: RecordFacts::Service(facts),
        })
    };
    rows::records(entity.api, RecordKind::Service, &page.rows, record)
}

pub(super) fn contracts(page: &Page, types: &Labels) -> Vec<FoundRecord> {
    let record = |row: ContractRow| {
        let status = match row.status.text() {
            Some("1") => Some("active".to_owned()),
            Some("0") => Some("inactive".to_owned()),
            other => other.map(str::to_owned),
        };
        let facts = Contract {
            number: some_text(row.contract_number),
            category: label(types, &row.contract_type),
            status,
            starts: row.start_date.date(),
            ends: row.end_date.date(),
            billing: period(&row.contract_period_type),
        };
        Some(FoundRecord {
            id: row.id.into_text()?,
            name: row.contract_name.unwrap_or_default(),
            account: row.company.into_text(),
            active: is_active(&row.status),
            address: None,
            facts: RecordFacts::Contract(facts),
        })
    };
    rows::records(
        client::CONTRACTS.api,
        RecordKind::Contract,
        &page.rows,
        record,
    )
}

/// Whether a contract with this status is in use: a status that nobody knows does not end it.
pub(super) fn is_active(status: &Id) -> bool {
    status.text() != Some("0")
}

/// Services and bundles are numbered apart from each other, and are one kind here.
pub(super) fn id_of(bundles: bool, id: &Id) -> Option<String> {
    let id = id.text()?;
    Some(if bundles {
        format!("bundle:{id}")
    } else {
        id.to_owned()
    })
}

/// A number without a label means nothing to anybody.
fn label(labels: &Labels, number: &Id) -> Option<String> {
    labels.get(number.text()?).cloned()
}

/// How often something is paid, by the vendor's numbers.
pub(super) fn period(number: &Id) -> Option<Term> {
    Some(match number.text()? {
        "1" => Term::Once,
        "2" => Term::MONTHLY,
        "3" => Term::QUARTERLY,
        "4" => Term::HALF_YEARLY,
        "5" => Term::YEARLY,
        other => Term::Other(format!("period type {other}")),
    })
}
