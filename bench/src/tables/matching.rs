//! Whose are the records of vendors? All records against all customers, by the catalogue, and by
//! comparing each with each.
//!
//! The peer measures names by the letters they share, as they stand and with their words in order: less
//! than the catalogue does with the few that it looks at. It would take minutes for all, so it is asked
//! about a sample, and its time is the sample's times what the sample stands for.

use std::time::{Duration, Instant};

use rapidfuzz::distance::indel::BatchComparator;
use tenantry_domain::ids::CustomerId;
use tenantry_domain::matching::{
    Catalogue, Desk, DomainFact, Facts, Known, NormalName, Place, Verdict,
};
use uuid::Uuid;

use crate::args::Args;
use crate::report::{Figure, Ratio, Report, Row};
use crate::stats::Spread;
use crate::{companies, memory};

const ROUNDS: usize = 3;
/// The peer is asked about so many of the records.
const SAMPLE: usize = 200;
/// One record in so many is a stranger's.
const STRANGERS: usize = 5;

/// What is read from a query table: texts of its own.
struct Company {
    name: String,
    domain: Option<String>,
    city: Option<&'static str>,
    /// Whose it is; none for a stranger's.
    of: Option<usize>,
}

pub(crate) fn matching(args: &Args) -> Report {
    let (customers, records) = if args.quick {
        (1_000, 5_000)
    } else {
        (10_000, 50_000)
    };
    let known: Vec<Company> = (0..customers).map(customer).collect();
    let found: Vec<Company> = (0..records).map(|at| record(at, customers)).collect();
    let title =
        format!("{records} records of vendors against {customers} customers, on one processor");
    let mut report = Report::new("matching", title);
    let before = memory::now();
    let (mut building, mut judging, mut naive) = (Vec::new(), Vec::new(), Vec::new());
    let (mut outcome, mut megabytes) = (Outcome::default(), None);
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let catalogue = catalogue(&known);
        building.push(begin.elapsed());
        megabytes = megabytes.or_else(|| Some(memory::now()? - before?));
        let begin = Instant::now();
        outcome = judge(&catalogue, &found);
        judging.push(begin.elapsed());
        naive.push(each_with_each(&known, &found) * scale(records));
    }
    let each = |all: &[Duration]| Figure::times(all.iter().map(|it| *it / scale_of(records)));
    let megabytes = Figure::Megabytes {
        megabytes: Spread::of(megabytes),
    };
    report.ratios.push(Ratio {
        of: "times faster than each with each".to_owned(),
        times: Spread::of(
            judging
                .iter()
                .zip(&naive)
                .map(|(it, naive)| naive.as_secs_f64() / it.as_secs_f64()),
        ),
        promised: 10.0,
    });
    report.rows = vec![
        Row {
            subject: "catalogue".to_owned(),
            figures: vec![
                ("build", Figure::times(building)),
                ("all records", Figure::times(judging.iter().copied())),
                ("a record", each(&judging)),
                ("memory", megabytes),
            ],
        },
        Row {
            subject: format!("each with each, from {SAMPLE}"),
            figures: vec![
                ("all records", Figure::times(naive.iter().copied())),
                ("a record", each(&naive)),
            ],
        },
        outcome.row(),
    ];
    report
}

fn scale(records: usize) -> u32 {
    scale_of(records / SAMPLE)
}

fn scale_of(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn customer(at: usize) -> Company {
    Company {
        name: companies::name(at),
        domain: at.is_multiple_of(4).then(|| companies::domain(at)),
        city: companies::city(at),
        of: Some(at),
    }
}

fn record(at: usize, customers: usize) -> Company {
    if at.is_multiple_of(STRANGERS) {
        return Company {
            name: companies::stranger(at),
            domain: None,
            city: None,
            of: None,
        };
    }
    let of = at * 7 % customers;
    Company {
        name: companies::called(of, at / customers),
        domain: (at % 6 == 1).then(|| companies::domain(of)),
        city: companies::city(of),
        of: Some(of),
    }
}

fn id(customer: usize) -> CustomerId {
    CustomerId::new(Uuid::from_u128(0x1000 + customer as u128))
}

fn catalogue(known: &[Company]) -> Catalogue {
    Catalogue::of(known.iter().enumerate().map(|(at, it)| Known {
        domains: it.domain.as_deref().into_iter().collect(),
        place: Place {
            city: it.city,
            country: None,
        },
        ..Known::named(id(at), &it.name)
    }))
}

#[derive(Default)]
struct Outcome {
    linked: u64,
    wrongly: u64,
    open: usize,
    among_three: u64,
}

impl Outcome {
    fn row(&self) -> Row {
        let among_three = Figure::count(self.among_three * 100, self.open);
        Row {
            subject: "of the records".to_owned(),
            figures: vec![
                ("linked", Figure::count(self.linked, 1)),
                ("wrongly", Figure::count(self.wrongly, 1)),
                ("a customer's, open", Figure::count(self.open as u64, 1)),
                ("% among three", among_three),
            ],
        }
    }
}

fn judge(catalogue: &Catalogue, records: &[Company]) -> Outcome {
    let (mut desk, mut outcome) = (Desk::default(), Outcome::default());
    for record in records {
        let domains = record.domain.as_deref().map(DomainFact::Claimed);
        let facts = Facts {
            name: &record.name,
            domains: domains.into_iter().collect(),
            place: Place {
                city: record.city,
                country: None,
            },
            ..Facts::default()
        };
        let right = record.of.map(id);
        match catalogue.judge_at(&mut desk, &facts) {
            Verdict::Certain { customer, .. } => {
                outcome.linked += 1;
                outcome.wrongly += u64::from(right != Some(customer));
            }
            Verdict::Open { suggestions } if right.is_some() => {
                let mut three = suggestions.iter().take(3);
                outcome.open += 1;
                outcome.among_three += u64::from(three.any(|it| right == Some(it.customer)));
            }
            Verdict::Open { .. } => {}
        }
    }
    outcome
}

/// How long it takes to find the nearest name for the sample, by looking at all names.
fn each_with_each(known: &[Company], records: &[Company]) -> Duration {
    let begin = Instant::now();
    let names = |all: &[Company]| -> Vec<(String, String)> {
        let names = all.iter().filter_map(|it| NormalName::of(&it.name));
        names
            .map(|it| (it.as_str().to_owned(), sorted(it.as_str())))
            .collect()
    };
    let known = names(known);
    let step = records.len() / SAMPLE;
    let mut nearest = Vec::new();
    for record in records.iter().step_by(step).take(SAMPLE) {
        let mine = names(std::slice::from_ref(record));
        let Some((name, in_order)) = mine.first() else {
            continue;
        };
        let straight = BatchComparator::new(name.chars());
        let sorted = BatchComparator::new(in_order.chars());
        let distance = |it: &(String, String)| {
            straight
                .distance(it.0.chars())
                .min(sorted.distance(it.1.chars()))
        };
        nearest.push((0..known.len()).min_by_key(|at| distance(&known[*at])));
    }
    assert_eq!(
        nearest.len(),
        SAMPLE,
        "every record of the sample has a name"
    );
    begin.elapsed()
}

fn sorted(name: &str) -> String {
    let mut words: Vec<&str> = name.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}
