//! What distributors say about what was bought: for how long, how often it is paid, what the maker calls it.

use tenantry_domain::cloud::vendor::Term;

/// A term in any of the ways that distributors write it. A word that nobody knows stays as it is.
pub(crate) fn term(text: &str) -> Option<Term> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let known = Term::from_duration(text)
        .or_else(|| named(text))
        .or_else(|| counted(text));
    Some(known.unwrap_or_else(|| Term::Other(text.to_owned())))
}

fn named(text: &str) -> Option<Term> {
    let letters = text.chars().filter(char::is_ascii_alphabetic);
    let word: String = letters.map(|it| it.to_ascii_lowercase()).collect();
    // With a number in front these words mean something else.
    if text.contains(|it: char| it.is_ascii_digit()) {
        return None;
    }
    Some(match word.as_str() {
        "monthly" | "month" => Term::MONTHLY,
        "quarterly" => Term::QUARTERLY,
        "semiannual" | "semiannually" | "halfyearly" => Term::HALF_YEARLY,
        "annual" | "annually" | "yearly" | "year" => Term::YEARLY,
        "biennial" | "biennially" => Term::TWO_YEARS,
        "triennial" | "triennially" => Term::THREE_YEARS,
        "onetime" | "once" => Term::Once,
        "trial" => Term::Trial,
        "usage" | "arrears" => Term::Usage,
        _ => return None,
    })
}

/// Such as `1-Year`, `3 Year`, `12 months`.
fn counted(text: &str) -> Option<Term> {
    let end = text.find(|it: char| !it.is_ascii_digit())?;
    let (count, unit) = text.split_at(end);
    let count: u16 = count.parse().ok().filter(|it| *it > 0)?;
    let unit = unit.trim_start_matches(['-', ' ', '_']);
    let months = match unit.to_ascii_lowercase().trim_end_matches('s') {
        "month" | "mo" => 1,
        "year" | "yr" => 12,
        _ => return None,
    };
    count.checked_mul(months).map(Term::Months)
}

/// What the maker calls a product. Of Microsoft's `product:sku:availability` the last part differs by
/// term and by kind of customer, and is no part of what the product is.
pub(crate) fn maker_sku(text: &str) -> Option<String> {
    let text = text.trim();
    let mut parts = text.split(':').map(str::trim);
    let found = match (parts.next(), parts.next()) {
        (Some(product), Some(sku)) if !product.is_empty() && !sku.is_empty() => {
            format!("{product}:{sku}")
        }
        _ => text.to_owned(),
    };
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_term() {
        let other = |text: &str| Some(Term::Other(text.to_owned()));
        for (text, found) in [
            ("Monthly", Some(Term::MONTHLY)),
            ("P1M", Some(Term::MONTHLY)),
            ("Annual", Some(Term::YEARLY)),
            ("annually", Some(Term::YEARLY)),
            ("P1Y", Some(Term::YEARLY)),
            ("1-Year", Some(Term::YEARLY)),
            ("12 Months", Some(Term::YEARLY)),
            ("2-Year", Some(Term::TWO_YEARS)),
            ("3 Year", Some(Term::THREE_YEARS)),
            ("triennial", Some(Term::THREE_YEARS)),
            ("quarterly", Some(Term::QUARTERLY)),
            ("One-Time", Some(Term::Once)),
            ("One-time", Some(Term::Once)),
            ("one_time", Some(Term::Once)),
            ("Trial", Some(Term::Trial)),
            ("Arrears", Some(Term::Usage)),
            ("Activation", other("Activation")),
            ("2 moons", other("2 moons")),
            ("0-Year", other("0-Year")),
            ("9999-Year", other("9999-Year")),
            ("jährlich", other("jährlich")),
            (" ", None),
        ] {
            assert_eq!(term(text), found, "{text}");
        }
    }

    #[test]
    fn the_availability_is_no_part_of_a_product() {
        for (text, found) in [
            ("CFQ7TTC0LCHC:0002", Some("CFQ7TTC0LCHC:0002")),
            ("CFQ7TTC0LCHC:0002:CFQ7TTC0K971", Some("CFQ7TTC0LCHC:0002")),
            (
                "031c9e47-4802-4248-838e-778fb1d2cc05",
                Some("031c9e47-4802-4248-838e-778fb1d2cc05"),
            ),
            ("PP-ESS-A", Some("PP-ESS-A")),
            (" ", None),
        ] {
            assert_eq!(maker_sku(text).as_deref(), found, "{text}");
        }
    }
}
