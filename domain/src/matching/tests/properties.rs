//! What holds for all records and customers, whatever they are called.

use proptest::prelude::*;

use super::labelled::{Company, id, labelled, tenant};
use crate::matching::{Catalogue, Desk, Known, NormalName, Verdict};

/// Names that are near to each other, so that something is found, and now and then anything.
fn names() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("Contoso"),
        Just("Contsoo"),
        Just("Fabrikam"),
        Just("Müller"),
        Just("Mueller"),
        Just("Muller"),
        Just("Dental"),
        Just("Group"),
        Just("UK"),
        Just("US"),
        Just("Dallas"),
        Just("12"),
        Just("14"),
        Just("&"),
        Just("and"),
        Just("The"),
        Just("Ltd"),
        Just("GmbH"),
        Just("Inc."),
        Just("S.p.A."),
        Just("A.B.C."),
        Just("中国"),
        Just("🚀"),
        Just("Ромашка"),
    ];
    prop_oneof![
        8 => prop::collection::vec(word, 0..5).prop_map(|words| words.join(" ")),
        1 => any::<String>(),
        1 => "\\PC{0,30}",
    ]
}

fn companies() -> impl Strategy<Value = Company> {
    let cities = prop::option::of(prop_oneof![Just("Dallas"), Just("Denver"), Just("München")]);
    let domains = prop::option::of(prop_oneof![
        Just("contoso.com"),
        Just("fabrikam.com"),
        Just("gmail.com")
    ]);
    let ids = prop::option::of(prop_oneof![Just("10422"), Just("10423")]);
    let tenants = prop::option::of(0..4_usize);
    (names(), cities, domains.clone(), domains, ids, tenants).prop_map(
        |(name, city, verified, claimed, reference, number)| Company {
            city,
            verified: verified.map(str::to_owned),
            claimed: claimed.map(str::to_owned),
            reference: reference.map(str::to_owned),
            tenant: number.map(tenant),
            ..Company::named(name)
        },
    )
}

fn knowns(companies: &[Company]) -> impl DoubleEndedIterator<Item = Known<'_>> {
    companies
        .iter()
        .enumerate()
        .map(|(at, it)| it.known(id(at)))
}

proptest! {
    #[test]
    fn the_same_is_said_every_time_and_in_every_order(
        companies in prop::collection::vec(companies(), 0..24),
        records in prop::collection::vec(companies(), 1..6),
        split in 0..24_usize,
    ) {
        let catalogue = Catalogue::of(knowns(&companies));
        let backwards = Catalogue::of(knowns(&companies).rev());
        let mut grown = Catalogue::of(knowns(&companies).skip(split));
        for known in knowns(&companies).take(split) {
            grown.add(&known);
        }
        let mut desk = Desk::default();
        for record in &records {
            let verdict = catalogue.judge(&record.facts());
            prop_assert_eq!(&verdict, &catalogue.judge_at(&mut desk, &record.facts()));
            prop_assert_eq!(&verdict, &backwards.judge_at(&mut desk, &record.facts()));
            prop_assert_eq!(&verdict, &grown.judge_at(&mut desk, &record.facts()));
        }
    }

    #[test]
    fn who_is_suggested_is_known_and_comes_once_and_in_order(
        companies in prop::collection::vec(companies(), 0..24),
        record in companies(),
    ) {
        let catalogue = Catalogue::of(knowns(&companies));
        if let Verdict::Open { suggestions } = catalogue.judge(&record.facts()) {
            prop_assert!(suggestions.len() <= 5);
            let order = |it: &[crate::matching::Suggestion]| {
                (it[1].score, it[0].customer) < (it[0].score, it[1].customer)
            };
            prop_assert!(suggestions.windows(2).all(order), "{:?}", suggestions);
            prop_assert!(suggestions.iter().all(|it| !it.reasons.is_empty()));
            prop_assert!(suggestions.iter().all(|it| (0..companies.len()).any(|at| id(at) == it.customer)));
        }
    }

    #[test]
    fn case_and_punctuation_change_no_certainty(
        companies in prop::collection::vec(companies(), 0..24),
        record in companies(),
        dress in 0..5_usize,
    ) {
        let dressed = |name: &str| match dress {
            0 => name.to_uppercase(),
            1 => name.to_lowercase(),
            2 => name.replace(' ', ",  "),
            3 => format!(" «{name}»! "),
            _ => name.replace("so", "s'o").replace(' ', "\u{a0}"),
        };
        let catalogue = Catalogue::of(knowns(&companies));
        let other = Company { name: dressed(&record.name), ..record.clone() };
        let certain = |verdict| matches!(verdict, Verdict::Certain { .. }).then_some(verdict);
        // Letters whose capitals are other letters, and joints that are letters to some, are left out.
        prop_assume!(record.name.chars().all(|it| it.is_ascii_alphanumeric() || " &.üМмРраомшк🚀中国".contains(it)));
        prop_assert_eq!(
            certain(catalogue.judge(&record.facts())),
            certain(catalogue.judge(&other.facts()))
        );
    }

    #[test]
    fn names_are_the_same_both_ways(one in names(), other in names()) {
        let (one, other) = (NormalName::of(&one), NormalName::of(&other));
        if let (Some(one), Some(other)) = (one, other) {
            prop_assert!(one.is(&one) && other.is(&other));
            prop_assert_eq!(one.is(&other), other.is(&one));
            prop_assert!(!one.as_str().trim().is_empty());
        }
    }
}

#[test]
fn the_order_of_the_labelled_customers_does_not_count() {
    let set = labelled();
    let catalogue = Catalogue::of(set.knowns());
    let backwards = Catalogue::of(set.knowns().rev());
    let mut desk = Desk::default();
    for pair in &set.pairs {
        let facts = pair.record.facts();
        assert_eq!(
            catalogue.judge_at(&mut desk, &facts),
            backwards.judge_at(&mut desk, &facts),
            "{pair:?}"
        );
    }
}
