//! The rows of `ConnectWise`, and the records that they become.

use super::API;
use crate::countries;
use crate::dates::Moment;
use crate::lenient::{Flag, Inner, Text};
use crate::number::{Id, Number};
use crate::rows::{self, Raw};
use jiff::civil::Date;
use serde::Deserialize;
use tenantry_domain::cloud::vendor::{
    Account, Amount, Contract, ContractLine, Currency, FoundRecord, Person, RecordFacts,
    RecordKind, Service, Term,
};

/// The records of a list.
pub(super) fn records(kind: RecordKind, rows: &[Raw]) -> Vec<FoundRecord> {
    match kind {
        RecordKind::Person => rows::records(API, kind, rows, MemberRow::record),
        RecordKind::Service => rows::records(API, kind, rows, ItemRow::record),
        RecordKind::Contract => rows::records(API, kind, rows, AgreementRow::record),
        _ => rows::records(API, kind, rows, CompanyRow::record),
    }
}

/// Something else, by its id and name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Named {
    id: Id,
    name: Text,
    identifier: Text,
    /// Of currencies, in newer versions.
    currency_code: Text,
}

impl Inner<Named> {
    fn id(&self) -> Option<String> {
        self.0.as_ref()?.id.text().map(str::to_owned)
    }

    fn name(&self) -> Option<String> {
        self.0.as_ref()?.name.clone().some()
    }

    fn identifier(&self) -> Option<String> {
        self.0.as_ref()?.identifier.clone().some()
    }

    /// Older versions only give a currency a name of the MSP's own.
    fn currency(&self) -> Option<Currency> {
        let found = self.0.as_ref()?;
        let code = found.currency_code.as_str().parse().ok();
        code.or_else(|| found.name.as_str().parse().ok())
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct CompanyRow {
    id: Id,
    identifier: Text,
    name: Text,
    status: Inner<Named>,
    types: Inner<Vec<Named>>,
    deleted_flag: Flag,
    phone_number: Text,
    website: Text,
    city: Text,
    country: Inner<Named>,
    parent_company: Inner<Named>,
}

impl CompanyRow {
    pub(super) const FIELDS: &str = "id,identifier,name,status,types,deletedFlag,phoneNumber,\
        website,city,country,parentCompany";

    pub(super) fn record(self) -> Option<FoundRecord> {
        let types = self.types.0.unwrap_or_default().into_iter();
        let types: Vec<String> = types.filter_map(|it| it.name.some()).collect();
        let country = self.country.name();
        Some(FoundRecord {
            id: self.id.into_text()?,
            name: self.name.whole(),
            account: None,
            active: !self.deleted_flag.yes() && in_use(self.status.name().as_deref()),
            address: None,
            facts: RecordFacts::Account(Account {
                number: self.identifier.some(),
                domains: self.website.some().into_iter().collect(),
                city: self.city.some(),
                country: country.as_deref().and_then(countries::code),
                phone: self.phone_number.some(),
                parent: self.parent_company.id(),
                own: types.iter().any(|it| it.eq_ignore_ascii_case("owner")),
                category: (!types.is_empty()).then(|| types.join(", ")),
                ..Account::default()
            }),
        })
    }
}

/// The list of statuses is the MSP's own: only a word that says so means that a company is not in use.
fn in_use(status: Option<&str>) -> bool {
    let status = status.unwrap_or_default().to_lowercase();
    !["inactive", "not active", "obsolete", "former"]
        .iter()
        .any(|word| status.contains(word))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct MemberRow {
    id: Id,
    identifier: Text,
    first_name: Text,
    last_name: Text,
    title: Text,
    office_email: Text,
    primary_email: Text,
    inactive_flag: Flag,
}

impl MemberRow {
    pub(super) const FIELDS: &str =
        "id,identifier,firstName,lastName,title,officeEmail,primaryEmail,inactiveFlag";

    pub(super) fn record(self) -> Option<FoundRecord> {
        let names = [self.first_name.some(), self.last_name.some()];
        let names: Vec<String> = names.into_iter().flatten().collect();
        let name = if names.is_empty() {
            self.identifier.whole()
        } else {
            names.join(" ")
        };
        Some(FoundRecord {
            id: self.id.into_text()?,
            name,
            account: None,
            active: !self.inactive_flag.yes(),
            address: None,
            facts: RecordFacts::Person(Person {
                email: self.office_email.some().or(self.primary_email.some()),
                title: self.title.some(),
            }),
        })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ItemRow {
    id: Id,
    identifier: Text,
    description: Text,
    inactive_flag: Flag,
    price: Number,
    cost: Number,
    recurring_bill_cycle: Inner<Named>,
}

impl ItemRow {
    pub(super) const FIELDS: &str =
        "id,identifier,description,inactiveFlag,price,cost,recurringBillCycle";

    pub(super) fn record(self) -> Option<FoundRecord> {
        let name = match self.description.as_str().trim() {
            "" => self.identifier.clone().whole(),
            _ => self.description.whole(),
        };
        Some(FoundRecord {
            id: self.id.into_text()?,
            name,
            account: None,
            active: !self.inactive_flag.yes(),
            address: None,
            facts: RecordFacts::Service(Service {
                sku: self.identifier.some(),
                unit_price: self.price.money(None),
                unit_cost: self.cost.money(None),
                billing: self.recurring_bill_cycle.name().map(cycle),
            }),
        })
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct AgreementRow {
    pub id: Id,
    name: Text,
    #[serde(rename = "type")]
    kind: Inner<Named>,
    company: Inner<Named>,
    agreement_status: Text,
    start_date: Moment,
    end_date: Moment,
    no_ending_date_flag: Flag,
    cancelled_flag: Flag,
    billing_cycle: Inner<Named>,
    currency: Inner<Named>,
}

impl AgreementRow {
    pub(super) const FIELDS: &str = "id,name,type,company,agreementStatus,startDate,endDate,\
        noEndingDateFlag,cancelledFlag,billingCycle,currency";

    pub(super) fn record(self) -> Option<FoundRecord> {
        let active = self.is_active();
        let ends = self.end_date.date();
        Some(FoundRecord {
            account: self.company.id(),
            active,
            address: None,
            facts: RecordFacts::Contract(Contract {
                number: None,
                category: self.kind.name(),
                status: self.agreement_status.some(),
                starts: self.start_date.date(),
                ends: ends.filter(|_| !self.no_ending_date_flag.yes()),
                billing: self.billing_cycle.name().map(cycle),
            }),
            name: self.name.whole(),
            id: self.id.into_text()?,
        })
    }

    fn is_active(&self) -> bool {
        let over = ["cancelled", "expired", "inactive"];
        let status = self.agreement_status.as_str().to_lowercase();
        !self.cancelled_flag.yes() && !over.contains(&status.as_str())
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct AdditionRow {
    id: Id,
    product: Inner<Named>,
    quantity: Number,
    less_included: Number,
    unit_price: Number,
    unit_cost: Number,
    bill_customer: Text,
    effective_date: Moment,
    cancelled_date: Moment,
    description: Text,
    invoice_description: Text,
}

impl AdditionRow {
    pub(super) const FIELDS: &str = "id,product,quantity,lessIncluded,unitPrice,unitCost,\
        billCustomer,effectiveDate,cancelledDate,description,invoiceDescription";

    pub(super) fn record(self, of: &AgreementRow, today: Date) -> Option<FoundRecord> {
        let (starts, ends) = (self.effective_date.date(), self.cancelled_date.date());
        let lapsed = ends.is_some_and(|day| day <= today);
        let begun = starts.is_none_or(|day| day <= today);
        let quantity = self.billed().filter(|_| begun && !lapsed);
        let sku = self.product.identifier();
        let words = [self.description.some(), self.invoice_description.some()];
        let currency = of.currency.currency();
        Some(FoundRecord {
            id: self.id.into_text()?,
            name: words
                .into_iter()
                .flatten()
                .next()
                .or(sku.clone())
                .unwrap_or_default(),
            account: of.company.id(),
            active: of.is_active() && !lapsed,
            address: None,
            facts: RecordFacts::ContractLine(ContractLine {
                contract: of.id.text().map(str::to_owned),
                service: self.product.id(),
                sku,
                quantity,
                unit_price: self.unit_price.money(currency),
                unit_cost: self.unit_cost.money(currency),
                billing: of.billing_cycle.name().map(cycle),
                starts,
                ends,
                lapsed,
            }),
        })
    }

    /// The customer pays for what is more than included, and for nothing that is not billed.
    fn billed(&self) -> Option<Amount> {
        let all = self.quantity.amount()?.decimal();
        let included = self.less_included.amount().map(Amount::decimal);
        let how = self.bill_customer.as_str();
        let free = if how.is_empty() || how.eq_ignore_ascii_case("billable") {
            included.unwrap_or_default()
        } else {
            all
        };
        all.checked_sub(free).map(Amount::new)
    }
}

/// The list of billing cycles is the MSP's own: only names tell how long they are.
pub(super) fn cycle(name: String) -> Term {
    let words = name.to_lowercase();
    let has = |word: &str| words.contains(word);
    let twice_or_half = has("bi") || has("semi") || has("half");
    let number = words
        .split(|letter: char| !letter.is_ascii_digit())
        .find_map(|digits| digits.parse::<u16>().ok())
        .filter(|number| (1..=60).contains(number));
    match number {
        Some(months) if has("month") => return Term::Months(months),
        Some(years) if has("year") && years <= 5 => return Term::Months(years * 12),
        Some(_) => return Term::Other(name),
        None => {}
    }
    match () {
        () if has("one time") || has("one-time") || has("once") => Term::Once,
        () if (has("semi") || has("half")) && (has("annual") || has("year")) => Term::HALF_YEARLY,
        // Every two, or twice in one: nobody agrees.
        () if twice_or_half => Term::Other(name),
        () if has("month") => Term::MONTHLY,
        () if has("quarter") => Term::QUARTERLY,
        () if has("annual") || has("year") => Term::YEARLY,
        () => Term::Other(name),
    }
}

#[cfg(test)]
mod tests;
