//! What vendors' systems really hold: nothing, noise and far too much. Nobody is found by it, and
//! nothing stops.

use super::labelled::{Company, id, labelled};
use crate::matching::{Catalogue, Desk, DomainFact, Facts, Known, Place, Reference, Verdict};

fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        "\t\n",
        "\0",
        "-",
        "—",
        "...",
        "???",
        "'",
        "&",
        "& & &",
        "+",
        "()",
        "\u{200b}",
        "\u{feff}",
        "\u{202e}",
        "\u{301}\u{308}",
        "🚀",
        "👨‍👩‍👧‍👦",
        "1️⃣",
        "🏳️‍🌈🏳️‍🌈",
        "\u{202e}osotnoC",
        "شركة",
        "דוגמה",
        "한국",
        "中",
        "中国",
        "株式会社",
        "ООО",
        "The",
        "Ltd",
        "GmbH & Co. KG",
        "The Ltd",
        "a",
        "A B C D E F G H",
        "ﬀ ﬁ ﬂ",
        "ﷺ",
        "Z̸a̸l̸g̸o̸",
        "İI ıi",
        "ẞß",
        "ǅ",
        "\u{fffd}",
        "=1+1",
        "<script>",
        "'; drop table",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.extend([
        "Contoso ".repeat(25),
        "x".repeat(200),
        "é".repeat(200),
        "🚀".repeat(200),
        "العربية ".repeat(25),
        "a b ".repeat(5_000),
        "\u{301}".repeat(10_000),
        "Ltd ".repeat(5_000),
        "中".repeat(10_000),
    ]);
    texts
}

fn full_of(text: &str) -> Facts<'_> {
    Facts {
        name: text,
        other_names: vec![text; 20],
        domains: vec![DomainFact::Verified(text), DomainFact::Claimed(text)],
        tenant: None,
        references: vec![
            Reference {
                system: text,
                id: "1",
            },
            Reference {
                system: "psa",
                id: text,
            },
        ],
        external_ids: vec![text],
        place: Place {
            city: Some(text),
            country: Some(text),
        },
        phone: Some(text),
    }
}

#[test]
fn a_record_without_anything_is_nobodys() {
    let set = labelled();
    let mut knowns: Vec<Known<'_>> = set.knowns().collect();
    let nameless = set.customers.len();
    // Customers of whom as little is known do not find each other.
    knowns.extend([
        Known::named(id(nameless), ""),
        Known::named(id(nameless + 1), " - "),
    ]);
    let catalogue = Catalogue::of(knowns);
    for name in ["", "  ", "-", "...", "\u{200b}", "\u{202e}"] {
        let facts = Facts {
            name,
            ..Facts::default()
        };
        assert_eq!(
            catalogue.judge(&facts),
            Verdict::Open {
                suggestions: vec![]
            },
            "{name:?}"
        );
    }
}

#[test]
fn nobody_stumbles_over_anything() {
    let texts = hostile();
    let set = labelled();
    let plain = Catalogue::of(set.knowns());
    let hostile = Catalogue::of(texts.iter().enumerate().map(|(at, text)| Known {
        other_names: vec![text],
        domains: vec![text],
        references: vec![Reference {
            system: text,
            id: text,
        }],
        phone: Some(text),
        ..Known::named(id(at), text)
    }));
    let mut desk = Desk::default();
    for text in &texts {
        let verdict = plain.judge_at(&mut desk, &full_of(text));
        // Some names are hostile and some customers are, and they are not the same.
        assert!(
            matches!(verdict, Verdict::Open { .. }),
            "{text:?}: {verdict:?}"
        );
        hostile.judge_at(&mut desk, &full_of(text));
        for pair in set.pairs.iter().step_by(50) {
            let name = format!("{text}{}", pair.record.name);
            hostile.judge_at(&mut desk, &Company::named(name).facts());
        }
    }
}

#[test]
fn different_noise_is_different() {
    let texts = [
        "🚀🚀",
        "🍕",
        "한국",
        "中国",
        "中",
        "شركة",
        "ООО",
        "GmbH",
        "The",
        "株式会社",
    ];
    let catalogue = Catalogue::of(
        texts
            .iter()
            .enumerate()
            .map(|(at, text)| Known::named(id(at), text)),
    );
    for (at, name) in texts.iter().enumerate() {
        let facts = Facts {
            name,
            ..Facts::default()
        };
        match catalogue.judge(&facts) {
            Verdict::Certain { customer, .. } => assert_eq!(customer, id(at), "{name}"),
            Verdict::Open { suggestions } => panic!("{name}: {suggestions:?}"),
        }
    }
}

#[test]
fn a_name_of_two_hundred_letters_finds_itself_with_a_mistake() {
    let long = format!("{} Widgets", "Contoso Northwind Fabrikam ".repeat(7));
    assert!(long.len() > 190);
    let catalogue = Catalogue::of([Known::named(id(0), &long), Known::named(id(1), "Contoso")]);
    let misspelled = long.replacen("Contoso", "Contsoo", 1);
    let facts = Facts {
        name: &misspelled,
        ..Facts::default()
    };
    match catalogue.judge(&facts) {
        Verdict::Open { suggestions } => assert_eq!(suggestions[0].customer, id(0)),
        Verdict::Certain { .. } => panic!("it is misspelled"),
    }
}
