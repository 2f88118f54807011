use super::labelled::{Company, id, tenant};
use crate::matching::{Catalogue, Facts, Known, Score, Suggestion, Verdict};

fn suggestions(companies: &[Company], record: &Company) -> Vec<Suggestion> {
    let catalogue = Catalogue::of(
        companies
            .iter()
            .enumerate()
            .map(|(at, it)| it.known(id(at))),
    );
    match catalogue.judge(&record.facts()) {
        Verdict::Open { suggestions } => suggestions,
        Verdict::Certain { because, .. } => panic!("certain by {because}"),
    }
}

/// The first one's score and reasons as people read them.
fn first(companies: &[Company], record: &Company) -> String {
    let suggestions = suggestions(companies, record);
    let Some(first) = suggestions.first() else {
        return "none".to_owned();
    };
    let reasons: Vec<String> = first.reasons.iter().map(ToString::to_string).collect();
    format!("{}: {}", first.score, reasons.join(", "))
}

fn contoso() -> Company {
    Company {
        verified: Some("contoso.com".to_owned()),
        city: Some("Dallas"),
        country: Some("US"),
        phone: Some("+1 (214) 555-0133".to_owned()),
        ..Company::named("Contoso Dental Ltd")
    }
}

#[test]
fn every_reason_is_said_in_words() {
    let named = |name: &str| Company::named(name);
    let one = [contoso()];
    let told = |record: &Company| first(&one, record);
    assert_eq!(told(&named("Contsoo Dental")), "0.92: name 0.92");
    let website = Company {
        claimed: Some("http://contoso.com".to_owned()),
        ..named("The Smile People")
    };
    assert!(
        told(&website).starts_with("0.94: same domain contoso.com, name "),
        "{}",
        told(&website)
    );
    let near = Company {
        city: Some("DALLAS"),
        country: Some("usa"),
        ..named("Contoso Dentists")
    };
    assert!(
        told(&near).ends_with("same city DALLAS, same country US"),
        "{}",
        told(&near)
    );
    let phone = Company {
        phone: Some("214-555-0133".to_owned()),
        ..named("Contoso Smiles")
    };
    assert!(
        told(&phone).contains("same phone number"),
        "{}",
        told(&phone)
    );
    let form = Company::named("Contoso Dental GmbH");
    assert_eq!(
        told(&form),
        "0.97: name 1.00, legal forms of different countries"
    );
    let away = Company {
        city: Some("Denver"),
        ..named("Contoso Dental")
    };
    assert_eq!(
        told(&away),
        "0.96: name 1.00, another place: Denver, not Dallas"
    );
    let abroad = Company {
        country: Some("Germany"),
        ..named("Contoso Dental")
    };
    assert_eq!(told(&abroad), "0.96: name 1.00, another place: DE, not US");
    let two = [Company::named("Contoso US"), Company::named("Fabrikam")];
    let branch = first(&two, &named("Contoso UK"));
    assert!(branch.ends_with("another place: uk, not usa"), "{branch}");
    let initials = [Company::named("International Widget Exchange")];
    let told = first(&initials, &named("IWE Ltd"));
    assert_eq!(told, "0.80: one name is the initials of the other");
}

#[test]
fn ids_of_unknown_systems_and_names_of_linked_records_are_reasons() {
    let known = Known {
        references: vec![crate::matching::Reference {
            system: "psa:first",
            id: "C-10422",
        }],
        other_names: vec!["Old Mill Traders Ltd"],
        ..Known::named(id(0), "Contoso")
    };
    let catalogue = Catalogue::of([known]);
    let told = |facts: &Facts<'_>| match catalogue.judge(facts) {
        Verdict::Open { suggestions } => suggestions[0]
            .reasons
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        Verdict::Certain { because, .. } => panic!("certain by {because}"),
    };
    let facts = Facts {
        external_ids: vec!["C-10422"],
        ..Facts::default()
    };
    assert_eq!(told(&facts), ["same external id C-10422"]);
    let facts = Facts {
        name: "Old Mill Trader",
        ..Facts::default()
    };
    assert_eq!(
        told(&facts),
        [
            "name 0.96",
            "called Old Mill Traders Ltd in a linked record"
        ]
    );
}

#[test]
fn what_keeps_keys_from_being_certain_is_shown() {
    let torn = |at: usize, name: &str| Company {
        tenant: Some(tenant(at)),
        ..Company::named(name)
    };
    let two = [torn(1, "Contoso"), torn(2, "Fabrikam")];
    let both = suggestions(&two, &torn(1, "Fabrikam"));
    let ids: Vec<_> = both.iter().map(|it| it.customer).collect();
    assert_eq!(ids, [id(0), id(1)]);
    assert_eq!(both[0].reasons[0].to_string(), "same Microsoft tenant");
    let reasons: Vec<String> = both[1].reasons.iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        ["name 1.00", "linked to another tenant or record there"]
    );
}

#[test]
fn there_are_so_many_at_most_and_equals_come_by_their_ids() {
    let many: Vec<Company> = (0..40).map(|_| Company::named("Contoso Widgets")).collect();
    let ids = |most| {
        let knowns = many.iter().enumerate().map(|(at, it)| it.known(id(at)));
        match Catalogue::of(knowns)
            .suggesting(most)
            .judge(&Company::named("Contoso Widgets").facts())
        {
            Verdict::Open { suggestions } => {
                suggestions.iter().map(|it| it.customer).collect::<Vec<_>>()
            }
            Verdict::Certain { .. } => panic!("forty are called so"),
        }
    };
    assert_eq!(ids(5), (0..5).map(id).collect::<Vec<_>>());
    assert_eq!(ids(0), []);
    assert_eq!(
        suggestions(&many, &Company::named("Contoso Widgets")).len(),
        5
    );
}

#[test]
fn a_branch_comes_behind_its_sister() {
    let two = [
        Company::named("Contoso Physio Denver"),
        Company::named("Contoso Physio Dallas"),
    ];
    let found = suggestions(&two, &Company::named("Dallas Contoso Physio"));
    assert_eq!(found[0].customer, id(1));
    assert!(found[1].score < found[0].score);
}

#[test]
fn who_shares_the_trade_alone_comes_far_behind() {
    let two = [
        Company::named("Lamna Insurance"),
        Company::named("Parnell Insurance"),
    ];
    let found = suggestions(&two, &Company::named("Lamna Insuracne"));
    assert_eq!(found[0].customer, id(0));
    assert!(found.len() == 1 || found[0].score.hundredths() - found[1].score.hundredths() >= 15);
}

#[test]
fn a_score_is_hundredths() {
    assert_eq!(Score::of_hundred(7).to_string(), "0.07");
    assert_eq!(Score::of_hundred(94).to_string(), "0.94");
    assert_eq!(Score::of_hundred(1_000), Score::FULL);
    assert_eq!(Score::FULL.to_string(), "1.00");
}
