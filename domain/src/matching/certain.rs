//! When there is no doubt.

use super::Certainty;
use super::catalogue::{Catalogue, Customer, key};
use super::city::City;
use super::countries;
use super::desk::Desk;
use super::domain::Domain;
use super::facts::{Facts, Place};
use super::index::{Entry, Holder};
use super::name::NormalName;
use super::places;
use super::wording::Wording;

/// Something that the record says, and a customer that it speaks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Voice {
    /// What it is good for; none for a domain that is only claimed.
    pub(super) strength: Option<Certainty>,
    /// Several voices of one key are several customers that have the same.
    key: usize,
    pub(super) holder: Holder,
}

impl Catalogue {
    /// Gathers what the record says, and for whom it speaks.
    pub(super) fn hear(&self, desk: &mut Desk, facts: &Facts<'_>) {
        let Desk { voices, names, .. } = desk;
        voices.clear();
        names.clear();
        names.extend(facts.names().filter_map(NormalName::of));
        let mut hear = Hearing { voices, keys: 0 };
        let tenant = facts.tenant.map(|it| self.of_tenant(it));
        hear.take(
            Some(Certainty::TenantId),
            tenant.unwrap_or_default().iter().copied(),
        );
        for reference in &facts.references {
            let holders = self.of_reference(*reference).iter().copied();
            hear.take(Some(Certainty::Reference), holders);
        }
        for fact in &facts.domains {
            let Some(domain) = Domain::of(fact.text()) else {
                continue;
            };
            if fact.is_verified() {
                let holders = self.of_host(&domain).iter().copied();
                hear.take(Some(Certainty::VerifiedDomain), holders);
            }
            hear.take(None, self.of_registered(&domain).iter().copied());
        }
        for name in names.iter() {
            let entries = self.names.spelled_as(name);
            let holders = entries
                .filter_map(|it| self.names.entry(it))
                .map(|it| it.holder);
            hear.take(Some(Certainty::ExactName), holders);
        }
    }

    /// The one customer that the strongest voices agree on, if nothing speaks for another one.
    pub(super) fn certain(&self, desk: &Desk, facts: &Facts<'_>) -> Option<(Holder, Certainty)> {
        let voices = &desk.voices;
        let strongest = voices.iter().filter_map(|it| it.strength).min()?;
        let mut named = voices.iter().filter(|it| it.strength == Some(strongest));
        let holder = named.next()?.holder;
        if named.any(|it| it.holder != holder) {
            return None;
        }
        // What was only typed cannot shake what was verified.
        let counts = |it: &&Voice| it.strength.is_some() || strongest == Certainty::ExactName;
        let mut counted = voices.iter().filter(counts);
        let for_it = |key: usize| voices.iter().any(|it| it.key == key && it.holder == holder);
        let agreed = counted.all(|it| for_it(it.key));
        let customer = self.customers.get(holder as usize)?;
        (agreed && !self.is_doubtful(customer, strongest, facts, &desk.names))
            .then_some((holder, strongest))
    }

    /// Whether something speaks against the customer, and it is not the clouds or the vendor itself that
    /// name it.
    fn is_doubtful(
        &self,
        customer: &Customer,
        because: Certainty,
        facts: &Facts<'_>,
        names: &[NormalName],
    ) -> bool {
        match because {
            Certainty::TenantId | Certainty::Reference => false,
            Certainty::VerifiedDomain => {
                is_linked_elsewhere(customer, facts) || self.is_another_branch(customer, names)
            }
            Certainty::ExactName => {
                is_linked_elsewhere(customer, facts)
                    || differs(customer, facts.place).is_some()
                    || !self.is_called_so(customer, names)
            }
        }
    }

    fn entries(&self, customer: &Customer) -> impl Iterator<Item = &Entry> {
        customer.names.iter().filter_map(|it| self.names.entry(*it))
    }

    /// The same name, and legal forms that go together.
    fn is_called_so(&self, customer: &Customer, names: &[NormalName]) -> bool {
        let mut entries = self.entries(customer);
        entries.any(|it| names.iter().any(|name| it.name.is(name)))
    }

    /// Whether words tell every name of the record from every name of the customer.
    fn is_another_branch(&self, customer: &Customer, names: &[NormalName]) -> bool {
        let differs = |name: &NormalName| {
            let wording = Wording::of(name);
            let mut entries = self.entries(customer);
            entries.all(|it| places::difference(&wording, &it.wording).is_some())
        };
        !names.is_empty() && !customer.names.is_empty() && names.iter().all(differs)
    }
}

/// Whether the customer is another tenant, or another record of a system that the record names.
pub(super) fn is_linked_elsewhere(customer: &Customer, facts: &Facts<'_>) -> bool {
    let other_tenant = facts
        .tenant
        .is_some_and(|it| !customer.tenants.is_empty() && !customer.tenants.contains(&it));
    let other_record = facts
        .references
        .iter()
        .filter_map(|it| key(*it))
        .any(|named| {
            let mut there = customer
                .references
                .iter()
                .filter(|it| it.0 == named.0)
                .peekable();
            there.peek().is_some() && there.all(|it| it.1 != named.1)
        });
    other_tenant || other_record
}

/// Two addresses, by their country or by their city, where both are known and none is the same.
pub(super) fn differs(customer: &Customer, place: Place<'_>) -> Option<(String, String)> {
    let country = place.country.and_then(countries::code);
    if let (Some(here), Some(there)) = (country, customer.countries.iter().min())
        && !customer.countries.contains(&here)
    {
        return Some((here.to_uppercase(), there.to_uppercase()));
    }
    let here = place.city.and_then(City::of)?;
    let there = customer.cities.iter().min()?;
    let is = customer.cities.iter().any(|it| it.is(&here));
    (!is).then(|| (here.said().to_owned(), there.said().to_owned()))
}

impl<'a> Facts<'a> {
    /// So many names of one record are read.
    const NAMES: usize = 8;

    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        let others = self.other_names.iter().copied();
        [self.name].into_iter().chain(others).take(Self::NAMES)
    }
}

struct Hearing<'a> {
    voices: &'a mut Vec<Voice>,
    keys: usize,
}

impl Hearing<'_> {
    fn take(&mut self, strength: Option<Certainty>, holders: impl Iterator<Item = Holder>) {
        let key = self.keys;
        self.keys += 1;
        let voice = |holder| Voice {
            strength,
            key,
            holder,
        };
        self.voices.extend(holders.map(voice));
    }
}
