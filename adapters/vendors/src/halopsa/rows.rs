//! The rows of HaloPSA, and the records that they become.

use super::client::API;
use super::tenants::Tenants;
use crate::dates::Moment;
use crate::lenient::{Flag, Inner, Text};
use crate::number::{Id, Number};
use crate::rows::{self, Raw};
use jiff::civil::Date;
use serde::Deserialize;
use tenantry_domain::cloud::vendor::{
    Account, Contract, ContractLine, Currency, FoundRecord, Person, RecordFacts, RecordKind,
    Reference, Service, Term, Vendor,
};
use tenantry_domain::ids::TenantId;

pub(super) fn accounts(rows: &[Raw], tenants: &Tenants) -> Vec<FoundRecord> {
    let record = |row: ClientRow| row.record(tenants);
    rows::records(API, RecordKind::Account, rows, record)
}

/// The records of the other lists, invoices excepted.
pub(super) fn records(kind: RecordKind, rows: &[Raw], today: Date) -> Vec<FoundRecord> {
    match kind {
        RecordKind::Person => rows::records(API, kind, rows, AgentRow::record),
        RecordKind::Service => rows::records(API, kind, rows, ItemRow::record),
        _ => rows::records(API, kind, rows, |row: ContractRow| row.record(today)),
    }
}

/// What invoices bill, line by line.
pub(super) fn lines(invoices: &[InvoiceRow], today: Date) -> Vec<FoundRecord> {
    let mut found = Vec::new();
    for invoice in invoices {
        let lines = invoice.lines.0.as_deref().unwrap_or_default();
        let record = |line: LineRow| invoice.line(line, today);
        found.extend(rows::records(API, RecordKind::ContractLine, lines, record));
    }
    found
}

/// Nothing, where the vendor puts a day that is long ago for want of one.
fn day(moment: Moment) -> Option<Date> {
    moment.date().filter(|day| day.year() > 1901)
}

/// An id that stands for something: nothing is tied to zero or to less.
fn tie(id: &Id) -> Option<String> {
    let nothing = id.number().is_some_and(|number| number <= 0);
    id.text().filter(|_| !nothing).map(str::to_owned)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ClientRow {
    id: Id,
    name: Text,
    inactive: Flag,
    toplevel_name: Text,
    #[serde(rename = "ref")]
    reference: Text,
    accountsid: Text,
    newclient_domain: Text,
    override_org_website: Text,
}

impl ClientRow {
    fn record(self, tenants: &Tenants) -> Option<FoundRecord> {
        let id = self.id.into_text()?;
        let tenants: Vec<TenantId> = tenants.of(&id).collect();
        // The field has room for one; with several, each is what Partner Center calls a customer.
        let (tenant, several) = match tenants.as_slice() {
            [one] => (Some(*one), &[][..]),
            several => (None, several),
        };
        let references = several.iter().map(|tenant| Reference {
            system: Vendor::PartnerCenter.as_str().to_owned(),
            id: tenant.to_string(),
        });
        let domains = [
            self.newclient_domain.some(),
            self.override_org_website.some(),
        ];
        Some(FoundRecord {
            id,
            name: self.name.whole(),
            account: None,
            active: !self.inactive.yes(),
            address: None,
            facts: RecordFacts::Account(Account {
                number: self.reference.some().or(self.accountsid.some()),
                domains: domains.into_iter().flatten().collect(),
                tenant,
                references: references.collect(),
                category: self.toplevel_name.some(),
                ..Account::default()
            }),
        })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AgentRow {
    id: Id,
    name: Text,
    email: Text,
    jobtitle: Text,
    #[serde(alias = "is_disabled")]
    isdisabled: Flag,
}

impl AgentRow {
    fn record(self) -> Option<FoundRecord> {
        Some(FoundRecord {
            id: self.id.into_text()?,
            name: self.name.whole(),
            account: None,
            active: !self.isdisabled.yes(),
            address: None,
            facts: RecordFacts::Person(Person {
                email: self.email.some(),
                title: self.jobtitle.some(),
            }),
        })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ItemRow {
    id: Id,
    name: Text,
    #[serde(alias = "itemcode", alias = "code")]
    item_code: Text,
    baseprice: Number,
    costprice: Number,
    inactive: Flag,
}

impl ItemRow {
    fn record(self) -> Option<FoundRecord> {
        Some(FoundRecord {
            id: self.id.into_text()?,
            name: self.name.whole(),
            account: None,
            active: !self.inactive.yes(),
            address: None,
            facts: RecordFacts::Service(Service {
                sku: self.item_code.some(),
                unit_price: self.baseprice.money(None),
                unit_cost: self.costprice.money(None),
                billing: None,
            }),
        })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ContractRow {
    id: Id,
    client_id: Id,
    #[serde(rename = "ref")]
    reference: Text,
    start_date: Moment,
    end_date: Moment,
    billingdescription: Text,
    status: Text,
}

impl ContractRow {
    fn record(self, today: Date) -> Option<FoundRecord> {
        let ends = day(self.end_date);
        let over = ["cancelled", "expired", "inactive", "ended", "closed"];
        let status = self.status.as_str().to_lowercase();
        let reference = self.reference.clone().some();
        Some(FoundRecord {
            id: self.id.into_text()?,
            name: self.reference.whole(),
            account: tie(&self.client_id),
            active: !over.contains(&status.as_str()) && ends.is_none_or(|day| day >= today),
            address: None,
            facts: RecordFacts::Contract(Contract {
                number: reference,
                category: None,
                status: self.status.some(),
                starts: day(self.start_date),
                ends,
                billing: self.billingdescription.some().map(described),
            }),
        })
    }
}

fn described(words: String) -> Term {
    match words.trim().to_lowercase().as_str() {
        "monthly" => Term::MONTHLY,
        "quarterly" => Term::QUARTERLY,
        "half yearly" | "half-yearly" | "6 monthly" => Term::HALF_YEARLY,
        "yearly" | "annually" | "annual" => Term::YEARLY,
        _ => Term::Other(words),
    }
}

/// The template of an invoice that comes again and again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct InvoiceRow {
    /// Negative.
    pub id: Id,
    client_id: Id,
    contract_id: Id,
    period_start_date: Moment,
    period_end_date: Moment,
    startdate: Moment,
    enddate: Moment,
    currency_code: Text,
    #[serde(alias = "inactive")]
    disabled: Flag,
    /// Only where they came along.
    pub lines: Inner<Vec<Raw>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LineRow {
    id: Id,
    item_code: Text,
    item_shortdescription: Text,
    item_longdescription: Text,
    qty_order: Number,
    unit_price: Number,
    unit_cost: Number,
}

impl InvoiceRow {
    fn line(&self, line: LineRow, today: Date) -> Option<FoundRecord> {
        let (starts, ends) = (day(self.startdate), day(self.enddate));
        let lapsed = self.disabled.yes() || ends.is_some_and(|day| day < today);
        let begun = starts.is_none_or(|day| day <= today);
        let currency: Option<Currency> = self.currency_code.as_str().parse().ok();
        let id = format!("{}/{}", self.id.text()?, line.id.text()?);
        let sku = line.item_code.some();
        let names = [
            line.item_shortdescription.some(),
            line.item_longdescription.some(),
            sku.clone(),
        ];
        Some(FoundRecord {
            id,
            name: names.into_iter().flatten().next().unwrap_or_default(),
            account: tie(&self.client_id),
            active: !lapsed,
            address: None,
            facts: RecordFacts::ContractLine(ContractLine {
                contract: tie(&self.contract_id),
                service: None,
                sku,
                quantity: line.qty_order.amount().filter(|_| begun && !lapsed),
                unit_price: line.unit_price.money(currency),
                unit_cost: line.unit_cost.money(currency),
                billing: self.period(),
                starts,
                ends,
                lapsed,
            }),
        })
    }

    /// How long a period is, by its days: a month has 30.436875 of them.
    fn period(&self) -> Option<Term> {
        const MONTH: i64 = 30_436_875;
        let first = day(self.period_start_date)?;
        let last = day(self.period_end_date)?;
        let days = i64::from(first.until(last).ok()?.get_days()).checked_add(1)?;
        let months = (days * 1_000_000 + MONTH / 2) / MONTH;
        let months = u16::try_from(months).ok().filter(|months| *months > 0)?;
        Some(Term::Months(months))
    }
}

#[cfg(test)]
mod tests;
