//! Companies by the thousand, and what vendors call them: made by rules, always the same.

/// Of these and others like them every stem is made.
const BEGINNINGS: &[&str] = &[
    "Bar", "Cal", "Dor", "Fen", "Gal", "Har", "Jor", "Kes", "Lan", "Mer", "Nor", "Oak", "Pel",
    "Quin", "Ros", "Sal", "Tan", "Ul", "Ver", "Wil", "Yor", "Zan", "Bel", "Cor",
];
const MIDDLES: &[&str] = &[
    "ba", "co", "di", "fo", "ga", "ha", "le", "mi", "no", "pi", "ra", "si", "ta", "vo", "we",
];
const ENDS: &[&str] = &[
    "bridge", "dale", "field", "ford", "ham", "land", "ley", "mont", "more", "son", "stone", "ton",
    "ville", "wood", "worth",
];

const TRADES: &[&str] = &[
    "Dental",
    "Manufacturing",
    "International",
    "Engineering Services",
    "Logistics",
    "Law Group",
    "Medical Center",
    "Property Management",
    "Insurance",
    "Construction",
    "Financial Services",
    "Veterinary Clinic",
    "Plumbing",
    "Accounting",
    "Technology Solutions",
    "Foods",
    "Architects",
    "Care Home",
    "Primary School",
    "Electric",
];

const FORMS: &[&str] = &["Ltd", "Inc", "LLC", "GmbH", "Pty Ltd", "Corp", "BV", "AB"];

const CITIES: &[&str] = &[
    "Dallas", "Denver", "Austin", "Boston", "Chicago", "Portland", "Seattle", "Memphis", "Tampa",
    "Leeds", "Bristol",
];

/// The name of a customer. Several share a stem, and very many a trade; no two share both.
pub(crate) fn name(customer: usize) -> String {
    format!("{} {}", core(customer), FORMS[customer % FORMS.len()])
}

pub(crate) fn city(customer: usize) -> Option<&'static str> {
    customer
        .is_multiple_of(3)
        .then(|| CITIES[customer % CITIES.len()])
}

pub(crate) fn domain(customer: usize) -> String {
    core(customer).to_lowercase().replace(' ', "-") + ".example"
}

/// Stems and trades are taken in turn, so that one of a stem follows the other after all stems.
fn core(customer: usize) -> String {
    let stems = BEGINNINGS.len() * MIDDLES.len() * ENDS.len();
    let (turn, stem) = (
        customer * 4 / stems,
        customer * 4 % stems + customer * 4 / stems % 4,
    );
    let trade = TRADES[(stem * 7 + turn * 3) % TRADES.len()];
    format!("{} {trade}", stem_of(stem))
}

fn stem_of(stem: usize) -> String {
    let begin = BEGINNINGS[stem % BEGINNINGS.len()];
    let middle = MIDDLES[stem / BEGINNINGS.len() % MIDDLES.len()];
    let end = ENDS[stem / BEGINNINGS.len() / MIDDLES.len() % ENDS.len()];
    format!("{begin}{middle}{end}")
}

/// What a vendor calls a customer: sometimes the same, more often nearly the same.
pub(crate) fn called(customer: usize, turn: usize) -> String {
    let core = core(customer);
    match (customer + turn * 3) % 10 {
        0 => name(customer).to_uppercase(),
        1 => core,
        2 => format!("The {core}, {}", FORMS[customer % FORMS.len()]),
        3 => abbreviated(&core),
        4 => without(&core, 4),
        5 => swapped(&core),
        6 => turned(&core),
        7 => format!("{core} - {}", CITIES[customer % CITIES.len()]),
        8 => format!("{core} Group"),
        _ => swapped(&abbreviated(&core)),
    }
}

/// A company that is nobody's customer: of a stem of its own, in the same trades.
pub(crate) fn stranger(number: usize) -> String {
    let begin = ["Ax", "Ob", "Iv", "Em"][number % 4];
    let stem = stem_of(number * 11).to_lowercase();
    format!("{begin}{stem} {}", TRADES[number * 3 % TRADES.len()])
}

fn abbreviated(name: &str) -> String {
    let short = [
        ("International", "Intl"),
        ("Manufacturing", "Mfg"),
        ("Engineering Services", "Eng. Svcs"),
        ("Management", "Mgmt"),
        ("Medical Center", "Med Ctr"),
        ("Technology", "Tech"),
        ("Construction", "Constr."),
    ];
    let written = |name: String, (long, short): &(&str, &str)| name.replace(long, short);
    short.iter().fold(name.to_owned(), written)
}

fn without(name: &str, place: usize) -> String {
    let letters = name.chars().enumerate().filter(|(at, _)| *at != place);
    letters.map(|(_, letter)| letter).collect()
}

fn swapped(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    letters.swap(3, 4);
    letters.into_iter().collect()
}

fn turned(name: &str) -> String {
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    format!("{rest}, {first}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_customers_share_a_name() {
        let names: BTreeSet<String> = (0..10_000).map(core).collect();
        assert_eq!(names.len(), 10_000);
    }
}
