//! Customers, and records of which it is known whose they are: made by rules, always the same.

use uuid::Uuid;

use super::lists::{
    CITIES, FIRST_NAMES, FORMS, FORMS_ELSEWHERE, LONG_NAMES, LOOK_ALIKES, MARKED, OTHER_SCRIPTS,
    STEMS, STRANGERS, SURNAMES, TRADES,
};
use super::messes::{abbreviated, doubled, dropped, swapped, turned, without_last};
use crate::ids::{CustomerId, TenantId};
use crate::matching::{DomainFact, Facts, Known, Place, Reference};

pub(super) const PSA: &str = "psa:first";

/// A customer or a record, with all that may be known of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Company {
    pub(super) name: String,
    pub(super) verified: Option<String>,
    pub(super) claimed: Option<String>,
    pub(super) tenant: Option<TenantId>,
    pub(super) reference: Option<String>,
    pub(super) city: Option<&'static str>,
    pub(super) country: Option<&'static str>,
    pub(super) phone: Option<String>,
}

impl Company {
    pub(super) fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let id = self.reference.as_deref().into_iter();
        id.map(|id| Reference { system: PSA, id }).collect()
    }

    fn place(&self) -> Place<'_> {
        Place {
            city: self.city,
            country: self.country,
        }
    }

    pub(super) fn known(&self, customer: CustomerId) -> Known<'_> {
        Known {
            domains: self.verified.as_deref().into_iter().collect(),
            tenants: self.tenant.into_iter().collect(),
            references: self.references(),
            place: self.place(),
            phone: self.phone.as_deref(),
            ..Known::named(customer, &self.name)
        }
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        let verified = self.verified.as_deref().map(DomainFact::Verified);
        let claimed = self.claimed.as_deref().map(DomainFact::Claimed);
        Facts {
            name: &self.name,
            domains: verified.into_iter().chain(claimed).collect(),
            tenant: self.tenant,
            references: self.references(),
            place: self.place(),
            phone: self.phone.as_deref(),
            ..Facts::default()
        }
    }
}

pub(super) fn id(customer: usize) -> CustomerId {
    CustomerId::new(Uuid::from_u128(0x1000 + customer as u128))
}

pub(super) fn tenant(number: usize) -> TenantId {
    TenantId::new(Uuid::from_u128(0xa000_0000 + number as u128))
}

/// A record, and whose it is: a place among the customers, or nobody's.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) record: Company,
    pub(super) right: Option<usize>,
    /// What is wrong with it.
    pub(super) mess: &'static str,
}

#[derive(Debug, Default)]
pub(super) struct Labelled {
    pub(super) customers: Vec<Company>,
    pub(super) pairs: Vec<Pair>,
}

pub(super) fn labelled() -> Labelled {
    let mut set = Labelled::default();
    set.businesses();
    set.worse();
    set.crowd();
    set.families();
    set.congregations();
    set.subsidiaries();
    set.branches();
    set.marks_and_scripts();
    set.look_alikes();
    set.namesakes();
    set.keys();
    set.strangers();
    set
}

impl Labelled {
    pub(super) fn knowns(&self) -> impl DoubleEndedIterator<Item = Known<'_>> {
        self.customers
            .iter()
            .enumerate()
            .map(|(at, it)| it.known(id(at)))
    }

    fn customer(&mut self, company: Company) -> usize {
        self.customers.push(company);
        self.customers.len() - 1
    }

    fn pair(&mut self, mess: &'static str, record: Company, right: impl Into<Option<usize>>) {
        let right = right.into();
        self.pairs.push(Pair {
            record,
            right,
            mess,
        });
    }

    fn named(
        &mut self,
        mess: &'static str,
        name: impl Into<String>,
        right: impl Into<Option<usize>>,
    ) {
        self.pair(mess, Company::named(name), right);
    }

    /// Every mess in turn. Several of a stem are customers, so the trade counts as much as the stem.
    fn businesses(&mut self) {
        for at in 0..STEMS.len() * 4 {
            let (stem, round) = (STEMS[at % STEMS.len()], at / STEMS.len());
            let trade = TRADES[(at * 7 + round * 5) % TRADES.len()];
            let place = at % FORMS.len();
            let (form, elsewhere) = (FORMS[place], FORMS_ELSEWHERE[place]);
            let name = format!("{stem} {trade}");
            let customer = self.customer(Company {
                city: (at % 3 == 0).then_some(CITIES[at % CITIES.len()]),
                phone: (at % 5 == 0).then(|| {
                    format!(
                        "+1 (555) 2{:02}-{:04}",
                        at % 90 + 10,
                        at * 37 % 9_000 + 1_000
                    )
                }),
                ..Company::named(format!("{name} {form}"))
            });
            let (mess, other) = match at % 16 {
                0 => ("capitals", name.to_uppercase()),
                1 => ("form written out", format!("{name}, {elsewhere}")),
                2 => ("swapped", format!("{} {form}", swapped(&name))),
                3 => ("the", format!("The {name} {elsewhere}")),
                4 => ("dropped", dropped(&name)),
                5 => ("abbreviated", format!("{} {form}", abbreviated(&name))),
                6 => (
                    "spaces and dashes",
                    format!("  {}  ", name.replace(' ', " - ")),
                ),
                7 => ("doubled", format!("{} {form}", doubled(&name))),
                8 => ("turned", turned(&name)),
                9 => (
                    "last word missing",
                    format!("{} {form}", without_last(&name)),
                ),
                10 => ("a word more", format!("{name} Group {form}")),
                11 => ("no form", name.clone()),
                12 => ("in brackets", format!("{name} ({form})")),
                13 => ("abbreviated and swapped", swapped(&abbreviated(&name))),
                14 => ("one word", format!("{} {form}", name.replace(' ', ""))),
                _ => ("customer number", format!("{name} {form} #C{at}")),
            };
            self.named(mess, other, customer);
            // Half of them have a second record, hardly different.
            if at % 2 == 0 {
                self.named(
                    "punctuation",
                    format!("{name}, {elsewhere}").to_lowercase(),
                    customer,
                );
            }
        }
    }

    /// Customers without records, so that there is somebody near to everything.
    fn crowd(&mut self) {
        for (at, stem) in STEMS.iter().enumerate() {
            for round in 4..12 {
                let trade = TRADES[(at * 7 + round * 5 + 3) % TRADES.len()];
                let form = FORMS[(at + round) % FORMS.len()];
                let name = format!("{stem} {trade} {form}");
                if !self
                    .customers
                    .iter()
                    .any(|it| it.name.starts_with(&format!("{stem} {trade}")))
                {
                    self.customer(Company::named(name));
                }
            }
        }
    }

    /// Two and three messes at once, and names of which half is gone.
    fn worse(&mut self) {
        for at in 0..96 {
            let customer = at * 2 + at % 2;
            let said = self.customers[customer].name.clone();
            let name = without_last(&said);
            let (mess, other) = match at % 8 {
                0 => ("swapped and dropped", swapped(&dropped(&name))),
                1 => ("cut off", name.chars().take(14).collect()),
                2 => ("trading as", format!("Brightside Holdings t/a {name}")),
                3 => ("department", format!("{said} - Accounts Payable")),
                4 => ("turned and dropped", turned(&dropped(&name))),
                5 => ("old name", format!("{name} (formerly Old Mill Traders)")),
                6 => ("abbreviated and turned", turned(&abbreviated(&said))),
                _ => (
                    "vowels lost",
                    name.chars().filter(|it| !"aeiou".contains(*it)).collect(),
                ),
            };
            self.named(mess, other, customer);
        }
    }

    fn families(&mut self) {
        for (at, one) in SURNAMES.iter().enumerate() {
            let first = FIRST_NAMES[at % FIRST_NAMES.len()];
            let other = SURNAMES[(at + 5) % SURNAMES.len()];
            let office = self.customer(Company::named(format!("Law Office of {first} {one}")));
            self.named(
                "order of words",
                format!("{first} {one} Law Office"),
                office,
            );
            let sons = self.customer(Company::named(format!("{one} & Sons")));
            self.named("and", format!("{one} and Sons Ltd."), sons);
            let firm = self.customer(Company::named(format!("{one}, {other} & Partners LLP")));
            self.named("and, commas", format!("{one} {other} and Partners"), firm);
            if at % 2 == 0 {
                let brothers = self.customer(Company::named(format!("{one} Brothers Roofing")));
                self.named("abbreviated", format!("{one} Bros. Roofing"), brothers);
                let apostrophe = self.customer(Company::named(format!("{one}'s Bakery")));
                self.named("apostrophe", format!("{one}’s Bakery LLC"), apostrophe);
                self.named("apostrophe lost", format!("{one}s Bakery"), apostrophe);
            }
        }
    }

    /// Many cities have one; not all of them are customers.
    fn congregations(&mut self) {
        for (at, city) in CITIES.iter().enumerate() {
            let name = format!("First Baptist Church of {city}");
            if at % 4 == 3 {
                self.named("another city's", name, None);
                self.named("another city's", format!("St Mary's School {city}"), None);
                continue;
            }
            let church = self.customer(Company::named(&name));
            self.named("abbreviated", format!("1st Baptist Church, {city}"), church);
            let school = self.customer(Company::named(format!("Saint Mary's School {city}")));
            self.named("saint", format!("St. Marys School {city}"), school);
        }
    }

    fn subsidiaries(&mut self) {
        for (at, stem) in STRANGERS.iter().enumerate().take(10) {
            let uk = self.customer(Company::named(format!("{stem} Systems UK Ltd")));
            let us = self.customer(Company::named(format!("{stem} Systems US Inc")));
            let holding = self.customer(Company::named(format!("{stem} Systems Holdings")));
            self.named("subsidiary", format!("{stem} Systems (UK) Limited"), uk);
            self.named("subsidiary", format!("{stem} Systems United States"), us);
            self.named("abbreviated", format!("{stem} Systems Hldgs"), holding);
            self.named(
                "sister of another country",
                format!("{stem} Systems Germany GmbH"),
                None,
            );
            self.named("parent of several", format!("{stem} Systems"), None);
            if at % 2 == 0 {
                self.named("swapped", swapped(&format!("{stem} Systems UK")), uk);
            }
        }
    }

    fn branches(&mut self) {
        for (at, surname) in SURNAMES.iter().enumerate().take(12) {
            let name = format!("{surname} Physiotherapy");
            let cities = [
                CITIES[at],
                CITIES[(at + 3) % CITIES.len()],
                CITIES[(at + 7) % CITIES.len()],
            ];
            let one = self.customer(Company::named(format!("{name} – {}", cities[0])));
            let other = self.customer(Company::named(format!("{name} – {}", cities[1])));
            self.named("branch", format!("{name} ({})", cities[0]), one);
            self.named("branch", format!("{} {name}", cities[1]), other);
            self.named("branch of nobody", format!("{name} – {}", cities[2]), None);
        }
    }

    fn marks_and_scripts(&mut self) {
        for (name, spelled_out, lost) in MARKED {
            let customer = self.customer(Company::named(*name));
            self.named("mark spelled out", *spelled_out, customer);
            self.named("mark lost", *lost, customer);
        }
        for (name, elsewhere) in OTHER_SCRIPTS {
            let customer = self.customer(Company::named(*name));
            self.named("other script", *elsewhere, customer);
        }
        for (long, short) in LONG_NAMES {
            let customer = self.customer(Company::named(*long));
            self.named("initials", *short, customer);
            self.named("initials and form", format!("{short} Inc."), customer);
        }
    }

    fn look_alikes(&mut self) {
        for (name, other) in LOOK_ALIKES {
            self.customer(Company::named(*name));
            self.named("looks alike", *other, None);
        }
    }

    /// Two that are called the same, told apart by where they are; and some of which only one is here.
    fn namesakes(&mut self) {
        for (at, city) in CITIES.iter().enumerate().take(8) {
            let there = CITIES[at + 8];
            let in_city = |name: &str, city| Company {
                city: Some(city),
                ..Company::named(name)
            };
            let name = format!("{} Care Home", STEMS[at * 3]);
            let here = self.customer(in_city(&name, *city));
            let other = self.customer(in_city(&name, there));
            self.pair("namesakes", in_city(&name, *city), here);
            self.pair("namesakes", in_city(&name, there), other);
            self.named("namesakes, no city", &name, None);
            let name = format!("{} Nursery", STEMS[at * 3 + 1]);
            self.customer(in_city(&name, *city));
            self.pair("namesake elsewhere", in_city(&name, there), None);
        }
    }

    /// Told apart by more than a name; some say two things at once.
    fn keys(&mut self) {
        for (at, surname) in SURNAMES.iter().enumerate() {
            let domain = format!("{}-holdings.example", surname.to_lowercase());
            let company = Company {
                verified: Some(domain.clone()),
                tenant: Some(tenant(at)),
                reference: Some(format!("{}", 29_763_400 + at)),
                country: Some("US"),
                ..Company::named(format!("{surname} Holdings"))
            };
            let customer = self.customer(company.clone());
            let other = format!("Site {}", 400 + at);
            let record = || Company::named(&other);
            match at % 6 {
                0 => self.pair(
                    "tenant",
                    Company {
                        tenant: company.tenant,
                        ..record()
                    },
                    customer,
                ),
                1 => self.pair(
                    "reference",
                    Company {
                        reference: company.reference,
                        ..record()
                    },
                    customer,
                ),
                2 => self.pair(
                    "verified domain",
                    Company {
                        verified: company.verified,
                        ..record()
                    },
                    customer,
                ),
                3 => self.pair(
                    "website",
                    Company {
                        claimed: Some(format!("https://www.{domain}/about")),
                        ..record()
                    },
                    customer,
                ),
                4 => {
                    let named_after_another =
                        format!("{} Holdings", SURNAMES[(at + 1) % SURNAMES.len()]);
                    let torn = Company {
                        tenant: company.tenant,
                        ..Company::named(named_after_another)
                    };
                    self.pair("tenant of one, name of another", torn, customer);
                }
                _ => {
                    let name = format!("{surname} Holdings");
                    let abroad = Company {
                        country: Some("Germany"),
                        ..Company::named(&name)
                    };
                    self.pair("namesake abroad", abroad, None);
                    let elsewhere = Company {
                        tenant: Some(tenant(900 + at)),
                        ..Company::named(name)
                    };
                    self.pair("another tenant", elsewhere, None);
                }
            }
        }
    }

    fn strangers(&mut self) {
        for (at, stem) in STRANGERS.iter().enumerate() {
            for round in 0..4 {
                let trade = TRADES[(at * 3 + round * 5) % TRADES.len()];
                let form = FORMS[(at + round) % FORMS.len()];
                self.named("stranger", format!("{stem} {trade} {form}"), None);
            }
        }
        // A stem that is a customer's, in a trade that is not.
        for (at, stem) in STEMS.iter().enumerate() {
            self.named(
                "another trade",
                format!("{stem} Wholesale Nursery {}", FORMS[at % FORMS.len()]),
                None,
            );
        }
    }
}
