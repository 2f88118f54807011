//! What a vendor says about one record, by its kind.

use async_graphql::{Enum, SimpleObject, Union};
use jiff::civil::Date;
use tenantry_domain::cloud::vendor::{self as known, Amount, RecordFacts, Term};

/// On what something is billed or bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum VendorTermBasis {
    /// For a number of months.
    Months,
    /// Once.
    Once,
    /// As much as is used.
    Usage,
    /// To try it.
    Trial,
    /// In the vendor's words.
    Other,
}

/// A billing cycle or a commitment, whatever each vendor calls it.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct VendorTerm {
    /// On what it goes.
    basis: VendorTermBasis,
    /// How many months.
    months: Option<u16>,
    /// The vendor's own words, where nobody here knows what they mean.
    words: Option<String>,
}

impl From<&Term> for VendorTerm {
    fn from(term: &Term) -> Self {
        let (basis, months, words) = match term {
            Term::Months(months) => (VendorTermBasis::Months, Some(*months), None),
            Term::Once => (VendorTermBasis::Once, None, None),
            Term::Usage => (VendorTermBasis::Usage, None, None),
            Term::Trial => (VendorTermBasis::Trial, None, None),
            Term::Other(words) => (VendorTermBasis::Other, None, Some(words.clone())),
        };
        Self {
            basis,
            months,
            words,
        }
    }
}

/// A price.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct VendorMoney {
    /// A decimal number as a text, so that nobody rounds it.
    amount: String,
    /// Three capital letters, as in ISO 4217. Nothing where the vendor does not say.
    currency: Option<String>,
}

impl From<&known::Money> for VendorMoney {
    fn from(money: &known::Money) -> Self {
        Self {
            amount: money.amount.to_string(),
            currency: money.currency.map(|it| it.to_string()),
        }
    }
}

/// What another system calls the same thing, as a vendor says.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct VendorReference {
    /// The word of the vendor that is spoken of, such as `autotask`.
    system: String,
    /// What that one calls it.
    id: String,
}

fn term(term: Option<&Term>) -> Option<VendorTerm> {
    term.map(Into::into)
}

fn money(money: Option<&known::Money>) -> Option<VendorMoney> {
    money.map(Into::into)
}

fn date(date: Option<Date>) -> Option<String> {
    date.map(|it| it.to_string())
}

fn amount(amount: Option<Amount>) -> Option<String> {
    amount.map(|it| it.to_string())
}

/// A customer of the MSP, as a vendor knows it.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct AccountFacts {
    /// The MSP's or the vendor's number for it.
    number: Option<String>,
    /// Of its website and its addresses, as somebody typed them in.
    domains: Vec<String>,
    /// The id of its Microsoft tenant, where the vendor says it.
    tenant_id: Option<String>,
    /// What other systems call it, as this vendor says.
    references: Vec<VendorReference>,
    /// Where it is.
    city: Option<String>,
    /// The country: two capital letters.
    country: Option<String>,
    /// Its telephone number.
    phone: Option<String>,
    /// The vendor's id of the account above it.
    parent: Option<String>,
    /// What the vendor says it is: customer, prospect, supplier …
    category: Option<String>,
}

/// Somebody who works for the MSP.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct PersonFacts {
    /// The address at work.
    email: Option<String>,
    /// The position.
    title: Option<String>,
}

/// What the MSP sells.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ServiceFacts {
    /// The MSP's number for it.
    sku: Option<String>,
    /// For what one is sold.
    unit_price: Option<VendorMoney>,
    /// What one costs the MSP.
    unit_cost: Option<VendorMoney>,
    /// How often it is billed.
    billing: Option<VendorTerm>,
}

/// What the MSP and a customer agreed on.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ContractFacts {
    /// The vendor's number for it.
    number: Option<String>,
    /// What the vendor says it is.
    category: Option<String>,
    /// How it stands, in the vendor's words.
    status: Option<String>,
    /// The first day, as `2026-03-01`.
    starts: Option<String>,
    /// The last day.
    ends: Option<String>,
    /// How often it is billed.
    billing: Option<VendorTerm>,
}

/// What is billed under a contract.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ContractLineFacts {
    /// The vendor's id of the contract.
    contract: Option<String>,
    /// The vendor's id of the service.
    service: Option<String>,
    /// The MSP's number for the service.
    sku: Option<String>,
    /// How many are billed now, a decimal number as a text; nothing while no period covers today.
    quantity: Option<String>,
    /// For what one is sold.
    unit_price: Option<VendorMoney>,
    /// What one costs the MSP.
    unit_cost: Option<VendorMoney>,
    /// How often it is billed.
    billing: Option<VendorTerm>,
    /// The first day, as `2026-03-01`.
    starts: Option<String>,
    /// The last day.
    ends: Option<String>,
    /// Whether it was billed once, and is not any more.
    lapsed: bool,
}

/// What a distributor offers.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ProductFacts {
    /// Who makes it.
    maker: Option<String>,
    /// The distributor's number for it.
    sku: Option<String>,
    /// The maker's number for it: for Microsoft `product:sku` of its new commerce.
    maker_sku: Option<String>,
}

/// What was bought for a customer.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct SubscriptionFacts {
    /// The vendor's id of the product.
    product: Option<String>,
    /// The maker's number for the product: for Microsoft `product:sku` of its new commerce.
    maker_sku: Option<String>,
    /// What the maker calls the subscription.
    maker_subscription: Option<String>,
    /// How it stands, in the vendor's words.
    status: Option<String>,
    /// How many, a decimal number as a text.
    quantity: Option<String>,
    /// For what one is sold.
    unit_price: Option<VendorMoney>,
    /// What one costs the MSP.
    unit_cost: Option<VendorMoney>,
    /// How often it is paid.
    billing: Option<VendorTerm>,
    /// How long it is bound.
    term: Option<VendorTerm>,
    /// The first day, as `2026-03-01`.
    starts: Option<String>,
    /// When the commitment ends.
    ends: Option<String>,
    /// Whether it goes on then.
    renews: Option<bool>,
    /// Whether it is being tried.
    trial: bool,
    /// Whether Microsoft makes the product, where the vendor says so of the subscription.
    of_microsoft: Option<bool>,
}

/// A machine.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct DeviceFacts {
    /// Its serial number.
    serial: Option<String>,
    /// Server, workstation, printer, network device …
    category: Option<String>,
    /// What runs on it.
    operating_system: Option<String>,
}

/// What a machine complains about.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct AlertFacts {
    /// The vendor's id of the machine.
    device: Option<String>,
    /// How bad it is, in the vendor's words.
    priority: Option<String>,
    /// When it was raised, as the vendor writes it.
    raised_at: Option<String>,
}

/// A machine or a service, as documentation describes it.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ConfigurationFacts {
    /// Its name in the network.
    hostname: Option<String>,
    /// Its serial number.
    serial: Option<String>,
    /// What it is.
    category: Option<String>,
    /// How it stands, in the vendor's words.
    status: Option<String>,
    /// The last day of its warranty, as `2026-03-01`.
    warranty_ends: Option<String>,
}

/// Something written about a customer.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct DocumentFacts {
    /// What it is.
    category: Option<String>,
    /// When it was changed, as the vendor writes it.
    changed_at: Option<String>,
}

/// What a vendor says about a record, by its kind.
#[derive(Debug, Clone, Union)]
pub(crate) enum VendorRecordFacts {
    Account(AccountFacts),
    Person(PersonFacts),
    Service(ServiceFacts),
    Contract(ContractFacts),
    ContractLine(ContractLineFacts),
    Product(ProductFacts),
    Subscription(SubscriptionFacts),
    Device(DeviceFacts),
    Alert(AlertFacts),
    Configuration(ConfigurationFacts),
    Document(DocumentFacts),
}

impl From<RecordFacts> for VendorRecordFacts {
    fn from(facts: RecordFacts) -> Self {
        match facts {
            RecordFacts::Account(it) => Self::Account(it.into()),
            RecordFacts::Person(it) => Self::Person(it.into()),
            RecordFacts::Service(it) => Self::Service(it.into()),
            RecordFacts::Contract(it) => Self::Contract(it.into()),
            RecordFacts::ContractLine(it) => Self::ContractLine(it.into()),
            RecordFacts::Product(it) => Self::Product(it.into()),
            RecordFacts::Subscription(it) => Self::Subscription(it.into()),
            RecordFacts::Device(it) => Self::Device(it.into()),
            RecordFacts::Alert(it) => Self::Alert(it.into()),
            RecordFacts::Configuration(it) => Self::Configuration(it.into()),
            RecordFacts::Document(it) => Self::Document(it.into()),
        }
    }
}

impl From<known::Account> for AccountFacts {
    fn from(it: known::Account) -> Self {
        let reference = |it: known::Reference| VendorReference {
            system: it.system,
            id: it.id,
        };
        Self {
            number: it.number,
            domains: it.domains.into_iter().collect(),
            tenant_id: it.tenant.map(|tenant| tenant.to_string()),
            references: it.references.into_iter().map(reference).collect(),
            city: it.city,
            country: it.country,
            phone: it.phone,
            parent: it.parent,
            category: it.category,
        }
    }
}

impl From<known::Person> for PersonFacts {
    fn from(it: known::Person) -> Self {
        Self {
            email: it.email,
            title: it.title,
        }
    }
}

impl From<known::Service> for ServiceFacts {
    fn from(it: known::Service) -> Self {
        Self {
            sku: it.sku,
            unit_price: money(it.unit_price.as_ref()),
            unit_cost: money(it.unit_cost.as_ref()),
            billing: term(it.billing.as_ref()),
        }
    }
}

impl From<known::Contract> for ContractFacts {
    fn from(it: known::Contract) -> Self {
        Self {
            number: it.number,
            category: it.category,
            status: it.status,
            starts: date(it.starts),
            ends: date(it.ends),
            billing: term(it.billing.as_ref()),
        }
    }
}

impl From<known::ContractLine> for ContractLineFacts {
    fn from(it: known::ContractLine) -> Self {
        Self {
            contract: it.contract,
            service: it.service,
            sku: it.sku,
            quantity: amount(it.quantity),
            unit_price: money(it.unit_price.as_ref()),
            unit_cost: money(it.unit_cost.as_ref()),
            billing: term(it.billing.as_ref()),
            starts: date(it.starts),
            ends: date(it.ends),
            lapsed: it.lapsed,
        }
    }
}

impl From<known::Product> for ProductFacts {
    fn from(it: known::Product) -> Self {
        Self {
            maker: it.vendor,
            sku: it.sku,
            maker_sku: it.maker_sku,
        }
    }
}

impl From<known::Subscription> for SubscriptionFacts {
    fn from(it: known::Subscription) -> Self {
        Self {
            product: it.product,
            maker_sku: it.maker_sku,
            maker_subscription: it.maker_subscription,
            status: it.status,
            quantity: amount(it.quantity),
            unit_price: money(it.unit_price.as_ref()),
            unit_cost: money(it.unit_cost.as_ref()),
            billing: term(it.billing.as_ref()),
            term: term(it.term.as_ref()),
            starts: date(it.starts),
            ends: date(it.ends),
            renews: it.renews,
            trial: it.trial,
            of_microsoft: it.of_microsoft,
        }
    }
}

impl From<known::Device> for DeviceFacts {
    fn from(it: known::Device) -> Self {
        Self {
            serial: it.serial,
            category: it.category,
            operating_system: it.operating_system,
        }
    }
}

impl From<known::Alert> for AlertFacts {
    fn from(it: known::Alert) -> Self {
        Self {
            device: it.device,
            priority: it.priority,
            raised_at: it.raised_at,
        }
    }
}

impl From<known::Configuration> for ConfigurationFacts {
    fn from(it: known::Configuration) -> Self {
        Self {
            hostname: it.hostname,
            serial: it.serial,
            category: it.category,
            status: it.status,
            warranty_ends: date(it.warranty_ends),
        }
    }
}

impl From<known::Document> for DocumentFacts {
    fn from(it: known::Document) -> Self {
        Self {
            category: it.category,
            changed_at: it.changed_at,
        }
    }
}
