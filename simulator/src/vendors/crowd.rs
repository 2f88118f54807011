//! Customers by the hundred, named as customers are.

/// One company of a crowd. The same number is the same company at every vendor.
pub(crate) struct Company {
    pub name: String,
    pub domain: String,
    pub city: &'static str,
}

const FIRST: [&str; 20] = [
    "Adatum",
    "Alpine",
    "Bellows",
    "Blue Yonder",
    "Cohovale",
    "Datum",
    "Fourth Coffee",
    "Graphic",
    "Harbour",
    "Lamna",
    "Litware",
    "Margie's",
    "Munson's",
    "Oakwood",
    "Proseware",
    "Relecloud",
    "Southridge",
    "Tailspin",
    "Trey",
    "Woodgrove",
];
const TRADES: [&str; 16] = [
    "Dental",
    "Logistics",
    "Legal",
    "Foods",
    "Media",
    "Freight",
    "Health",
    "Software",
    "Travel",
    "Interiors",
    "Metals",
    "Insurance",
    "Printing",
    "Farms",
    "Energy",
    "Museum",
];
const FORMS: [&str; 6] = ["Ltd", "Inc.", "GmbH", "Pty Ltd", "LLC", ""];
const CITIES: [&str; 7] = [
    "Austin", "Bristol", "Dresden", "Geelong", "Leeds", "Omaha", "Turku",
];

impl Company {
    pub(crate) fn number(number: u32) -> Self {
        let pick = |from: &[&'static str], step: u32| from[(number / step) as usize % from.len()];
        let first = pick(&FIRST, 1);
        let trade = pick(&TRADES, 20);
        let form = pick(&FORMS, 3);
        // Names run out after a while; then there are branches.
        let branch = match number / 320 {
            0 => String::new(),
            more => format!(" {}", more + 1),
        };
        let plain: String = first.chars().filter(char::is_ascii_alphabetic).collect();
        let domain = format!("{plain}-{trade}{}.example", branch.trim()).to_ascii_lowercase();
        let name = format!("{first} {trade}{branch} {form}")
            .trim_end()
            .to_owned();
        Self {
            name,
            domain,
            city: pick(&CITIES, 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_companies_are_called_alike() {
        let names: BTreeSet<String> = (0..2000).map(|it| Company::number(it).name).collect();
        assert_eq!(names.len(), 2000);
    }
}
