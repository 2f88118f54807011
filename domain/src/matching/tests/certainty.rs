use super::labelled::{Company, PSA, id, tenant};
use crate::matching::{Catalogue, Certainty, Facts, Known, Reference, Verdict};

fn catalogue(companies: &[Company]) -> Catalogue {
    Catalogue::of(
        companies
            .iter()
            .enumerate()
            .map(|(at, it)| it.known(id(at))),
    )
}

fn certain(companies: &[Company], record: &Company) -> Option<(usize, Certainty)> {
    match catalogue(companies).judge(&record.facts()) {
        Verdict::Certain { customer, because } => {
            let at = (0..companies.len()).find(|at| id(*at) == customer)?;
            Some((at, because))
        }
        Verdict::Open { .. } => None,
    }
}

fn contoso() -> Company {
    Company {
        verified: Some("contoso.com".to_owned()),
        tenant: Some(tenant(1)),
        reference: Some("29763421".to_owned()),
        city: Some("Dallas"),
        country: Some("US"),
        ..Company::named("Contoso Ltd")
    }
}

fn fabrikam() -> Company {
    Company {
        verified: Some("fabrikam.com".to_owned()),
        tenant: Some(tenant(2)),
        reference: Some("29763422".to_owned()),
        ..Company::named("Fabrikam GmbH")
    }
}

#[test]
fn each_step_of_the_ladder_is_enough_alone() {
    let both = [contoso(), fabrikam()];
    let named = || Company::named("Something else");
    let steps = [
        (
            Company {
                tenant: contoso().tenant,
                ..named()
            },
            Certainty::TenantId,
        ),
        (
            Company {
                reference: contoso().reference,
                ..named()
            },
            Certainty::Reference,
        ),
        (
            Company {
                verified: contoso().verified,
                ..named()
            },
            Certainty::VerifiedDomain,
        ),
        (Company::named("CONTOSO, Limited"), Certainty::ExactName),
    ];
    for (record, because) in steps {
        assert_eq!(certain(&both, &record), Some((0, because)));
    }
}

#[test]
fn the_strongest_step_is_the_reason() {
    assert_eq!(
        certain(&[contoso()], &contoso()),
        Some((0, Certainty::TenantId))
    );
    let without_tenant = Company {
        tenant: None,
        ..contoso()
    };
    assert_eq!(
        certain(&[contoso()], &without_tenant),
        Some((0, Certainty::Reference))
    );
}

#[test]
fn two_candidates_are_no_certainty() {
    let twice = [contoso(), contoso()];
    for record in [
        Company {
            tenant: contoso().tenant,
            ..Company::default()
        },
        Company {
            reference: contoso().reference,
            ..Company::default()
        },
        Company {
            verified: contoso().verified,
            ..Company::default()
        },
        Company::named("Contoso"),
    ] {
        assert_eq!(certain(&twice, &record), None);
    }
}

#[test]
fn a_weaker_step_may_be_shared_by_others_but_not_be_anothers_alone() {
    let namesake = Company::named("Contoso");
    let record = Company {
        tenant: contoso().tenant,
        ..Company::named("Contoso")
    };
    assert_eq!(
        certain(&[contoso(), namesake], &record),
        Some((0, Certainty::TenantId))
    );
    let torn = Company {
        tenant: contoso().tenant,
        ..Company::named("Fabrikam")
    };
    assert_eq!(certain(&[contoso(), fabrikam()], &torn), None);
    let torn = Company {
        tenant: contoso().tenant,
        reference: fabrikam().reference,
        ..Company::default()
    };
    assert_eq!(certain(&[contoso(), fabrikam()], &torn), None);
}

#[test]
fn a_website_is_no_proof_but_it_may_be_a_doubt() {
    let website = |site: &str| Some(format!("https://www.{site}/"));
    let claimed = Company {
        claimed: website("contoso.com"),
        ..Company::named("Else")
    };
    assert_eq!(certain(&[contoso()], &claimed), None);
    let doubtful = Company {
        claimed: website("fabrikam.com"),
        ..Company::named("Contoso")
    };
    assert_eq!(certain(&[contoso(), fabrikam()], &doubtful), None);
    // What was verified is not shaken by what was typed.
    let typed = Company {
        tenant: contoso().tenant,
        claimed: website("fabrikam.com"),
        ..Company::default()
    };
    assert_eq!(
        certain(&[contoso(), fabrikam()], &typed),
        Some((0, Certainty::TenantId))
    );
}

#[test]
fn a_verified_domain_below_another_is_not_the_same() {
    let below = Company {
        verified: Some("uk.contoso.com".to_owned()),
        ..Company::default()
    };
    assert_eq!(certain(&[contoso()], &below), None);
    let shared = || Company {
        verified: Some("contoso.onmicrosoft.com".to_owned()),
        ..Company::default()
    };
    assert_eq!(certain(&[shared()], &shared()), None);
}

#[test]
fn a_name_is_no_proof_where_something_speaks_against_it() {
    let name = || Company::named("Contoso");
    assert_eq!(
        certain(&[contoso()], &name()),
        Some((0, Certainty::ExactName))
    );
    let same_city = Company {
        city: Some("DALLAS"),
        country: Some("United States"),
        ..name()
    };
    assert_eq!(
        certain(&[contoso()], &same_city),
        Some((0, Certainty::ExactName))
    );
    for against in [
        Company {
            city: Some("Denver"),
            ..name()
        },
        Company {
            country: Some("Germany"),
            ..name()
        },
        Company {
            tenant: Some(tenant(9)),
            ..name()
        },
        Company {
            reference: Some("5".to_owned()),
            ..name()
        },
        Company::named("Contoso Inc"),
    ] {
        assert_eq!(certain(&[contoso()], &against), None, "{against:?}");
    }
}

#[test]
fn branches_with_one_domain_are_told_apart() {
    let uk = Company {
        verified: Some("contoso.com".to_owned()),
        ..Company::named("Contoso UK")
    };
    let us = Company {
        verified: Some("contoso.com".to_owned()),
        ..Company::named("Contoso US")
    };
    assert_eq!(certain(std::slice::from_ref(&us), &uk), None);
    assert_eq!(
        certain(std::slice::from_ref(&us), &us),
        Some((0, Certainty::VerifiedDomain))
    );
}

#[test]
fn what_linked_records_say_counts_as_well() {
    let known = Known {
        other_names: vec!["Old Mill Traders Ltd"],
        ..Known::named(id(0), "Contoso")
    };
    let named = |name| Facts {
        name,
        ..Facts::default()
    };
    let verdict = Catalogue::of([known]).judge(&named("OLD MILL TRADERS"));
    let certain = Verdict::Certain {
        customer: id(0),
        because: Certainty::ExactName,
    };
    assert_eq!(verdict, certain);
}

#[test]
fn ids_of_other_systems_are_other_ids() {
    let reference = |system| Reference {
        system,
        id: "29763421",
    };
    let facts = |system| Facts {
        references: vec![reference(system)],
        ..Facts::default()
    };
    let catalogue = catalogue(&[contoso()]);
    let is_certain = |facts| matches!(catalogue.judge(&facts), Verdict::Certain { .. });
    assert!(is_certain(facts(PSA)));
    assert!(!is_certain(facts("psa:second")));
    assert!(!is_certain(facts("")));
}

#[test]
fn ids_that_are_uuids_come_in_capitals_too() {
    let id_of = |id: &str| Company {
        reference: Some(id.to_owned()),
        ..Company::default()
    };
    let small = id_of("cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46");
    let capital = id_of("CBDC14AB-D96C-4C30-B9F4-6ADA7CDC1D46");
    assert_eq!(certain(&[small], &capital), Some((0, Certainty::Reference)));
    // Of any other id it is not known whether case counts.
    assert_eq!(certain(&[id_of("Abc12")], &id_of("aBC12")), None);
    // And these are what systems write where there is none.
    for nothing in ["0", "", " ", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(
            certain(&[id_of(nothing)], &id_of(nothing)),
            None,
            "{nothing:?}"
        );
    }
}

#[test]
fn a_customer_that_comes_later_is_known_from_then_on() {
    let mut catalogue = catalogue(&[contoso()]);
    let before = catalogue.judge(&Company::named("Fabrikam").facts());
    assert_eq!(
        before,
        Verdict::Open {
            suggestions: vec![]
        }
    );
    catalogue.add(&fabrikam().known(id(1)));
    let after = catalogue.judge(&Company::named("Fabrikam").facts());
    let certain = Verdict::Certain {
        customer: id(1),
        because: Certainty::ExactName,
    };
    assert_eq!(after, certain);
    // What is learned of one that is known already is added to it.
    let learned = Known {
        tenants: vec![tenant(7)],
        ..Known::named(id(1), "Fabrikam Europe")
    };
    catalogue.add(&learned);
    assert_eq!(catalogue.len(), 2);
    let by_tenant = Company {
        tenant: Some(tenant(7)),
        ..Company::default()
    };
    let verdict = catalogue.judge(&by_tenant.facts());
    assert_eq!(
        verdict,
        Verdict::Certain {
            customer: id(1),
            because: Certainty::TenantId
        }
    );
}
