//! What is known of an MSP's customers, ready to be asked.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::city::City;
use super::countries;
use super::desk::Desk;
use super::domain::Domain;
use super::facts::{Facts, Known, Reference};
use super::index::{Holder, Names};
use super::suggest;
use super::verdict::Verdict;
use crate::ids::{CustomerId, TenantId};

/// How many suggestions there are at most, where nothing else is said.
const SUGGESTIONS: usize = 5;

/// An index of customers. What comes out depends on what was taken in, never on the order.
#[derive(Debug, Clone)]
pub struct Catalogue {
    pub(super) names: Names,
    pub(super) customers: Vec<Customer>,
    places: BTreeMap<CustomerId, Holder>,
    tenants: BTreeMap<TenantId, Vec<Holder>>,
    /// By system and id.
    references: BTreeMap<String, BTreeMap<String, Vec<Holder>>>,
    ids: BTreeMap<String, Vec<Holder>>,
    hosts: BTreeMap<String, Vec<Holder>>,
    registered: BTreeMap<String, Vec<Holder>>,
    phones: BTreeMap<String, Vec<Holder>>,
    pub(super) most: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Customer {
    pub(super) id: CustomerId,
    /// Places in `Names`.
    pub(super) names: Vec<u32>,
    pub(super) tenants: Vec<TenantId>,
    pub(super) references: Vec<(String, String)>,
    pub(super) cities: Vec<City>,
    pub(super) countries: Vec<&'static str>,
}

impl Catalogue {
    pub fn of<'a>(knowns: impl IntoIterator<Item = Known<'a>>) -> Self {
        let mut catalogue = Self {
            names: Names::default(),
            customers: Vec::new(),
            places: BTreeMap::new(),
            tenants: BTreeMap::new(),
            references: BTreeMap::new(),
            ids: BTreeMap::new(),
            hosts: BTreeMap::new(),
            registered: BTreeMap::new(),
            phones: BTreeMap::new(),
            most: SUGGESTIONS,
        };
        for known in knowns {
            catalogue.add(&known);
        }
        catalogue
    }

    /// With so many suggestions at most.
    #[must_use]
    pub const fn suggesting(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Takes in a customer. What is known of it already stays known.
    pub fn add(&mut self, known: &Known<'_>) {
        let Some(holder) = self.holder(known.customer) else {
            return;
        };
        self.add_names(holder, known);
        self.add_keys(holder, known);
        let Some(customer) = self.customers.get_mut(holder as usize) else {
            return;
        };
        customer.cities.extend(known.place.city.and_then(City::of));
        let country = known.place.country.and_then(countries::code);
        customer.countries.extend(country);
    }

    pub fn len(&self) -> usize {
        self.customers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.customers.is_empty()
    }

    /// Whose record this is. For many records, see [`Self::judge_at`].
    pub fn judge(&self, facts: &Facts<'_>) -> Verdict {
        self.judge_at(&mut Desk::default(), facts)
    }

    /// The same, with buffers from one record to the next.
    pub fn judge_at(&self, desk: &mut Desk, facts: &Facts<'_>) -> Verdict {
        self.hear(desk, facts);
        if let Some((holder, because)) = self.certain(desk, facts)
            && let Some(customer) = self.customers.get(holder as usize)
        {
            return Verdict::Certain {
                customer: customer.id,
                because,
            };
        }
        Verdict::Open {
            suggestions: suggest::suggestions(self, desk, facts),
        }
    }

    fn holder(&mut self, id: CustomerId) -> Option<Holder> {
        let next = Holder::try_from(self.customers.len()).ok()?;
        let holder = *self.places.entry(id).or_insert(next);
        if holder == next {
            self.customers.push(Customer {
                id,
                names: Vec::new(),
                tenants: Vec::new(),
                references: Vec::new(),
                cities: Vec::new(),
                countries: Vec::new(),
            });
        }
        Some(holder)
    }

    fn add_names(&mut self, holder: Holder, known: &Known<'_>) {
        let Some(customer) = self.customers.get_mut(holder as usize) else {
            return;
        };
        let others = known.other_names.iter().map(|name| (false, *name));
        for (own, name) in [(true, known.name)].into_iter().chain(others) {
            let added = self.names.add(holder, own, name, &customer.names);
            customer.names.extend(added);
        }
    }

    fn add_keys(&mut self, holder: Holder, known: &Known<'_>) {
        for tenant in &known.tenants {
            note(self.tenants.entry(*tenant).or_default(), holder);
        }
        for domain in known.domains.iter().filter_map(|it| Domain::of(it)) {
            note(
                self.hosts.entry(domain.as_str().to_owned()).or_default(),
                holder,
            );
            note(
                self.registered
                    .entry(domain.registered().to_owned())
                    .or_default(),
                holder,
            );
        }
        for reference in &known.references {
            let Some((system, id)) = key(*reference) else {
                continue;
            };
            note(self.ids.entry(id.clone()).or_default(), holder);
            let of_system = self.references.entry(system.clone()).or_default();
            note(of_system.entry(id.clone()).or_default(), holder);
            if let Some(customer) = self.customers.get_mut(holder as usize) {
                customer.references.push((system, id));
            }
        }
        if let Some(phone) = known.phone.and_then(number) {
            note(self.phones.entry(phone).or_default(), holder);
        }
        if let Some(customer) = self.customers.get_mut(holder as usize) {
            customer.tenants.extend(&known.tenants);
        }
    }

    pub(super) fn of_tenant(&self, tenant: TenantId) -> &[Holder] {
        self.tenants.get(&tenant).map_or(&[], Vec::as_slice)
    }

    pub(super) fn of_reference(&self, reference: Reference<'_>) -> &[Holder] {
        let found = key(reference).and_then(|(system, id)| self.references.get(&system)?.get(&id));
        found.map_or(&[], Vec::as_slice)
    }

    pub(super) fn of_id(&self, text: &str) -> &[Holder] {
        let found = id(text).filter(|it| it.len() >= TELLING_ID);
        found
            .and_then(|it| self.ids.get(&it))
            .map_or(&[], Vec::as_slice)
    }

    pub(super) fn of_host(&self, domain: &Domain) -> &[Holder] {
        self.hosts.get(domain.as_str()).map_or(&[], Vec::as_slice)
    }

    pub(super) fn of_registered(&self, domain: &Domain) -> &[Holder] {
        self.registered
            .get(domain.registered())
            .map_or(&[], Vec::as_slice)
    }

    pub(super) fn of_phone(&self, text: &str) -> &[Holder] {
        let found = number(text).and_then(|it| self.phones.get(&it));
        found.map_or(&[], Vec::as_slice)
    }
}

/// Ids of unknown systems that are shorter than this are taken for chance.
const TELLING_ID: usize = 5;

fn note(holders: &mut Vec<Holder>, holder: Holder) {
    if !holders.contains(&holder) {
        holders.push(holder);
    }
}

/// None where a part of it is missing.
pub(super) fn key(reference: Reference<'_>) -> Option<(String, String)> {
    let system = reference.system.trim();
    let id = id(reference.id).filter(|_| !system.is_empty())?;
    Some((system.to_owned(), id))
}

/// UUIDs come in capitals from some systems; of other ids it is not known whether case counts.
fn id(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(uuid) = Uuid::try_parse(text) {
        return (!uuid.is_nil()).then(|| uuid.hyphenated().to_string());
    }
    let nothing = text.is_empty() || text == "0";
    (!nothing).then(|| text.to_owned())
}

/// The end of a phone number, which is the same with and without the code of a country.
fn number(text: &str) -> Option<String> {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    let end = digits.get(digits.len().checked_sub(8)?..)?;
    let placeholder = end.windows(2).all(|it| it[0] == it[1]);
    (!placeholder).then(|| end.iter().collect())
}
