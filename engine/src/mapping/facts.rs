//! Vendors' records in the words of matching.

use tenantry_domain::cloud::vendor::{Account, RecordFacts, Vendor};
use tenantry_domain::ids::CustomerId;
use tenantry_domain::matching::{DomainFact, Facts, Known, Place, Reference};

use super::{MappableRecord, MappedTenant};

/// What a record says of itself.
pub(super) fn facts(record: &MappableRecord) -> Facts<'_> {
    let name = record.record.name.as_str();
    let Some(account) = account(record) else {
        return Facts {
            name,
            ..Facts::default()
        };
    };
    let claimed = |domain| DomainFact::Claimed(domain);
    Facts {
        name,
        other_names: Vec::new(),
        domains: account.domains.iter().map(|it| claimed(it)).collect(),
        tenant: account.tenant,
        references: references(account),
        external_ids: account.number.as_deref().into_iter().collect(),
        place: place(account),
        phone: account.phone.as_deref(),
    }
}

/// What a record that is linked to a customer says of it. Its own name stays what it is.
pub(super) fn known_by(record: &MappableRecord, customer: CustomerId) -> Known<'_> {
    let mut known = Known::named(customer, "");
    known.other_names.push(&record.record.name);
    known
        .references
        .push(reference(record.vendor, &record.record.id));
    if let Some(account) = account(record) {
        known.tenants.extend(account.tenant);
        known.place = place(account);
        known.phone = account.phone.as_deref();
    }
    known
}

pub(super) fn known_of(tenant: &MappedTenant) -> Known<'_> {
    let mut known = Known::named(tenant.customer, "");
    known.other_names.push(&tenant.name);
    known
        .domains
        .extend(tenant.domains.iter().map(String::as_str));
    known.tenants.push(tenant.id);
    known
}

fn account(record: &MappableRecord) -> Option<&Account> {
    match &record.record.facts {
        RecordFacts::Account(account) => Some(account),
        _ => None,
    }
}

/// A vendor that refers to another one says which, not which of the MSP's accounts there. Where an MSP has
/// two of them the same id may stand for two customers, and then it is no certainty.
fn reference(vendor: Vendor, id: &str) -> Reference<'_> {
    let system = vendor.as_str();
    Reference { system, id }
}

fn references(account: &Account) -> Vec<Reference<'_>> {
    let references = account.references.iter().map(|it| Reference {
        system: &it.system,
        id: &it.id,
    });
    references.collect()
}

fn place(account: &Account) -> Place<'_> {
    Place {
        city: account.city.as_deref(),
        country: account.country.as_deref(),
    }
}
