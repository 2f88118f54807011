//! How alike the names of a product and of a service are.
//!
//! Companies' names are compared elsewhere; of products other words tell. `Basic` and `Premium`, `E3` and
//! `E5` are one word apart and two products, and `Microsoft` says nothing at all.

use std::collections::BTreeSet;

use tenantry_domain::cloud::vendor::Term;

/// A name, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ProductName {
    words: BTreeSet<String>,
    /// How often it is paid, where the name says so.
    pub(super) billing: Option<Term>,
}

/// Names that differ in what tells products apart have no more than this.
const OTHER_PRODUCT: u32 = 40;

impl ProductName {
    pub(super) fn of(text: &str) -> Self {
        let mut name = Self::default();
        let small = text.to_lowercase();
        for word in small.split(|letter: char| !letter.is_alphanumeric()) {
            match word {
                "monthly" | "month" | "mtm" => name.billing = Some(Term::MONTHLY),
                "annual" | "annually" | "yearly" | "year" => name.billing = Some(Term::YEARLY),
                _ => name
                    .words
                    .extend(meaning(word).iter().map(|it| (*it).to_owned())),
            }
        }
        name
    }

    /// In hundredths: how much of all words both have.
    pub(super) fn likeness(&self, other: &Self) -> u32 {
        let both = self.words.intersection(&other.words).count();
        let all = self.words.len() + other.words.len();
        if all == 0 {
            return 0;
        }
        let share = u32::try_from(both * 200 / all).unwrap_or_default();
        let differs = |word: &String| is_telling(word);
        if self.words.symmetric_difference(&other.words).any(differs) {
            return share.min(OTHER_PRODUCT);
        }
        share
    }
}

/// What a word stands for; nothing where it is on every price list.
fn meaning(word: &str) -> Vec<&str> {
    match word {
        "" | "microsoft" | "ms" | "office" | "license" | "licence" | "licenses" | "user"
        | "users" | "per" | "nce" | "csp" | "new" | "commerce" | "subscription" | "plan"
        | "billed" | "commit" | "commitment" | "term" | "p1m" | "p1y" | "p3y" | "for" | "the"
        | "and" | "a" => Vec::new(),
        "m365" | "o365" | "ms365" => vec!["365"],
        "std" => vec!["standard"],
        "prem" => vec!["premium"],
        "bus" | "biz" => vec!["business"],
        "ent" => vec!["enterprise"],
        "apps" => vec!["app"],
        word => vec![word],
    }
}

/// Words that are there to tell one product of a family from another.
fn is_telling(word: &str) -> bool {
    let edition = [
        "basic",
        "standard",
        "premium",
        "enterprise",
        "business",
        "essentials",
        "pro",
        "frontline",
        "education",
        "nonprofit",
        "addon",
        "trial",
    ];
    let has = |it: fn(&char) -> bool| word.chars().any(|letter| it(&letter));
    edition.contains(&word) || (has(char::is_ascii_digit) && has(char::is_ascii_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(one: &str, other: &str) -> u32 {
        let (one, other) = (ProductName::of(one), ProductName::of(other));
        let found = one.likeness(&other);
        assert_eq!(found, other.likeness(&one), "the order makes no difference");
        found
    }

    #[test]
    fn one_product_has_many_names() {
        for (one, other) in [
            (
                "Microsoft 365 Business Premium",
                "M365 Business Premium (NCE, monthly)",
            ),
            ("Microsoft 365 E3", "O365 E3 - annual commit"),
            ("Exchange Online (Plan 1)", "exchange online 1"),
        ] {
            assert_eq!(likeness(one, other), 100, "{one} / {other}");
        }
        assert!(
            likeness(
                "Microsoft Defender for Business",
                "Defender Business managed"
            ) >= 70
        );
    }

    #[test]
    fn products_of_one_family_are_not_one() {
        for (one, other) in [
            (
                "Microsoft 365 Business Premium",
                "Microsoft 365 Business Basic",
            ),
            ("Microsoft 365 E3", "Microsoft 365 E5"),
            ("Microsoft Entra ID P1", "Microsoft Entra ID P2"),
        ] {
            assert!(likeness(one, other) <= OTHER_PRODUCT, "{one} / {other}");
        }
        assert_eq!(likeness("", "  ("), 0);
        assert_eq!(likeness("Visio", "Managed firewall"), 0);
    }

    #[test]
    fn a_name_may_say_how_often_it_is_paid() {
        let billing = |text| ProductName::of(text).billing;
        assert_eq!(billing("M365 BP Monthly"), Some(Term::MONTHLY));
        assert_eq!(billing("M365 BP (annual)"), Some(Term::YEARLY));
        assert_eq!(billing("M365 BP"), None);
    }
}
