//! Whose record it may be, in order, with the reasons in words.

use std::cmp::Reverse;

use super::candidates;
use super::catalogue::{Catalogue, Customer};
use super::certain::{differs, is_linked_elsewhere};
use super::city::City;
use super::countries;
use super::desk::Desk;
use super::domain::Domain;
use super::facts::Facts;
use super::index::{Entry, Holder};
use super::likeness::{Likeness, Measure};
use super::name::NormalName;
use super::places;
use super::verdict::{Score, Suggestion, Why};
use super::wording::Wording;

/// Who has less than this is no suggestion.
const LEAST: u32 = 55;
/// Of a customer that other things speak for, so many names are compared at most.
const NAMES_OF_ONE: usize = 16;

/// What each reason makes of the score at least, and adds to it.
const TENANT: (u32, u32) = (97, 3);
const REFERENCE: (u32, u32) = (96, 3);
const DOMAIN: (u32, u32) = (86, 8);
const EXTERNAL_ID: (u32, u32) = (76, 5);
const PHONE: (u32, u32) = (64, 8);
const CITY: u32 = 3;
const COUNTRY: u32 = 1;
/// And what speaks against it takes away.
const OTHER_BRANCH: u32 = 15;
const OTHER_PLACE: u32 = 4;
const OTHER_FORM: u32 = 3;
const LINKED_ELSEWHERE: u32 = 4;

/// A customer's name beside one of the record.
#[derive(Debug, Clone)]
pub(super) struct Found {
    holder: Holder,
    likeness: Likeness,
    same: bool,
    forms_agree: bool,
    branches: Option<(String, String)>,
    /// Of the customer, as a place in its names; none where it has none.
    entry: Option<u32>,
}

pub(super) fn suggestions(
    catalogue: &Catalogue,
    desk: &mut Desk,
    facts: &Facts<'_>,
) -> Vec<Suggestion> {
    desk.found.clear();
    let spoken_for = spoken_for(catalogue, desk, facts);
    let names = std::mem::take(&mut desk.names);
    for name in &names {
        compare(catalogue, desk, name, &spoken_for);
    }
    desk.names = names;
    for holder in &spoken_for {
        desk.found.push(Found {
            holder: *holder,
            likeness: Likeness {
                score: 0,
                initials: false,
            },
            same: false,
            forms_agree: true,
            branches: None,
            entry: None,
        });
    }
    let found = &mut desk.found;
    found.sort_unstable_by(|a, b| rank(catalogue, a).cmp(&rank(catalogue, b)));
    found.dedup_by_key(|it| it.holder);
    let heard = Heard::of(catalogue, facts);
    let mut suggestions: Vec<Suggestion> = found
        .iter()
        .filter_map(|it| suggestion(catalogue, &heard, it))
        .collect();
    suggestions.sort_unstable_by_key(|it| (Reverse(it.score), it.customer));
    suggestions.truncate(catalogue.most);
    suggestions
}

/// Of one customer the name first that is most alike, and its own before that of a linked record.
fn rank<'a>(catalogue: &'a Catalogue, it: &Found) -> impl Ord + use<'a> {
    let entry = it.entry.and_then(|place| catalogue.names.entry(place));
    let score = after_branches(it);
    let own = entry.is_some_and(|entry| entry.own);
    (
        it.holder,
        Reverse(score),
        !it.forms_agree,
        !own,
        entry.map(|entry| entry.said.as_str()),
    )
}

fn after_branches(it: &Found) -> u32 {
    let less = if it.branches.is_some() {
        OTHER_BRANCH
    } else {
        0
    };
    it.likeness.score.saturating_sub(less)
}

/// Those that anything but the name speaks for, and those that are called the same.
fn spoken_for(catalogue: &Catalogue, desk: &Desk, facts: &Facts<'_>) -> Vec<Holder> {
    let mut holders: Vec<Holder> = desk.voices.iter().map(|it| it.holder).collect();
    holders.extend(facts.external_ids.iter().flat_map(|it| catalogue.of_id(it)));
    holders.extend(facts.phone.iter().flat_map(|it| catalogue.of_phone(it)));
    holders.sort_unstable_by_key(|it| catalogue.customers.get(*it as usize).map(|it| it.id));
    holders.dedup();
    // Hundreds who share a name or a number are no help to anybody.
    holders.truncate(MOST_SPOKEN_FOR);
    holders
}

const MOST_SPOKEN_FOR: usize = 64;

fn compare(catalogue: &Catalogue, desk: &mut Desk, name: &NormalName, spoken_for: &[Holder]) {
    let wording = Wording::of(name);
    let names = &catalogue.names;
    candidates::near(names, &wording, desk);
    for holder in spoken_for {
        let customer = catalogue.customers.get(*holder as usize);
        let places = customer.map_or(&[][..], |it| it.names.as_slice());
        let places = places.iter().take(NAMES_OF_ONE);
        desk.near.extend(places.map(|place| (0, *place)));
    }
    desk.near.sort_unstable_by_key(|it| it.1);
    desk.near.dedup_by_key(|it| it.1);
    let measure = Measure::of(names, &wording);
    for (_, place) in &desk.near {
        let Some(entry) = names.entry(*place) else {
            continue;
        };
        let found = beside(&measure, catalogue, name, &wording, entry, *place);
        if found.likeness.score >= LEAST - CITY - COUNTRY || spoken_for.contains(&entry.holder) {
            desk.found.push(found);
        }
    }
}

fn beside(
    measure: &Measure<'_>,
    catalogue: &Catalogue,
    name: &NormalName,
    wording: &Wording,
    entry: &Entry,
    place: u32,
) -> Found {
    let same = name.is_spelled_as(&entry.name);
    let likeness = if same {
        Likeness {
            score: 100,
            initials: false,
        }
    } else {
        measure.likeness(&catalogue.names, entry)
    };
    let branches = places::difference(wording, &entry.wording);
    Found {
        holder: entry.holder,
        likeness,
        same,
        forms_agree: name.families().agree(entry.name.families()),
        branches: branches
            .filter(|_| !same)
            .map(|(a, b)| (a.to_owned(), b.to_owned())),
        entry: Some(place),
    }
}

/// What a record says beside its names, looked up once for all customers.
struct Heard<'a> {
    facts: &'a Facts<'a>,
    tenant: &'a [Holder],
    references: Vec<(&'a str, &'a [Holder])>,
    domains: Vec<(Domain, &'a [Holder])>,
    ids: Vec<(&'a str, &'a [Holder])>,
    phone: &'a [Holder],
    city: Option<City>,
    country: Option<&'static str>,
}

impl<'a> Heard<'a> {
    fn of(catalogue: &'a Catalogue, facts: &'a Facts<'a>) -> Self {
        let domains = facts.domains.iter().filter_map(|it| Domain::of(it.text()));
        let references = facts.references.iter();
        Self {
            facts,
            tenant: facts.tenant.map_or(&[], |it| catalogue.of_tenant(it)),
            references: references
                .map(|it| (it.system, catalogue.of_reference(*it)))
                .collect(),
            domains: domains
                .map(|it| (it.clone(), catalogue.of_registered(&it)))
                .collect(),
            ids: facts
                .external_ids
                .iter()
                .map(|it| (*it, catalogue.of_id(it)))
                .collect(),
            phone: facts.phone.map_or(&[], |it| catalogue.of_phone(it)),
            city: facts.place.city.and_then(City::of),
            country: facts.place.country.and_then(countries::code),
        }
    }

    /// What makes the score higher by itself.
    fn keys(&self, holder: Holder) -> Vec<((u32, u32), Why)> {
        let has = |holders: &[Holder]| holders.contains(&holder);
        let mut keys = Vec::new();
        keys.extend(has(self.tenant).then_some((TENANT, Why::SameTenant)));
        let named = self.references.iter().find(|it| has(it.1));
        keys.extend(named.map(|(system, _)| {
            let system = (*system).to_owned();
            (REFERENCE, Why::SameReference { system })
        }));
        let domain = self
            .domains
            .iter()
            .filter(|it| has(it.1))
            .map(|it| &it.0)
            .min();
        keys.extend(domain.map(|it| {
            let domain = it.registered().to_owned();
            (DOMAIN, Why::SameDomain { domain })
        }));
        let id = self.ids.iter().find(|it| has(it.1));
        keys.extend(id.map(|(id, _)| {
            (
                EXTERNAL_ID,
                Why::SameExternalId {
                    id: (*id).to_owned(),
                },
            )
        }));
        keys.extend(has(self.phone).then_some((PHONE, Why::SamePhone)));
        keys
    }

    fn nearby(&self, customer: &Customer) -> Vec<(u32, Why)> {
        let mut nearby = Vec::new();
        let is_here = |here: &&City| customer.cities.iter().any(|it| it.is(here));
        if let Some(here) = self.city.as_ref().filter(is_here) {
            let city = here.said().to_owned();
            nearby.push((CITY, Why::SameCity { city }));
        }
        if let Some(code) = self.country.filter(|it| customer.countries.contains(it)) {
            nearby.push((
                COUNTRY,
                Why::SameCountry {
                    country: code.to_uppercase(),
                },
            ));
        }
        nearby
    }
}

fn suggestion(catalogue: &Catalogue, heard: &Heard<'_>, found: &Found) -> Option<Suggestion> {
    let customer = catalogue.customers.get(found.holder as usize)?;
    let (mut score, mut reasons) = (found.likeness.score, Vec::new());
    for ((least, more), why) in heard.keys(found.holder) {
        score = score.max(least) + more;
        reasons.push(why);
    }
    reasons.extend(of_name(catalogue, found));
    for (more, why) in heard.nearby(customer) {
        score += more;
        reasons.push(why);
    }
    // Full marks are for those that are called the same.
    score = score.min(if found.same { 100 } else { 99 });
    for (less, why) in against(customer, heard.facts, found) {
        score = score.saturating_sub(less);
        reasons.push(why);
    }
    (score >= LEAST).then(|| Suggestion {
        customer: customer.id,
        score: Score::of_hundred(score),
        reasons,
    })
}

fn of_name(catalogue: &Catalogue, found: &Found) -> Vec<Why> {
    let entry = found.entry.and_then(|it| catalogue.names.entry(it));
    let Some(entry) = entry.filter(|_| found.likeness.score > 0) else {
        return Vec::new();
    };
    let alike = if found.likeness.initials {
        Why::Initials
    } else {
        Why::NameLike(Score::of_hundred(found.likeness.score))
    };
    let other = (!entry.own).then(|| Why::NameInOther {
        name: entry.said.clone(),
    });
    [Some(alike), other].into_iter().flatten().collect()
}

fn against(customer: &Customer, facts: &Facts<'_>, found: &Found) -> Vec<(u32, Why)> {
    let mut against = Vec::new();
    let place = |(here, there): (String, String)| Why::DifferentPlace { here, there };
    if let Some(words) = found.branches.clone() {
        against.push((OTHER_BRANCH, place(words)));
    } else if let Some(addresses) = differs(customer, facts.place) {
        against.push((OTHER_PLACE, place(addresses)));
    }
    if !found.forms_agree {
        against.push((OTHER_FORM, Why::DifferentForm));
    }
    if is_linked_elsewhere(customer, facts) {
        against.push((LINKED_ELSEWHERE, Why::LinkedElsewhere));
    }
    against
}
